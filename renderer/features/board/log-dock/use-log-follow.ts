import { useEffect, useRef } from "react";
import type { Run, StageRun } from "../../../../shared/contract/schemas.ts";
import type { RunId, StageRunId } from "../../../../shared/ids.ts";
import { startedHere } from "../../../actions/run-actions.ts";
import { dockStore, openLog } from "../../../state/dock.ts";
import { nextLog } from "./dock-tabs.ts";

/**
 * Opens the log of a run that was started in this window, and follows what runs and then what breaks, until the person
 * chooses a log or closes the panel.
 */
export function useLogFollow(run: Run | null, stageRuns: readonly StageRun[]): void {
  const followed = useRef<{ runId: RunId; shown: StageRunId | null } | null>(null);
  useEffect(() => {
    if (run === null || !startedHere.has(run.id)) return;
    followed.current = followed.current?.runId === run.id ? followed.current : { runId: run.id, shown: null };
    const { shown } = followed.current;
    const dock = dockStore.getState();
    const isLeft = shown !== null && (!dock.isOpen || dock.stageRunId !== shown);
    if (isLeft) return;
    const next = nextLog(stageRuns, shown);
    if (next === null) return;
    followed.current.shown = next;
    openLog(next);
  }, [run, stageRuns]);
}
