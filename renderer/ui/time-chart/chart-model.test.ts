import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type ChartUnit,
  clusterMarks,
  formatScaleValue,
  lonelyPoints,
  narrowed,
  scaleSplits,
  type TimeMark,
  unknownTimes,
  valueScale,
  withGaps,
} from "./chart-model.ts";

const mark = (at: number, text = "home is down"): TimeMark => ({
  kind: "alert",
  at,
  until: null,
  isOpen: false,
  isGood: false,
  text,
  href: null,
});

test("a line is broken where steps are missing", () => {
  expect(withGaps([0, 10, 40, 50], [{ name: "a", values: [1, 2, 3, 4] }], 10)).toEqual({
    at: [0, 10, 20, 40, 50],
    lines: [[1, 2, null, 3, 4]],
  });
});

test("times of which nothing is known are found before, between and after what is", () => {
  const data = { at: [100, 110, 120, 130, 140, 150, 160], lines: [[null, 1, null, null, 2, 3, null]] };
  expect(unknownTimes(data, 0, 300, 10)).toEqual([
    { from: 0, to: 110 },
    { from: 120, to: 140 },
    { from: 160, to: 300 },
  ]);
  expect(unknownTimes({ at: [], lines: [[]] }, 0, 50, 10)).toEqual([{ from: 0, to: 50 }]);
});

test("the step under way is no unknown time", () => {
  expect(unknownTimes({ at: [0, 10, 20], lines: [[1, 1, 1]] }, 0, 38, 10)).toEqual([]);
});

test("a point without neighbours is drawn as a point", () => {
  expect(lonelyPoints([null, 1, null, 2, 3, null, 4])).toEqual([1, 6]);
});

test("a scale holds every value in a few round steps", () => {
  const units: ChartUnit[] = ["percent", "bytes", "milliseconds", "bytes-per-second", "number"];
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e12, noNaN: true })), fc.constantFrom(...units), (values, unit) => {
      const scale = valueScale([values], unit, 4);
      const splits = scaleSplits(scale);
      expect(Math.max(0, ...values)).toBeLessThanOrEqual(scale.max);
      expect(splits.length).toBeGreaterThan(1);
      expect(splits.length).toBeLessThanOrEqual(7);
    }),
  );
});

test("values of a scale are as short as they can be", () => {
  expect([0, 50].map((value) => formatScaleValue(value, "percent"))).toEqual(["0", "50 %"]);
  expect([512 * 1024 ** 2, 1024 ** 3].map((value) => formatScaleValue(value, "bytes"))).toEqual(["512 MiB", "1 GiB"]);
  expect([0.5, 200, 2_000, 60_000, 3_600_000].map((value) => formatScaleValue(value, "milliseconds"))).toEqual([
    "0.5 ms",
    "200 ms",
    "2 s",
    "1 m",
    "1 h",
  ]);
});

test("marks that would stand on each other are one", () => {
  const clusters = clusterMarks([mark(30), mark(0), mark(5)], (at) => at, 20);
  expect(clusters.map(({ left, marks }) => [left, marks.length])).toEqual([
    [0, 2],
    [30, 1],
  ]);
});

test("a closer look stays within the time, and is never too close", () => {
  expect(narrowed({ from: 95, to: 96 }, { from: 0, to: 100 }, 10)).toEqual({ from: 90, to: 100 });
  expect(narrowed({ from: 20, to: 60 }, { from: 0, to: 100 }, 10)).toEqual({ from: 20, to: 60 });
});
