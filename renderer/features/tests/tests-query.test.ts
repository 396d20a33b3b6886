import { expect, test } from "vitest";
import { testId } from "../../../shared/ids.ts";
import { parseTestsQuery, viewToOpen } from "./tests-query.ts";

test("reads what is shown from an address and ignores what it does not know", () => {
  expect(parseTestsQuery({ view: "flaky", branch: "main", stage: "unit", text: "cart", test: "t77", other: "x" })).toEqual({
    ...{ view: "flaky", branch: "main", stage: "unit", text: "cart", testId: testId(77) },
  });
  expect(parseTestsQuery({ view: "wet", test: "r7" })).toEqual({ view: null, branch: "", stage: "", text: "", testId: null });
});

test("who does not say sees what fails, and everything where nothing does", () => {
  const counts = { failing: 0, "new-failures": 0, "still-failing": 0, fixed: 1, flaky: 0, skipped: 0, slowest: 9, all: 9 };
  expect([viewToOpen({ counts }), viewToOpen({ counts: { ...counts, failing: 2 } })]).toEqual(["all", "failing"]);
});
