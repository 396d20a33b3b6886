import { expect, test } from "vitest";
import type { StepRun } from "../../../shared/contract/schemas.ts";
import { stageRunId } from "../../../shared/ids.ts";
import { detailWith, stageWith } from "../test-data.ts";
import { sectionsOf, stepSummary, stepsOf } from "./log-sections.ts";

const id = stageRunId(7, 2);

function step(run: string, from: number | null, to: number | null, logLine: number | null, exitCode: number | null): StepRun {
  return { name: "", run, startedAt: from, finishedAt: to, exitCode, signal: null, logOffset: logLine, logLine };
}

test("a stage with one command has one head, with the stage's own outcome", () => {
  const stage = stageWith({ id, name: "unit", status: "failed", exitCode: 1, startedAt: 1_000, durationMs: 12_400 });
  const [head, ...rest] = stepsOf(stage, detailWith({ stages: [stage], commands: { unit: ["npm test\n  -- --shard=1"] } }), []);
  expect(rest).toEqual([]);
  expect([head?.title, head?.command, stepSummary(head ?? never(), 0)]).toEqual([
    "Step 1 of 1",
    "npm test ⏎ -- --shard=1",
    "exit code 1   12.4 s",
  ]);
});

test("steps that have started stand where their output begins; the rest is not there yet", () => {
  const stage = stageWith({ id, name: "unit", status: "running", startedAt: 0 });
  const steps = { [id]: [step("a", 0, 2_000, 1, 0), step("b", 2_000, null, 25, null), step("c", null, null, null, null)] };
  const heads = stepsOf(stage, detailWith({ stages: [stage], steps }), []);
  expect(heads.map(({ title, firstLine }) => [title, firstLine])).toEqual([
    ["Step 1 of 3", 1],
    ["Step 2 of 3", 25],
  ]);
  expect(heads.map((head) => stepSummary(head, 9_500))).toEqual(["exit code 0   2.0 s", "7.5 s"]);
  expect(sectionsOf(heads, 40, new Set([0]))).toEqual([
    { firstLine: 1, lastLine: 24, isFolded: true },
    { firstLine: 25, lastLine: 40, isFolded: false },
  ]);
  // The heads may be known before the lines are.
  expect(sectionsOf(heads, 10, new Set()).map(({ lastLine }) => lastLine)).toEqual([10, 24]);
});

function never(): never {
  throw new Error("there is no head");
}
