import { useEffect, useState } from "react";
import type { ProjectHealth } from "../../../../shared/contract/health.ts";
import type { Failure } from "../../../../shared/result.ts";
import { isTerminal } from "../../../../shared/status.ts";
import { call } from "../../../link/call.ts";
import { connectionStore } from "../../../state/connection.ts";
import { liveRunsStore } from "../../../state/live-runs.ts";
import type { Period } from "../figures.ts";

/** All projects; `null` until they are here. */
export interface ProjectsState {
  readonly projects: readonly ProjectHealth[] | null;
  readonly failure: Failure | null;
}

/** Reads all projects now, after a reconnection, and whenever a run ends. */
export function useProjects(days: Period): ProjectsState {
  const [state, setState] = useState<ProjectsState>({ projects: null, failure: null });
  useEffect(() => {
    let isStale = false;
    const read = () => {
      void call((engine) => engine.insights.projects({ days })).then((answer) => {
        if (isStale) return;
        setState((before) =>
          answer.ok ? { projects: answer.value.projects, failure: null } : { projects: before.projects, failure: answer.failure },
        );
      });
    };
    read();
    const stopConnection = connectionStore.subscribe((now, before) => {
      if (now.state === "connected" && before.state !== "connected") read();
    });
    const stopRuns = liveRunsStore.subscribe((now, before) => {
      if (Object.values(now.runs).some(({ id, status }) => isTerminal(status) && status !== before.runs[id]?.status)) read();
    });
    return () => {
      isStale = true;
      stopConnection();
      stopRuns();
    };
  }, [days]);
  return state;
}
