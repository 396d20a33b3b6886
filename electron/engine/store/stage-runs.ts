import type { StageBar } from "../../../shared/contract/pipelines.ts";
import type { Approval, StageRun, StatusCount, StepRun } from "../../../shared/contract/schemas.ts";
import { type ProjectId, projectId, type RunId, rowOf, runId, type StageRunId, stageRunId, stageRunKeyOf } from "../../../shared/ids.ts";
import type { Phase } from "../../../shared/pipeline/phases.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import { spanOf, tellingOf } from "../../../shared/stage-groups.ts";
import type { Standing, Status, StatusReason } from "../../../shared/status.ts";
import type { Database } from "./database.ts";
import type { PlanTable } from "./plans.ts";

/** What is known of a stage run's end beside its standing. */
export interface StageRunEnd extends Pick<StageRun, "detail" | "exitCode" | "signal" | "logBytes" | "logLines"> {
  /** `null` for a stage of one step, which says it all itself. */
  readonly steps: readonly StepRun[] | null;
  readonly outputs: Readonly<Record<string, string>>;
  readonly why: string | null;
  readonly hasSummary: boolean;
}

/** The end of a stage of which nothing is to be said. */
export const plainEnd: StageRunEnd = {
  ...{ detail: null, exitCode: null, signal: null, logBytes: 0, logLines: 0, steps: null },
  ...{ outputs: {}, why: null, hasSummary: false },
};

/** What a card shows of a stage's past. */
export interface StagePast {
  readonly name: string;
  /** The newest stage run, finished or not; `null` before the first. */
  readonly latest: StageRun | null;
  /** All variants of that run, when there are several. */
  readonly latestVariants: StageRun[];
  /** The number of its run in the project. */
  readonly latestRunNumber: number | null;
  /** The oldest first. */
  readonly bars: StageBar[];
}

/** The `stage` and `stage_run` tables. Standings change only with an event in the same transaction. */
export interface StageRunTable {
  get(id: StageRunId): StageRun | null;
  /** In the plan's order. */
  ofRun(run: RunId): StageRun[];
  /** How the stages of each run stand; nothing of a run that is not there. */
  statusesOf(runs: readonly RunId[]): Record<RunId, StatusCount[]>;
  /** How the steps of each stage of a run went; only of stages with more than one. */
  stepsOfRun(run: RunId): Record<StageRunId, StepRun[]>;
  /** The last `limit` runs of each named stage. A stage that never ran has no bars. */
  past(project: ProjectId, names: readonly string[], limit: number): StagePast[];
  /** What each named stage took, in ms, in those of its last `limit` runs in which it passed by its own work; searches do not count. */
  passedMs(project: ProjectId, names: readonly string[], limit: number): ReadonlyMap<string, readonly number[]>;
  /**
   * Writes a new run's stages as queued, in the order given. `expectedMs` is what each usually takes; by place, `null`
   * where nobody knows.
   */
  insert(project: ProjectId, run: RunId, stages: readonly PlannedStage[], expectedMs?: readonly (number | null)[]): void;
  /** Writes a further attempt of a stage as queued, as number `sequence` of its run; the one before is superseded by it. */
  insertAttempt(previous: StageRunId, sequence: number, now: number): void;
  /** Notes that a stage run's result is that of an earlier run. */
  noteKept(id: StageRunId, from: RunId): void;
  /** Keeps a new standing, which `transition` made; with `end` also how it ended. */
  change(id: StageRunId, standing: Standing, now: number, end?: StageRunEnd): void;
  /** Notes how far the log of a running stage has come. No event: watchers see the file change. */
  noteLog(id: StageRunId, logBytes: number, logLines: number): void;
  /** Notes how the steps of a running stage go. No event, as above. */
  noteSteps(id: StageRunId, steps: readonly StepRun[]): void;
  /** The length of the longest log of a run, in bytes; 0 when nothing was written. */
  largestLog(run: RunId): number;
  /** How many stages run now, over all runs. */
  countRunning(): number;
  /** Stage runs of a project that run now and are of this group. */
  runningOfGroup(project: ProjectId, group: string): StageRunId[];
}

interface StageRunRow {
  run_id: number;
  sequence: number;
  project_id: number;
  plan_id: number;
  name: string;
  phase: Phase;
  variant: string;
  attempt: number;
  status: Status;
  reason: StatusReason | null;
  detail: string | null;
  exit_code: number | null;
  signal: string | null;
  started_at: number | null;
  finished_at: number | null;
  duration_ms: number | null;
  log_bytes: number;
  log_lines: number;
  is_superseded: number;
  may_fail: number;
  outputs: string | null;
  why: string | null;
  has_summary: number;
  kept_from: number | null;
  expected_ms: number | null;
  question: string | null;
  decision: Approval["decision"];
  comment: string | null;
  person: string | null;
  decided_at: number | null;
}

const selectStageRuns = `
  select s.run_id, s.sequence, r.project_id, r.plan_id, stage.name, s.phase, s.variant, s.attempt, s.status, s.reason, s.detail, s.exit_code,
    s.signal, s.started_at, s.finished_at, s.duration_ms, s.log_bytes, s.log_lines, s.is_superseded, s.may_fail, s.outputs, s.why,
    s.has_summary, s.kept_from, s.expected_ms, a.question, a.decision, a.comment, a.person, a.decided_at
  from stage_run s join run r on r.id = s.run_id join stage on stage.id = s.stage_id
    left join approval a on a.run_id = s.run_id and a.sequence = s.sequence`;

/** Gives access to the `stage` and `stage_run` tables. */
export function stageRunTable(database: Database, plans: PlanTable): StageRunTable {
  function get(id: StageRunId): StageRun | null {
    const { runRow, sequence } = stageRunKeyOf(id);
    const row = database.one<StageRunRow>(`${selectStageRuns} where s.run_id = ? and s.sequence = ?`, runRow, sequence);
    return row === undefined ? null : toStageRun(row, needsOf(plans.get(row.plan_id), row));
  }
  return {
    get,
    ofRun: (run) => {
      const rows = database.all<StageRunRow>(`${selectStageRuns} where s.run_id = ? order by s.sequence`, rowOf(run));
      const plan = rows[0] === undefined ? [] : plans.get(rows[0].plan_id);
      const needs = new Map(plan.map((stage) => [keyOf(stage), stage.needs]));
      return rows.map((row) => toStageRun(row, needs.get(keyOf(row)) ?? []));
    },
    statusesOf: (runs) => statusesOf(database, runs),
    stepsOfRun: (run) => {
      const rows = database.all<{ sequence: number; steps: string }>(
        "select sequence, steps from stage_run where run_id = ? and steps is not null order by sequence",
        rowOf(run),
      );
      return Object.fromEntries(rows.map((row) => [stageRunId(rowOf(run), row.sequence), JSON.parse(row.steps)]));
    },
    past: (project, names, limit) => names.map((name) => pastOf(database, get, rowOf(project), name, limit)),
    passedMs: (project, names, limit) => passedMs(database, rowOf(project), names, limit),
    insert: (project, run, stages, expectedMs = []) => insert(database, rowOf(project), rowOf(run), stages, expectedMs),
    insertAttempt: (previous, sequence, now) => insertAttempt(database, previous, sequence, now),
    noteKept: (id, from) => {
      const { runRow, sequence } = stageRunKeyOf(id);
      database.run("update stage_run set kept_from = ? where run_id = ? and sequence = ?", rowOf(from), runRow, sequence);
    },
    change: (id, standing, now, end) => {
      const { runRow, sequence } = stageRunKeyOf(id);
      const { status, reason, startedAt, finishedAt, durationMs } = standing;
      if (end === undefined) {
        database.run(
          "update stage_run set status = ?, reason = ?, started_at = ?, finished_at = ?, duration_ms = ? where run_id = ? and sequence = ?",
          ...[status, reason, startedAt, finishedAt, durationMs, runRow, sequence],
        );
      } else {
        database.run(
          `update stage_run set status = ?, reason = ?, started_at = ?, finished_at = ?, duration_ms = ?, detail = ?, exit_code = ?, signal = ?,
            log_bytes = ?, log_lines = ?, steps = ?, outputs = ?, why = ?, has_summary = ? where run_id = ? and sequence = ?`,
          ...[status, reason, startedAt, finishedAt, durationMs, end.detail, end.exitCode, end.signal],
          ...[end.logBytes, end.logLines, end.steps === null ? null : JSON.stringify(end.steps)],
          ...[Object.keys(end.outputs).length === 0 ? null : JSON.stringify(end.outputs), end.why, end.hasSummary ? 1 : 0],
          ...[runRow, sequence],
        );
      }
      announce(database, runRow, sequence, standing, now);
    },
    noteLog: (id, logBytes, logLines) => {
      const { runRow, sequence } = stageRunKeyOf(id);
      database.run(
        "update stage_run set log_bytes = ?, log_lines = ? where run_id = ? and sequence = ?",
        logBytes,
        logLines,
        runRow,
        sequence,
      );
    },
    noteSteps: (id, steps) => {
      const { runRow, sequence } = stageRunKeyOf(id);
      database.run("update stage_run set steps = ? where run_id = ? and sequence = ?", JSON.stringify(steps), runRow, sequence);
    },
    largestLog: (run) =>
      database.one<{ bytes: number | null }>("select max(log_bytes) as bytes from stage_run where run_id = ?", rowOf(run))?.bytes ?? 0,
    countRunning: () =>
      database.one<{ count: number }>("select count(*) as count from stage_run where status in ('running', 'canceling')")?.count ?? 0,
    runningOfGroup: (project, group) =>
      database
        .all<{ run_id: number; sequence: number }>(
          `select s.run_id, s.sequence from stage_run s indexed by stage_run_in_group join run r on r.id = s.run_id
            where s.concurrency = ? and s.status in ('running', 'canceling') and r.project_id = ?`,
          ...[group, rowOf(project)],
        )
        .map((row) => stageRunId(row.run_id, row.sequence)),
  };
}

function announce(database: Database, run: number, sequence: number, standing: Pick<Standing, "status" | "reason">, now: number): void {
  database.run(
    "insert into event (at, run_id, sequence, status, reason) values (?, ?, ?, ?, ?)",
    ...[now, run, sequence, standing.status, standing.reason],
  );
}

function insert(
  database: Database,
  project: number,
  run: number,
  stages: readonly PlannedStage[],
  expectedMs: readonly (number | null)[],
): void {
  for (const [index, stage] of stages.entries()) {
    const known = database.one<{ id: number; phase: string }>(
      "select id, phase from stage where project_id = ? and name = ?",
      project,
      stage.name,
    );
    if (known !== undefined && known.phase !== stage.phase) database.run("update stage set phase = ? where id = ?", stage.phase, known.id);
    const stageRow =
      known?.id ?? database.run("insert into stage (project_id, name, phase) values (?, ?, ?)", project, stage.name, stage.phase);
    database.run(
      `insert into stage_run (run_id, run_created_at, sequence, stage_id, phase, variant, attempt, status, may_fail, concurrency, expected_ms)
        values (?, (select created_at from run where id = ?), ?, ?, ?, ?, 1, 'queued', ?, ?, ?)`,
      ...[run, run, index + 1, stageRow, stage.phase, stage.variant],
      ...[stage.mayFail ? 1 : 0, stage.concurrency?.group ?? null, expectedMs[index] ?? null],
    );
  }
}

function insertAttempt(database: Database, previous: StageRunId, sequence: number, now: number): void {
  const key = stageRunKeyOf(previous);
  database.run("update stage_run set is_superseded = 1 where run_id = ? and sequence = ?", key.runRow, key.sequence);
  database.run(
    `insert into stage_run (run_id, run_created_at, sequence, stage_id, phase, variant, attempt, status, may_fail, concurrency, expected_ms)
      select run_id, run_created_at, ?, stage_id, phase, variant, attempt + 1, 'queued', may_fail, concurrency, expected_ms
      from stage_run where run_id = ? and sequence = ?`,
    ...[sequence, key.runRow, key.sequence],
  );
  // Who watches learns at once that it is not over: the next try may be a long wait away.
  announce(database, key.runRow, sequence, { status: "queued", reason: null }, now);
}

function statusesOf(database: Database, runs: readonly RunId[]): Record<RunId, StatusCount[]> {
  const rows = database.all<{ run_id: number; status: Status; may_fail: number }>(
    `select s.run_id, s.status, s.status = 'failed' and s.may_fail as may_fail from json_each(?) wanted cross join stage_run s on s.run_id = wanted.value
      where s.is_superseded = 0 order by s.run_id, s.sequence`,
    JSON.stringify(runs.map(rowOf)),
  );
  const statuses: Record<RunId, StatusCount[]> = {};
  for (const { run_id, status, may_fail } of rows) {
    const mayFail = may_fail === 1;
    const known = statuses[runId(run_id)];
    const last = known?.at(-1);
    if (last?.status === status && last.mayFail === mayFail) last.count += 1;
    else if (known !== undefined) known.push({ status, mayFail, count: 1 });
    else statuses[runId(run_id)] = [{ status, mayFail, count: 1 }];
  }
  return statuses;
}

interface OutcomeRow {
  run_id: number;
  status: Status;
  may_fail: number;
  started_at: number | null;
  finished_at: number | null;
  duration_ms: number | null;
}

interface BarRow extends OutcomeRow {
  sequence: number;
  number: number;
  expected_ms: number | null;
  commit_hash: string | null;
}

interface WorkRow extends OutcomeRow {
  stage: string;
}

/**
 * The variants of a stage in one run, without attempts made again; not in searches for culprits, which ran old commits, nor in
 * deployments. A result used again took no time of its own.
 */
const barsOfRuns = `
  with newest as materialized (
    select s.run_created_at as at, s.run_id as run from stage cross join stage_run s indexed by stage_run_by_stage on s.stage_id = stage.id
      where stage.project_id = ? and stage.name = ? and not exists (select 1 from culprit_run where run_id = s.run_id union all select 1 from deployment where run_id = s.run_id)
      group by s.run_created_at, s.run_id order by s.run_created_at desc, s.run_id desc limit ?
  )
  select s.run_id, s.sequence, r.number, s.status, s.may_fail, s.started_at, s.finished_at,
    iif(s.reason in ('cache-hit', 'kept'), null, s.duration_ms) as duration_ms, s.expected_ms, r.commit_hash
  from newest cross join stage_run s indexed by stage_run_by_stage
      on s.stage_id = (select id from stage where project_id = ? and name = ?) and s.run_created_at = newest.at and s.run_id = newest.run
    cross join run r on r.id = s.run_id
  where s.is_superseded = 0 order by newest.at, newest.run, s.sequence`;

function pastOf(database: Database, get: StageRunTable["get"], project: number, name: string, limit: number): StagePast {
  const rows = database.all<BarRow>(barsOfRuns, project, name, limit, project, name);
  const bars = [...Map.groupBy(rows, (row) => row.run_id).values()].map(barOf);
  const newest = bars.at(-1);
  const variants = rows.filter((row) => newest !== undefined && runId(row.run_id) === newest.runId);
  return {
    name,
    latest: newest === undefined ? null : get(newest.stageRunId),
    latestVariants: variants.length < 2 ? [] : variants.flatMap((row) => get(stageRunId(row.run_id, row.sequence)) ?? []),
    latestRunNumber: newest?.runNumber ?? null,
    bars,
  };
}

/** All stages in one question: hundreds of them would take longer one by one than all else before a run starts. */
const ownWork = `
  select stage.name as stage, s.run_id, s.status, s.may_fail, s.started_at, s.finished_at, s.duration_ms
  from json_each(?) wanted cross join stage on stage.project_id = ? and stage.name = wanted.value
    cross join stage_run s indexed by stage_run_by_stage on s.stage_id = stage.id and s.run_created_at >= coalesce((
      select run_created_at from stage_run indexed by stage_run_by_stage
        where stage_id = stage.id and not exists (select 1 from culprit_run c where c.run_id = stage_run.run_id)
        group by run_created_at, run_id order by run_created_at desc, run_id desc limit 1 offset ? - 1), 0)
  where s.is_superseded = 0 and coalesce(s.reason, '') not in ('cache-hit', 'kept')
    and not exists (select 1 from culprit_run c where c.run_id = s.run_id) order by s.run_created_at, s.run_id, s.sequence`;

function passedMs(database: Database, project: number, names: readonly string[], limit: number): Map<string, number[]> {
  const rows = database.all<WorkRow>(ownWork, JSON.stringify(names), project, limit);
  const variantsOfRuns = Map.groupBy(rows, (row) => `${row.run_id} ${row.stage}`);
  const passed = new Map<string, number[]>();
  for (const variants of variantsOfRuns.values()) {
    const { stage, status, durationMs } = outcomeOf(variants);
    if (status !== "passed" || durationMs === null) continue;
    const known = passed.get(stage);
    if (known === undefined) passed.set(stage, [durationMs]);
    else known.push(durationMs);
  }
  return passed;
}

/** One bar for all variants: what they come to together, and the one that tells it. */
function barOf(rows: readonly BarRow[]): StageBar {
  const bar = outcomeOf(rows);
  return {
    stageRunId: stageRunId(bar.run_id, bar.sequence),
    runId: runId(bar.run_id),
    runNumber: bar.number,
    ...{ status: bar.status, mayFail: bar.mayFail, startedAt: bar.startedAt, finishedAt: bar.finishedAt, durationMs: bar.durationMs },
    expectedMs: bar.expected_ms,
    commit: bar.commit_hash,
  };
}

/** The one of a stage's variants in a run that tells how it ended, with the time that all took together. */
function outcomeOf<Row extends OutcomeRow>(rows: readonly Row[]) {
  const variants = rows.map((row) => ({
    ...row,
    ...{ mayFail: row.may_fail === 1, startedAt: row.started_at, finishedAt: row.finished_at, durationMs: row.duration_ms },
  }));
  const telling = tellingOf(variants);
  if (telling === null) throw new Error("A stage has one variant at least.");
  return { ...telling, ...spanOf(variants) };
}

/** Names hold no space, so this is one key for each cell of a matrix. */
function keyOf(stage: { readonly name: string; readonly variant: string }): string {
  return `${stage.name} ${stage.variant}`;
}

function needsOf(plan: readonly PlannedStage[], row: StageRunRow): readonly string[] {
  return plan.find((stage) => stage.name === row.name && stage.variant === row.variant)?.needs ?? [];
}

function toStageRun(row: StageRunRow, needs: readonly string[]): StageRun {
  return {
    id: stageRunId(row.run_id, row.sequence),
    runId: runId(row.run_id),
    projectId: projectId(row.project_id),
    name: row.name,
    phase: row.phase,
    variant: row.variant,
    attempt: row.attempt,
    needs: [...needs],
    status: row.status,
    reason: row.reason,
    detail: row.detail,
    exitCode: row.exit_code,
    signal: row.signal,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    durationMs: row.duration_ms,
    logBytes: row.log_bytes,
    logLines: row.log_lines,
    isSuperseded: row.is_superseded === 1,
    mayFail: row.may_fail === 1,
    outputs: row.outputs === null ? {} : JSON.parse(row.outputs),
    why: row.why,
    hasSummary: row.has_summary === 1,
    keptFrom: row.kept_from === null ? null : runId(row.kept_from),
    expectedMs: row.expected_ms,
    approval: toApproval(row),
  };
}

function toApproval({ question, decision, comment, person, decided_at }: StageRunRow): Approval | null {
  return question === null ? null : { question, decision, comment: comment ?? "", person: person ?? "", decidedAt: decided_at };
}
