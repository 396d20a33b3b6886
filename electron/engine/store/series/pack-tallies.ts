import { BitReader, BitWriter } from "./bits.ts";
import { bucketOfCode } from "./buckets.ts";
import { Column, signed, unsigned } from "./column.ts";
import { codeOf, quantityOf } from "./digits.ts";
import type { Tally } from "./tally.ts";

/** How the tallies of a chunk are laid out. */
export interface TallyLayout {
  /** When the chunk begins; every tally begins a whole number of steps later. */
  readonly from: number;
  readonly stepMs: number;
  /** Whether they have buckets. */
  readonly isLatency: boolean;
}

/*
 * A chunk of tallies, in order of time: how many there are, then of each the steps that are missing before it, its count,
 * lowest and highest against those of the one before, and what follows from neither: of more than two values the sum,
 * against what the mean of the one before would give, and the buckets between the lowest's and the highest's. The first
 * ones are nothing like what follows, which must not learn of them.
 */
const columns = () => ({
  firsts: new Column(100),
  gaps: new Column(0),
  values: new Column(4),
  lows: new Column(16),
  spreads: new Column(16),
  sums: new Column(4_096),
  bucketGaps: new Column(0),
  bucketCounts: new Column(2),
});

/** Packs tallies that are in order of time. */
export function packTallies({ from, stepMs, isLatency }: TallyLayout, tallies: readonly Tally[]): Uint8Array {
  const bits = new BitWriter();
  const of = columns();
  of.firsts.write(bits, tallies.length);
  let before = { at: from - stepMs, count: 0, low: 0, mean: 0 };
  for (const [index, { at, count, sum, min, max, buckets }] of tallies.entries()) {
    const low = codeOf(min);
    (index < 1 ? of.firsts : of.gaps).write(bits, (at - before.at) / stepMs - 1);
    (index < 1 ? of.firsts : of.values).write(bits, unsigned(count - before.count));
    (index < 1 ? of.firsts : of.lows).write(bits, unsigned(low - before.low));
    if (count > 1) of.spreads.write(bits, codeOf(max) - low);
    if (count > 2) (index < 1 ? of.firsts : of.sums).write(bits, unsigned(sum - Math.round(count * before.mean)));
    if (count > 2 && isLatency) writeBuckets(bits, of, buckets);
    before = { at, count, low, mean: sum / count };
  }
  return bits.finish();
}

/** What {@link packTallies} packed. */
export function unpackTallies({ from, stepMs, isLatency }: TallyLayout, data: Uint8Array): Tally[] {
  const bits = new BitReader(data);
  const of = columns();
  const tallies: Tally[] = [];
  let at = from - stepMs;
  let count = 0;
  let low = 0;
  let mean = 0;
  const length = of.firsts.read(bits);
  for (let index = 0; index < length; index += 1) {
    at += ((index < 1 ? of.firsts : of.gaps).read(bits) + 1) * stepMs;
    count += signed((index < 1 ? of.firsts : of.values).read(bits));
    low += signed((index < 1 ? of.firsts : of.lows).read(bits));
    const high = count > 1 ? low + of.spreads.read(bits) : low;
    const min = quantityOf(low);
    const max = quantityOf(high);
    const sum = count > 2 ? signed((index < 1 ? of.firsts : of.sums).read(bits)) + Math.round(count * mean) : count > 1 ? min + max : min;
    tallies.push({
      at,
      count,
      sum,
      min,
      max,
      buckets: isLatency ? readBuckets(bits, of, count, bucketOfCode(low), bucketOfCode(high)) : [],
    });
    mean = sum / count;
  }
  return tallies;
}

type BucketColumns = Pick<ReturnType<typeof columns>, "bucketGaps" | "bucketCounts">;

/** The first bucket is the lowest's; the count of the last is what is left of all. */
function writeBuckets(bits: BitWriter, of: BucketColumns, buckets: readonly number[]): void {
  for (let index = 0; index + 2 < buckets.length; index += 2) {
    of.bucketCounts.write(bits, (buckets[index + 1] as number) - 1);
    of.bucketGaps.write(bits, (buckets[index + 2] as number) - (buckets[index] as number) - 1);
  }
}

function readBuckets(bits: BitReader, of: BucketColumns, count: number, lowest: number, highest: number): number[] {
  if (lowest === highest) return [lowest, count];
  const buckets: number[] = [];
  let bucket = lowest;
  let left = count;
  while (bucket < highest) {
    const here = count > 2 ? of.bucketCounts.read(bits) + 1 : 1;
    buckets.push(bucket, here);
    left -= here;
    bucket = count > 2 ? bucket + of.bucketGaps.read(bits) + 1 : highest;
  }
  buckets.push(highest, left);
  return buckets;
}
