import { type ProjectId, type RunId, rowOf } from "../../../shared/ids.ts";
import type { Phase } from "../../../shared/pipeline/phases.ts";
import type { TerminalStatus } from "../../../shared/status.ts";
import { dayMs } from "../../../shared/time.ts";
import type { Database } from "./database.ts";
import { addAllToSketch, emptySketch } from "./duration-sketch.ts";
import type { HealthTable } from "./health.ts";

/** How runs, or one stage in them, ended. */
export interface Outcomes {
  readonly passed: number;
  readonly failed: number;
  /** All other ends together. */
  readonly other: number;
}

/** The runs that were created on one day. */
export interface DayOutcomes extends Outcomes {
  /** Days since 1970-01-01, UTC. */
  readonly day: number;
}

/** Durations of those that passed, for a `DurationTally`; of runs only those of the whole pipeline. */
export interface Durations {
  readonly durations: Uint8Array;
}

/** A period of the runs, or of one stage in them. */
export interface PeriodOutcomes extends Outcomes, Durations {
  /** The stage's row; 0 is the run itself. */
  readonly stage: number;
}

/** What a project's stages are called by. */
export interface KnownStage {
  readonly stage: number;
  readonly name: string;
  /** The phase that it had last. */
  readonly phase: Phase;
}

/** The `outcome_day` table. */
export interface RollupTable {
  /** Days with runs of a project that have finished since, in order; both ends belong to the range. */
  runDays(project: ProjectId, fromDay: number, toDay: number): (DayOutcomes & Durations)[];
  /** The same without durations, which are most of a row. */
  runCounts(project: ProjectId, fromDay: number, toDay: number): DayOutcomes[];
  /** Such days added up: of the runs, and of every stage that they had. Nothing of what has no day in the range. */
  period(project: ProjectId, fromDay: number, toDay: number): PeriodOutcomes[];
  /** Every stage that the project ever had. */
  stages(project: ProjectId): KnownStage[];
  /**
   * Counts a run that has just finished, and its stage runs; none of a search for a culprit and none that deploys, which say
   * nothing of the project's work; also in the `health` table. Once for each run, in the transaction that finishes it.
   */
  addRun(run: RunId): void;
  /** The same for runs that came here together: those from one row up to before another. */
  addRange(from: number, below: number): void;
}

/** The day that a moment belongs to. */
export function dayOf(atMs: number): number {
  return Math.floor(atMs / dayMs);
}

const others = "canceled + skipped + errored + interrupted";

/** Gives access to the `outcome_day` table. */
export function rollupTable(database: Database, health: Pick<HealthTable, "addRun" | "addRange">): RollupTable {
  const endsOf = (from: number, below: number) => database.all<End>(endsOfRuns, from, below, from, below);
  function daysOfRuns<Row>(more: string, project: ProjectId, fromDay: number, toDay: number): Row[] {
    return database.all<Row>(
      `select day, passed, failed, ${others} as other${more} from outcome_day where project_id = ? and stage_id = 0 and day between ? and ? order by day`,
      ...[rowOf(project), fromDay, toDay],
    );
  }
  return {
    runDays: (project, fromDay, toDay) => daysOfRuns(", durations", project, fromDay, toDay),
    runCounts: (project, fromDay, toDay) => daysOfRuns("", project, fromDay, toDay),
    period: (project, fromDay, toDay) => database.all<PeriodOutcomes>(sumsOfPeriod, rowOf(project), rowOf(project), fromDay, toDay),
    stages: (project) => database.all<KnownStage>("select id as stage, name, phase from stage where project_id = ?", rowOf(project)),
    addRun: (run) => {
      for (const end of endsOf(rowOf(run), rowOf(run) + 1)) add(database, end);
      health.addRun(run);
    },
    addRange: (from, below) => {
      for (let at = from; at < below; at += rowsAtOnce)
        for (const ofDay of Map.groupBy(endsOf(at, Math.min(below, at + rowsAtOnce)), keyOf).values()) addAll(database, ofDay);
      health.addRange(from, below);
    },
  };
}

/** Sketches one after the other are a sketch. To put them together here is cheaper than to hand over a thousand of them. */
const sumsOfPeriod = `
  select stage.id as stage, sum(passed) as passed, sum(failed) as failed, sum(${others}) as other,
    unhex(group_concat(hex(durations), '')) as durations
  from (select 0 as id union all select id from stage where project_id = ?) stage
  cross join outcome_day d on d.project_id = ? and d.stage_id = stage.id
  where day between ? and ? group by stage.id`;

interface End {
  project_id: number;
  stage_id: number;
  status: TerminalStatus;
  /** When the run was created, for its stages, too: a day opens exactly the runs that it counts. */
  created_at: number;
  /**
   * `null` when it is no measure of the work: it never started, a run of chosen stages or a re-run, one in which a person was
   * asked, a result used again.
   */
  duration_ms: number | null;
}

const endsOfRuns = `
  select project_id, 0 as stage_id, status, created_at, 
    iif(selection = '[]' and retry_of is null and not exists (select 1 from approval where run_id = run.id), duration_ms, null) as duration_ms
    from run where id >= ? and id < ? and trigger not in ('culprit', 'deploy', 'runbook')
  union all
  select r.project_id, s.stage_id, s.status, r.created_at, iif(s.reason in ('cache-hit', 'kept'), null, s.duration_ms)
    from stage_run s join run r on r.id = s.run_id where s.run_id >= ? and s.run_id < ? and s.is_superseded = 0 and r.trigger not in ('culprit', 'deploy', 'runbook')`;

/** Of so many runs the ends are in memory at once. */
const rowsAtOnce = 2_000;

function keyOf({ project_id, stage_id, created_at }: End): string {
  return `${project_id} ${stage_id} ${dayOf(created_at)}`;
}

function add(database: Database, end: End): void {
  addAll(database, [end]);
}

/** Adds ends of one stage, or of runs, on one day. */
function addAll(database: Database, ends: readonly End[]): void {
  const [first] = ends;
  if (first === undefined) return;
  const key = [first.project_id, first.stage_id, dayOf(first.created_at)] as const;
  const known = database.one<{ durations: Uint8Array }>(
    "select durations from outcome_day where project_id = ? and stage_id = ? and day = ?",
    ...key,
  );
  // One that failed half-way says nothing of how long the work takes.
  const measured = ends.flatMap(({ status, duration_ms }) => (status === "passed" ? (duration_ms ?? []) : []));
  const sketch = known?.durations ?? emptySketch;
  const durations = measured.length === 0 ? sketch : addAllToSketch(sketch, measured);
  if (known === undefined) database.run(`insert into outcome_day values (?, ?, ?, 0, 0, 0, 0, 0, 0, ?)`, ...key, durations);
  for (const [status, { length }] of Map.groupBy(ends, ({ status }) => status)) {
    // The column's name is one of the terminal statuses, never a person's text.
    database.run(
      `update outcome_day set ${status} = ${status} + ?, durations = ? where project_id = ? and stage_id = ? and day = ?`,
      ...[length, durations, ...key],
    );
  }
}
