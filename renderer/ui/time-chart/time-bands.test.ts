import { expect, test } from "vitest";
import type { TimeMark } from "./chart-model.ts";
import { bandsOf } from "./time-bands.ts";

const mark = (kind: TimeMark["kind"], at: number, until: number | null, isOpen = false): TimeMark => ({
  ...{ kind, at, until, isOpen, isGood: true, text: "", href: null },
});

test("incidents at one time tint it once, and what still lasts tints the rest", () => {
  const marks = [mark("incident", 40, null, true), mark("incident", 10, 20), mark("incident", 15, 30), mark("incident", 50, 60)];
  expect(bandsOf(marks, 100).map(({ from, to }) => [from, to])).toEqual([
    [10, 30],
    [40, 100],
  ]);
});

test("a moment tints nothing", () => {
  expect(bandsOf([mark("deployment", 10, null)], 100)).toEqual([]);
});
