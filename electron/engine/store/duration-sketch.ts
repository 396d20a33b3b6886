import { durationBucket } from "../../../shared/duration-buckets.ts";

/*
 * A sketch of many durations: how many fell into each bucket of `shared/duration-buckets.ts`. Stored as six bytes for
 * each bucket that is not empty, in order: its number (16 bits) and its count (32 bits), little-endian. One small blob a
 * day is read ten times faster than a row for each bucket.
 */
const entryBytes = 6;

/** The sketch of nothing. */
export const emptySketch: Uint8Array = new Uint8Array(0);

/** A sketch with one duration more. */
export function addToSketch(sketch: Uint8Array, durationMs: number): Uint8Array {
  const counts = new Map<number, number>();
  forEachBucket(sketch, (bucket, count) => counts.set(bucket, count));
  const bucket = durationBucket(durationMs);
  counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  return writeSketch(counts);
}

/** Tells each bucket that is not empty, with its count, in order. */
export function forEachBucket(sketch: Uint8Array, tell: (bucket: number, count: number) => void): void {
  const view = new DataView(sketch.buffer, sketch.byteOffset, sketch.byteLength);
  for (let offset = 0; offset + entryBytes <= view.byteLength; offset += entryBytes) {
    tell(view.getUint16(offset, true), view.getUint32(offset + 2, true));
  }
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
