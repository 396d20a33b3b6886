import { expect, test } from "vitest";
import { dayBars } from "./project-days.ts";

const on = (day: number, passed: number, failed = 0, other = 0) => ({ day, passed, failed, other });

test("each day has its bar as long as there is room, and quiet days have one, too", () => {
  expect(dayBars([on(98, 2, 1), on(100, 3)], 100, 3, 90)).toEqual([
    { passed: 2, failed: 1, other: 0 },
    { passed: 0, failed: 0, other: 0 },
    { passed: 3, failed: 0, other: 0 },
  ]);
});

test("a year is put together into whole parts that end today, and nothing is lost", () => {
  const days = Array.from({ length: 365 }, (_, index) => on(1_000 - index, 1, 1, 1));
  const bars = dayBars(days, 1_000, 365, 90);
  expect(bars.length).toBeLessThanOrEqual(90);
  expect(bars.at(-1)).toEqual({ passed: 5, failed: 5, other: 5 });
  expect(bars.reduce((sum, { passed, failed, other }) => sum + passed + failed + other, 0)).toBe(365 * 3);
});
