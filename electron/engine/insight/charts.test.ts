import { expect, test } from "vitest";
import { addToSketch, bucketOf, durationOf, emptySketch } from "../store/duration-sketch.ts";
import type { Durations, Outcomes } from "../store/store.ts";
import { summarize } from "./charts.ts";

const today = 20_000;

function near(durationMs: number): number {
  return durationOf(bucketOf(durationMs));
}

function ended(outcome: Partial<Outcomes>, ...durationsMs: number[]): Outcomes & Durations {
  return { passed: 0, failed: 0, other: 0, ...outcome, durations: durationsMs.reduce(addToSketch, emptySketch) };
}

test("a project without runs has empty charts and no rates", () => {
  expect(summarize({ days: [], calendar: [], now: [], before: [], stages: [] }, today, 90)).toMatchObject({
    ...{ fromDay: today - 89, toDay: today, runs: 0, passRate: null, medianMs: null, days: [], calendar: [], stages: [] },
  });
});

const five = (durationMs: number) => Array.from({ length: 5 }, () => durationMs);

test("a period with only a few runs is nothing to compare with", () => {
  const rows = (...durationsMs: number[]) =>
    [0, 1].map((stage) => ({ stage, ...ended({ passed: durationsMs.length, failed: 1 }, ...durationsMs) }));
  const stages = [{ stage: 1, name: "unit", phase: "test" } as const];
  expect(summarize({ days: [], calendar: [], now: rows(200), before: rows(100, 100, 100), stages }, today, 30)).toMatchObject({
    ...{ previousRuns: 4, previousPassRate: null, previousMedianMs: null, previousP90Ms: null, stages: [{ name: "unit", change: null }] },
  });
});

test("every figure of a period is compared with the one before", () => {
  const counts = { passed: 3, failed: 1, other: 2 };
  const charts = summarize(
    {
      days: [{ day: today, ...ended(counts, 1_000, 1_000, 9_000) }],
      calendar: [{ day: today, ...counts }],
      now: [
        { stage: 0, ...ended(counts, 1_000, 1_000, 9_000) },
        { stage: 1, ...ended({ passed: 4 }, 600, 600) },
        { stage: 3, ...ended({ other: 2 }) },
      ],
      before: [
        { stage: 0, ...ended({ failed: 5, passed: 5 }, ...five(500)) },
        { stage: 1, ...ended({ passed: 5 }, ...five(300)) },
        { stage: 2, ...ended({ passed: 1 }, 300) },
      ],
      stages: [
        { stage: 3, name: "skipped", phase: "code" },
        { stage: 1, name: "unit", phase: "test" },
        { stage: 2, name: "gone", phase: "build" },
      ],
    },
    today,
    30,
  );
  expect(charts).toEqual({
    ...{ fromDay: today - 29, toDay: today, runs: 6, previousRuns: 10, passed: 3, failed: 1, passRate: 0.75, previousPassRate: 0.5 },
    ...{ measured: 3, medianMs: near(1_000), p90Ms: near(9_000), previousMedianMs: near(500), previousP90Ms: near(500) },
    days: [{ day: today, ...counts, measured: 3, medianMs: near(1_000), p90Ms: near(9_000) }],
    calendar: [{ day: today, ...counts }],
    stages: [
      {
        ...{ name: "unit", phase: "test", runs: 4, passed: 4, failed: 0, medianMs: near(600), p90Ms: near(600) },
        change: near(600) / near(300) - 1,
      },
      { name: "skipped", phase: "code", runs: 2, passed: 0, failed: 0, medianMs: null, p90Ms: null, change: null },
    ],
  });
});
