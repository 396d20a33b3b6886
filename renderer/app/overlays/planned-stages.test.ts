import { expect, test } from "vitest";
import type { PipelineStage } from "../../../shared/contract/schemas.ts";
import { plannedStages } from "./planned-stages.ts";

const stages = [
  ["install", []],
  ["lint", ["install"]],
  ["build", ["install"]],
  ["deploy", ["build"]],
].map(([name, needs]) => ({ name, needs }) as PipelineStage);
const names = (request: { stages: string[]; only: boolean }) => plannedStages(stages, request).map((stage) => stage.name);

test("a request runs what it names with all that this needs, or only that, or everything", () => {
  expect([
    names({ stages: ["deploy"], only: false }),
    names({ stages: ["deploy"], only: true }),
    names({ stages: [], only: false }),
    names({ stages: ["gone"], only: false }),
  ]).toEqual([["install", "build", "deploy"], ["deploy"], ["install", "lint", "build", "deploy"], []]);
});
