import { type ProjectId, type RunId, rowOf } from "../../../shared/ids.ts";
import type { Phase } from "../../../shared/pipeline/phases.ts";
import type { TerminalStatus } from "../../../shared/status.ts";
import { dayMs } from "../../../shared/time.ts";
import type { Database } from "./database.ts";
import { addToSketch, emptySketch } from "./duration-sketch.ts";

/** How the runs, or one stage's runs, of one day ended. */
export interface OutcomeDay extends Record<TerminalStatus, number> {
  /** Days since 1970-01-01, UTC. */
  readonly day: number;
  /** Durations of those that passed, for `mergeSketch`; of runs only those of the whole pipeline. */
  readonly durations: Uint8Array;
}

/** One stage's {@link OutcomeDay}. */
export interface StageOutcomeDay extends OutcomeDay {
  readonly name: string;
  readonly phase: Phase;
}

/** The `outcome_day` table. */
export interface RollupTable {
  /** Days with finished runs of a project, in order; both ends belong to the range. */
  runDays(project: ProjectId, fromDay: number, toDay: number): OutcomeDay[];
  /** The same for every stage that the project ever had, stage by stage. */
  stageDays(project: ProjectId, fromDay: number, toDay: number): StageOutcomeDay[];
  /** Counts a run that has just finished, and its stage runs. Once for each run, in the transaction that finishes it. */
  addRun(run: RunId): void;
}

/** The day that a moment belongs to. */
export function dayOf(atMs: number): number {
  return Math.floor(atMs / dayMs);
}

const columns = "day, passed, failed, canceled, skipped, errored, interrupted, durations";

/** Gives access to the `outcome_day` table. */
export function rollupTable(database: Database): RollupTable {
  return {
    runDays: (project, fromDay, toDay) =>
      database.all<OutcomeDay>(
        `select ${columns} from outcome_day where project_id = ? and stage_id = 0 and day between ? and ? order by day`,
        ...[rowOf(project), fromDay, toDay],
      ),
    stageDays: (project, fromDay, toDay) =>
      database.all<StageOutcomeDay>(
        `select name, phase, ${columns} from stage cross join outcome_day d on d.project_id = stage.project_id and d.stage_id = stage.id
          where stage.project_id = ? and day between ? and ? order by stage.id, day`,
        ...[rowOf(project), fromDay, toDay],
      ),
    addRun: (run) => {
      for (const end of database.all<End>(endsOfRun, rowOf(run), rowOf(run))) add(database, end);
    },
  };
}

interface End {
  project_id: number;
  stage_id: number;
  status: TerminalStatus;
  finished_at: number;
  /** `null` when it never started, and for a run of chosen stages, which is no measure of the pipeline. */
  duration_ms: number | null;
}

const endsOfRun = `
  select project_id, 0 as stage_id, status, finished_at, iif(selection = '[]', duration_ms, null) as duration_ms from run where id = ?
  union all
  select r.project_id, s.stage_id, s.status, s.finished_at, s.duration_ms from stage_run s join run r on r.id = s.run_id where s.run_id = ?`;

function add(database: Database, end: End): void {
  const key = [end.project_id, end.stage_id, dayOf(end.finished_at)] as const;
  // One that failed half-way says nothing of how long the work takes.
  const isMeasure = end.duration_ms !== null && end.status === "passed";
  const known = database.one<{ durations: Uint8Array }>(
    "select durations from outcome_day where project_id = ? and stage_id = ? and day = ?",
    ...key,
  );
  const sketch = known?.durations ?? emptySketch;
  const durations = isMeasure ? addToSketch(sketch, end.duration_ms ?? 0) : sketch;
  if (known === undefined) database.run(`insert into outcome_day values (?, ?, ?, 0, 0, 0, 0, 0, 0, ?)`, ...key, durations);
  // The column's name is one of the terminal statuses, never a person's text.
  database.run(
    `update outcome_day set ${end.status} = ${end.status} + 1, durations = ? where project_id = ? and stage_id = ? and day = ?`,
    ...[durations, ...key],
  );
}
