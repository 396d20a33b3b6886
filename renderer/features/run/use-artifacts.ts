import type { Artifact } from "../../../shared/contract/schemas.ts";
import type { RunId } from "../../../shared/ids.ts";
import type { Failure } from "../../../shared/result.ts";
import { call } from "../../link/call.ts";
import { useRunAnswer } from "./use-run-answer.ts";

/** What a run kept; `null` until it was read. */
export interface ArtifactsState {
  readonly artifacts: readonly Artifact[] | null;
  readonly failure: Failure | null;
}

/** Reads a run's artifacts, and again whenever `finishedStages` grows. */
export function useArtifacts(runId: RunId, finishedStages: number): ArtifactsState {
  const { value, failure } = useRunAnswer(runId, finishedStages, askArtifacts);
  return { artifacts: value, failure };
}

function askArtifacts(runId: RunId) {
  return call((engine) => engine.runs.artifacts({ runId }));
}
