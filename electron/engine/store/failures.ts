import {
  type FailureId,
  failureId,
  type ProjectId,
  projectId,
  type RunId,
  rowOf,
  runId,
  type StageRunId,
  stageRunId,
  stageRunKeyOf,
} from "../../../shared/ids.ts";
import type { Database } from "./database.ts";

/** A way in which a stage failed. */
export interface StoredFailure {
  readonly id: FailureId;
  readonly projectId: ProjectId;
  readonly stage: string;
  /** What is the same each time. */
  readonly signature: string;
  readonly title: string;
  readonly lastRun: RunId;
}

/** A run that failed so. */
export interface StoredSight {
  readonly runId: RunId;
  readonly runNumber: number;
  readonly stageRunId: StageRunId;
  /** When the run was created. */
  readonly at: number;
  readonly branch: string | null;
  readonly commit: string | null;
  readonly tree: string | null;
  readonly subject: string | null;
  readonly dirty: boolean;
}

/** A run in which the stage passed. */
export type StoredPass = Omit<StoredSight, "stageRunId">;

/** Where a page of failures ended. */
export interface FailureCursor {
  readonly lastRun: RunId;
  readonly id: FailureId;
}

/** The `failure` and `stage_failure` tables. */
export interface FailureTable {
  /** Notes by what a stage run's failure is known; in the transaction that ends it. Not of a search for a culprit: old commits fail anew. */
  keep(id: StageRunId, failure: { readonly hash: Uint8Array; readonly text: string; readonly title: string }): void;
  /** Of a project, the one that was seen last first; `text`: only those whose title, signature or stage holds it, without regard to case. */
  page(project: ProjectId, text: string, before: FailureCursor | null, limit: number): StoredFailure[];
  /** What the stage runs of a run failed with. */
  ofRun(run: RunId): (StoredFailure & { readonly stageRunId: StageRunId })[];
  countRuns(id: FailureId): number;
  /** The first or the last run that failed so, of all, of those before one, or that very one; `null` without. */
  sight(id: FailureId, which: "first" | "last", within?: { readonly before: RunId } | { readonly run: RunId }): StoredSight | null;
  /** The branches of the last runs that failed so, the newest first. */
  branches(id: FailureId): { readonly branch: string | null; readonly runs: number }[];
  /** The first run on the branch of a sight, after it, in which the stage passed in all its variants; `null` without. */
  passAfter(sight: StoredSight): StoredPass | null;
}

interface FailureRow {
  id: number;
  project_id: number;
  stage: string;
  signature: string;
  title: string;
  last_run_id: number;
}

interface RunRow {
  run_id: number;
  number: number;
  sequence: number;
  created_at: number;
  branch: string | null;
  commit_hash: string | null;
  tree_hash: string | null;
  subject: string | null;
  dirty: number;
}

const columns = "f.id, f.project_id, stage.name as stage, f.signature, f.title, f.last_run_id";
const runColumns = "r.id as run_id, r.number, r.created_at, r.branch, r.commit_hash, r.tree_hash, r.subject, r.dirty";

/** The branches of so many runs are told. */
const runsLookedAt = 500;

/** In so many later runs of the stage it is looked for one that passed. */
const laterRunsLookedAt = 500;

/** Gives access to the tables. */
export function failureTable(database: Database): FailureTable {
  return {
    keep: (id, { hash, text, title }) => {
      const { runRow, sequence } = stageRunKeyOf(id);
      const row = database.one<{ id: number }>(
        `insert into failure (project_id, stage_id, hash, signature, title, last_run_id)
          select r.project_id, s.stage_id, ?, ?, ?, r.id from stage_run s join run r on r.id = s.run_id
            where s.run_id = ? and s.sequence = ? and r.trigger <> 'culprit'
          on conflict (stage_id, hash) do update set last_run_id = max(last_run_id, excluded.last_run_id) returning id`,
        ...[hash, text, title, runRow, sequence],
      );
      if (row !== undefined)
        database.run("insert into stage_failure (run_id, sequence, failure_id) values (?, ?, ?)", runRow, sequence, row.id);
    },
    page: (project, text, before, limit) =>
      database
        .all<FailureRow>(
          `select ${columns} from failure f indexed by failure_by_last_run cross join stage on stage.id = f.stage_id
            where f.project_id = ? and (f.last_run_id, f.id) < (?, ?)
              and (? = '' or instr(lower(stage.name || char(10) || f.title || char(10) || f.signature), lower(?)) > 0)
            order by f.last_run_id desc, f.id desc limit ?`,
          ...[rowOf(project), before === null ? Number.MAX_SAFE_INTEGER : rowOf(before.lastRun), before === null ? 0 : rowOf(before.id)],
          ...[text, text, limit],
        )
        .map(toFailure),
    ofRun: (run) =>
      database
        .all<FailureRow & { sequence: number }>(
          `select ${columns}, o.sequence from stage_failure o join failure f on f.id = o.failure_id join stage on stage.id = f.stage_id
            where o.run_id = ? order by o.sequence`,
          rowOf(run),
        )
        .map((row) => ({ ...toFailure(row), stageRunId: stageRunId(rowOf(run), row.sequence) })),
    countRuns: (id) =>
      database.one<{ count: number }>("select count(distinct run_id) as count from stage_failure where failure_id = ?", rowOf(id))?.count ??
      0,
    sight: (id, which, within) => {
      const condition = within === undefined ? "run_id > ?" : "before" in within ? "run_id < ?" : "run_id = ?";
      const run = within === undefined ? 0 : rowOf("before" in within ? within.before : within.run);
      const order = which === "first" ? "asc" : "desc";
      const row = database.one<RunRow>(
        `select ${runColumns}, o.sequence from stage_failure o join run r on r.id = o.run_id
          where o.failure_id = ? and o.${condition} order by o.run_id ${order}, o.sequence ${order} limit 1`,
        ...[rowOf(id), run],
      );
      return row === undefined ? null : toSight(row);
    },
    branches: (id) =>
      database.all<{ branch: string | null; runs: number }>(
        `select r.branch, count(*) as runs from (
            select distinct run_id from stage_failure indexed by stage_failure_by_failure where failure_id = ? order by run_id desc limit ?
          ) o join run r on r.id = o.run_id group by r.branch order by max(r.id) desc`,
        ...[rowOf(id), runsLookedAt],
      ),
    passAfter: ({ stageRunId: id, at, runId: run, branch }) => {
      const { runRow, sequence } = stageRunKeyOf(id);
      const row = database.one<RunRow>(
        `with later as materialized (
            select s.run_id, s.run_created_at, min(s.status = 'passed' or s.is_superseded) as has_passed
            from stage_run s indexed by stage_run_by_stage
            where s.stage_id = (select stage_id from stage_run where run_id = ? and sequence = ?) and (s.run_created_at, s.run_id) > (?, ?)
            group by s.run_created_at, s.run_id order by s.run_created_at, s.run_id limit ?
          )
          select ${runColumns}, 0 as sequence from later join run r on r.id = later.run_id
            where has_passed = 1 and r.branch is ? and r.trigger <> 'culprit' order by later.run_created_at, later.run_id limit 1`,
        ...[runRow, sequence, at, rowOf(run), laterRunsLookedAt, branch],
      );
      if (row === undefined) return null;
      const { stageRunId: _, ...pass } = toSight(row);
      return pass;
    },
  };
}

/** Takes away what is known of a run's failures, and what nobody fails with any more. */
export function removeFailures(database: Database, run: number): void {
  const going = database.all<{ id: number }>("select distinct failure_id as id from stage_failure where run_id = ?", run);
  database.run("delete from stage_failure where run_id = ?", run);
  for (const { id } of going) {
    const last = database.one<{ run: number | null }>("select max(run_id) as run from stage_failure where failure_id = ?", id)?.run ?? null;
    if (last === null) database.run("delete from failure where id = ?", id);
    else database.run("update failure set last_run_id = ? where id = ?", last, id);
  }
}

function toFailure(row: FailureRow): StoredFailure {
  return {
    ...{ id: failureId(row.id), projectId: projectId(row.project_id), stage: row.stage },
    ...{ signature: row.signature, title: row.title, lastRun: runId(row.last_run_id) },
  };
}

function toSight(row: RunRow): StoredSight {
  return {
    ...{ runId: runId(row.run_id), runNumber: row.number, stageRunId: stageRunId(row.run_id, row.sequence), at: row.created_at },
    ...{ branch: row.branch, commit: row.commit_hash, tree: row.tree_hash, subject: row.subject, dirty: row.dirty === 1 },
  };
}
