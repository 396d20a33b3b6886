import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import type { RunDetail } from "../../shared/contract/runs.ts";
import type { RunId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import { liveRunsStore, stagesOfRun } from "./live-runs.ts";
import { followRunDetail, runDetailOf, runDetailsStore, withLiveState } from "./run-details.ts";

/** A run with all its stages, kept up to date for as long as a component shows it. */
export function useRunDetail(runId: RunId): { readonly detail: RunDetail | null; readonly failure: Failure | null } {
  useEffect(() => followRunDetail(runId), [runId]);
  const { detail, failure } = useStore(runDetailsStore, (state) => runDetailOf(state, runId));
  const liveRun = useStore(liveRunsStore, (state) => state.runs[runId]);
  const liveStages = useStore(
    liveRunsStore,
    useShallow((state) => stagesOfRun(state, runId)),
  );
  const merged = useMemo(() => (detail === null ? null : withLiveState(detail, liveRun, liveStages)), [detail, liveRun, liveStages]);
  return { detail: merged, failure };
}
