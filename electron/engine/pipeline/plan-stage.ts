import type { PipelineStage } from "../../../shared/contract/schemas.ts";
import type { PlannedStage } from "../../../shared/pipeline/graph.ts";

/** A planned stage as the board shows it. `line` is 0 for a stage that was detected. */
export function describeStage(stage: PlannedStage, source: string, line: number): PipelineStage {
  return {
    name: stage.name,
    phase: stage.phase,
    needs: [...stage.needs],
    commands: stage.steps.map((step) => step.run),
    timeoutMs: stage.timeoutMs,
    artifacts: [...stage.artifacts],
    source,
    line,
  };
}
