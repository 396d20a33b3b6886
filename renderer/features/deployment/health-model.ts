import type { HealthSample } from "../../../shared/contract/deployments.ts";

/** A sample as it is drawn: shares of the chart's width and height. */
export interface HealthMark {
  readonly sample: HealthSample;
  readonly at: number;
  readonly height: number;
}

/** The samples of a deployment as a chart. */
export interface HealthChart {
  readonly marks: readonly HealthMark[];
  /** When the target began to serve the release; `null` when that is not within the chart. */
  readonly switchedAt: number | null;
  /** The failures in a row that were too many, from the first to the last of them; `null` for none. */
  readonly tooMany: { readonly from: number; readonly to: number; readonly count: number } | null;
  /** What the chart's height stands for. */
  readonly mostMs: number;
  /** What its width stands for. */
  readonly spanMs: number;
}

/** Lays the samples out in the time from the switch, or the first of them, to the end of the watch as far as it is known. */
export function healthChart(
  samples: readonly HealthSample[],
  { servedAt, watchMs, failuresAllowed }: { servedAt: number | null; watchMs: number | null; failuresAllowed: number | null },
): HealthChart | null {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return null;
  const from = Math.min(first.at, servedAt ?? first.at);
  // Until the watch is over its end is where it is expected; one that ends early leaves the rest empty.
  const spanMs = Math.max(1, last.at - from, servedAt !== null && watchMs !== null ? watchMs : 0);
  const mostMs = niceAbove(Math.max(...samples.map(({ durationMs }) => durationMs), 1));
  const share = (at: number) => (at - from) / spanMs;
  const streak = failuresAllowed === null ? null : streakOf(samples, failuresAllowed);
  return {
    marks: samples.map((sample) => ({ sample, at: share(sample.at), height: sample.durationMs / mostMs })),
    switchedAt: servedAt === null ? null : share(servedAt),
    tooMany: streak === null ? null : { from: share(streak.from), to: share(streak.to), count: streak.count },
    mostMs,
    spanMs,
  };
}

/** The last run of failures when it is as long as is too many. */
function streakOf(samples: readonly HealthSample[], failuresAllowed: number): { from: number; to: number; count: number } | null {
  const lastGood = samples.findLastIndex(({ isGood }) => isGood);
  const streak = samples.slice(lastGood + 1);
  const [first] = streak;
  const last = streak.at(-1);
  if (first === undefined || last === undefined || streak.length < failuresAllowed) return null;
  return { from: first.at, to: last.at, count: streak.length };
}

/** The next of 1, 2, 5, 10, 20, 50, … that is not below. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}
