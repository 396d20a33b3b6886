import { expect, test } from "vitest";
import type { StageHistory } from "../../../../shared/contract/pipelines.ts";
import type { StageRun } from "../../../../shared/contract/schemas.ts";
import { stageRunId } from "../../../../shared/ids.ts";
import type { Status } from "../../../../shared/status.ts";
import { barOf, historyOf, stageOf, stageRunOf } from "../test-data.ts";
import { barDuration, drawBars, fullHeightMs } from "./bars.ts";
import { becauseWords, cardLook, cardWords, formatRange, testWords } from "./card-words.ts";

const now = 1_000_000;
const usual: Partial<StageHistory> = { expectedMs: 41_000, expectedP90Ms: 52_000 };

const needStatuses: Readonly<Record<string, Status>> = { lint: "running", install: "passed", types: "failed" };

function wordsOf(latest: StageRun | null, more: Partial<StageHistory> = usual, needs: string[] = []) {
  const history = latest === null ? null : historyOf("unit", latest, more);
  const stage = stageOf("unit", "test", needs);
  const because = becauseWords(stage, latest, (need) => needStatuses[need] ?? null);
  return cardWords({ stage, history, because }, now);
}

test("a passed stage says how long it took, when, and what is usual", () => {
  const latest = stageRunOf("unit", "passed", 7, { startedAt: 0, finishedAt: now - 60_000, durationMs: 8_400 });
  expect(wordsOf(latest)).toEqual({ measure: "8.4 s", when: "1 min ago", fact: "usually 41–52 s", progress: null });
});

test("a failed stage says why", () => {
  const latest = stageRunOf("unit", "failed", 7, { reason: "exit-code", exitCode: 1, finishedAt: now, durationMs: 12_400 });
  expect(wordsOf(latest)).toMatchObject({ measure: "12.4 s", when: "just now", fact: "exit code 1" });
  expect(wordsOf({ ...latest, reason: "signal", signal: "SIGSEGV" }).fact).toBe("SIGSEGV");
  expect(wordsOf({ ...latest, reason: "timeout" }).fact).toBe("timed out");
});

test("a running stage ticks in whole seconds against what is expected, and never passes the end of its line", () => {
  const latest = stageRunOf("unit", "running", 12, { startedAt: now - 27_900 });
  expect(wordsOf(latest)).toMatchObject({ measure: "27 s of 41 s", when: "run 12", fact: "usually 41–52 s" });
  expect(wordsOf(latest).progress).toBeCloseTo(27.9 / 41);
  expect(wordsOf({ ...latest, startedAt: 0 }).progress).toBe(1);
  expect(wordsOf(latest, { expectedMs: null })).toMatchObject({ measure: "27 s", progress: null });
});

test("a queued stage names what it waits for", () => {
  const latest = stageRunOf("unit", "queued");
  expect(wordsOf(latest, usual, ["lint", "install"])).toMatchObject({ measure: "about 41 s", when: "after lint" });
  expect(wordsOf(latest, usual, ["install"]).when).toBe("waits for its turn");
});

test("a skipped stage names the need that stopped it", () => {
  const latest = stageRunOf("unit", "skipped", 7, { reason: "needs-failed", finishedAt: now });
  expect(wordsOf(latest, {}, ["install", "types"])).toMatchObject({ measure: "types failed", fact: "" });
});

test("a stage that its condition left out says so, whatever became of its needs", () => {
  const latest = stageRunOf("unit", "skipped", 7, { reason: "condition-false", finishedAt: now });
  expect(wordsOf(latest, {}, ["types"])).toMatchObject({ measure: "", fact: "its condition is not met" });
});

test("a stage that is tried again says which try it is, and at its end how many it took", () => {
  const running = stageRunOf("unit", "running", 7, { attempt: 2, startedAt: now - 5_000 });
  expect(wordsOf(running).fact).toBe("try 2 of 2");
  expect(wordsOf({ ...running, status: "queued", startedAt: null })).toMatchObject({ when: "failed, waits", fact: "try 2 of 2" });
  const ended = { ...running, finishedAt: now, durationMs: 5_000 };
  expect(wordsOf({ ...ended, status: "passed" }).fact).toBe("on try 2");
  expect(wordsOf({ ...ended, status: "failed", reason: "exit-code", exitCode: 1 }).fact).toBe("exit code 1, 2 tries");
});

test("what did not run because nothing had changed says so", () => {
  const latest = stageRunOf("unit", "passed", 7, { reason: "cache-hit", finishedAt: now, durationMs: 4 });
  expect([wordsOf(latest).fact, wordsOf({ ...latest, reason: "kept", durationMs: null }).fact]).toEqual(["from cache", "kept"]);
});

test("an allowed failure looks like one, and still says what happened", () => {
  const latest = stageRunOf("unit", "failed", 7, { mayFail: true, reason: "exit-code", exitCode: 2, finishedAt: now, durationMs: 90 });
  expect(cardLook({ stage: stageOf("unit"), history: historyOf("unit", latest), because: "" })).toBe("allowed");
  expect(wordsOf(latest)).toMatchObject({ measure: "90 ms", fact: "exit code 2" });
});

test("of several variants a card says how many are done while they run, and then how long the longest took", () => {
  const variant = (sequence: number, status: Status, more = {}) =>
    stageRunOf("unit", status, 7, { id: stageRunId(7, sequence), variant: `${sequence}/3`, ...more });
  const running = variant(2, "running", { startedAt: now - 20_500 });
  const passed = variant(1, "passed", { startedAt: 0, finishedAt: now - 60_000, durationMs: 8_000 });
  const words = wordsOf(running, { ...usual, latestVariants: [passed, running, variant(3, "queued")] });
  expect(words).toMatchObject({ measure: "1 of 3 done", when: "run 7" });
  expect(words.progress).toBeCloseTo(0.5);
  const failed = variant(2, "failed", { startedAt: 0, finishedAt: now, durationMs: 12_400 });
  expect(wordsOf(failed, { ...usual, latestVariants: [passed, failed] })).toMatchObject({ measure: "12.4 s", when: "just now" });
});

test("a stage that never ran says where it comes from", () => {
  expect(wordsOf(null, usual, ["lint"])).toEqual({
    measure: "",
    when: "package.json",
    fact: "after lint",
    progress: null,
  });
});

test.each([
  [41_000, 52_000, "41–52 s"],
  [41_000, 41_200, "41 s"],
  [350, 420, "350 ms"],
  [8_100, 9_400, "8.1–9.4 s"],
  [900, 2_000, "0.9–2.0 s"],
  [52_000, 62_000, "52–62 s"],
  [8_400, 9_996, "8–10 s"],
  [62_000, 130_000, "1.0–2.2 min"],
  [52_000, 41_000, "41–52 s"],
])("%d to %d ms reads as %s", (from, to, text) => {
  expect(formatRange(from, to)).toBe(text);
});

test("a steady stage's bars stand at half height, a slow run above", () => {
  const bars = [barOf(1, "passed", 100), barOf(2, "passed", 100), barOf(3, "failed", 300), barOf(4, "skipped", null)];
  expect(fullHeightMs(bars)).toBe(300);
  expect(fullHeightMs(bars.slice(0, 2))).toBe(200);
  expect(fullHeightMs([])).toBe(0);
});

test("a bar says what it stands for, and one that never started says no duration", () => {
  const [ran, skipped] = drawBars([{ ...barOf(4, "failed", 2_300), commit: "7c20e1d9" }, barOf(5, "skipped", null)], 4_600, now);
  expect(ran).toMatchObject({ status: "failed", value: 2_300, fact: "after 2.3 s", detail: "Run 4, 16 min ago, 7c20e1d" });
  expect(skipped).toMatchObject({ value: null, fact: "", detail: "Run 5" });
});

test("a running bar grows with the clock", () => {
  const bar = { ...barOf(5, "running", null), startedAt: now - 500 };
  expect(barDuration(bar, now)).toBe(500);
  expect(barDuration(bar, now + 250)).toBe(750);
  expect(drawBars([bar], 600, now)[0]?.value).toBe(500);
  expect(drawBars([bar], 600, now + 250)[0]?.value).toBe(600);
});

test("a card says how its stage's tests ended, where that is known", () => {
  const totals = { tests: 1_184, passed: 1_184, failed: 0, errored: 0, skipped: 0, durationMs: 5 };
  expect([
    testWords(null),
    testWords({ ...totals, tests: 0 }),
    testWords({ ...totals, tests: 1 }),
    testWords(totals),
    testWords({ ...totals, failed: 1, errored: 1 }),
  ]).toEqual(["", "", "1 test", "1,184 tests", "2 of 1,184 failed"]);
});
