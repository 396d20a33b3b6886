import type { RunFilter } from "../../../shared/contract/runs.ts";
import type { Run, StageRun } from "../../../shared/contract/schemas.ts";
import type { ProjectId, RunId } from "../../../shared/ids.ts";
import { isTerminal, type Status, statuses } from "../../../shared/status.ts";
import { dayMs, parseDay } from "../../../shared/time.ts";
import { triggerNames } from "../../../shared/trigger-words.ts";

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
  /** `ended` is any terminal status. */
  readonly status: Status | "ended" | null;
  readonly branch: string | null;
  readonly trigger: Run["trigger"] | null;
  /** Only runs of the whole pipeline. */
  readonly isWhole: boolean;
  /** Without runs of searches for a culprit. */
  readonly isOrdinary: boolean;
  /** Only runs that have this stage, and in which it stands so. */
  readonly stage: string | null;
  readonly stageStatus: Status | null;
  /** The first and the last day to show, as days since 1970-01-01 in UTC. */
  readonly sinceDay: number | null;
  readonly untilDay: number | null;
}

export const triggers = Object.keys(triggerNames) as readonly Run["trigger"][];

/** Reads the filters from an address; what it does not know is left out. */
export function parseRunsQuery(query: Readonly<Record<string, string>>): RunsQuery {
  const stage = query.stage || null;
  return {
    status: [...statuses, "ended" as const].find((status) => status === query.status) ?? null,
    branch: query.branch || null,
    trigger: triggers.find((trigger) => trigger === query.trigger) ?? null,
    isWhole: query.whole === "yes",
    isOrdinary: query.searches === "no",
    stage,
    stageStatus: stage === null ? null : (statuses.find((status) => status === query.stageStatus) ?? null),
    sinceDay: parseDay(query.since ?? ""),
    untilDay: parseDay(query.until ?? ""),
  };
}

/** Whether anything is left out. */
export function isNarrowed(query: RunsQuery): boolean {
  return Object.values(query).some((value) => value !== null && value !== false);
}

const dayParts = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** `8 Oct 2026`, `8 Oct to 2 Nov 2026`, `Since 8 Oct 2026`, `Until 8 Oct 2026`. */
export function daysText(sinceDay: number | null, untilDay: number | null): string {
  const [since, until] = [sinceDay, untilDay].map((day) => (day === null ? "" : dayParts.format(day * dayMs)));
  if (since === "") return `Until ${until}`;
  if (until === "") return `Since ${since}`;
  if (since === until) return `${since}`;
  const isSameYear = since?.slice(-4) === until?.slice(-4);
  return `${isSameYear ? since?.slice(0, -5) : since} to ${until}`;
}

/** The filter as the engine takes it. */
export function filterOf(projectId: ProjectId, query: RunsQuery): RunFilter {
  const { status, branch, trigger, isWhole, isOrdinary, stage, stageStatus, sinceDay, untilDay } = query;
  return {
    projectId,
    ...(status === "ended" ? { isFinished: true } : status && { status }),
    ...(branch && { branch }),
    ...(trigger && { trigger }),
    ...(isWhole && { isWhole }),
    ...(isOrdinary && { isOrdinary }),
    ...(stage && { stage }),
    ...(stageStatus && { stageStatus }),
    ...(sinceDay !== null && { fromMs: sinceDay * dayMs }),
    ...(untilDay !== null && { toMs: (untilDay + 1) * dayMs }),
  };
}

/** Puts the next page below; runs that are here already stay as they are. */
export function appendPage(list: RunList, page: { readonly runs: readonly Run[]; readonly next: RunCursor | null }): RunList {
  const known = new Set(list.runs.map(({ id }) => id));
  return { runs: [...list.runs, ...page.runs.filter(({ id }) => !known.has(id))], next: page.next };
}

/**
 * Takes in the newest standings: known runs change in their place or leave when they no longer match, new ones come in
 * where they belong. Runs that belong below what was read are left for their page. `stagesOf` knows the stages of the
 * runs that changed.
 */
export function applyRuns(list: RunList, changed: readonly Run[], filter: RunFilter, stagesOf: StagesOf): RunList {
  const byId = new Map(changed.map((run) => [run.id, run]));
  const kept = list.runs.flatMap((run) => {
    const next = byId.get(run.id);
    byId.delete(run.id);
    if (next === undefined) return [run];
    return matches(next, filter, stagesOf) ? [next] : [];
  });
  // The next page begins below its cursor, also when the run that stood there has left meanwhile.
  const added = [...byId.values()].filter((run) => matches(run, filter, stagesOf) && (list.next === null || !isOlder(run, list.next)));
  if (added.length === 0) {
    const isSame = kept.length === list.runs.length && kept.every((run, index) => run === list.runs[index]);
    return isSame ? list : { ...list, runs: kept };
  }
  return { ...list, runs: [...kept, ...added].sort((one, other) => (isOlder(one, other) ? 1 : -1)) };
}

/** The stages of a run, as far as they are known. */
export type StagesOf = (runId: RunId) => readonly Pick<StageRun, "name" | "status">[];

function matches(run: Run, filter: RunFilter, stagesOf: StagesOf): boolean {
  const { stage, stageStatus, fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY } = filter;
  return (
    (filter.projectId === undefined || run.projectId === filter.projectId) &&
    (filter.status === undefined || run.status === filter.status) &&
    (filter.branch === undefined || run.branch === filter.branch) &&
    (filter.trigger === undefined || run.trigger === filter.trigger) &&
    (filter.isFinished === undefined || isTerminal(run.status)) &&
    (filter.isWhole === undefined || run.selection.length === 0) &&
    (filter.isOrdinary === undefined || run.trigger !== "culprit") &&
    run.createdAt >= fromMs &&
    run.createdAt < toMs &&
    (stage === undefined ||
      stagesOf(run.id).some(({ name, status }) => name === stage && (stageStatus === undefined || status === stageStatus)))
  );
}

/** The order of the list: by the moment of creation, then by id. */
function isOlder(run: RunCursor, than: RunCursor): boolean {
  if (run.createdAt !== than.createdAt) return run.createdAt < than.createdAt;
  return Number(run.id.slice(1)) < Number(than.id.slice(1));
}
