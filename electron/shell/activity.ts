import type { Project, Run } from "../../shared/contract/schemas.ts";
import type { RunId } from "../../shared/ids.ts";
import { isTerminal } from "../../shared/status.ts";

/** What the tray, the recent list and notifications know: all that this process remembers of the engine's world. */
export interface Activity {
  /** Unfinished runs. */
  readonly active: ReadonlyMap<RunId, Run>;
  /** The last opened first. */
  readonly projects: readonly Project[];
  /** Whether a run broke since the person last looked at the window. */
  readonly isBroken: boolean;
}

/** Before anything is known. */
export const noActivity: Activity = { active: new Map(), projects: [], isBroken: false };

/** What follows from a run that changed. */
export function withRun(activity: Activity, run: Run): Activity {
  const active = new Map(activity.active);
  if (!isTerminal(run.status)) {
    active.set(run.id, run);
    return { ...activity, active };
  }
  // A finished run that was never seen running is news of the past, such as a row that recovery put right.
  const hasEnded = active.delete(run.id);
  return { ...activity, active, isBroken: activity.isBroken || (hasEnded && hasBroken(run)) };
}

/** Whether a run ended in a way that wants a look. Canceled and skipped runs did what they were told, as did those of a search. */
function hasBroken(run: Run): boolean {
  if (run.trigger === "culprit") return false;
  return run.status === "failed" || run.status === "errored" || run.status === "interrupted";
}
