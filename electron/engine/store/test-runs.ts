import type { TestTotals } from "../../../shared/contract/tests.ts";
import { type ProjectId, projectId, type RunId, rowOf, type StageRunId, stageRunId, stageRunKeyOf } from "../../../shared/ids.ts";
import type { Status } from "../../../shared/status.ts";
import type { Database, Value } from "./database.ts";

/** How many tests ended how in one stage run. */
export type StoredTotals = TestTotals;

/** A stage run that has results. */
export interface TestRun {
  readonly id: StageRunId;
  readonly runRow: number;
  readonly sequence: number;
  readonly projectId: ProjectId;
  readonly stageRow: number;
  readonly stage: string;
  readonly variant: string;
  readonly branch: string | null;
  readonly tree: string | null;
  readonly totals: StoredTotals;
  /** Which result blocks it has, see `test/result-block.ts`. */
  readonly blocks: Uint8Array;
  /** Whose results these are; its own key for its own. */
  readonly source: { readonly runRow: number; readonly sequence: number };
  /** How the stage run stands. */
  readonly status: Status;
  readonly mayFail: boolean;
}

/** What is written of a stage run with results of its own. */
export type NewTestRun = Pick<TestRun, "totals" | "blocks">;

/** The `test_run` and `test_report` tables. Stage runs stand in the order of their runs and their places in them. */
export interface TestRunTable {
  get(id: StageRunId): TestRun | null;
  /** All of one run, earlier attempts included. */
  ofRun(run: RunId): TestRun[];
  /** Of the newest runs on a branch that have results, `runs` of them, behind `before` (a run's row) when given. */
  ofBranch(project: ProjectId, branch: string | null, runs: number, before?: number): TestRun[];
  /** The same of one stage. */
  ofStage(stageRow: number, branch: string | null, runs: number, before?: number): TestRun[];
  /** The newest with results of their own of a stage's variant on these files, without `except`. */
  onTree(stageRow: number, tree: string, variant: string, limit: number, except: StageRunId): TestRun[];
  /** Rows of a project's stages that have results on a branch. */
  stagesOf(project: ProjectId, branch: string | null): number[];
  /**
   * The row of the newest run on a branch, before `before`, in which every stage that ever had tests and was part of it
   * passed; looked for among the `runs` newest with results. `null` without.
   */
  newestGreen(project: ProjectId, branch: string | null, before: number | null, runs: number): number | null;
  /** Whether the newest run of the whole pipeline on a branch is newer than `runRow` and without the stage: it was taken out. */
  isTakenOut(project: ProjectId, branch: string | null, stageRow: number, runRow: number): boolean;
  /** Branches with results, the most recent first, up to 500. */
  branches(project: ProjectId): (string | null)[];
  insert(id: StageRunId, run: NewTestRun): void;
  /** Says that a stage run has the results of the same variant in an earlier run. Nothing happens when that has none. */
  restore(id: StageRunId, from: RunId): void;
  keepReports(id: StageRunId, packed: Uint8Array): void;
  /** What `keepReports` kept; `null` when nothing was read. */
  reports(id: StageRunId): Uint8Array | null;
}

interface TestRunRow {
  run_id: number;
  sequence: number;
  project_id: number;
  stage_id: number;
  stage: string;
  variant: string;
  branch: string;
  tree: string | null;
  tests: number;
  passed: number;
  failed: number;
  errored: number;
  skipped: number;
  duration_ms: number;
  blocks: Uint8Array;
  from_run: number | null;
  from_sequence: number | null;
  status: Status;
  may_fail: number;
}

const columns = `t.run_id, t.sequence, t.project_id, t.stage_id, stage.name as stage, t.variant, t.branch, t.tree, t.tests, t.passed,
  t.failed, t.errored, t.skipped, t.duration_ms, coalesce(f.blocks, t.blocks) as blocks, t.from_run, t.from_sequence, s.status, s.may_fail`;

const joins = `cross join stage on stage.id = t.stage_id cross join stage_run s on s.run_id = t.run_id and s.sequence = t.sequence
  left join test_run f on f.run_id = t.from_run and f.sequence = t.from_sequence`;

/** Among so many runs there is one of the whole pipeline, or nobody runs that. */
const lookedAt = 100;

/** No run's row is as high. */
const beyondAll = Number.MAX_SAFE_INTEGER;

/** Gives access to the `test_run` and `test_report` tables. */
export function testRunTable(database: Database): TestRunTable {
  const select = (rest: string, ...values: Value[]) => database.all<TestRunRow>(`select ${columns} ${rest}`, ...values).map(toTestRun);
  return {
    get: (id) => {
      const { runRow, sequence } = stageRunKeyOf(id);
      return select(`from test_run t ${joins} where t.run_id = ? and t.sequence = ?`, runRow, sequence)[0] ?? null;
    },
    ofRun: (run) => select(`from test_run t ${joins} where t.run_id = ? order by t.sequence`, rowOf(run)),
    ofBranch: (project, branch, runs, before = beyondAll) =>
      select(
        `from (select distinct run_id from test_run indexed by test_run_by_branch where project_id = ? and branch = ? and run_id < ?
            order by run_id desc limit ?) newest
          cross join test_run t on t.run_id = newest.run_id and t.branch = ? ${joins} order by t.run_id desc, t.sequence desc`,
        ...[rowOf(project), branch ?? "", before, runs, branch ?? ""],
      ),
    ofStage: (stageRow, branch, runs, before = beyondAll) =>
      select(
        `from (select distinct run_id from test_run indexed by test_run_by_stage where stage_id = ? and branch = ? and run_id < ?
            order by run_id desc limit ?) newest
          cross join test_run t indexed by test_run_by_stage on t.stage_id = ? and t.branch = ? and t.run_id = newest.run_id ${joins}
          order by t.run_id desc, t.sequence desc`,
        ...[stageRow, branch ?? "", before, runs, stageRow, branch ?? ""],
      ),
    onTree: (stageRow, tree, variant, limit, except) => {
      const { runRow, sequence } = stageRunKeyOf(except);
      return select(
        `from test_run t indexed by test_run_by_tree ${joins} where t.stage_id = ? and t.tree = ? and t.tree is not null and t.variant = ?
          and t.from_run is null and (t.run_id, t.sequence) <> (?, ?) order by t.run_id desc, t.sequence desc limit ?`,
        ...[stageRow, tree, variant, runRow, sequence, limit],
      );
    },
    stagesOf: (project, branch) =>
      database
        .all<{ id: number }>(
          `select id from stage where project_id = ? and exists (
            select 1 from test_run indexed by test_run_by_stage where stage_id = stage.id and branch = ?) order by id`,
          ...[rowOf(project), branch ?? ""],
        )
        .map(({ id }) => id),
    newestGreen: (project, branch, before, runs) =>
      database.one<{ run_id: number }>(
        `select run_id from (select distinct run_id from test_run indexed by test_run_by_branch where project_id = ? and branch = ? and run_id < ?
            order by run_id desc limit ?) recent
          where not exists (select 1 from stage_run s where s.run_id = recent.run_id and s.is_superseded = 0 and s.status <> 'passed'
            and exists (select 1 from test_run t indexed by test_run_by_stage where t.stage_id = s.stage_id))
          order by run_id desc limit 1`,
        ...[rowOf(project), branch ?? "", before ?? beyondAll, runs],
      )?.run_id ?? null,
    isTakenOut: (project, branch, stageRow, runRow) => {
      const whole = database.one<{ id: number }>(
        `select id from (select id, selection from run indexed by run_by_branch where project_id = ? and branch is ?
          order by created_at desc, id desc limit ${lookedAt}) where selection = '[]' limit 1`,
        ...[rowOf(project), branch],
      );
      if (whole === undefined || whole.id <= runRow) return false;
      return database.one("select 1 from stage_run where run_id = ? and stage_id = ?", whole.id, stageRow) === undefined;
    },
    branches: (project) => branches(database, rowOf(project)),
    insert: (id, { totals, blocks }) => {
      const { runRow, sequence } = stageRunKeyOf(id);
      const { tests, passed, failed, errored, skipped, durationMs } = totals;
      database.run(
        `insert into test_run select s.run_id, s.sequence, r.project_id, s.stage_id, coalesce(r.branch, ''), r.tree_hash, s.variant,
            ?, ?, ?, ?, ?, ?, ?, null, null
          from stage_run s join run r on r.id = s.run_id where s.run_id = ? and s.sequence = ?`,
        ...[tests, passed, failed, errored, skipped, durationMs, blocks, runRow, sequence],
      );
    },
    restore: (id, from) => {
      const { runRow, sequence } = stageRunKeyOf(id);
      database.run(
        `insert or ignore into test_run select s.run_id, s.sequence, r.project_id, s.stage_id, coalesce(r.branch, ''), r.tree_hash, s.variant,
            f.tests, f.passed, f.failed, f.errored, f.skipped, f.duration_ms, x'', coalesce(f.from_run, f.run_id), coalesce(f.from_sequence, f.sequence)
          from stage_run s join run r on r.id = s.run_id
            join test_run f on f.run_id = ? and f.stage_id = s.stage_id and f.variant = s.variant
          where s.run_id = ? and s.sequence = ? order by f.sequence desc limit 1`,
        ...[rowOf(from), runRow, sequence],
      );
    },
    keepReports: (id, packed) => {
      const { runRow, sequence } = stageRunKeyOf(id);
      database.run("insert into test_report (run_id, sequence, data) values (?, ?, ?)", runRow, sequence, packed);
    },
    reports: (id) => {
      const { runRow, sequence } = stageRunKeyOf(id);
      return (
        database.one<{ data: Uint8Array }>("select data from test_report where run_id = ? and sequence = ?", runRow, sequence)?.data ?? null
      );
    },
  };
}

/** From branch to branch in the index. */
function branches(database: Database, project: number): (string | null)[] {
  return database
    .all<{ name: string }>(
      `with recursive found(name) as (
        select (select min(branch) from test_run where project_id = ?)
        union all
        select (select min(branch) from test_run where project_id = ? and branch > found.name) from found where found.name is not null limit 501
      )
      select name from found where name is not null
      order by (select max(run_id) from test_run indexed by test_run_by_branch where project_id = ? and branch = found.name) desc limit 500`,
      ...[project, project, project],
    )
    .map(({ name }) => name || null);
}

function toTestRun(row: TestRunRow): TestRun {
  return {
    id: stageRunId(row.run_id, row.sequence),
    ...{ runRow: row.run_id, sequence: row.sequence, projectId: projectId(row.project_id) },
    ...{ stageRow: row.stage_id, stage: row.stage, variant: row.variant, branch: row.branch || null, tree: row.tree },
    totals: {
      ...{ tests: row.tests, passed: row.passed, failed: row.failed, errored: row.errored, skipped: row.skipped },
      durationMs: row.duration_ms,
    },
    blocks: row.blocks,
    source: { runRow: row.from_run ?? row.run_id, sequence: row.from_sequence ?? row.sequence },
    status: row.status,
    mayFail: row.may_fail === 1,
  };
}
