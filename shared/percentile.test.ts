import fc from "fast-check";
import { expect, test } from "vitest";
import { percentile, percentileOfCounts } from "./percentile.ts";

test("the nearest rank of a few values", () => {
  expect(percentile([30, 10, 20], 0.5)).toBe(20);
  expect(percentile([30, 10, 20], 0.9)).toBe(30);
  expect(percentile([30, 10, 20], 0)).toBe(10);
  expect(percentile([], 0.5)).toBeNull();
  expect(percentileOfCounts(new Map(), 0.5)).toBeNull();
});

test("counted values have the percentile of the values that they stand for", () => {
  const values = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, fraction) => {
      const counts = new Map<number, number>();
      for (const value of list) counts.set(value, (counts.get(value) ?? 0) + 1);
      expect(percentileOfCounts(counts, fraction)).toBe(percentile(list, fraction));
    }),
  );
});
