import { useEffect, useState } from "react";
import type { Artifact } from "../../../shared/contract/schemas.ts";
import type { RunId } from "../../../shared/ids.ts";
import type { Failure } from "../../../shared/result.ts";
import { call } from "../../link/call.ts";

/** What a run kept; `null` until it was read. */
export interface ArtifactsState {
  readonly artifacts: readonly Artifact[] | null;
  readonly failure: Failure | null;
}

const unread: ArtifactsState = { artifacts: null, failure: null };

/** Reads a run's artifacts, and again whenever `finishedStages` grows: only a stage's end brings new ones. */
export function useArtifacts(runId: RunId, finishedStages: number): ArtifactsState {
  const [state, setState] = useState<ArtifactsState & { readonly runId: RunId }>({ ...unread, runId });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the number of finished stages says when to read again
  useEffect(() => {
    let isStale = false;
    void call((engine) => engine.runs.artifacts({ runId })).then((answer) => {
      if (isStale) return;
      setState((before) => {
        if (answer.ok) return { runId, artifacts: answer.value, failure: null };
        return { runId, artifacts: before.runId === runId ? before.artifacts : null, failure: answer.failure };
      });
    });
    return () => {
      isStale = true;
    };
  }, [runId, finishedStages]);
  return state.runId === runId ? state : unread;
}
