import type { Dora } from "../../../shared/contract/dora.ts";
import { dayMs } from "../../../shared/time.ts";
import { failureBand, frequencyBand, leadTimeBand, recoveryBand } from "./bands.ts";
import type { Delivered } from "./delivered.ts";
import type { Judged } from "./judge.ts";

/** Days since 1970-01-01 in UTC, both ends included. */
export interface Days {
  readonly fromDay: number;
  readonly toDay: number;
}

/** What the keys are counted of. */
export interface Judgement {
  readonly delivered: readonly Delivered[];
  /** When the first one of all was delivered, which may be long ago; `null` without any. Epoch milliseconds. */
  readonly firstAt: number | null;
  /** All deployments that count. */
  readonly judged: readonly Judged[];
  /** The lead times of the changes that deployments of these days brought, in order. */
  readonly leadsOf: (days: Days) => Float64Array;
}

/** The four keys of one period. */
export type Keys = Pick<Dora, "frequency" | "leadTime" | "failures" | "recovery" | "weeks">;

/** Counts the keys of so many days up to `toDay`, and of as many before it to compare with. */
export function measure(judgement: Judgement, toDay: number, days: number): Keys {
  const now = { fromDay: toDay - days + 1, toDay };
  const earlier = { fromDay: now.fromDay - days, toDay: now.fromDay - 1 };
  const [count, before] = [countOf(judgement, now), countOf(judgement, earlier)];
  const leads = judgement.leadsOf(now);
  const isKnownBefore = judgement.firstAt !== null && judgement.firstAt < now.fromDay * dayMs;
  const perWeek = weekly(count.deployments, days);
  const rate = rateOf(count);
  const [medianMs, recoveryMs] = [percentileOf(leads, 0.5), percentileOf(count.recoveries, 0.5)];
  return {
    frequency: {
      ...{ deployments: count.deployments, perWeek, daysWith: count.daysWith, days },
      band: count.deployments === 0 && !isKnownBefore ? null : frequencyBand(perWeek),
      previousPerWeek: isKnownBefore ? weekly(before.deployments, days) : null,
    },
    leadTime: {
      ...{ medianMs, p90Ms: percentileOf(leads, 0.9), commits: leads.length },
      band: medianMs === null ? null : leadTimeBand(medianMs),
      previousMedianMs: percentileOf(judgement.leadsOf(earlier), 0.5),
    },
    failures: {
      ...{ rate, failed: count.failed, deployments: count.deployments },
      band: rate === null ? null : failureBand(rate),
      previousRate: rateOf(before),
    },
    recovery: {
      ...{ medianMs: recoveryMs, longestMs: count.recoveries.at(-1) ?? null, recovered: count.recoveries.length, open: count.open },
      band: recoveryMs === null ? null : recoveryBand(recoveryMs),
      previousMedianMs: percentileOf(before.recoveries, 0.5),
    },
    weeks: weeksOf(now).map((week) => {
      const { deployments, failed, recoveries } = countOf(judgement, week);
      const leadMedianMs = percentileOf(judgement.leadsOf(week), 0.5);
      return { ...week, deployments, leadMedianMs, failed, recoveryMedianMs: percentileOf(recoveries, 0.5) };
    }),
  };
}

/** Weeks back from the last day; the first may be shorter. */
export function weeksOf({ fromDay, toDay }: Days): Days[] {
  const weeks: Days[] = [];
  for (let last = toDay; last >= fromDay; last -= 7) weeks.unshift({ fromDay: Math.max(fromDay, last - 6), toDay: last });
  return weeks;
}

/** The deployments of some days, in the order of time. */
export function judgedOf({ delivered, judged }: Pick<Judgement, "delivered" | "judged">, { fromDay, toDay }: Days): Judged[] {
  const placeOf = (ms: number) => firstFrom(judged, ({ place }) => (delivered[place]?.at ?? 0) >= ms);
  return judged.slice(placeOf(fromDay * dayMs), placeOf((toDay + 1) * dayMs));
}

/** The place of the first of which something is true, as it is of all behind it. */
function firstFrom<One>(all: readonly One[], isTrue: (one: One) => boolean): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isTrue(all[middle] as One)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Whether a moment, in epoch milliseconds, is on one of these days. */
export function isWithin(atMs: number, { fromDay, toDay }: Days): boolean {
  return atMs >= fromDay * dayMs && atMs < (toDay + 1) * dayMs;
}

/** How long it took until what a deployment broke was whole again; `null` when it is not, or nothing was broken. */
export function recoveryMsOf({ recoveredAt }: Pick<Judged, "recoveredAt">, { at }: Delivered): number | null {
  return recoveredAt === null ? null : Math.max(0, recoveredAt - at);
}

/** The value below which `fraction` of sorted values lie, by nearest rank; `null` without any. */
export function percentileOf(sorted: ArrayLike<number>, fraction: number): number | null {
  return sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)] ?? null;
}

interface Count {
  readonly deployments: number;
  readonly daysWith: number;
  readonly failed: number;
  /** In order. */
  readonly recoveries: readonly number[];
  readonly open: number;
}

function countOf(judgement: Judgement, days: Days): Count {
  const counted = judgedOf(judgement, days);
  const failed = counted.filter(({ failures }) => failures.length > 0);
  const recoveries = failed.flatMap((one) => recoveryMsOf(one, judgement.delivered[one.place] as Delivered) ?? []);
  return {
    deployments: counted.length,
    daysWith: new Set(counted.map(({ place }) => dayOf(judgement.delivered[place]))).size,
    failed: failed.length,
    recoveries: recoveries.sort((one, other) => one - other),
    open: failed.length - recoveries.length,
  };
}

function dayOf(one: Delivered | undefined): number {
  return Math.floor((one?.at ?? 0) / dayMs);
}

function weekly(deployments: number, days: number): number {
  return (deployments / days) * 7;
}

function rateOf({ failed, deployments }: Count): number | null {
  return deployments === 0 ? null : failed / deployments;
}
