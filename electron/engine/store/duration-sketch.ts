/*
 * A sketch of many durations: how many fell into each logarithmic bucket. A bucket is 4 % wide, so a percentile read
 * from it is off by 2 % at most. Stored as six bytes for each bucket that is not empty, in order: its number (16 bits)
 * and its count (32 bits), little-endian. Merging days is adding counts.
 */
const growth = Math.log(1.04);
const entryBytes = 6;

/** The bucket of a duration in milliseconds, from 0. */
export function bucketOf(durationMs: number): number {
  return Math.round(Math.log(Math.max(1, durationMs)) / growth);
}

/** The duration in the middle of a bucket, in milliseconds. */
export function durationOf(bucket: number): number {
  return Math.exp(bucket * growth);
}

/** The sketch of nothing. */
export const emptySketch: Uint8Array = new Uint8Array(0);

/** A sketch with one duration more. */
export function addToSketch(sketch: Uint8Array, durationMs: number): Uint8Array {
  return addAllToSketch(sketch, [durationMs]);
}

/** A sketch with these durations more. */
export function addAllToSketch(sketch: Uint8Array, durationsMs: readonly number[]): Uint8Array {
  const counts = new Map(entriesOf(sketch));
  for (const durationMs of durationsMs) {
    const bucket = bucketOf(durationMs);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  return writeSketch(counts);
}

/** Two sketches as one. */
export function addSketches(one: Uint8Array, other: Uint8Array): Uint8Array {
  const counts = new Map(entriesOf(one));
  for (const [bucket, count] of entriesOf(other)) counts.set(bucket, (counts.get(bucket) ?? 0) + count);
  return writeSketch(counts);
}

/** Buckets of durations up to the largest exact integer are below it. */
const bucketLimit = 1024;

/** What a sketch tells, or several of them one after the other. */
export class DurationTally {
  readonly #counts = new Uint32Array(bucketLimit);
  #lowest = bucketLimit;
  #count = 0;

  constructor(sketches: Uint8Array) {
    const view = new DataView(sketches.buffer, sketches.byteOffset, sketches.byteLength);
    for (let offset = 0; offset + entryBytes <= view.byteLength; offset += entryBytes) {
      const bucket = view.getUint16(offset, true);
      const count = view.getUint32(offset + 2, true);
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
      this.#count += count;
      if (bucket < this.#lowest) this.#lowest = bucket;
    }
  }

  /** How many durations there are. */
  get count(): number {
    return this.#count;
  }

  /** The duration below which `fraction` (0 to 1) of all lie, in milliseconds, by nearest rank; `null` when there are none. */
  percentile(fraction: number): number | null {
    const rank = Math.max(1, Math.ceil(fraction * this.#count));
    let seen = 0;
    for (let bucket = this.#lowest; bucket < bucketLimit; bucket += 1) {
      seen += this.#counts[bucket] as number;
      if (seen >= rank) return durationOf(bucket);
    }
    return null;
  }
}

function* entriesOf(sketch: Uint8Array): Generator<[bucket: number, count: number]> {
  const view = new DataView(sketch.buffer, sketch.byteOffset, sketch.byteLength);
  for (let offset = 0; offset + entryBytes <= view.byteLength; offset += entryBytes)
    yield [view.getUint16(offset, true), view.getUint32(offset + 2, true)];
}

function writeSketch(counts: ReadonlyMap<number, number>): Uint8Array {
  const sketch = new Uint8Array(counts.size * entryBytes);
  const view = new DataView(sketch.buffer);
  const entries = [...counts].sort(([left], [right]) => left - right);
  for (const [index, [bucket, count]] of entries.entries()) {
    view.setUint16(index * entryBytes, bucket, true);
    view.setUint32(index * entryBytes + 2, count, true);
  }
  return sketch;
}
