import { expect, test } from "vitest";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import { stageRunId } from "../../../shared/ids.ts";
import { stageWith } from "../test-data.ts";
import { attemptsOf, graphStages, listEntries, passedOf } from "./run-stages.ts";

const stage = (sequence: number, name: string, change: Partial<StageRun> = {}) =>
  stageWith({ id: stageRunId(7, sequence), name, ...change });

const stages = [
  stage(1, "lint", { phase: "code" }),
  stage(2, "unit", { variant: "1/2" }),
  stage(3, "unit", { variant: "2/2", status: "failed", startedAt: 10, finishedAt: 20 }),
  stage(4, "pack", { phase: "build", status: "failed", mayFail: true, needs: ["unit"] }),
  stage(5, "unit", { variant: "2/2", attempt: 2, startedAt: 30, finishedAt: 60 }),
];

test("the list has a line for each phase, matrix, variant and earlier attempt", () => {
  const told = listEntries(stages).map((entry) => {
    if (entry.kind === "phase") return entry.phase;
    if (entry.kind === "group") return `${entry.group.name}: ${entry.look}, ${passedOf(entry.group)}`;
    return `${entry.isVariant ? "  " : ""}${entry.kind} ${entry.stage.name} ${entry.stage.variant}#${entry.stage.attempt}`;
  });
  expect(told).toEqual([
    ...["code", "stage lint #1", "build", "stage pack #1"],
    ...["test", "unit: passed, 2 of 2", "  stage unit 1/2#1", "  stage unit 2/2#2", "  attempt unit 2/2#1"],
  ]);
});

test("the attempts of a variant are its own", () => {
  expect(attemptsOf(stages, stage(3, "unit", { variant: "2/2" })).map(({ id }) => id)).toEqual(["r7.3", "r7.5"]);
  expect(attemptsOf(stages, stage(9, "gone"))).toEqual([]);
});

test("in the graph a variant lasts from its first attempt, and many variants are one", () => {
  expect(graphStages(stages).map(({ id, variant, look, startedAt, finishedAt }) => [id, variant, look, startedAt, finishedAt])).toEqual([
    ["r7.1", "", "passed", null, null],
    ["r7.2", "1/2", "passed", null, null],
    ["r7.5", "2/2", "passed", 10, 60],
    ["r7.4", "", "allowed", null, null],
  ]);
  const many = Array.from({ length: 40 }, (_, index) =>
    stage(index + 1, "unit", { variant: `${index}`, status: index === 7 ? "failed" : "passed", startedAt: index, finishedAt: 100 + index }),
  );
  expect(graphStages(many)).toMatchObject([
    { id: "r7.8", variant: "× 40", look: "failed", startedAt: 0, finishedAt: 139, durationMs: 139 },
  ]);
});
