import type { Removal } from "../../../shared/contract/schemas.ts";
import { type ProjectId, projectId, type RunId, rowOf, runId } from "../../../shared/ids.ts";
import { removeCoverage } from "./coverage.ts";
import type { Database } from "./database.ts";
import { removeFailures } from "./failures.ts";
import { removeTests } from "./remove-tests.ts";

/** What a run's files are, for retention: the copies of artifacts, and everything else (logs, their indexes, summaries). */
export type KeptPart = "artifacts" | "logs";

/** An ended or unfinished run as retention looks at it. */
export interface KeptRun {
  readonly id: RunId;
  readonly projectId: ProjectId;
  readonly createdAt: number;
  /** On the disk; 0 for what was removed, is being removed, or was not looked at yet. */
  readonly logBytes: number;
  readonly artifactBytes: number;
  readonly isFinished: boolean;
  readonly isPinned: boolean;
  /** Whether no newer run of the project is on the same branch (runs without one count as one branch). */
  readonly isLastOfBranch: boolean;
  /** Whether it is the newest on its branch that passed. */
  readonly isLastGreen: boolean;
  /** Whether a release that is under way, or was left half done, is made from it. One that is made has files of its own. */
  readonly isForRelease: boolean;
}

/** The sums of one project. */
export interface ProjectUse {
  readonly projectId: ProjectId;
  readonly name: string;
  readonly runs: number;
  readonly logBytes: number;
  readonly artifactBytes: number;
}

/** What is about to be taken away of a run. */
export interface GoingRun {
  readonly id: RunId;
  /** Everything, with its rows. */
  readonly isWhole: boolean;
  readonly parts: readonly KeptPart[];
}

/** Where a look through runs ended. */
export type KeptCursor = Pick<KeptRun, "createdAt" | "id">;

/** What is kept of runs: the retention's half of the `run` table, and the `disk_use` table. */
export interface KeptRunTable {
  /** Keeps a run whatever the rules say, or lets go of it, and announces it. */
  pin(id: RunId, isPinned: boolean, now: number): void;
  /** Ended runs that were not looked at yet, the oldest first. */
  uncounted(limit: number): RunId[];
  countUncounted(): number;
  /** Notes what an ended run takes. Nothing happens when it was noted before, by another process. */
  count(id: RunId, logBytes: number): void;
  /** The sums of every project with counted runs, the largest first. */
  use(): ProjectUse[];
  /** Runs that still have these files, the oldest first, behind `after`. */
  withFiles(part: KeptPart, after: KeptCursor | null, limit: number): KeptRun[];
  /** Counted runs of a project, the oldest first, behind `after`. */
  ofProject(project: ProjectId, after: KeptCursor | null, limit: number): KeptRun[];
  /** Says that these files are gone, before they are, and takes them off the sums. Not announced: nobody looks at thousands. */
  markRemoved(id: RunId, part: KeptPart, removal: Removal): void;
  /** The same for all that a run has, which then goes as a whole. */
  markRunRemoved(id: RunId, removal: Removal): void;
  /** Runs that are said to be gone, or have files that are, and may still be there, because somebody was interrupted. */
  going(limit: number): GoingRun[];
  /** Notes that the files of this part are gone. */
  noteGone(id: RunId, part: KeptPart): void;
  /**
   * Takes events of a run away, looking at `limit` places behind `after` (`null` at first). Answers where to go on, `null`
   * at the end. Those of the run itself go last.
   */
  deleteEvents(id: RunId, after: number | null, limit: number): number | null;
  /** Takes all other rows of a run away that was marked as removed. */
  deleteRun(id: RunId): void;
}

interface KeptRow {
  id: number;
  project_id: number;
  created_at: number;
  log_bytes: number;
  artifact_bytes: number;
  finished: number;
  pinned: number;
  last_of_branch: number;
  last_green: number;
  for_release: number;
}

const newer = "n.project_id = r.project_id and n.branch is r.branch and (n.created_at, n.id) > (r.created_at, r.id)";

const selectKept = `
  select r.id, r.project_id, r.created_at, r.pinned, r.finished_at is not null as finished,
    iif(r.logs_removed_at is null, coalesce(r.disk_log_bytes, 0), 0) as log_bytes,
    iif(r.artifacts_removed_at is null, coalesce(r.disk_artifact_bytes, 0), 0) as artifact_bytes,
    not exists (select 1 from run n indexed by run_by_branch where ${newer}) as last_of_branch,
    r.status = 'passed' and not exists (select 1 from run n indexed by run_by_branch_and_status where n.status = 'passed' and ${newer}) as last_green,
    exists (select 1 from release p indexed by release_under_way where p.project_id = r.project_id and p.run_id = r.id
      and p.kind <> 'snapshot' and p.state not in ('released', 'undone'))
    or exists (select 1 from release p indexed by release_going where p.run_id = r.id and p.state in ('preparing', 'building', 'finishing'))
      as for_release
  from run r`;

const going =
  "removed_at is not null or (disk_log_bytes > 0 and logs_removed_at is not null) or (disk_artifact_bytes > 0 and artifacts_removed_at is not null)";

/** Gives access to what is kept of runs. */
export function keptRunTable(database: Database): KeptRunTable {
  return {
    pin: (id, isPinned, now) => {
      database.run("update run set pinned = ? where id = ?", isPinned ? 1 : 0, rowOf(id));
      database.run("insert into event (at, run_id) values (?, ?)", now, rowOf(id));
    },
    uncounted: (limit) =>
      database
        .all<{ id: number }>(
          "select id from run indexed by run_uncounted where disk_log_bytes is null and finished_at is not null order by id limit ?",
          limit,
        )
        .map(({ id }) => runId(id)),
    countUncounted: () =>
      database.one<{ count: number }>(
        "select count(*) as count from run indexed by run_uncounted where disk_log_bytes is null and finished_at is not null",
      )?.count ?? 0,
    count: (id, logBytes) => count(database, rowOf(id), logBytes),
    use: () =>
      database
        .all<{ id: number; name: string; runs: number; log_bytes: number; artifact_bytes: number }>(
          `select project.id, name, runs, log_bytes, artifact_bytes from disk_use join project on project.id = project_id
            order by log_bytes + artifact_bytes desc, project.id`,
        )
        .map((row) => ({
          projectId: projectId(row.id),
          name: row.name,
          runs: row.runs,
          logBytes: row.log_bytes,
          artifactBytes: row.artifact_bytes,
        })),
    withFiles: (part, after, limit) => {
      const condition =
        part === "logs"
          ? "indexed by run_with_logs where r.disk_log_bytes > 0 and r.logs_removed_at is null"
          : "indexed by run_with_artifacts where r.disk_artifact_bytes > 0 and r.artifacts_removed_at is null";
      return database
        .all<KeptRow>(
          `${selectKept} ${condition} and (r.created_at, r.id) > (?, ?) order by r.created_at, r.id limit ?`,
          ...from(after),
          limit,
        )
        .map(toKeptRun);
    },
    ofProject: (project, after, limit) =>
      database
        .all<KeptRow>(
          `${selectKept} indexed by run_by_project where r.project_id = ? and r.disk_log_bytes is not null and r.removed_at is null and (r.created_at, r.id) > (?, ?) order by r.created_at, r.id limit ?`,
          ...[rowOf(project), ...from(after), limit],
        )
        .map(toKeptRun),
    markRemoved: (id, part, removal) => markPart(database, rowOf(id), part, removal),
    markRunRemoved: (id, removal) => {
      markPart(database, rowOf(id), "logs", removal);
      markPart(database, rowOf(id), "artifacts", removal);
      database.run("update run set removed_at = ? where id = ?", removal.at, rowOf(id));
      database.run("update disk_use set runs = runs - 1 where project_id = (select project_id from run where id = ?)", rowOf(id));
    },
    going: (limit) =>
      database
        .all<{ id: number; whole: number; logs: number; artifacts: number }>(
          `select id, removed_at is not null as whole, disk_log_bytes > 0 and logs_removed_at is not null as logs, disk_artifact_bytes > 0 and artifacts_removed_at is not null as artifacts
            from run indexed by run_going where ${going} order by id limit ?`,
          limit,
        )
        .map(({ id, whole, logs, artifacts }) => ({
          id: runId(id),
          isWhole: whole === 1,
          parts: [...(artifacts === 1 ? (["artifacts"] as const) : []), ...(logs === 1 ? (["logs"] as const) : [])],
        })),
    noteGone: (id, part) => void database.run(`update run set ${diskColumn(part)} = 0 where id = ?`, rowOf(id)),
    deleteEvents: (id, after, limit) => deleteEvents(database, rowOf(id), after, limit),
    deleteRun: (id) => {
      removeTests(database, rowOf(id));
      removeCoverage(database, rowOf(id));
      removeFailures(database, rowOf(id));
      for (const table of ["artifact", "approval", "culprit_run", "stage_run"])
        database.run(`delete from ${table} where run_id = ?`, rowOf(id));
      database.run("delete from imported where kind = 'run' and row = ?", rowOf(id));
      database.run("delete from run where id = ?", rowOf(id));
    },
  };
}

function diskColumn(part: KeptPart): "disk_log_bytes" | "disk_artifact_bytes" {
  return part === "logs" ? "disk_log_bytes" : "disk_artifact_bytes";
}

/** Files that are going already keep the rule by which they went. */
function markPart(database: Database, run: number, part: KeptPart, { at, rule, limit }: Removal): void {
  const column = diskColumn(part);
  database.run(
    `update disk_use set ${column.replace("disk_", "")} = ${column.replace("disk_", "")} - bytes
      from (select project_id as project, coalesce(${column}, 0) as bytes from run where id = ? and ${part}_removed_at is null) where project_id = project`,
    run,
  );
  database.run(
    `update run set ${part}_removed_at = ?, ${part}_removed_rule = ?, ${part}_removed_limit = ? where id = ? and ${part}_removed_at is null`,
    ...[at, rule, limit, run],
  );
}

function count(database: Database, run: number, logBytes: number): void {
  const row = database.one<{ project_id: number; artifact_bytes: number }>(
    `select project_id, iif(artifacts_removed_at is null, (select coalesce(sum(bytes), 0) from artifact where run_id = run.id), 0) as artifact_bytes
      from run where id = ? and disk_log_bytes is null and finished_at is not null`,
    run,
  );
  if (row === undefined) return;
  database.run("update run set disk_log_bytes = ?, disk_artifact_bytes = ? where id = ?", logBytes, row.artifact_bytes, run);
  database.run(
    `insert into disk_use (project_id, runs, log_bytes, artifact_bytes) values (?, 1, ?, ?) on conflict (project_id)
      do update set runs = runs + 1, log_bytes = log_bytes + excluded.log_bytes, artifact_bytes = artifact_bytes + excluded.artifact_bytes`,
    ...[row.project_id, logBytes, row.artifact_bytes],
  );
}

/** The events of a run's own standing are its first and its last; those of its stages stand between them. */
function deleteEvents(database: Database, run: number, after: number | null, limit: number): number | null {
  const range = database.one<{ first: number | null; last: number | null }>(
    "select min(id) as first, max(id) as last from event indexed by event_of_run where run_id = ? and sequence is null and status is not null",
    run,
  );
  const start = after ?? range?.first ?? 0;
  const last = range?.last ?? 0;
  const upTo = Math.min(start + limit, last);
  // The newest of all events stays, so that the next one gets a higher id.
  const newest = database.one<{ id: number }>("select max(id) as id from event")?.id ?? 0;
  database.run("delete from event where id > ? and id <= ? and id < ? and run_id = ? and sequence is not null", start, upTo, newest, run);
  if (upTo < last) return upTo;
  database.run("delete from event indexed by event_of_run where run_id = ? and sequence is null and id < ?", run, newest);
  return null;
}

function from(after: KeptCursor | null): [number, number] {
  return after === null ? [Number.MIN_SAFE_INTEGER, 0] : [after.createdAt, rowOf(after.id)];
}

function toKeptRun(row: KeptRow): KeptRun {
  return {
    id: runId(row.id),
    projectId: projectId(row.project_id),
    createdAt: row.created_at,
    logBytes: row.log_bytes,
    artifactBytes: row.artifact_bytes,
    isFinished: row.finished === 1,
    isPinned: row.pinned === 1,
    isLastOfBranch: row.last_of_branch === 1,
    isLastGreen: row.last_green === 1,
    isForRelease: row.for_release === 1,
  };
}
