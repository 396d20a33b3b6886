import { codeLimit, largestQuantity, quantityOf } from "./digits.ts";

/*
 * Quantities fall into buckets that are at most 3.6 % wide, so a percentile read from counts of them is off by less than
 * 2 %. Their bounds are made by multiplication alone, which is the same on every machine: buckets are kept for years.
 */
const growth = 1.036;

const bounds = boundsUpTo(largestQuantity);

function boundsUpTo(limit: number): number[] {
  const found = [0];
  for (let bound = 1; bound <= limit; bound = Math.max(bound + 1, Math.floor(bound * growth))) found.push(bound);
  return found;
}

/** How many buckets there are. */
export const bucketLimit = bounds.length;

/** Made when first asked for: every start of the command line reads this file, and few ask. */
let bucketOfCodes: Uint16Array | undefined;

function makeBucketOfCodes(): Uint16Array {
  const buckets = new Uint16Array(codeLimit);
  let bucket = 0;
  for (let code = 0; code < codeLimit; code += 1) {
    while (bucket + 1 < bucketLimit && (bounds[bucket + 1] as number) <= quantityOf(code)) bucket += 1;
    buckets[code] = bucket;
  }
  return buckets;
}

/** The bucket of the quantity that a code stands for. */
export function bucketOfCode(code: number): number {
  bucketOfCodes ??= makeBucketOfCodes();
  return bucketOfCodes[code] as number;
}

/** The quantity in the middle of a bucket. */
export function middleOf(bucket: number): number {
  const from = bounds[bucket] as number;
  return Math.floor((from + (bounds[bucket + 1] ?? from + 1)) / 2);
}
