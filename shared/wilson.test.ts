import fc from "fast-check";
import { expect, test } from "vitest";
import { wilsonInterval } from "./wilson.ts";

test.each([
  [0, 10, 0, 0.2775],
  [5, 10, 0.2366, 0.7634],
  [19, 266, 0.0462, 0.1091],
  [10, 10, 0.7225, 1],
])("%i of %i lies between %d and %d", (hits, trials, low, high) => {
  const interval = wilsonInterval(hits, trials);
  expect(interval.low).toBeCloseTo(low, 3);
  expect(interval.high).toBeCloseTo(high, 3);
});

test("the rate is inside, and more trials narrow it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (trials, share) => {
      const hits = Math.round(trials * share);
      const [few, many] = [wilsonInterval(hits, trials), wilsonInterval(hits * 4, trials * 4)];
      expect(few.low).toBeLessThanOrEqual(few.rate + 1e-12);
      expect(few.high).toBeGreaterThanOrEqual(few.rate - 1e-12);
      expect(many.high - many.low).toBeLessThan(few.high - few.low);
    }),
  );
});
