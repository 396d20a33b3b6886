import type { Insights, RunDay, StageInsight } from "../../../shared/contract/insights.ts";
import { durationPercentile } from "../../../shared/duration-buckets.ts";
import type { Phase } from "../../../shared/pipeline/phases.ts";
import type { Status } from "../../../shared/status.ts";

/** How many runs, or stage runs, of one day ended with one status. `stage` is `null` for the runs themselves. */
export interface OutcomeCount {
  readonly stage: string | null;
  /** Days since 1970-01-01, UTC. */
  readonly day: number;
  readonly status: Status;
  readonly count: number;
}

/** How many durations of one day fell into one bucket of `shared/duration-buckets.ts`. */
export interface DurationCount {
  readonly stage: string | null;
  readonly day: number;
  readonly bucket: number;
  readonly count: number;
}

/** What the charts are made of: the rollups of the period, of the period before it, and of the calendar's year. */
export interface InsightRows {
  readonly outcomes: readonly OutcomeCount[];
  readonly durations: readonly DurationCount[];
  /** The phase that each stage had last. */
  readonly phases: ReadonlyMap<string, Phase>;
}

/** The calendar shows 53 whole weeks. */
export const calendarDays = 53 * 7;

/** The first day whose rollups are needed for a period of `days` that ends with `today`. */
export function firstDayNeeded(today: number, days: number): number {
  return today - Math.max(2 * days, calendarDays) + 1;
}

/** Makes one project's charts from its rollups. Pure: `today` is days since 1970, UTC. */
export function summarize(rows: InsightRows, today: number, days: number): Insights {
  const fromDay = today - days + 1;
  const current = slice(rows, fromDay, today);
  const previous = slice(rows, fromDay - days, fromDay - 1);
  const runsNow = runTotals(current);
  const runsBefore = runTotals(previous);
  return {
    fromDay,
    toDay: today,
    runs: runsNow.all,
    passed: runsNow.passed,
    failed: runsNow.failed,
    medianMs: durationOf(current, null, 0.5),
    p90Ms: durationOf(current, null, 0.9),
    previousMedianMs: durationOf(previous, null, 0.5),
    passRate: rate(runsNow),
    previousPassRate: rate(runsBefore),
    days: runDays(current),
    calendar: runDays(slice(rows, today - calendarDays + 1, today)).map(({ day, passed, failed, other }) => ({
      day,
      passed,
      failed,
      other,
    })),
    stages: stageInsights(current, previous, rows.phases),
  };
}

interface Slice {
  readonly outcomes: readonly OutcomeCount[];
  readonly durations: readonly DurationCount[];
}

interface Totals {
  all: number;
  passed: number;
  failed: number;
}

function slice(rows: InsightRows, fromDay: number, toDay: number): Slice {
  const isInside = ({ day }: { day: number }) => day >= fromDay && day <= toDay;
  return { outcomes: rows.outcomes.filter(isInside), durations: rows.durations.filter(isInside) };
}

function addTo(totals: Totals, { status, count }: OutcomeCount): Totals {
  totals.all += count;
  if (status === "passed") totals.passed += count;
  if (status === "failed") totals.failed += count;
  return totals;
}

function runTotals({ outcomes }: Slice): Totals {
  return outcomes.filter(({ stage }) => stage === null).reduce(addTo, { all: 0, passed: 0, failed: 0 });
}

function rate({ passed, failed }: Totals): number | null {
  return passed + failed === 0 ? null : passed / (passed + failed);
}

function durationOf({ durations }: Slice, stage: string | null, fraction: number): number | null {
  const counts = new Map<number, number>();
  for (const row of durations) if (row.stage === stage) counts.set(row.bucket, (counts.get(row.bucket) ?? 0) + row.count);
  return durationPercentile(counts, fraction);
}

function runDays(part: Slice): RunDay[] {
  const totals = new Map<number, Totals>();
  for (const row of part.outcomes) {
    if (row.stage === null) totals.set(row.day, addTo(totals.get(row.day) ?? { all: 0, passed: 0, failed: 0 }, row));
  }
  const durationsByDay = Map.groupBy(
    part.durations.filter(({ stage }) => stage === null),
    ({ day }) => day,
  );
  return [...totals]
    .sort(([left], [right]) => left - right)
    .map(([day, { all, passed, failed }]) => {
      const ofDay = { outcomes: [], durations: durationsByDay.get(day) ?? [] };
      return {
        day,
        passed,
        failed,
        other: all - passed - failed,
        medianMs: durationOf(ofDay, null, 0.5),
        p90Ms: durationOf(ofDay, null, 0.9),
      };
    });
}

function stageInsights(current: Slice, previous: Slice, phases: ReadonlyMap<string, Phase>): StageInsight[] {
  const outcomes = Map.groupBy(current.outcomes, ({ stage }) => stage);
  const durationsNow = Map.groupBy(current.durations, ({ stage }) => stage);
  const durationsBefore = Map.groupBy(previous.durations, ({ stage }) => stage);
  const insights: StageInsight[] = [];
  for (const [name, rows] of outcomes) {
    if (name === null) continue;
    const totals = rows.reduce(addTo, { all: 0, passed: 0, failed: 0 });
    const now = { outcomes: [], durations: durationsNow.get(name) ?? [] };
    const medianMs = durationOf(now, name, 0.5);
    const before = durationOf({ outcomes: [], durations: durationsBefore.get(name) ?? [] }, name, 0.5);
    insights.push({
      name,
      phase: phases.get(name) ?? "build",
      runs: totals.all,
      passed: totals.passed,
      failed: totals.failed,
      medianMs,
      p90Ms: durationOf(now, name, 0.9),
      change: medianMs === null || before === null ? null : medianMs / before - 1,
    });
  }
  return insights.sort((left, right) => (right.medianMs ?? -1) - (left.medianMs ?? -1));
}
