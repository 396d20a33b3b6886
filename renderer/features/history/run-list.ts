import type { RunFilter } from "../../../shared/contract/runs.ts";
import type { Run } from "../../../shared/contract/schemas.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { type Status, statuses } from "../../../shared/status.ts";
import { dayMs } from "../../../shared/time.ts";

/** Where the next page begins; the shape of the contract's cursor. */
export type RunCursor = Pick<Run, "createdAt" | "id">;

/** The part of a project's runs that was read, newest first. */
export interface RunList {
  readonly runs: readonly Run[];
  /** `null` when the oldest run is here. */
  readonly next: RunCursor | null;
}

/** What a list is narrowed to, as it stands in the address. */
export interface RunsQuery {
  readonly status: Status | null;
  readonly branch: string | null;
  readonly trigger: Run["trigger"] | null;
  /** The last day to show, as days since 1970-01-01 in UTC; newer runs are left out. */
  readonly untilDay: number | null;
}

export const triggers = ["board", "cli", "retry"] as const satisfies readonly Run["trigger"][];

/** Reads the filters from an address; what it does not know is left out. */
export function parseRunsQuery(query: Readonly<Record<string, string>>): RunsQuery {
  const untilMs = /^\d{4}-\d{2}-\d{2}$/.test(query.until ?? "") ? Date.parse(`${query.until}T00:00:00Z`) : Number.NaN;
  return {
    status: statuses.find((status) => status === query.status) ?? null,
    branch: query.branch === undefined || query.branch === "" ? null : query.branch,
    trigger: triggers.find((trigger) => trigger === query.trigger) ?? null,
    untilDay: Number.isNaN(untilMs) ? null : Math.floor(untilMs / dayMs),
  };
}

/** Whether anything is left out. */
export function isNarrowed({ status, branch, trigger, untilDay }: RunsQuery): boolean {
  return status !== null || branch !== null || trigger !== null || untilDay !== null;
}

/** The filter as the engine takes it. */
export function filterOf(projectId: ProjectId, { status, branch, trigger }: RunsQuery): RunFilter {
  return { projectId, ...(status && { status }), ...(branch && { branch }), ...(trigger && { trigger }) };
}

/** Where the list begins: after the end of a day, or at the newest run. */
export function startOf({ untilDay }: RunsQuery): RunCursor | null {
  return untilDay === null ? null : { createdAt: (untilDay + 1) * dayMs, id: "r1" as RunCursor["id"] };
}

/** Puts the next page below; runs that are here already stay as they are. */
export function appendPage(list: RunList, page: { readonly runs: readonly Run[]; readonly next: RunCursor | null }): RunList {
  const known = new Set(list.runs.map(({ id }) => id));
  return { runs: [...list.runs, ...page.runs.filter(({ id }) => !known.has(id))], next: page.next };
}

/**
 * Takes in the newest standings: known runs change in their place or leave when they no longer match, new ones come in
 * where they belong. Runs that belong below what was read are left for their page.
 */
export function applyRuns(list: RunList, changed: readonly Run[], filter: RunFilter, start: RunCursor | null): RunList {
  const byId = new Map(changed.map((run) => [run.id, run]));
  const kept = list.runs.flatMap((run) => {
    const next = byId.get(run.id);
    byId.delete(run.id);
    if (next === undefined) return [run];
    return matches(next, filter) ? [next] : [];
  });
  const last = list.runs[list.runs.length - 1];
  const added = [...byId.values()].filter(
    (run) =>
      matches(run, filter) &&
      (start === null || isOlder(run, start)) &&
      (list.next === null || (last !== undefined && !isOlder(run, last))),
  );
  if (added.length === 0) {
    const isSame = kept.length === list.runs.length && kept.every((run, index) => run === list.runs[index]);
    return isSame ? list : { ...list, runs: kept };
  }
  return { ...list, runs: [...kept, ...added].sort((one, other) => (isOlder(one, other) ? 1 : -1)) };
}

function matches(run: Run, filter: RunFilter): boolean {
  return (
    (filter.projectId === undefined || run.projectId === filter.projectId) &&
    (filter.status === undefined || run.status === filter.status) &&
    (filter.branch === undefined || run.branch === filter.branch) &&
    (filter.trigger === undefined || run.trigger === filter.trigger)
  );
}

/** The order of the list: by the moment of creation, then by id. */
function isOlder(run: RunCursor, than: RunCursor): boolean {
  if (run.createdAt !== than.createdAt) return run.createdAt < than.createdAt;
  return Number(run.id.slice(1)) < Number(than.id.slice(1));
}
