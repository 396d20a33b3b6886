import { bucketOfCode } from "./buckets.ts";
import { quantityOf } from "./digits.ts";

/** What is known of one step of a series; sums, lowest and highest are whole quantities of its smallest step. */
export interface Tally {
  /** When the step began; of a single value, when that was measured. */
  readonly at: number;
  count: number;
  sum: number;
  min: number;
  max: number;
  /** How many fell into which bucket: bucket, count, bucket, count, in order of buckets. Empty for what is no latency. */
  buckets: number[];
}

/** One value. */
export function tallyOf(at: number, code: number, isLatency: boolean): Tally {
  const quantity = quantityOf(code);
  return { at, count: 1, sum: quantity, min: quantity, max: quantity, buckets: isLatency ? [bucketOfCode(code), 1] : [] };
}

/** Adds what `more` knows to `tally`. */
export function mergeTally(tally: Tally, more: Tally): void {
  tally.count += more.count;
  tally.sum += more.sum;
  tally.min = Math.min(tally.min, more.min);
  tally.max = Math.max(tally.max, more.max);
  tally.buckets = mergeBuckets(tally.buckets, more.buckets);
}

function mergeBuckets(left: readonly number[], right: readonly number[]): number[] {
  const merged: number[] = [];
  let other = 0;
  for (let one = 0; one < left.length; one += 2) {
    const bucket = left[one] as number;
    for (; other < right.length && (right[other] as number) < bucket; other += 2)
      merged.push(right[other] as number, right[other + 1] as number);
    const isBoth = right[other] === bucket;
    merged.push(bucket, (left[one + 1] as number) + (isBoth ? (right[other + 1] as number) : 0));
    if (isBoth) other += 2;
  }
  for (; other < right.length; other += 1) merged.push(right[other] as number);
  return merged;
}
