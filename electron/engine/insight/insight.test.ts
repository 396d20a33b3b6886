import { expect, test } from "vitest";
import { bucketDurationMs, durationBucket } from "../../../shared/duration-buckets.ts";
import { type InsightRows, summarize } from "./insight.ts";

const today = 20_000;

function near(durationMs: number): number {
  return bucketDurationMs(durationBucket(durationMs));
}

test("a project without runs has empty charts and no rates", () => {
  const nothing = summarize({ outcomes: [], durations: [], phases: new Map() }, today, 90);
  expect(nothing).toMatchObject({
    fromDay: today - 89,
    toDay: today,
    runs: 0,
    passRate: null,
    medianMs: null,
    days: [],
    calendar: [],
    stages: [],
  });
});

test("periods are compared with the one before, and days outside count only in the calendar", () => {
  const rows: InsightRows = {
    outcomes: [
      { stage: null, day: today, status: "passed", count: 3 },
      { stage: null, day: today, status: "failed", count: 1 },
      { stage: null, day: today, status: "canceled", count: 2 },
      { stage: "unit", day: today, status: "passed", count: 4 },
      { stage: null, day: today - 30, status: "failed", count: 1 },
      { stage: null, day: today - 100, status: "passed", count: 5 },
    ],
    durations: [
      { stage: null, day: today, bucket: durationBucket(1_000), count: 4 },
      { stage: "unit", day: today, bucket: durationBucket(600), count: 4 },
      { stage: "unit", day: today - 30, bucket: durationBucket(300), count: 1 },
    ],
    phases: new Map([["unit", "test"]]),
  };
  const charts = summarize(rows, today, 30);
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
