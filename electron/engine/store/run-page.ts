import type { RunFilter } from "../../../shared/contract/runs.ts";
import type { Run } from "../../../shared/contract/schemas.ts";
import { rowOf } from "../../../shared/ids.ts";
import type { Value } from "./database.ts";

/** Where a page of runs ended. */
export type RunCursor = Pick<Run, "createdAt" | "id">;

/** A statement and its values but the last one, which is how many rows are wanted. */
export interface PageQuery {
  readonly sql: string;
  readonly values: readonly Value[];
}

/**
 * The statement for a page of runs, newest first, as columns of `run r`. The index that serves a filter is named,
 * because without statistics SQLite may pick one that has to sort. What is not in the index is looked up in rows that
 * are read to be shown anyway.
 */
export function pageQuery(columns: string, filter: RunFilter, before: RunCursor | null): PageQuery {
  const conditions: string[] = [];
  const values: Value[] = [];
  function where(condition: string, ...given: Value[]): void {
    conditions.push(condition);
    values.push(...given);
  }
  const { from, key, group } = filter.stage === undefined ? ofRuns(filter) : ofStage(filter);
  if (filter.stage !== undefined) {
    where("s.stage_id = (select id from stage where project_id = ? and name = ?)", project(filter), filter.stage);
    // An attempt that was made again is no end of the stage.
    if (filter.stageStatus !== undefined) where("s.status = ? and s.is_superseded = 0", filter.stageStatus);
    if (isRare(filter.stageStatus)) where(`s.status in ${rareStatuses}`);
  } else if (filter.projectId !== undefined) where("r.project_id = ?", project(filter));
  if (filter.branch !== undefined) where("r.branch = ?", filter.branch);
  if (filter.status !== undefined) where("r.status = ?", filter.status);
  if (filter.trigger !== undefined) where("r.trigger = ?", filter.trigger);
  if (filter.isWhole) where("r.selection = '[]'");
  if (filter.isFinished) where("r.finished_at is not null");
  if (filter.fromMs !== undefined) where(`${key[0]} >= ?`, filter.fromMs);
  const end = firstOf(before, filter.toMs);
  if (end !== null) where(`(${key.join(", ")}) < (?, ?)`, ...end);
  const condition = conditions.length === 0 ? "" : `where ${conditions.join(" and ")}`;
  return { sql: `select ${columns} from ${from} ${condition} ${group} order by ${key.join(" desc, ")} desc limit ?`, values };
}

interface Source {
  readonly from: string;
  /** What the list is ordered by. */
  readonly key: readonly [string, string];
  readonly group: string;
}

function ofRuns({ projectId, branch, status, isWhole }: RunFilter): Source {
  return { from: `run r indexed by ${index()}`, key: ["r.created_at", "r.id"], group: "" };

  function index(): string {
    if (projectId === undefined) return status === undefined ? "run_by_time" : "run_by_status_of_all";
    if (branch !== undefined) return status === undefined ? "run_by_branch" : "run_by_branch_and_status";
    if (status === undefined) return "run_by_project";
    return isWhole ? "run_of_whole_pipeline" : "run_by_status";
  }
}

function ofStage({ stageStatus }: RunFilter): Source {
  const index = isRare(stageStatus) ? "stage_run_by_rare_status" : "stage_run_by_stage";
  return {
    from: `stage_run s indexed by ${index} cross join run r on r.id = s.run_id`,
    key: ["s.run_created_at", "s.run_id"],
    // A run has a stage several times when it has variants.
    group: "group by s.run_created_at, s.run_id",
  };
}

/** As `stage_run_by_rare_status` has them: SQLite uses it only for this very text. */
const rareStatuses = "('failed', 'canceled', 'errored', 'interrupted')";

function isRare(status: RunFilter["stageStatus"]): boolean {
  return status !== undefined && rareStatuses.includes(`'${status}'`);
}

/** A stage of no project is no stage. */
function project({ projectId }: RunFilter): Value {
  return projectId === undefined ? null : rowOf(projectId);
}

/** The earlier of the cursor and the end of the time that is asked for, as values of the key. Rows count from 1. */
function firstOf(before: RunCursor | null, toMs: number | undefined): [number, number] | null {
  if (before === null) return toMs === undefined ? null : [toMs, 0];
  return toMs !== undefined && toMs <= before.createdAt ? [toMs, 0] : [before.createdAt, rowOf(before.id)];
}
