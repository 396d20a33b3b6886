import { expect, test } from "vitest";
import { addToSketch, bucketOf, emptySketch } from "../store/duration-sketch.ts";
import { durationOf, type OutcomeDay } from "../store/store.ts";
import { summarize } from "./insight.ts";

const today = 20_000;

function near(durationMs: number): number {
  return durationOf(bucketOf(durationMs));
}

function row(day: number, outcome: Partial<OutcomeDay>, ...durationsMs: number[]): OutcomeDay {
  const durations = durationsMs.reduce(addToSketch, emptySketch);
  return { day, passed: 0, failed: 0, canceled: 0, skipped: 0, errored: 0, interrupted: 0, ...outcome, durations };
}

test("a project without runs has empty charts and no rates", () => {
  expect(summarize([], [], today, 90)).toMatchObject({
    ...{ fromDay: today - 89, toDay: today, runs: 0, passRate: null, medianMs: null, days: [], calendar: [], stages: [] },
  });
});

test("periods are compared with the one before, and days outside count only in the calendar", () => {
  const runDays = [
    row(today - 100, { passed: 5 }),
    row(today - 30, { failed: 5 }),
    row(today, { passed: 3, failed: 1, canceled: 2 }, 1_000, 1_000),
  ];
  const unit = { name: "unit", phase: "test" } as const;
  const stageDays = [
    { ...unit, ...row(today - 30, { passed: 5 }, 300, 300, 300, 300, 300) },
    { ...unit, ...row(today, { passed: 4 }, 600, 600) },
    { name: "gone", phase: "build" as const, ...row(today - 30, { passed: 1 }, 300) },
  ];
  const charts = summarize(runDays, stageDays, today, 30);
  expect(charts).toMatchObject({ runs: 6, passed: 3, failed: 1, passRate: 0.75, previousPassRate: 0, previousMedianMs: null });
  expect(charts.days).toEqual([{ day: today, passed: 3, failed: 1, other: 2, medianMs: near(1_000), p90Ms: near(1_000) }]);
  expect(charts.calendar.map(({ day }) => day)).toEqual([today - 100, today - 30, today]);
  expect(charts.stages).toEqual([
    {
      name: "unit",
      phase: "test",
      runs: 4,
      passed: 4,
      failed: 0,
      medianMs: near(600),
      p90Ms: near(600),
      change: near(600) / near(300) - 1,
    },
  ]);
});

test("a period with only a few runs is nothing to compare with", () => {
  const runDays = [row(today - 30, { passed: 3, failed: 1 }, 100, 100, 100), row(today, { passed: 9 }, 200)];
  const stageDays = runDays.map((day) => ({ name: "unit", phase: "test" as const, ...day }));
  const charts = summarize(runDays, stageDays, today, 30);
  expect(charts).toMatchObject({ previousPassRate: null, previousMedianMs: null, stages: [{ name: "unit", change: null }] });
});
