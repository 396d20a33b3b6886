import type { RunFilter } from "../../../shared/contract/runs.ts";
import type { Run, StageRun } from "../../../shared/contract/schemas.ts";
import { projectId, runId, stageRunId } from "../../../shared/ids.ts";
import type { Status } from "../../../shared/status.ts";
import type { Database, Value } from "./database.ts";
import { type PageQuery, pageQuery, pageRoute, type RunCursor } from "./run-page.ts";

/** A stage run that wrote something, or may be writing. */
export type LoggedStage = Pick<StageRun, "id" | "name" | "variant" | "attempt" | "status" | "logBytes" | "startedAt">;

/** A run with its logs; attempts that were made again have logs as well. */
export interface LoggedRun extends Pick<Run, "id" | "projectId" | "number" | "status" | "branch" | "createdAt"> {
  /** Whether a rule of retention took its logs away. */
  readonly areLogsRemoved: boolean;
  /** In the plan's order. */
  readonly stages: readonly LoggedStage[];
}

/** Which runs have which logs. */
export interface LoggedRunTable {
  /**
   * Newest first, by key. Runs without logs are among them. `filter.stage` holds for any project here; only its logs are
   * answered then.
   */
  page(filter: RunFilter, before: RunCursor | null, limit: number): { runs: LoggedRun[]; next: RunCursor | null };
}

interface RunRow {
  id: number;
  project_id: number;
  number: number;
  status: Status;
  branch: string | null;
  created_at: number;
  is_removed: number;
}

interface StageRow {
  run_id: number;
  sequence: number;
  name: string;
  variant: string;
  attempt: number;
  status: Status;
  log_bytes: number;
  started_at: number | null;
}

const columns =
  "r.id, r.project_id, r.number, r.status, r.branch, r.created_at, coalesce(r.removed_at, r.logs_removed_at) is not null as is_removed";

/** So many runs are looked at one by one within a few milliseconds. */
const few = 2_000;

/** Gives access to the logs of runs. */
export function loggedRunTable(database: Database): LoggedRunTable {
  const hasMore = ({ sql, values }: PageQuery) =>
    database.one<{ count: number }>(`select count(*) as count from (${sql})`, ...values, few)?.count === few;
  return {
    page: (filter, before, limit) => {
      const { stage, ...ofRuns } = filter;
      // No index leads from a stage's name to the runs of all projects: there its logs are picked from each run.
      const narrowed = filter.projectId === undefined ? ofRuns : filter;
      const { sql, values } = pageQuery(columns, narrowed, before, pageRoute(narrowed, before, hasMore));
      const rows = database.all<RunRow>(sql, ...values, limit + 1);
      const shown = rows.slice(0, limit);
      const stages = stagesOf(database, shown, stage);
      const last = rows.length > limit ? shown.at(-1) : undefined;
      return {
        runs: shown.map((row) => toRun(row, stages.get(row.id) ?? [])),
        next: last === undefined ? null : { createdAt: last.created_at, id: runId(last.id) },
      };
    },
  };
}

function stagesOf(database: Database, runs: readonly RunRow[], name: string | undefined): ReadonlyMap<number, readonly StageRow[]> {
  const wanted: Value[] = [JSON.stringify(runs.map(({ id }) => id))];
  if (name !== undefined) wanted.push(name);
  const rows = database.all<StageRow>(
    `select s.run_id, s.sequence, stage.name, s.variant, s.attempt, s.status, s.log_bytes, s.started_at
      from json_each(?) wanted cross join stage_run s on s.run_id = wanted.value cross join stage on stage.id = s.stage_id
      where (s.log_bytes > 0 or s.status in ('running', 'canceling'))${name === undefined ? "" : " and stage.name = ?"}
      order by s.run_id, s.sequence`,
    ...wanted,
  );
  return Map.groupBy(rows, (row) => row.run_id);
}

function toRun(row: RunRow, stages: readonly StageRow[]): LoggedRun {
  return {
    id: runId(row.id),
    projectId: projectId(row.project_id),
    number: row.number,
    status: row.status,
    branch: row.branch,
    createdAt: row.created_at,
    areLogsRemoved: row.is_removed === 1,
    stages: stages.map((stage) => ({
      id: stageRunId(stage.run_id, stage.sequence),
      name: stage.name,
      variant: stage.variant,
      attempt: stage.attempt,
      status: stage.status,
      logBytes: stage.log_bytes,
      startedAt: stage.started_at,
    })),
  };
}
