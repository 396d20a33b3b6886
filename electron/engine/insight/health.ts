import type { Health, HealthWeek } from "../../../shared/contract/health.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { percentile } from "../../../shared/percentile.ts";
import { type DayOutcomes, DurationTally, type HealthDay, type StageOnPath, type Tables } from "../store/store.ts";

/** A work item that came into a column that counts as done. */
export interface DoneItem {
  /** Days since 1970-01-01, UTC. */
  readonly day: number;
  /** Since work on it began; `null` when that is not known. */
  readonly cycleMs: number | null;
}

/** What the plan says of work. */
export interface PlanPast {
  readonly done: readonly DoneItem[];
  readonly underWay: number;
  /** Since when the oldest of those under way is so, in milliseconds until now; `null` without one. */
  readonly oldestMs: number | null;
}

/** What the health of a project's builds is made of: the period, and the one before it. */
export interface HealthPast {
  readonly days: readonly HealthDay[];
  readonly runs: readonly DayOutcomes[];
  readonly paths: readonly StageOnPath[];
  readonly flakiest: Health["flakiest"];
  /** `null` without a plan. */
  readonly plan: PlanPast | null;
  readonly uncountedTo: number | null;
}

const daysOfWeek = 7;

/** Reads what {@link summarizeHealth} needs of the history for a period of `days` that ends with `today` (days since 1970, UTC). */
export function readHealthPast(
  { health, rollups }: Tables,
  projectId: ProjectId,
  today: number,
  days: number,
): Omit<HealthPast, "flakiest" | "plan"> {
  const fromDay = today - days + 1;
  return {
    days: health.days(projectId, fromDay - days, today),
    runs: rollups.runCounts(projectId, fromDay - days, today),
    paths: health.paths(projectId, fromDay, today),
    uncountedTo: health.uncountedTo(),
  };
}

/** How well the builds of a project work: of the period of `days` that ends with `today`, and the one before it. Pure. */
export function summarizeHealth(past: HealthPast, today: number, days: number): Health {
  const fromDay = today - days + 1;
  const total = sumOf(past, fromDay, today);
  const pathMs = past.paths.reduce((sum, stage) => sum + stage.pathMs, 0);
  const paths = within(past.days, fromDay, today).reduce((sum, day) => sum + day.paths, 0);
  return {
    ...{ fromDay, toDay: today, total },
    weeks: weeksOf(fromDay, today).map((span) => ({ ...span, ...sumOf(past, span.fromDay, span.toDay) })),
    previous: sumOf(past, fromDay - days, fromDay - 1),
    criticalPath: past.paths.map(({ name, onPath, pathMs: ms }) => ({
      ...{ stage: name, onPath, runs: paths, share: pathMs === 0 ? 0 : ms / pathMs },
    })),
    flakiest: past.flakiest,
    plan: past.plan === null ? null : { underWay: past.plan.underWay, oldestMs: past.plan.oldestMs },
    uncountedTo: past.uncountedTo !== null && past.uncountedTo >= fromDay - days ? past.uncountedTo : null,
  };
}

/** Weeks that end with the last day; the first may be shorter. */
function weeksOf(fromDay: number, toDay: number): { fromDay: number; toDay: number }[] {
  const weeks: { fromDay: number; toDay: number }[] = [];
  for (let last = toDay; last >= fromDay; last -= daysOfWeek)
    weeks.unshift({ fromDay: Math.max(fromDay, last - daysOfWeek + 1), toDay: last });
  return weeks;
}

function sumOf(past: Pick<HealthPast, "days" | "runs" | "plan">, fromDay: number, toDay: number): Omit<HealthWeek, "fromDay" | "toDay"> {
  const days = within(past.days, fromDay, toDay);
  const sum = (amountOf: (day: HealthDay) => number) => days.reduce((total, day) => total + amountOf(day), 0);
  // Sketches one after the other are a sketch.
  const queued = new DurationTally(Buffer.concat(days.map((day) => day.queued)));
  const done = within(past.plan?.done ?? [], fromDay, toDay);
  return {
    runs: within(past.runs, fromDay, toDay).reduce((total, { passed, failed, other }) => total + passed + failed + other, 0),
    ...{ queueMedianMs: queued.percentile(0.5), queueP90Ms: queued.percentile(0.9), waitedMs: sum(({ waitedMs }) => waitedMs) },
    ...{ cacheHits: sum(({ hits }) => hits), cacheMisses: sum(({ misses }) => misses), savedMs: sum(({ savedMs }) => savedMs) },
    itemsDone: done.length,
    cycleMedianMs: percentile(
      done.flatMap(({ cycleMs }) => cycleMs ?? []),
      0.5,
    ),
  };
}

function within<Row extends { readonly day: number }>(rows: readonly Row[], fromDay: number, toDay: number): Row[] {
  return rows.filter(({ day }) => day >= fromDay && day <= toDay);
}
