import { expect, test } from "vitest";
import type { DeploymentStep } from "../../../shared/contract/deployments.ts";
import { stepRows } from "./steps-model.ts";

function step(name: string, state: DeploymentStep["state"], startedAt: number | null, finishedAt: number | null): DeploymentStep {
  return { name, state, detail: null, startedAt, finishedAt };
}

test("steps lie where they were in the time of all, and one that runs reaches to now", () => {
  const steps = [step("copy", "done", 1_000, 2_000), step("switch", "running", 2_000, null), step("watch", "pending", null, null)];
  expect(stepRows(steps, 5_000).map(({ look, bar }) => [look, bar])).toEqual([
    ["passed", { start: 0, width: 0.25, durationMs: 1_000 }],
    ["running", { start: 0.25, width: 0.75, durationMs: 3_000 }],
    ["queued", null],
  ]);
});

test("before the first step has started there is no bar, and a clock that lags makes none of a negative length", () => {
  expect(stepRows([step("copy", "pending", null, null)], 5)).toMatchObject([{ bar: null }]);
  expect(stepRows([step("copy", "running", 10, null)], 5)).toMatchObject([{ bar: { start: 0, width: 0, durationMs: 0 } }]);
});
