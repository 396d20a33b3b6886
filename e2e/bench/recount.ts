import { type Database, openDatabase } from "../../electron/engine/store/database.ts";
import { addToSketch, emptySketch } from "../../electron/engine/store/duration-sketch.ts";
import type { TerminalStatus } from "../../shared/status.ts";
import { dayMs } from "../../shared/time.ts";
import type { BenchRow } from "./bench-row.ts";

const sample = 2_000;

interface Day {
  readonly project_id: number;
  readonly stage_id: number;
  readonly day: number;
  readonly passed: number;
  readonly failed: number;
  readonly canceled: number;
  readonly skipped: number;
  readonly durations: Uint8Array;
}

interface End {
  readonly status: TerminalStatus;
  readonly duration_ms: number | null;
}

/** Counts days of runs and of stages again from the rows themselves, one by one as the engine does, and compares. */
export function countedAgain(file: string): BenchRow {
  const opened = openDatabase(file, { cacheMiB: 64, mapMiB: 1_024, maxCheckedBytes: 0, lockWaitMs: 1_000 });
  if (!opened.ok) throw new Error(opened.failure.message);
  const database = opened.value;
  const days = database.all<Day>(
    "select * from outcome_day where abs(project_id * 7919 + stage_id * 104729 + day * 1299709) % 7 = 0 order by random() limit ?",
    sample,
  );
  // The newest day of the largest project holds what was recorded live.
  days.push(...database.all<Day>("select * from outcome_day where project_id = 1 and day = (select max(day) from outcome_day)"));
  const wrong = days.filter((day) => !isTrue(database, day));
  const { runs } = database.one<{ runs: number }>(
    "select sum(passed + failed + canceled + skipped + errored + interrupted) - (select count(*) from run) as runs from outcome_day where stage_id = 0",
  ) ?? { runs: Number.NaN };
  database.close();
  const name = `${days.length} days of runs and stages counted again from their rows: days that differ`;
  return { name, ours: String(wrong.length + Math.abs(runs)), peer: "", ratio: null, bar: "0", isMet: wrong.length === 0 && runs === 0 };
}

function isTrue(database: Database, day: Day): boolean {
  const range = [day.day * dayMs, (day.day + 1) * dayMs];
  const ends =
    day.stage_id === 0
      ? database.all<End>(
          "select status, iif(selection = '[]', duration_ms, null) as duration_ms from run indexed by run_by_project where project_id = ? and created_at >= ? and created_at < ?",
          ...[day.project_id, ...range],
        )
      : database.all<End>(
          "select status, duration_ms from stage_run indexed by stage_run_by_stage where stage_id = ? and run_created_at >= ? and run_created_at < ?",
          ...[day.stage_id, ...range],
        );
  const count = (status: TerminalStatus) => ends.filter((end) => end.status === status).length;
  const durations = ends
    .filter((end) => end.status === "passed" && end.duration_ms !== null)
    .reduce((sketch, end) => addToSketch(sketch, end.duration_ms ?? 0), emptySketch);
  return (
    (["passed", "failed", "canceled", "skipped"] as const).every((status) => day[status] === count(status)) &&
    Buffer.compare(day.durations, durations) === 0
  );
}
