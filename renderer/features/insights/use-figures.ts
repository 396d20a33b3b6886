import { useCallback, useEffect, useState } from "react";
import type { ProjectId } from "../../../shared/ids.ts";
import type { Failure, Result } from "../../../shared/result.ts";
import { isTerminal } from "../../../shared/status.ts";
import { connectionStore } from "../../state/connection.ts";
import { liveRunsStore } from "../../state/live-runs.ts";
import type { Period } from "./figures.ts";

/** Figures of a project; those of the period before stay until new ones are here. */
export interface FiguresState<Figures> {
  readonly figures: Figures | null;
  readonly failure: Failure | null;
  readonly retry: () => void;
}

/**
 * Reads figures of a project now, after a reconnection, and whenever one of its runs ends. `ask` must stay the same
 * function.
 */
export function useFigures<Figures>(
  projectId: ProjectId,
  days: Period,
  ask: (projectId: ProjectId, days: Period) => Promise<Result<Figures, Failure>>,
): FiguresState<Figures> {
  const [held, setHeld] = useState<{
    readonly projectId: ProjectId;
    readonly figures: Figures | null;
    readonly failure: Failure | null;
  } | null>(null);
  const [turn, setTurn] = useState(0);
  const retry = useCallback(() => setTurn((count) => count + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` asks for another reading
  useEffect(() => {
    let isStale = false;
    void ask(projectId, days).then((answer) => {
      if (isStale) return;
      setHeld((before) => {
        if (answer.ok) return { projectId, figures: answer.value, failure: null };
        return { projectId, figures: before?.projectId === projectId ? before.figures : null, failure: answer.failure };
      });
    });
    return () => {
      isStale = true;
    };
  }, [projectId, days, turn, ask]);

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
    figures: held?.projectId === projectId ? held.figures : null,
    failure: held?.projectId === projectId ? held.failure : null,
    retry,
  };
}
