import { expect, test } from "vitest";
import { outcomeWith, testRowWith, testWith, totalsWith } from "../test-data.ts";
import {
  durationChange,
  durationText,
  flakyRate,
  passesWords,
  pathOf,
  placeOf,
  sinceSentence,
  standingWord,
  totalsParts,
  totalsSentence,
} from "./test-words.ts";

test("a path leaves out a class that only repeats its suites", () => {
  const paths = [
    testWith({ suitePath: ["cart", "merge"], className: "cart.merge" }),
    testWith({ suitePath: ["cart"], className: "CartTest" }),
    testWith({ suitePath: [], className: "org.shop.CartTest" }),
    testWith({ suitePath: ["cart"], className: "cart" }),
    testWith({ suitePath: ["", "cart"], className: "adds the lines" }),
    testWith({ suitePath: [], className: null }),
  ].map(pathOf);
  expect(paths).toEqual([["cart", "merge"], ["cart", "CartTest"], ["org.shop.CartTest"], ["cart"], ["cart"], []]);
});

test("a place has its line where that is known", () => {
  expect([testWith(), testWith({ line: null }), testWith({ file: null, line: null })].map(placeOf)).toEqual([
    "src/cart.test.ts:12",
    "src/cart.test.ts",
    "",
  ]);
});

test("a duration is told of when it is far from the usual one, and not for a few milliseconds", () => {
  const change = (now: number | null, usual: number | null) => durationChange(now, usual)?.text ?? null;
  expect([change(10, 10), change(24, 10), change(120, 100), change(null, 10), change(10, null)]).toEqual([null, null, null, null, null]);
  expect([change(138, 100), change(60, 100), change(420, 100), change(40, 0)]).toEqual(["+38 %", "−40 %", "× 4.2", "+40 ms"]);
  expect([durationChange(138, 100)?.verdict, durationChange(60, 100)?.verdict]).toEqual(["worse", "better"]);
});

test("a duration that rounds to nothing is still one, and a skipped test has none", () => {
  const text = (durationMs: number | null, status: "passed" | "skipped" = "passed") => durationText({ durationMs, status });
  expect([text(0.2), text(0.6), text(12_400), text(null), text(0, "skipped")]).toEqual(["< 1 ms", "1 ms", "12.4 s", "–", "–"]);
});

test("totals are one sentence, the worst first", () => {
  expect([
    totalsSentence(totalsWith({ tests: 812, passed: 806, failed: 1, errored: 1, skipped: 4 })),
    totalsSentence(totalsWith({ tests: 1_184, passed: 1_180, skipped: 4 })),
    totalsSentence(totalsWith({ tests: 1, passed: 1 })),
    totalsSentence(totalsWith({ tests: 2, passed: 0, skipped: 2 })),
    totalsSentence(totalsWith({ tests: 0, passed: 0 })),
  ]).toEqual(["2 of 812 tests failed", "1,180 tests passed, 4 skipped", "1 test passed", "2 tests skipped", "no tests"]);
  expect(totalsParts(totalsWith({ passed: 7, errored: 3 })).map(({ status }) => status)).toEqual(["errored", "passed"]);
});

test("a red test says since when, a fixed one in which run", () => {
  const since = outcomeWith({ runNumber: 3, commit: "0123456789" });
  expect([
    sinceSentence(testRowWith({ standing: "still-failing", since })),
    sinceSentence(testRowWith({ standing: "still-failing", since: null })),
    sinceSentence(testRowWith({ standing: "new-failure" })),
    sinceSentence(testRowWith({ standing: "fixed" })),
    sinceSentence(testRowWith()),
  ]).toEqual([
    "Failing since run 3, 0123456.",
    "Failing for as long as its outcomes were kept.",
    "New: it did not fail before.",
    "Fixed in run 7, a41f9c2.",
    "",
  ]);
  expect([standingWord("new-failure", "errored"), standingWord("still-failing", "failed")]).toEqual(["New error", "Still failing"]);
});

test("a flaky test says how often, and how far it is from being cleared", () => {
  const flaky = { trees: 2, failures: 3, outcomes: 14, lastAt: 0, passesSince: 2 };
  expect([flakyRate(flaky), passesWords(flaky), passesWords({ ...flaky, passesSince: 9 })]).toEqual([
    "3 of 14 failed, 2 trees",
    "2 of 5 passes",
    "5 of 5 passes",
  ]);
});
