import type { RunFilter } from "../../../shared/contract/runs.ts";
import type { Run } from "../../../shared/contract/schemas.ts";
import { rowOf } from "../../../shared/ids.ts";
import { isTerminal } from "../../../shared/status.ts";
import type { Value } from "./database.ts";

/** Where a page of runs ended. */
export type RunCursor = Pick<Run, "createdAt" | "id">;

/** A statement and its values but the last one, which is how many rows are wanted. */
export interface PageQuery {
  readonly sql: string;
  readonly values: readonly Value[];
}

/**
 * What a page is read through: the index of runs, or the index of one stage's runs. Either looks the other's conditions up
 * run by run, which takes long where hardly any run meets them.
 */
export type PageRoute = "runs" | "stage";

/**
 * The statement for a page of runs, newest first, as columns of `run r`. The index that serves a filter is named,
 * because without statistics SQLite may pick one that has to sort. What is not in the index is looked up in rows that
 * are read to be shown anyway.
 */
export function pageQuery(columns: string, filter: RunFilter, before: RunCursor | null, route: PageRoute): PageQuery {
  return route === "stage" ? throughStage(columns, filter, before) : throughRuns(columns, filter, before);
}

/**
 * The route of a page. `hasMore` tells whether a statement gives as many rows as its last value; it is asked only where both
 * routes may be long.
 */
export function pageRoute(filter: RunFilter, before: RunCursor | null, hasMore: (query: PageQuery) => boolean): PageRoute {
  const { stage, stageStatus, status, branch, trigger, isWhole } = filter;
  if (stage === undefined) return "runs";
  // Such a stage is of a run that has not ended, and those are few.
  if (stageStatus !== undefined && !isTerminal(stageStatus)) return "runs";
  if ((status ?? branch ?? trigger ?? isWhole) === undefined) return "stage";
  const ofStage = stageEntries(filter, before);
  const stageRuns = `select 1 from stage_run s indexed by ${ofStage.index} ${ofStage.where.text} limit ?`;
  if (!hasMore({ sql: stageRuns, values: ofStage.where.values })) return "stage";
  if (!hasMore(throughRuns("1", onlyIndexed(filter), before))) return "runs";
  // Most runs have the stage, and it passed in most of them; the few where it ended badly have an index of their own.
  return isRare(stageStatus) ? "stage" : "runs";
}

/** What the index of a list of runs begins with. */
function onlyIndexed({ projectId, status, branch, trigger, fromMs, toMs }: RunFilter): RunFilter {
  return isRareTrigger(trigger) || isAutomatic(trigger)
    ? { projectId, trigger, fromMs, toMs }
    : { projectId, status, branch, fromMs, toMs };
}

class Conditions {
  readonly #texts: string[] = [];
  readonly values: Value[] = [];

  add(text: string, ...values: Value[]): void {
    this.#texts.push(text);
    this.values.push(...values);
  }

  get text(): string {
    return this.#texts.length === 0 ? "" : `where ${this.#texts.join(" and ")}`;
  }
}

function throughRuns(columns: string, filter: RunFilter, before: RunCursor | null): PageQuery {
  const where = new Conditions();
  if (filter.projectId !== undefined) where.add("r.project_id = ?", rowOf(filter.projectId));
  addFacts(where, filter);
  addTimes(where, filter, before, ["r.created_at", "r.id"]);
  if (filter.stage !== undefined) {
    const stage = "(select id from stage where project_id = ? and name = ?)";
    // Runs from after the stage was there for the last time need not be looked at.
    where.add(`r.created_at <= (select max(run_created_at) from stage_run where stage_id = ${stage})`, project(filter), filter.stage);
    const isThere = `select 1 from stage_run s indexed by stage_run_by_stage where s.stage_id = ${stage} and s.run_created_at = r.created_at and s.run_id = r.id`;
    if (filter.stageStatus === undefined) where.add(`exists (${isThere})`, project(filter), filter.stage);
    else where.add(`exists (${isThere} and s.status = ? and s.is_superseded = 0)`, project(filter), filter.stage, filter.stageStatus);
  }
  const from = `run r indexed by ${indexOfRuns(filter)}`;
  return { sql: `select ${columns} from ${from} ${where.text} order by r.created_at desc, r.id desc limit ?`, values: where.values };
}

function indexOfRuns({ projectId, branch, status, trigger, isWhole, stageStatus }: RunFilter): string {
  if (stageStatus !== undefined && !isTerminal(stageStatus)) return "run_unfinished";
  if (projectId === undefined) return status === undefined ? "run_by_time" : "run_by_status_of_all";
  if (isRareTrigger(trigger)) return indexesOfRareTriggers[trigger];
  if (isAutomatic(trigger)) return "run_by_trigger";
  if (branch !== undefined) return status === undefined ? "run_by_branch" : "run_by_branch_and_status";
  if (status === undefined) return "run_by_project";
  return isWhole ? "run_of_whole_pipeline" : "run_by_status";
}

function throughStage(columns: string, filter: RunFilter, before: RunCursor | null): PageQuery {
  const { index, where } = stageEntries(filter, before);
  // An attempt that was made again is no end of the stage.
  if (filter.stageStatus !== undefined) where.add("s.is_superseded = 0");
  addFacts(where, filter);
  const from = `stage_run s indexed by ${index} cross join run r on r.id = s.run_id`;
  // A run has a stage several times when it has variants.
  const order = "group by s.run_created_at, s.run_id order by s.run_created_at desc, s.run_id desc";
  return { sql: `select ${columns} from ${from} ${where.text} ${order} limit ?`, values: where.values };
}

/** What of a filter the index of a stage's runs knows by itself. */
function stageEntries(filter: RunFilter, before: RunCursor | null): { readonly index: string; readonly where: Conditions } {
  const where = new Conditions();
  where.add("s.stage_id = (select id from stage where project_id = ? and name = ?)", project(filter), filter.stage ?? null);
  if (filter.stageStatus !== undefined) where.add("s.status = ?", filter.stageStatus);
  if (isRare(filter.stageStatus)) where.add(`s.status in ${rareStatuses}`);
  addTimes(where, filter, before, ["s.run_created_at", "s.run_id"]);
  return { index: isRare(filter.stageStatus) ? "stage_run_by_rare_status" : "stage_run_by_stage", where };
}

/** As `stage_run_by_rare_status` has them: SQLite uses it only for this very text. */
const rareStatuses = "('failed', 'canceled', 'errored', 'interrupted')";

function isRare(status: RunFilter["stageStatus"]): boolean {
  return status !== undefined && rareStatuses.includes(`'${status}'`);
}

/** Few runs are started so, and they have an index each. */
const indexesOfRareTriggers = {
  retry: "run_of_retries",
  culprit: "run_of_culprits",
  release: "run_of_releases",
  deploy: "run_of_deployments",
} as const;

function isRareTrigger(trigger: RunFilter["trigger"]): trigger is keyof typeof indexesOfRareTriggers {
  return trigger !== undefined && Object.hasOwn(indexesOfRareTriggers, trigger);
}

/** Whether a trigger of the pipeline starts such runs, and no person. */
function isAutomatic(trigger: RunFilter["trigger"]): boolean {
  return trigger !== undefined && trigger !== "board" && trigger !== "cli" && !isRareTrigger(trigger);
}

/** A stage of no project is no stage. */
function project({ projectId }: RunFilter): Value {
  return projectId === undefined ? null : rowOf(projectId);
}

function addFacts(where: Conditions, { branch, status, trigger, isWhole, isFinished, isOrdinary, stageStatus }: RunFilter): void {
  if (stageStatus !== undefined && !isTerminal(stageStatus)) where.add("r.finished_at is null");
  if (branch !== undefined) where.add("r.branch = ?", branch);
  if (status !== undefined) where.add("r.status = ?", status);
  // SQLite uses the indexes of rare triggers only for these very texts.
  if (isAutomatic(trigger)) where.add("r.trigger_group is not null");
  if (isRareTrigger(trigger)) where.add(`r.trigger = '${trigger}'`);
  else if (trigger !== undefined) where.add("r.trigger = ?", trigger);
  if (isWhole) where.add("r.selection = '[]'");
  if (isFinished) where.add("r.finished_at is not null");
  if (isOrdinary) where.add("r.trigger not in ('culprit', 'deploy', 'runbook')");
}

/** `key` is what the list is ordered by. */
function addTimes(where: Conditions, { fromMs, toMs }: RunFilter, before: RunCursor | null, key: readonly [string, string]): void {
  if (fromMs !== undefined) where.add(`${key[0]} >= ?`, fromMs);
  const end = firstOf(before, toMs);
  if (end !== null) where.add(`(${key.join(", ")}) < (?, ?)`, ...end);
}

/** The earlier of the cursor and the end of the time that is asked for, as values of the key. Rows count from 1. */
function firstOf(before: RunCursor | null, toMs: number | undefined): [number, number] | null {
  if (before === null) return toMs === undefined ? null : [toMs, 0];
  return toMs !== undefined && toMs <= before.createdAt ? [toMs, 0] : [before.createdAt, rowOf(before.id)];
}
