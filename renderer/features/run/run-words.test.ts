import { expect, test } from "vitest";
import { stageRunId } from "../../../shared/ids.ts";
import { detailWith, runWith, stageWith } from "../test-data.ts";
import { estimateText, notPassed } from "./run-words.ts";
import { estimateWords } from "./stage-facts.tsx";

test("a run says what was expected of it when it began, and else what is usual", () => {
  const expected = runWith({ expectedMs: 124_000, expectedP90Ms: 140_000 });
  expect(estimateText(detailWith({ run: expected, usualMs: 1_000 }))).toBe("expected 2 m 04 s to 2 m 20 s");
  expect(estimateText(detailWith({ usualMs: 1_000, usualP90Ms: 1_000 }))).toBe("usually 1.0 s");
  expect(estimateText(detailWith())).toBe("");
});

test("how long a person thinks is nobody's estimate", () => {
  const approval = { question: "", decision: "granted", comment: "", person: "ada", decidedAt: 1 } as const;
  const detail = detailWith({ run: runWith({ expectedMs: 1_000 }), stages: [stageWith({ approval })] });
  expect(estimateText(detail)).toBe("expected 1.0 s besides the wait for approval");
});

test("what failed only runs again: each stage once, without what was made good or its condition left out", () => {
  const stages = [
    stageWith({ name: "unit", status: "failed" }),
    stageWith({ id: stageRunId(7, 2), name: "e2e", variant: "1", status: "failed" }),
    stageWith({ id: stageRunId(7, 3), name: "e2e", variant: "2", status: "canceled", reason: "fail-fast" }),
    stageWith({ id: stageRunId(7, 4), name: "nightly", status: "skipped", reason: "condition-false" }),
    stageWith({ id: stageRunId(7, 5), name: "pack", status: "skipped", reason: "needs-failed" }),
    stageWith({ id: stageRunId(7, 6), name: "unit", attempt: 2 }),
  ];
  expect(notPassed(stages)).toEqual(["e2e", "pack"]);
});

test("a stage says how good its estimate was, when there was one and it says something", () => {
  const stage = stageWith({ startedAt: 0, durationMs: 10_300, expectedMs: 10_000 });
  expect(estimateWords(stage)).toBe("took 10.3 s, as expected");
  expect(estimateWords({ ...stage, durationMs: 14_000 })).toBe("expected 10.0 s, took 14.0 s");
  expect(estimateWords({ ...stage, status: "running", durationMs: null })).toBe("expected 10.0 s");
  expect([estimateWords({ ...stage, status: "failed" }), estimateWords({ ...stage, expectedMs: null })]).toEqual(["", ""]);
});
