import type { Insights } from "../../../shared/contract/insights.ts";

/** What the charts draw, one entry for each day of the period; `null` where there is nothing to draw. */
export interface DaySeries {
  /** Days since 1970-01-01, UTC. */
  readonly days: readonly number[];
  readonly medianMs: readonly (number | null)[];
  readonly p90Ms: readonly (number | null)[];
  /** How many runs the durations are of. */
  readonly measured: readonly number[];
  /** What is drawn of both: the days themselves, in a year the mean of the week before, as a year of days is all zigzag. */
  readonly drawnMedianMs: readonly (number | null)[];
  readonly drawnP90Ms: readonly (number | null)[];
  /** Passed of passed and failed over the days up to this one. */
  readonly passRate: readonly (number | null)[];
  readonly passed: readonly number[];
  readonly failed: readonly number[];
  readonly other: readonly number[];
  /** How many days a point of the pass rate looks back over. */
  readonly windowDays: number;
}

// A young project's few days are not shown at the far end of an empty quarter.
const fewestDays = 14;

/** Spreads the days that have runs over the period, or over as much of it as the project has lived. */
export function spreadDays({ fromDay, toDay, days }: Pick<Insights, "fromDay" | "toDay" | "days">): DaySeries {
  const known = new Map(days.map((day) => [day.day, day]));
  const firstDay = Math.max(fromDay, Math.min((days[0]?.day ?? fromDay) - 1, toDay - fewestDays + 1));
  const length = toDay - firstDay + 1;
  const numbers = Array.from({ length }, (_, index) => firstDay + index);
  const passed = numbers.map((day) => known.get(day)?.passed ?? 0);
  const failed = numbers.map((day) => known.get(day)?.failed ?? 0);
  const isYear = length > 120;
  const medianMs = numbers.map((day) => known.get(day)?.medianMs ?? null);
  const p90Ms = numbers.map((day) => known.get(day)?.p90Ms ?? null);
  // Single days swing between none and all; a week, or a month in a year, shows where it goes.
  const windowDays = isYear ? 28 : 7;
  return {
    days: numbers,
    medianMs,
    p90Ms,
    measured: numbers.map((day) => known.get(day)?.measured ?? 0),
    drawnMedianMs: isYear ? slidingMean(medianMs, 7) : medianMs,
    drawnP90Ms: isYear ? slidingMean(p90Ms, 7) : p90Ms,
    passRate: slidingRate(passed, failed, windowDays),
    passed,
    failed,
    other: numbers.map((day) => known.get(day)?.other ?? 0),
    windowDays,
  };
}

function slidingRate(passed: readonly number[], failed: readonly number[], windowDays: number): (number | null)[] {
  let good = 0;
  let bad = 0;
  return passed.map((count, index) => {
    good += count - (passed[index - windowDays] ?? 0);
    bad += (failed[index] ?? 0) - (failed[index - windowDays] ?? 0);
    return good + bad === 0 ? null : good / (good + bad);
  });
}

/** The mean of the known values among each and the few before it; `null` where it is not known itself. */
function slidingMean(values: readonly (number | null)[], windowDays: number): (number | null)[] {
  return values.map((value, index) => {
    if (value === null) return null;
    const near = values.slice(Math.max(0, index - windowDays + 1), index + 1).filter((one) => one !== null);
    return near.reduce((sum, one) => sum + one, 0) / near.length;
  });
}

/** A scale from a round number below the smallest value to one above the largest, in about `most` steps. */
export function durationScale(
  values: readonly (number | null)[],
  most: number,
): { readonly min: number; readonly max: number; readonly step: number } {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return { min: 0, max: 1_000, step: 500 };
  const low = Math.min(...known);
  const high = Math.max(...known);
  // The lines fill the chart; ones that hardly move, or come near to nothing, stand on a scale that begins at nothing.
  const isFlat = high - low < high * 0.15;
  const begin = isFlat || low < high * 0.25 ? 0 : Math.max(0, low - (high - low) * 0.3);
  const step = stepsMs.find((candidate) => (high - begin) / candidate <= most) ?? 86_400_000;
  const min = Math.floor(begin / step) * step;
  return { min, max: Math.max(min + step, Math.ceil((high * 1.02) / step) * step), step };
}

const stepsMs = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1_000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60_000),
  ...[1, 2, 3, 6, 12, 24].map((hours) => hours * 3_600_000),
];
