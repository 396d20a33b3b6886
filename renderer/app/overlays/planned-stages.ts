import type { PipelineStage } from "../../../shared/contract/schemas.ts";
import type { RunRequest } from "../../state/overlay.ts";

/** The stages that a request runs: those it names, with what they need unless it leaves that out. */
export function plannedStages(stages: readonly PipelineStage[], request: Pick<RunRequest, "stages" | "only">): readonly PipelineStage[] {
  if (request.stages.length === 0) return stages;
  const wanted = new Set(request.stages);
  if (!request.only) {
    // Names that are added on the way are visited, too.
    for (const name of wanted) {
      for (const need of stages.find((stage) => stage.name === name)?.needs ?? []) wanted.add(need);
    }
  }
  return stages.filter((stage) => wanted.has(stage.name));
}
