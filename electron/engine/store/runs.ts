import type { RunFilter } from "../../../shared/contract/runs.ts";
import type { Removal, Run } from "../../../shared/contract/schemas.ts";
import { type ProjectId, projectId, type RunId, rowOf, runId } from "../../../shared/ids.ts";
import type { ConcurrencyGroup, PlannedStage } from "../../../shared/pipeline/plan.ts";
import { isTerminal, type Standing, type Status, type StatusReason } from "../../../shared/status.ts";
import type { Database, Value } from "./database.ts";
import type { PlanTable } from "./plans.ts";
import { type PageQuery, pageQuery, pageRoute, type RunCursor } from "./run-page.ts";

/** What of a run is known before it is recorded, and stays. */
type Given =
  | ("projectId" | "trigger" | "triggerDetail" | "branch" | "tag" | "commit" | "tree" | "dirty" | "subject" | "author")
  | ("selection" | "only" | "parallel" | "retryOf" | "timeoutMs" | "usesCache" | "expectedMs" | "expectedP90Ms");

/** Everything about a run that is known before it is recorded. */
export interface NewRun extends Pick<Run, Given> {
  /** In the plan's order; needs name stages of this list only. */
  readonly stages: readonly PlannedStage[];
  /** Which runs of the project it must not meet. */
  readonly concurrency: ConcurrencyGroup | null;
  /** The trigger's key, and what more tells its runs apart behind a line feed; `null` when a person started it. */
  readonly triggerGroup: string | null;
  /** Where among the checkouts it runs, with `/`; `null` when it runs in the project's folder. */
  readonly checkout: string | null;
  /** Where its run host listens. */
  readonly socket: string;
}

/** A run that has not ended, as far as the rows say. */
export interface UnfinishedRun {
  readonly id: RunId;
  readonly projectId: ProjectId;
  readonly socket: string;
}

/** The `run` table. Standings change only with an event in the same transaction. */
export interface RunTable {
  get(id: RunId): Run | null;
  /** The run that people call by its number in the project. */
  byNumber(project: ProjectId, number: number): Run | null;
  /** Newest first, by key: any depth costs the same. `next` is `null` at the end. */
  page(filter: RunFilter, before: RunCursor | null, limit: number): { runs: Run[]; next: RunCursor | null };
  /** The unfinished runs of all projects, the oldest first. */
  active(): Run[];
  /** The newest unfinished run of a project, else the newest; `null` before the first. Not those on old commits for a search, nor those that deploy or operate. */
  last(project: ProjectId): Run | null;
  /**
   * The last run of the same project and branch that passed before `run` and ran at least the same stages, looked for
   * among the last 200 that passed; `null` without. The green of a part says nothing about the rest, nor does that of an old
   * commit of a search.
   */
  lastGreen(run: Run): Run | null;
  /** Those of all branches that {@link lastGreen} would take if they were of its branch, the newest first; not more than some hundred. */
  greenBefore(run: Run): Run[];
  /** The newest run of the whole pipeline on a branch that passed; `null` without. */
  newestGreen(project: ProjectId, branch: string | null): Run | null;
  /** What is known of the runs, or the search, that a checkout belongs to, by the first part of its name. */
  checkoutUse(holder: string): "in-use" | "over" | "unknown";
  /** Durations in ms of earlier passed runs of the same selection, the newest first, without re-runs and those in which a person was asked: up to 50, looked for among the last 200. */
  earlierDurations(run: Run): number[];
  /** Branches that have runs, the most recent first, up to 500. */
  branches(project: ProjectId): string[];
  /** What recovery has to look after, the oldest first: not what is parked. */
  unfinished(): UnfinishedRun[];
  /** Where the host of an unfinished run listens; empty while it is parked, `null` once it has ended or when there is none. */
  socket(id: RunId): string | null;
  /** Where among the checkouts a run is; `null` when it is in the project's folder. */
  checkout(id: RunId): string | null;
  /** Parked runs in which a person's answer was kept and nothing followed from it, the oldest first. */
  parkedWithAnswer(): RunId[];
  /** Leaves a run without a host, because all that is left of it waits for a person. */
  park(id: RunId): void;
  /** Gives a parked run a host that listens at `socket`. False, and nothing changed, when it is not parked. */
  unpark(id: RunId, socket: string): boolean;
  /** Writes the run as queued, with the project's next number. Its stage runs are `stageRuns.insert`. */
  insert(run: NewRun, now: number): { id: RunId; number: number };
  /** Keeps a new standing, which `transition` made. */
  change(id: RunId, standing: Standing, now: number): void;
  /** How many runs have started and not ended, without those that deploy or operate. */
  countRunning(): number;
  /** The runs of a runbook, the newest first. */
  ofRunbook(project: ProjectId, name: string, limit: number): Run[];
  /** When the runs of a runbook were asked for that were so after `since`, the newest first, up to `limit`. */
  runbookStarts(project: ProjectId, name: string, since: number, limit: number): number[];
  /** Whether an older unfinished run of the same project still has to run a stage of this one, or is of the same group. */
  mustWaitForOlder(id: RunId): boolean;
  /** Unfinished older runs of the same group, when this one cancels them instead of waiting. */
  toReplace(id: RunId): RunId[];
}

interface RunRow {
  id: number;
  project_id: number;
  number: number;
  status: Status;
  reason: StatusReason | null;
  trigger: Run["trigger"];
  trigger_detail: string | null;
  branch: string | null;
  commit_hash: string | null;
  tree_hash: string | null;
  dirty: number;
  subject: string | null;
  author: string | null;
  selection: string;
  only_selected: number;
  parallel: number;
  stage_count: number;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
  duration_ms: number | null;
  tag: string | null;
  checkout: string | null;
  retry_of: number | null;
  timeout_ms: number | null;
  concurrency: string | null;
  uses_cache: number;
  expected_ms: number | null;
  expected_p90_ms: number | null;
  pinned: number;
  logs_removed_at: number | null;
  logs_removed_rule: Removal["rule"] | null;
  logs_removed_limit: number | null;
  artifacts_removed_at: number | null;
  artifacts_removed_rule: Removal["rule"] | null;
  artifacts_removed_limit: number | null;
}

const columns =
  "id, project_id, number, status, reason, trigger, branch, commit_hash, tree_hash, dirty, subject, author, selection, only_selected, parallel, stage_count, created_at, started_at, finished_at, duration_ms, tag, checkout, retry_of, timeout_ms, concurrency, uses_cache, expected_ms, expected_p90_ms, pinned, logs_removed_at, logs_removed_rule, logs_removed_limit, artifacts_removed_at, artifacts_removed_rule, artifacts_removed_limit, trigger_detail";

const qualifiedColumns = columns.replaceAll(/\w+/g, "r.$&");

/** So many runs are looked at one by one within a few milliseconds. */
const few = 2_000;

/** Gives access to the `run` table. */
export function runTable(database: Database, plans: PlanTable): RunTable {
  const one = (rest: string, ...values: Value[]) => runOf(database.one<RunRow>(`select ${columns} from run ${rest}`, ...values));
  return {
    get: (id) => one("where id = ?", rowOf(id)),
    byNumber: (project, number) => one("where project_id = ? and number = ?", rowOf(project), number),
    page: (filter, before, limit) => {
      const hasMore = ({ sql, values }: PageQuery) =>
        database.one<{ count: number }>(`select count(*) as count from (${sql})`, ...values, few)?.count === few;
      const { sql, values } = pageQuery(qualifiedColumns, filter, before, pageRoute(filter, before, hasMore));
      const rows = database.all<RunRow>(sql, ...values, limit + 1);
      const runs = rows.slice(0, limit).map((row) => toRun(row));
      const last = rows.length > limit ? runs.at(-1) : undefined;
      return { runs, next: last === undefined ? null : { createdAt: last.createdAt, id: last.id } };
    },
    active: () =>
      database
        .all<RunRow>(`select ${columns} from run indexed by run_unfinished where finished_at is null order by id`)
        .map((row) => toRun(row)),
    last: (project) =>
      one(
        "indexed by run_unfinished where project_id = ? and finished_at is null and trigger not in ('culprit', 'deploy', 'runbook') order by created_at desc, id desc limit 1",
        rowOf(project),
      ) ??
      one(
        "indexed by run_by_project where project_id = ? and trigger not in ('culprit', 'deploy', 'runbook') order by created_at desc, id desc limit 1",
        rowOf(project),
      ),
    lastGreen: (run) => lastGreen(database, run),
    greenBefore: (run) => greenBefore(database, run),
    newestGreen: (project, branch) =>
      one(
        "indexed by run_by_branch_and_status where project_id = ? and branch is ? and status = 'passed' and selection = '[]' order by created_at desc, id desc limit 1",
        ...[rowOf(project), branch],
      ),
    checkoutUse: (holder) => {
      if (database.one("select 1 from culprit_search where holder = ? and status = 'running'", holder) !== undefined) return "in-use";
      const row = database.one<{ finished_at: number | null }>(
        "select finished_at from run where checkout >= ? and checkout < ? order by finished_at is not null limit 1",
        ...[`${holder}/`, `${holder}0`],
      );
      if (row === undefined) return "unknown";
      return row.finished_at === null ? "in-use" : "over";
    },
    earlierDurations: (run) => earlierDurations(database, run),
    branches: (project) => branches(database, rowOf(project)),
    unfinished: () =>
      database
        .all<{ id: number; project_id: number; socket: string | null }>(
          "select id, project_id, socket from run indexed by run_unfinished where finished_at is null and socket <> '' order by id",
        )
        .map((row) => ({ id: runId(row.id), projectId: projectId(row.project_id), socket: row.socket ?? "" })),
    socket: (id) => database.one<{ socket: string | null }>("select socket from run where id = ?", rowOf(id))?.socket ?? null,
    checkout: (id) => database.one<{ checkout: string | null }>("select checkout from run where id = ?", rowOf(id))?.checkout ?? null,
    parkedWithAnswer: () =>
      database
        .all<{ id: number }>(
          `select r.id from run r indexed by run_unfinished where r.finished_at is null and r.socket = '' and exists (
            select 1 from approval a join stage_run s on s.run_id = a.run_id and s.sequence = a.sequence
              where a.run_id = r.id and a.decision is not null and s.finished_at is null
          ) order by r.id`,
        )
        .map((row) => runId(row.id)),
    park: (id) => void database.run("update run set socket = '' where id = ?", rowOf(id)),
    unpark: (id, socket) =>
      database.one("update run set socket = ? where id = ? and socket = '' returning id", socket, rowOf(id)) !== undefined,
    insert: (run, now) => insert(database, plans, run, now),
    change: (id, standing, now) => {
      database.run(
        "update run set status = ?, reason = ?, started_at = ?, finished_at = ?, duration_ms = ?, socket = iif(?, null, socket) where id = ?",
        ...[standing.status, standing.reason, standing.startedAt, standing.finishedAt, standing.durationMs],
        ...[isTerminal(standing.status) ? 1 : 0, rowOf(id)],
      );
      announce(database, rowOf(id), standing, now);
    },
    countRunning: () =>
      database.one<{ count: number }>(
        "select count(*) as count from run indexed by run_unfinished where finished_at is null and socket <> '' and status in ('running', 'canceling') and trigger not in ('deploy', 'runbook')",
      )?.count ?? 0,
    ofRunbook: (project, name, limit) =>
      database
        .all<RunRow>(
          `select ${columns} from run indexed by run_of_runbooks where project_id = ? and selection = ? and trigger = 'runbook'
            order by created_at desc, id desc limit ?`,
          ...[rowOf(project), selectionOf(name), limit],
        )
        .map((row) => toRun(row)),
    runbookStarts: (project, name, since, limit) =>
      database
        .all<{ created_at: number }>(
          `select created_at from run indexed by run_of_runbooks where project_id = ? and selection = ? and trigger = 'runbook' and created_at > ?
            order by created_at desc limit ?`,
          ...[rowOf(project), selectionOf(name), since, limit],
        )
        .map((row) => row.created_at),
    mustWaitForOlder: (id) =>
      database.one(olderWithSameStage, rowOf(id), rowOf(id), rowOf(id)) !== undefined ||
      database.one(`select 1 ${olderOfGroup} limit 1`, rowOf(id)) !== undefined,
    toReplace: (id) =>
      database.all<{ id: number }>(`select older.id ${olderOfGroup} and mine.cancels_group = 1`, rowOf(id)).map((row) => runId(row.id)),
  };
}

function announce(database: Database, run: number, standing: Pick<Standing, "status" | "reason">, now: number): void {
  database.run("insert into event (at, run_id, status, reason) values (?, ?, ?, ?)", now, run, standing.status, standing.reason);
}

function insert(database: Database, plans: PlanTable, run: NewRun, now: number): { id: RunId; number: number } {
  const project = rowOf(run.projectId);
  const last = database.one<{ number: number }>("select number from run where project_id = ? order by number desc limit 1", project);
  const number = (last?.number ?? 0) + 1;
  const row = database.run(
    `insert into run (project_id, number, status, trigger, branch, commit_hash, tree_hash, dirty, subject, author, selection, only_selected,
      parallel, stage_count, plan_id, socket, created_at, tag, checkout, retry_of, timeout_ms, concurrency, cancels_group, uses_cache,
      expected_ms, expected_p90_ms, trigger_detail, trigger_group) values (?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[project, number, run.trigger, run.branch, run.commit, run.tree, run.dirty ? 1 : 0, run.subject, run.author],
    ...[JSON.stringify(run.selection), run.only ? 1 : 0, run.parallel, run.stages.length, plans.keep(run.stages), run.socket, now],
    ...[run.tag, run.checkout, run.retryOf === null ? null : rowOf(run.retryOf), run.timeoutMs],
    ...[run.concurrency?.group ?? null, run.concurrency?.cancelInProgress ? 1 : 0, run.usesCache ? 1 : 0],
    ...[run.expectedMs, run.expectedP90Ms, run.triggerDetail, run.triggerGroup],
  );
  announce(database, row, { status: "queued", reason: null }, now);
  return { id: runId(row), number };
}

const olderOfGroup = `
  from run mine
  join run older indexed by run_unfinished on older.project_id = mine.project_id and older.finished_at is null and older.id < mine.id
  where mine.id = ? and older.concurrency = mine.concurrency`;

/** Two runs of one folder must not run the same stage at once. One that waits for a person keeps nobody from anything. */
const olderWithSameStage = `
  select 1 from run mine
  join run older indexed by run_unfinished on older.project_id = mine.project_id and older.finished_at is null and older.id < mine.id
  join stage_run theirs on theirs.run_id = older.id and theirs.finished_at is null
  where mine.id = ? and ? > older.id and mine.checkout is null and older.checkout is null and older.socket <> ''
    and theirs.stage_id in (select stage_id from stage_run where run_id = ?)
  limit 1`;

/** A run of a runbook has one stage. */
function selectionOf(runbook: string): string {
  return JSON.stringify([`runbook:${runbook}`]);
}

/** Runs that say nothing of how the code stands. */
const besides = "('culprit', 'deploy', 'runbook')";

function lastGreen(database: Database, run: Run): Run | null {
  const rows = database.all<RunRow>(
    `select ${columns} from run indexed by run_by_branch_and_status
      where project_id = ? and branch is ? and status = 'passed' and trigger not in ${besides} and (created_at, id) < (?, ?)
      order by created_at desc, id desc limit 200`,
    ...[rowOf(run.projectId), run.branch, run.createdAt, rowOf(run.id)],
  );
  return runOf(rows.find((green) => hasItsStages(green, run)));
}

function greenBefore(database: Database, run: Run): Run[] {
  const rows = database.all<RunRow>(
    `select ${columns} from run indexed by run_by_status
      where project_id = ? and status = 'passed' and trigger not in ${besides} and (created_at, id) < (?, ?)
      order by created_at desc, id desc limit 500`,
    ...[rowOf(run.projectId), run.createdAt, rowOf(run.id)],
  );
  return rows.filter((green) => hasItsStages(green, run)).map(toRun);
}

/** Whether it ran at least what `run` did. */
function hasItsStages(green: RunRow, run: Run): boolean {
  return green.selection === "[]" || (green.selection === JSON.stringify(run.selection) && (green.only_selected === 0 || run.only));
}

function earlierDurations(database: Database, run: Run): number[] {
  const rows = database.all<{ duration_ms: number; selection: string; only_selected: number }>(
    `select duration_ms, selection, only_selected from run indexed by run_by_status
      where project_id = ? and status = 'passed' and retry_of is null and trigger <> 'culprit' and (created_at, id) < (?, ?)
        and not exists (select 1 from approval where run_id = run.id)
      order by created_at desc, id desc limit 200`,
    ...[rowOf(run.projectId), run.createdAt, rowOf(run.id)],
  );
  const selection = JSON.stringify(run.selection);
  return rows
    .filter((row) => row.selection === selection && row.only_selected === (run.only ? 1 : 0))
    .slice(0, 50)
    .map((row) => row.duration_ms);
}

/** Jumps from branch to branch in the index, so that the cost grows with the branches and not with the runs. */
function branches(database: Database, project: number): string[] {
  return database
    .all<{ name: string }>(
      `with recursive found(name) as (
        select (select min(branch) from run where project_id = ?)
        union all
        select (select min(branch) from run where project_id = ? and branch > found.name) from found where found.name is not null limit 501
      )
      select name from found where name is not null
      order by (select max(created_at) from run where project_id = ? and branch = found.name) desc limit 500`,
      ...[project, project, project],
    )
    .map((row) => row.name);
}

function runOf(row: RunRow | undefined): Run | null {
  return row === undefined ? null : toRun(row);
}

function toRun(row: RunRow): Run {
  return {
    id: runId(row.id),
    projectId: projectId(row.project_id),
    number: row.number,
    status: row.status,
    reason: row.reason,
    trigger: row.trigger,
    triggerDetail: row.trigger_detail,
    branch: row.branch,
    commit: row.commit_hash,
    tree: row.tree_hash,
    dirty: row.dirty === 1,
    subject: row.subject,
    author: row.author,
    selection: row.selection === "[]" ? [] : JSON.parse(row.selection),
    only: row.only_selected === 1,
    parallel: row.parallel,
    stageCount: row.stage_count,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    durationMs: row.duration_ms,
    tag: row.tag,
    isCheckout: row.checkout !== null,
    retryOf: row.retry_of === null ? null : runId(row.retry_of),
    timeoutMs: row.timeout_ms,
    concurrency: row.concurrency,
    usesCache: row.uses_cache === 1,
    expectedMs: row.expected_ms,
    expectedP90Ms: row.expected_p90_ms,
    pinned: row.pinned === 1,
    logsRemoved: removalOf(row.logs_removed_at, row.logs_removed_rule, row.logs_removed_limit),
    artifactsRemoved: removalOf(row.artifacts_removed_at, row.artifacts_removed_rule, row.artifacts_removed_limit),
  };
}

function removalOf(at: number | null, rule: Removal["rule"] | null, limit: number | null): Removal | null {
  return at === null || rule === null ? null : { at, rule, limit: limit ?? 0 };
}
