import fc from "fast-check";
import { expect, test } from "vitest";
import { percentile } from "../../../shared/percentile.ts";
import { addToSketch, bucketOf, DurationTally, durationOf, emptySketch } from "./duration-sketch.ts";

test("sketches one after the other tell the percentiles of all their durations", () => {
  const durations = fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }));
  fc.assert(
    fc.property(fc.array(fc.array(durations, { maxLength: 30 })), fc.double({ min: 0, max: 1, noNaN: true }), (days, fraction) => {
      const tally = new DurationTally(Buffer.concat(days.map((day) => day.reduce(addToSketch, emptySketch))));
      const middles = days.flat().map((durationMs) => durationOf(bucketOf(durationMs)));
      expect([tally.count, tally.percentile(fraction)]).toEqual([middles.length, percentile(middles, fraction)]);
    }),
  );
});
