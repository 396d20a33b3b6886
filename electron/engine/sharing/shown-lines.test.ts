import * as fc from "fast-check";
import { expect, test } from "vitest";
import { shownLines } from "./shown-lines.ts";

const budget = { head: 3, tail: 4, around: 1 };

test("a short log is shown whole, and of an empty one there is nothing", () => {
  expect(shownLines(7, [], budget)).toEqual([{ from: 1, to: 7 }]);
  expect(shownLines(0, [], budget)).toEqual([]);
});

test("of a long one the ends are shown, and what is around the places that went wrong", () => {
  expect(shownLines(100, [50, 52], budget)).toEqual([
    { from: 1, to: 3 },
    { from: 49, to: 53 },
    { from: 97, to: 100 },
  ]);
});

test("ranges are in order, apart, inside the log, and hold every place", () => {
  fc.assert(
    fc.property(fc.nat(300), fc.array(fc.integer({ min: 1, max: 300 })), (total, all) => {
      const places = all.filter((place) => place <= total);
      const ranges = shownLines(total, places, budget);
      for (const [index, { from, to }] of ranges.entries()) {
        expect(from).toBeGreaterThanOrEqual(index === 0 ? 1 : (ranges[index - 1]?.to ?? 0) + 3);
        expect(to).toBeLessThanOrEqual(total);
      }
      for (const place of places) expect(ranges.some(({ from, to }) => from <= place && place <= to)).toBe(true);
    }),
  );
});
