import fc from "fast-check";
import { expect, test } from "vitest";
import { dayMs, isoDay } from "../../../shared/time.ts";
import { calendarWeeks, layOutCalendar, weekdayOf } from "./calendar.ts";
import { formatDay, formatFullDay } from "./days.ts";
import { countChange, durationChange, formatChange, formatPoints, formatRate, parsePeriod, rateChange } from "./figures.ts";
import { durationScale, spreadDays } from "./series.ts";
import { sparkBars } from "./spark-bars.ts";
import { dayTicks } from "./ticks.ts";

const today = Math.floor(Date.parse("2026-11-23T00:00:00Z") / dayMs);
const on = (day: number, passed: number, failed = 0, other = 0) => ({ day, passed, failed, other });

test("days are written as people and addresses write them", () => {
  expect([formatDay(today), formatFullDay(today), isoDay(today), weekdayOf(today)]).toEqual(["23 Nov", "Mon 23 Nov 2026", "2026-11-23", 0]);
});

test("the calendar ends today, begins on a Monday, and has every day once", () => {
  fc.assert(
    fc.property(fc.integer({ min: 10_000, max: 40_000 }), (toDay) => {
      const { weeks, months } = layOutCalendar([], toDay);
      const days = weeks.flat().map(({ day }) => day);
      expect([weeks.length, weekdayOf(days[0] ?? 0), days[days.length - 1]]).toEqual([calendarWeeks, 0, toDay]);
      expect(days).toEqual(Array.from({ length: days.length }, (_, index) => (days[0] ?? 0) + index));
      expect(months.length).toBeGreaterThanOrEqual(11);
      for (const [index, { week }] of months.slice(1).entries()) expect(week - (months[index]?.week ?? 0)).toBeGreaterThanOrEqual(3);
    }),
  );
});

test("levels follow the busy days, not the one that was out of all proportion", () => {
  const days = [...Array.from({ length: 60 }, (_, index) => on(today - index - 1, 1 + (index % 10))), on(today, 500)];
  const { topCount, weeks } = layOutCalendar(days, today);
  const levels = new Map(weeks.flat().map(({ day, level }) => [day, level]));
  expect(topCount).toBe(10);
  expect([levels.get(today), levels.get(today - 1), levels.get(today - 10), levels.get(today - 100)]).toEqual([4, 1, 4, 0]);
});

test("counts green days in a row; days without runs do not break them, and nothing but failures is a red day", () => {
  const { longestGreenDays, weeks } = layOutCalendar(
    [on(today, 0, 3), on(today - 1, 2), on(today - 4, 1), on(today - 5, 5, 1), on(today - 6, 1)],
    today,
  );
  expect(longestGreenDays).toBe(2);
  expect(
    weeks
      .flat()
      .filter(({ isRed }) => isRed)
      .map(({ day }) => day),
  ).toEqual([today]);
});

test("longer is worse, more passed is better, more runs is neither", () => {
  expect(durationChange(118_000, 156_000)?.verdict).toBe("better");
  expect(durationChange(156_400, 156_000)?.verdict).toBe("same");
  expect(rateChange(0.89, 0.91)?.verdict).toBe("worse");
  expect([durationChange(1, null), durationChange(1, 0), rateChange(null, 0.5)]).toEqual([null, null, null]);
  expect([countChange(30, 20), countChange(20, 20), countChange(30, 0)]).toEqual([
    { amount: 0.5, verdict: "neutral" },
    { amount: 0, verdict: "same" },
    null,
  ]);
});

test("figures are written with their sign and unit", () => {
  expect([formatChange(0.18), formatChange(-0.306), formatChange(0.001), formatPoints(0.019), formatPoints(-0.1)]).toEqual([
    "+18 %",
    "−31 %",
    "0 %",
    "+1.9 pt",
    "−10.0 pt",
  ]);
  expect([formatRate(0.914), formatRate(1), formatRate(0), formatRate(0.9996)]).toEqual(["91.4 %", "100 %", "0 %", "100 %"]);
  expect([parsePeriod("30"), parsePeriod("7"), parsePeriod(undefined)]).toEqual([30, 90, 90]);
});

test("days without runs have no value, and the rate looks back over a week", () => {
  const day = (number: number, passed: number, failed: number) => ({
    ...on(number, passed, failed),
    measured: 1,
    medianMs: 1_000,
    p90Ms: 2_000,
  });
  const young = spreadDays({ fromDay: 0, toDay: 129, days: [day(128, 1, 0)] });
  expect([young.days.length, young.days[0]]).toEqual([14, 116]);
  const series = spreadDays({ fromDay: 100, toDay: 129, days: [day(100, 1, 0), day(103, 1, 2), day(108, 0, 1)] });
  expect(series.days.length).toBe(30);
  expect(series.medianMs.filter((value) => value !== null).length).toBe(3);
  expect([series.passRate[0], series.passRate[3], series.passRate[7], series.passRate[8], series.passRate[20]]).toEqual([
    1,
    0.5,
    1 / 3,
    0.25,
    null,
  ]);
});

test("scales hold all values between round numbers in few steps", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: 1, max: 5_000_000 })), { maxLength: 40 }), (values) => {
      const { min, max, step } = durationScale(values, 6);
      const known = values.filter((value) => value !== null);
      for (const value of known) expect(value >= min && value <= max).toBe(true);
      expect((max - min) / step).toBeLessThanOrEqual(9);
      expect(Number.isInteger((max - min) / step)).toBe(true);
    }),
  );
});

test("ticks stand on round dates, away from the edges", () => {
  expect(dayTicks(today - 89, today).map(formatDay)).toEqual(["1 Sep", "15 Sep", "1 Oct", "15 Oct", "1 Nov", "15 Nov"]);
  expect(dayTicks(today - 29, today).map(weekdayOf)).toEqual([0, 0, 0]);
  expect(dayTicks(today - 364, today).map(formatDay)).toEqual(["1 Jan", "1 Mar", "1 May", "1 Jul", "1 Sep", "1 Nov"]);
});

test("small bars add up or average, the highest is full", () => {
  expect(sparkBars([1, 1, 2, null], "sum").map(({ share }) => share)).toEqual([0.5, 0.5, 1, 0]);
  const [first, ...others] = sparkBars(
    Array.from({ length: 53 }, (_, index) => (index < 2 ? 4 : null)),
    "mean",
  );
  expect(first).toEqual({ share: 1, value: 4, first: 0, last: 3 });
  expect([others[0]?.first, others.at(-1)?.last]).toEqual([4, 52]);
  expect(sparkBars([], "sum")).toEqual([]);
});
