import type { StageBar } from "../../../shared/contract/pipelines.ts";
import type { StageRun, StatusCount, StepRun } from "../../../shared/contract/schemas.ts";
import { type ProjectId, projectId, type RunId, rowOf, runId, type StageRunId, stageRunId, stageRunKeyOf } from "../../../shared/ids.ts";
import type { PlannedStage } from "../../../shared/pipeline/graph.ts";
import type { Phase } from "../../../shared/pipeline/phases.ts";
import type { Standing, Status, StatusReason } from "../../../shared/status.ts";
import type { Database } from "./database.ts";
import type { PlanTable } from "./plans.ts";

/** What is known of a stage run's end beside its standing. */
export interface StageRunEnd extends Pick<StageRun, "detail" | "exitCode" | "signal" | "logBytes" | "logLines"> {
  /** `null` for a stage of one step, which says it all itself. */
  readonly steps: readonly StepRun[] | null;
}

/** What a card shows of a stage's past. */
export interface StagePast {
  readonly name: string;
  /** The newest stage run, finished or not; `null` before the first. */
  readonly latest: StageRun | null;
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
  /** Writes a new run's stages as queued, in the order given. */
  insert(project: ProjectId, run: RunId, stages: readonly PlannedStage[]): void;
  /** Keeps a new standing, which `transition` made; with `end` also how it ended. */
  change(id: StageRunId, standing: Standing, now: number, end?: StageRunEnd): void;
  /** Notes how far the log of a running stage has come. No event: watchers see the file change. */
  noteLog(id: StageRunId, logBytes: number, logLines: number): void;
  /** Notes how the steps of a running stage go. No event, as above. */
  noteSteps(id: StageRunId, steps: readonly StepRun[]): void;
  /** How many stages run now, over all runs. */
  countRunning(): number;
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
}

const selectStageRuns = `
  select s.run_id, s.sequence, r.project_id, r.plan_id, stage.name, s.phase, s.variant, s.attempt, s.status, s.reason, s.detail, s.exit_code,
    s.signal, s.started_at, s.finished_at, s.duration_ms, s.log_bytes, s.log_lines
  from stage_run s join run r on r.id = s.run_id join stage on stage.id = s.stage_id`;

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
    insert: (project, run, stages) => insert(database, rowOf(project), rowOf(run), stages),
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
            log_bytes = ?, log_lines = ?, steps = ? where run_id = ? and sequence = ?`,
          ...[status, reason, startedAt, finishedAt, durationMs, end.detail, end.exitCode, end.signal],
          ...[end.logBytes, end.logLines, end.steps === null ? null : JSON.stringify(end.steps), runRow, sequence],
        );
      }
      database.run(
        "insert into event (at, run_id, sequence, status, reason) values (?, ?, ?, ?, ?)",
        now,
        runRow,
        sequence,
        status,
        reason,
      );
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
    countRunning: () =>
      database.one<{ count: number }>("select count(*) as count from stage_run where status in ('running', 'canceling')")?.count ?? 0,
  };
}

function insert(database: Database, project: number, run: number, stages: readonly PlannedStage[]): void {
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
      `insert into stage_run (run_id, run_created_at, sequence, stage_id, phase, variant, attempt, status)
        values (?, (select created_at from run where id = ?), ?, ?, ?, ?, 1, 'queued')`,
      ...[run, run, index + 1, stageRow, stage.phase, stage.variant],
    );
  }
}

function statusesOf(database: Database, runs: readonly RunId[]): Record<RunId, StatusCount[]> {
  const rows = database.all<{ run_id: number; status: Status }>(
    `select s.run_id, s.status from json_each(?) wanted cross join stage_run s on s.run_id = wanted.value
      order by s.run_id, s.sequence`,
    JSON.stringify(runs.map(rowOf)),
  );
  const statuses: Record<RunId, StatusCount[]> = {};
  for (const { run_id, status } of rows) {
    const known = statuses[runId(run_id)];
    const last = known?.at(-1);
    if (last?.status === status) last.count += 1;
    else if (known !== undefined) known.push({ status, count: 1 });
    else statuses[runId(run_id)] = [{ status, count: 1 }];
  }
  return statuses;
}

interface BarRow {
  run_id: number;
  sequence: number;
  number: number;
  status: Status;
  started_at: number | null;
  finished_at: number | null;
  duration_ms: number | null;
  commit_hash: string | null;
}

function pastOf(database: Database, get: StageRunTable["get"], project: number, name: string, limit: number): StagePast {
  const rows = database.all<BarRow>(
    `select s.run_id, s.sequence, r.number, s.status, s.started_at, s.finished_at, s.duration_ms, r.commit_hash
      from stage cross join stage_run s indexed by stage_run_by_stage on s.stage_id = stage.id cross join run r on r.id = s.run_id
      where stage.project_id = ? and stage.name = ? order by s.run_created_at desc, s.run_id desc, s.sequence desc limit ?`,
    ...[project, name, limit],
  );
  const newest = rows[0];
  return {
    name,
    latest: newest === undefined ? null : get(stageRunId(newest.run_id, newest.sequence)),
    latestRunNumber: newest?.number ?? null,
    bars: rows.reverse().map((row) => ({
      stageRunId: stageRunId(row.run_id, row.sequence),
      runId: runId(row.run_id),
      runNumber: row.number,
      status: row.status,
      startedAt: row.started_at,
      finishedAt: row.finished_at,
      durationMs: row.duration_ms,
      commit: row.commit_hash,
    })),
  };
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
  };
}
