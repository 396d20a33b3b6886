/*
 * Durations are counted in logarithmic buckets, so that a year of them stays small and percentiles of any period are
 * sums. With 4 % wide buckets the middle of a bucket is at most 2 % off (the bound of DDSketch: Masson, Rim, Lee,
 * "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees", VLDB 2019).
 */
const growth = 1.04;

/** The bucket of a duration; everything up to 1 ms falls into bucket 0. */
export function durationBucket(durationMs: number): number {
  return durationMs <= 1 ? 0 : Math.ceil(Math.log(durationMs) / Math.log(growth));
}

/** The middle of a bucket in milliseconds: within 2 % of every duration in it. */
export function bucketDurationMs(bucket: number): number {
  return bucket === 0 ? 1 : (2 * growth ** bucket) / (1 + growth);
}

/**
 * The duration below which `fraction` (0 to 1) of all counted ones lie, by nearest rank; `null` when nothing was
 * counted.
 */
export function durationPercentile(counts: ReadonlyMap<number, number>, fraction: number): number | null {
  let total = 0;
  for (const count of counts.values()) total += count;
  if (total === 0) return null;
  const rank = Math.max(1, Math.ceil(fraction * total));
  let seen = 0;
  for (const bucket of [...counts.keys()].sort((left, right) => left - right)) {
    seen += counts.get(bucket) ?? 0;
    if (seen >= rank) return bucketDurationMs(bucket);
  }
  return null;
}

/** The exact percentile of a few numbers by nearest rank; `null` when there are none. */
export function percentile(values: readonly number[], fraction: number): number | null {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)] ?? null;
}
