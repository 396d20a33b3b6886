import type { Insights, RunDay, StageInsight } from "../../../shared/contract/insights.ts";
import { percentileOfCounts } from "../../../shared/percentile.ts";
import { durationOf, mergeSketch, type OutcomeDay, type StageOutcomeDay } from "../store/store.ts";

/** Of fewer runs than these a percentile or a rate is an accident, not something to compare with. */
const fewestToCompare = 5;

/** The calendar shows 53 whole weeks. */
const calendarDays = 53 * 7;

/** The first days whose rollups {@link summarize} needs: of stages two periods, of runs also the calendar's year. */
export function firstDays(today: number, days: number): { readonly ofRuns: number; readonly ofStages: number } {
  return { ofRuns: today - Math.max(2 * days, calendarDays) + 1, ofStages: today - 2 * days + 1 };
}

/**
 * Makes one project's charts from its rollups: the period of `days` that ends with `today` (days since 1970, UTC), the
 * one before it to compare with, and the calendar. Pure.
 */
export function summarize(runDays: readonly OutcomeDay[], stageDays: readonly StageOutcomeDay[], today: number, days: number): Insights {
  const fromDay = today - days + 1;
  const now = between(runDays, fromDay, today);
  const before = between(runDays, fromDay - days, fromDay - 1);
  const counts = count(now);
  return {
    fromDay,
    toDay: today,
    runs: counts.passed + counts.failed + counts.other,
    passed: counts.passed,
    failed: counts.failed,
    medianMs: durationPercentile(now, 0.5),
    p90Ms: durationPercentile(now, 0.9),
    previousMedianMs: medianToCompare(before),
    passRate: passRate(now),
    previousPassRate: rateToCompare(before),
    days: now.map(runDay),
    calendar: between(runDays, today - calendarDays + 1, today).map((row) => ({ day: row.day, ...count([row]) })),
    stages: stageInsights(stageDays, fromDay, today, days),
  };
}

function stageInsights(stageDays: readonly StageOutcomeDay[], fromDay: number, today: number, days: number): StageInsight[] {
  const insights: StageInsight[] = [];
  for (const [name, rows] of Map.groupBy(stageDays, (row) => row.name)) {
    const now = between(rows, fromDay, today);
    const newest = now.at(-1);
    if (newest === undefined) continue;
    const { passed, failed, other } = count(now);
    const medianMs = durationPercentile(now, 0.5);
    const before = medianToCompare(between(rows, fromDay - days, fromDay - 1));
    const change = medianMs === null || before === null ? null : medianMs / before - 1;
    insights.push({
      name,
      phase: newest.phase,
      runs: passed + failed + other,
      passed,
      failed,
      medianMs,
      p90Ms: durationPercentile(now, 0.9),
      change,
    });
  }
  return insights.sort((left, right) => (right.medianMs ?? -1) - (left.medianMs ?? -1));
}

function runDay(row: OutcomeDay): RunDay {
  return { day: row.day, ...count([row]), medianMs: durationPercentile([row], 0.5), p90Ms: durationPercentile([row], 0.9) };
}

function between<Row extends OutcomeDay>(rows: readonly Row[], fromDay: number, toDay: number): Row[] {
  return rows.filter(({ day }) => day >= fromDay && day <= toDay);
}

function count(rows: readonly OutcomeDay[]): { passed: number; failed: number; other: number } {
  const total = { passed: 0, failed: 0, other: 0 };
  for (const row of rows) {
    total.passed += row.passed;
    total.failed += row.failed;
    total.other += row.canceled + row.skipped + row.errored + row.interrupted;
  }
  return total;
}

function passRate(rows: readonly OutcomeDay[]): number | null {
  const { passed, failed } = count(rows);
  return passed + failed === 0 ? null : passed / (passed + failed);
}

function rateToCompare(rows: readonly OutcomeDay[]): number | null {
  const { passed, failed } = count(rows);
  return passed + failed < fewestToCompare ? null : passRate(rows);
}

function medianToCompare(rows: readonly OutcomeDay[]): number | null {
  return durationPercentile(rows, 0.5, fewestToCompare);
}

/** `null` of fewer than `fewest` durations. */
function durationPercentile(rows: readonly OutcomeDay[], fraction: number, fewest = 1): number | null {
  const counts = new Map<number, number>();
  for (const row of rows) mergeSketch(counts, row.durations);
  if ([...counts.values()].reduce((sum, times) => sum + times, 0) < fewest) return null;
  const bucket = percentileOfCounts(counts, fraction);
  return bucket === null ? null : durationOf(bucket);
}
