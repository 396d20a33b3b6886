import { useCallback, useEffect, useState } from "react";
import type { Insights } from "../../../shared/contract/insights.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import type { Failure } from "../../../shared/result.ts";
import { isTerminal } from "../../../shared/status.ts";
import { call } from "../../link/call.ts";
import { connectionStore } from "../../state/connection.ts";
import { liveRunsStore } from "../../state/live-runs.ts";
import type { Period } from "./figures.ts";

/** The figures of a project; those of the period before stay until new ones are here. */
export interface InsightsState {
  readonly insights: Insights | null;
  readonly failure: Failure | null;
  readonly retry: () => void;
}

/** Reads a project's figures now, after a reconnection, and whenever one of its runs ends. */
export function useInsights(projectId: ProjectId, days: Period): InsightsState {
  const [held, setHeld] = useState<{
    readonly projectId: ProjectId;
    readonly insights: Insights | null;
    readonly failure: Failure | null;
  } | null>(null);
  const [turn, setTurn] = useState(0);
  const retry = useCallback(() => setTurn((count) => count + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` asks for another reading
  useEffect(() => {
    let isStale = false;
    void call((engine) => engine.insights.project({ projectId, days })).then((answer) => {
      if (isStale) return;
      setHeld((before) => {
        if (answer.ok) return { projectId, insights: answer.value, failure: null };
        return { projectId, insights: before?.projectId === projectId ? before.insights : null, failure: answer.failure };
      });
    });
    return () => {
      isStale = true;
    };
  }, [projectId, days, turn]);

  useEffect(() => {
    const stopConnection = connectionStore.subscribe((now, before) => {
      if (now.state === "connected" && before.state !== "connected") retry();
    });
    const stopRuns = liveRunsStore.subscribe((now, before) => {
      const isOver = Object.values(now.runs).some(
        (run) => run.projectId === projectId && isTerminal(run.status) && run.status !== before.runs[run.id]?.status,
      );
      if (isOver) retry();
    });
    return () => {
      stopConnection();
      stopRuns();
    };
  }, [projectId, retry]);
  return {
    insights: held?.projectId === projectId ? held.insights : null,
    failure: held?.projectId === projectId ? held.failure : null,
    retry,
  };
}
