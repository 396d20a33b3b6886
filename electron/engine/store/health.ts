import { findCriticalPath, type TimedStage } from "../../../shared/critical-path.ts";
import { type ProjectId, type RunId, rowOf } from "../../../shared/ids.ts";
import { dayMs } from "../../../shared/time.ts";
import type { Database } from "./database.ts";
import { addAllToSketch, emptySketch } from "./duration-sketch.ts";
import type { PlanTable } from "./plans.ts";

/** How the runs that were created on one day waited, and what the cache did for them. */
export interface HealthDay {
  /** Days since 1970-01-01, UTC. */
  readonly day: number;
  /** Times from a run's creation to its start, for a `DurationTally`. */
  readonly queued: Uint8Array;
  /** Queue and run together of those that people, or their commits, had started; without those in which a person was asked. */
  readonly waitedMs: number;
  readonly hits: number;
  readonly misses: number;
  readonly savedMs: number;
  /** Passed runs of the whole pipeline in which no person was asked: those of which the critical path says something. */
  readonly paths: number;
}

/** How often a stage was on the critical path. */
export interface StageOnPath {
  readonly name: string;
  readonly onPath: number;
  readonly pathMs: number;
}

/** The `health_day` and `path_day` tables. */
export interface HealthTable {
  /** Days with runs of a project that have finished since, in order; both ends belong to the range. */
  days(project: ProjectId, fromDay: number, toDay: number): HealthDay[];
  /** Such days added up for each stage, the most often first. */
  paths(project: ProjectId, fromDay: number, toDay: number): StageOnPath[];
  /** Counts a run that has just finished. Once for each, in the transaction that finishes it. */
  addRun(run: RunId): void;
  /** The same for runs that came here together: those from one row up to before another. */
  addRange(from: number, below: number): void;
  /** Counts up to `limit` of the runs that had ended before these tables were there, the newest first. False when none is left. */
  fill(limit: number): boolean;
  /** The newest day of which runs may not be counted yet; `null` when all are. */
  uncountedTo(): number | null;
}

interface RunRow {
  id: number;
  project_id: number;
  plan_id: number;
  day: number;
  queued_ms: number | null;
  waited_ms: number;
  has_path: number;
}

interface StageRow {
  run_id: number;
  stage_id: number;
  name: string;
  started_at: number | null;
  finished_at: number | null;
  is_hit: number;
  is_miss: number;
  saved_ms: number;
}

/** A stage that asked the cache says why it ran. Nobody waits for a schedule, nor does the run decide how long a person takes. */
const runsOfRange = `
  select id, project_id, plan_id, created_at / ${dayMs} as day, started_at - created_at as queued_ms,
    iif(trigger = 'schedule' or started_at is null or is_asked, 0, finished_at - created_at) as waited_ms,
    status = 'passed' and selection = '[]' and retry_of is null and not is_asked as has_path
  from (
    select *, exists (select 1 from approval where run_id = run.id) as is_asked from run
      where id >= ? and id < ? and finished_at is not null and trigger not in ('culprit', 'deploy', 'runbook')
  )`;

const stagesOfRange = `
  select s.run_id, s.stage_id, stage.name, s.started_at, s.finished_at, coalesce(s.reason = 'cache-hit', 0) as is_hit,
    s.why is not null and s.started_at is not null and coalesce(s.reason, '') not in ('cache-hit', 'kept') as is_miss,
    iif(s.reason = 'cache-hit', coalesce(s.expected_ms, 0), 0) as saved_ms
  from stage_run s join stage on stage.id = s.stage_id where s.run_id >= ? and s.run_id < ? and s.is_superseded = 0`;

/** Gives access to the `health_day` and `path_day` tables. */
export function healthTable(database: Database, plans: PlanTable): HealthTable {
  function count(from: number, below: number, leftOut: ReadonlySet<number>): void {
    const runs = database.all<RunRow>(runsOfRange, from, below).filter(({ id }) => !leftOut.has(id));
    const stages = Map.groupBy(database.all<StageRow>(stagesOfRange, from, below), ({ run_id }) => run_id);
    for (const sum of addUp(runs, stages, plans)) keep(database, sum);
  }
  return {
    days: (project, fromDay, toDay) =>
      database.all<HealthDay>(
        `select day, queued, waited_ms as waitedMs, hits, misses, saved_ms as savedMs, paths from health_day
          where project_id = ? and day between ? and ? order by day`,
        ...[rowOf(project), fromDay, toDay],
      ),
    paths: (project, fromDay, toDay) =>
      database.all<StageOnPath>(
        `select stage.name, sum(on_path) as onPath, sum(path_ms) as pathMs from path_day join stage on stage.id = path_day.stage_id
          where path_day.project_id = ? and day between ? and ? group by path_day.stage_id order by onPath desc, pathMs desc`,
        ...[rowOf(project), fromDay, toDay],
      ),
    addRun: (run) => count(rowOf(run), rowOf(run) + 1, none),
    addRange: (from, below) => {
      for (let at = from; at < below; at += rowsAtOnce) count(at, Math.min(below, at + rowsAtOnce), none);
    },
    fill: (limit) => {
      const below = database.one<{ below_id: number }>("select below_id from health_fill")?.below_id ?? 0;
      const from = Math.max(0, below - limit);
      if (below > 0) {
        const late = database.all<{ run_id: number }>("select run_id from health_late where run_id >= ? and run_id < ?", from, below);
        count(from, below, new Set(late.map(({ run_id }) => run_id)));
        database.run(from > 1 ? "update health_fill set below_id = ?" : "delete from health_fill where ? is not null", from);
      }
      return from > 1;
    },
    uncountedTo: () =>
      database.one<{ day: number | null }>(
        `select (select created_at / ${dayMs} from run where id < below_id order by id desc limit 1) as day from health_fill`,
      )?.day ?? null,
  };
}

/** Of so many runs the stages are in memory at once. */
const rowsAtOnce = 2_000;

const none: ReadonlySet<number> = new Set();

/** What a few runs add to one day of a project. */
interface DaySum extends Omit<HealthDay, "queued"> {
  readonly project: number;
  readonly queuedMs: readonly number[];
  readonly onPath: ReadonlyMap<number, { readonly count: number; readonly ms: number }>;
}

function addUp(runs: readonly RunRow[], stagesOf: ReadonlyMap<number, readonly StageRow[]>, plans: PlanTable): DaySum[] {
  return [...Map.groupBy(runs, ({ project_id, day }) => `${project_id} ${day}`).values()].map((ofDay) => {
    const [{ project_id: project, day } = { project_id: 0, day: 0 }] = ofDay;
    const stages = ofDay.flatMap(({ id }) => stagesOf.get(id) ?? []);
    const withPath = ofDay.filter(({ has_path }) => has_path === 1);
    return {
      ...{ project, day, paths: withPath.length },
      queuedMs: ofDay.flatMap(({ queued_ms }) => queued_ms ?? []),
      waitedMs: sum(ofDay, ({ waited_ms }) => waited_ms),
      hits: sum(stages, ({ is_hit }) => is_hit),
      misses: sum(stages, ({ is_miss }) => is_miss),
      savedMs: sum(stages, ({ saved_ms }) => saved_ms),
      onPath: addUpPaths(withPath, stagesOf, plans),
    };
  });
}

function addUpPaths(runs: readonly RunRow[], stagesOf: ReadonlyMap<number, readonly StageRow[]>, plans: PlanTable): DaySum["onPath"] {
  const onPath = new Map<number, { count: number; ms: number }>();
  for (const run of runs) {
    const needs = needsOf(plans, run.plan_id);
    const timed = (stagesOf.get(run.id) ?? []).map(
      ({ stage_id: stage, name, started_at: startedAt, finished_at: finishedAt }): TimedStage & { readonly stage: number } => ({
        ...{ stage, name, needs: needs.get(name) ?? [], startedAt, finishedAt },
      }),
    );
    for (const { stage, startedAt, finishedAt } of findCriticalPath(timed, 0)?.stages ?? []) {
      const known = onPath.get(stage) ?? { count: 0, ms: 0 };
      onPath.set(stage, { count: known.count + 1, ms: known.ms + (finishedAt ?? 0) - (startedAt ?? 0) });
    }
  }
  return onPath;
}

/** Variants of a stage need the same. */
function needsOf(plans: PlanTable, plan: number): ReadonlyMap<string, readonly string[]> {
  return new Map(plans.get(plan).map(({ name, needs }) => [name, needs]));
}

function keep(database: Database, { project, day, queuedMs, waitedMs, hits, misses, savedMs, paths, onPath }: DaySum): void {
  const known = database.one<{ queued: Uint8Array }>("select queued from health_day where project_id = ? and day = ?", project, day);
  database.run(
    `insert into health_day values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do update set queued = excluded.queued,
      waited_ms = waited_ms + excluded.waited_ms, hits = hits + excluded.hits, misses = misses + excluded.misses,
      saved_ms = saved_ms + excluded.saved_ms, paths = paths + excluded.paths`,
    ...[project, day, addAllToSketch(known?.queued ?? emptySketch, queuedMs), waitedMs, hits, misses, savedMs, paths],
  );
  for (const [stage, { count, ms }] of onPath)
    database.run(
      `insert into path_day values (?, ?, ?, ?, ?)
        on conflict do update set on_path = on_path + excluded.on_path, path_ms = path_ms + excluded.path_ms`,
      ...[project, day, stage, count, ms],
    );
}

function sum<Row>(rows: readonly Row[], amountOf: (row: Row) => number): number {
  return rows.reduce((total, row) => total + amountOf(row), 0);
}
