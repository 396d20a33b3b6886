import type { Series } from "../../../shared/contract/metrics.ts";
import { dayMs, hourMs, minuteMs, secondMs } from "../../../shared/time.ts";
import { bucketLimit, keptMs, kindOfSeries, middleOf, type SeriesLevel, type SeriesTable, type Tally } from "../store/store.ts";

/** What to draw. */
export interface ChartRange {
  readonly names: readonly string[];
  readonly from: number;
  readonly to: number;
  /** At most so many steps. */
  readonly points: number;
}

/** Series column by column, see the contract. */
export interface Chart {
  readonly stepMs: number;
  readonly at: number[];
  readonly series: Series[];
}

/** Steps that people can read from an axis; beyond them whole days. */
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * secondMs),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minuteMs),
  ...[1, 2, 3, 4, 6, 12].map((count) => count * hourMs),
];

/** Reads series between two moments, as finely as they are known at `now` and as `points` allows. */
export function readChart(table: SeriesTable, { names, from, to, points }: ChartRange, now: number): Chart {
  const wantedMs = stepFor(from, to, points, finestKept(from, now));
  const level = levelOf(wantedMs);
  const startOf = (at: number, stepMs: number) => Math.floor(at / stepMs) * stepMs;
  const tallies = table.read(names, level, startOf(from, wantedMs), to);
  // What is measured every 30 s is not drawn by the second.
  const stepMs = stepFor(from, to, points, Math.max(wantedMs, ...tallies.map(usualGap)));
  const first = startOf(from, stepMs);
  const at: number[] = [];
  for (let start = first; start < to; start += stepMs) at.push(start);
  const counts = new Uint32Array(bucketLimit);
  return { stepMs, at, series: names.map((name, index) => drawn(name, tallies[index] ?? [], at, stepMs, counts)) };
}

/** What is known of a series between two moments, in its unit; `null` when that is nothing. By whole hours at both ends. */
export interface SeriesSummary {
  readonly count: number;
  readonly average: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
}

/** Sums up many series between two moments, in the order of `names`; quick also for hundreds of them. */
export function summarize(table: SeriesTable, names: readonly string[], from: number, to: number): SeriesSummary[] {
  const start = Math.floor(from / hourMs) * hourMs;
  const counts = new Uint32Array(bucketLimit);
  return table.read(names, "hours", start, to).map((tallies, index) => {
    const { average, p50, p95 } = drawn(names[index] ?? "", tallies, [start], Math.max(1, to - start), counts);
    const count = tallies.reduce((sum, tally) => sum + tally.count, 0);
    return { count, average: average[0] ?? null, p50: p50[0] ?? null, p95: p95[0] ?? null };
  });
}

function finestKept(from: number, now: number): number {
  if (from >= now - keptMs.raw) return secondMs;
  return from >= now - keptMs.minutes ? minuteMs : hourMs;
}

function levelOf(stepMs: number): SeriesLevel {
  if (stepMs >= hourMs) return "hours";
  return stepMs >= minuteMs ? "minutes" : "raw";
}

/** The shortest step from `atLeastMs` with which the time takes at most `points`. */
function stepFor(from: number, to: number, points: number, atLeastMs: number): number {
  const fits = (stepMs: number) => Math.ceil(to / stepMs) - Math.floor(from / stepMs) <= points;
  const step = steps.find((stepMs) => stepMs >= atLeastMs && fits(stepMs));
  if (step !== undefined) return step;
  let days = Math.max(1, Math.floor((to - from) / points / dayMs));
  // One point spans any border between two days.
  while (!fits(days * dayMs) && days * dayMs < 2 * to) days += 1;
  return days * dayMs;
}

/** The middle of the times between two tallies that are known; 0 for fewer. */
function usualGap(tallies: readonly Tally[]): number {
  const gaps = tallies.slice(1).map(({ at }, index) => at - (tallies[index]?.at ?? at));
  gaps.sort((left, right) => left - right);
  return gaps[gaps.length >> 1] ?? 0;
}

function drawn(name: string, tallies: readonly Tally[], at: readonly number[], stepMs: number, counts: Uint32Array): Series {
  const { unit, scale, isLatency } = kindOfSeries(name);
  const column = (): (number | null)[] => new Array(at.length).fill(null);
  const ofLatencies = () => (isLatency ? column() : []);
  const series = {
    name,
    unit,
    average: column(),
    min: column(),
    max: column(),
    p50: ofLatencies(),
    p95: ofLatencies(),
    p99: ofLatencies(),
  };
  let next = 0;
  for (const [index, start] of at.entries()) {
    const begin = next;
    while (next < tallies.length && (tallies[next] as Tally).at < start + stepMs) next += 1;
    if (next === begin) continue;
    const step = gather(tallies, begin, next, counts);
    series.average[index] = step.sum / step.count / scale;
    series.min[index] = step.min / scale;
    series.max[index] = step.max / scale;
    if (!isLatency) continue;
    const [p50 = null, p95 = null, p99 = null] = percentiles(step, counts, [0.5, 0.95, 0.99]);
    series.p50[index] = inUnit(p50, scale);
    series.p95[index] = inUnit(p95, scale);
    series.p99[index] = inUnit(p99, scale);
  }
  return series;
}

interface Gathered extends Omit<Tally, "at" | "buckets"> {
  readonly lowest: number;
  readonly highest: number;
}

/** Adds up tallies, and leaves their buckets in `counts`, which is cleared first. */
function gather(tallies: readonly Tally[], begin: number, end: number, counts: Uint32Array): Gathered {
  counts.fill(0);
  const all = { count: 0, sum: 0, min: Number.POSITIVE_INFINITY, max: 0, lowest: bucketLimit, highest: 0 };
  for (let place = begin; place < end; place += 1) {
    const { count, sum, min, max, buckets } = tallies[place] as Tally;
    all.count += count;
    all.sum += sum;
    if (min < all.min) all.min = min;
    if (max > all.max) all.max = max;
    for (let index = 0; index < buckets.length; index += 2) {
      const bucket = buckets[index] as number;
      counts[bucket] = (counts[bucket] as number) + (buckets[index + 1] as number);
    }
    if ((buckets[0] ?? bucketLimit) < all.lowest) all.lowest = buckets[0] as number;
    if ((buckets[buckets.length - 2] ?? 0) > all.highest) all.highest = buckets[buckets.length - 2] as number;
  }
  return all;
}

/** By nearest rank, for fractions in order. */
function percentiles({ count, min, max, lowest, highest }: Gathered, counts: Uint32Array, fractions: readonly number[]): number[] {
  const found: number[] = [];
  let seen = 0;
  for (let bucket = lowest; bucket <= highest; bucket += 1) {
    seen += counts[bucket] as number;
    while (found.length < fractions.length && seen >= Math.max(1, Math.ceil((fractions[found.length] as number) * count)))
      found.push(Math.min(max, Math.max(min, middleOf(bucket))));
  }
  return found;
}

function inUnit(quantity: number | null, scale: number): number | null {
  return quantity === null ? null : quantity / scale;
}
