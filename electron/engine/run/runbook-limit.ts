import type { ProjectId } from "../../../shared/ids.ts";
import { type Failure, failure } from "../../../shared/result.ts";
import { hourMs } from "../../../shared/time.ts";
import type { Tables } from "../store/store.ts";

/** How often a runbook may run; never twice at a time. */
export interface RunbookLimit {
  readonly name: string;
  /** `null`: as often as one likes. */
  readonly perHour: number | null;
}

/** Why a runbook does not run now. `freeAt`: when it may; `null`: when the one that runs has ended. */
export type LimitReached = Failure<"limit-reached"> & { readonly freeAt: number | null };

/** When it may run next; `null`: now, as far as the hour goes. */
export function freeAtOf({ runs }: Tables, project: ProjectId, { name, perHour }: RunbookLimit, nowMs: number): number | null {
  if (perHour === null) return null;
  const starts = runs.runbookStarts(project, name, nowMs - hourMs, perHour);
  const oldest = starts[perHour - 1];
  return oldest === undefined ? null : oldest + hourMs;
}

/** Why it may not run now; `null` when it may. To be asked in the transaction that records the run: two never pass at once. */
export function limitReached(tables: Tables, project: ProjectId, limit: RunbookLimit, nowMs: number): LimitReached | null {
  const { name, perHour } = limit;
  const [last] = tables.runs.ofRunbook(project, name, 1);
  if (last !== undefined && last.finishedAt === null)
    return { ...failure("limit-reached", `${name} is running: run ${last.number}.`, "Wait for it, or cancel it."), freeAt: null };
  const freeAt = freeAtOf(tables, project, limit, nowMs);
  if (freeAt === null) return null;
  const often = perHour === 1 ? "once" : `${perHour} times`;
  const hint = `It may run again at ${new Date(freeAt).toTimeString().slice(0, 5)}.`;
  return { ...failure("limit-reached", `${name} may run ${often} in an hour, and did.`, hint), freeAt };
}
