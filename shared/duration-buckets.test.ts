import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketDurationMs, durationBucket, durationPercentile, percentile } from "./duration-buckets.ts";

test("the middle of a bucket is within 2 % of every duration in it", () => {
  fc.assert(
    fc.property(fc.double({ min: 1.001, max: 1e10, noNaN: true }), (durationMs) => {
      const error = Math.abs(bucketDurationMs(durationBucket(durationMs)) - durationMs) / durationMs;
      expect(error).toBeLessThanOrEqual(0.0201);
    }),
  );
});

test("a percentile from buckets is within 2 % of the exact one", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 2, max: 10_000_000 }), { minLength: 1, maxLength: 300 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, fraction) => {
        const counts = new Map<number, number>();
        for (const value of values) counts.set(durationBucket(value), (counts.get(durationBucket(value)) ?? 0) + 1);
        const exact = percentile(values, fraction) ?? Number.NaN;
        const estimate = durationPercentile(counts, fraction) ?? Number.NaN;
        expect(Math.abs(estimate - exact) / exact).toBeLessThanOrEqual(0.0201);
      },
    ),
  );
});

test("nothing counted has no percentile", () => {
  expect(durationPercentile(new Map(), 0.5)).toBeNull();
  expect(percentile([], 0.5)).toBeNull();
});
