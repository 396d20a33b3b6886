import { expect, test } from "vitest";
import type { HealthDay } from "../store/store.ts";
import { type HealthPast, summarizeHealth } from "./health.ts";

const today = 20_000;

/** A sketch that has one duration in each of these buckets, as `duration-sketch.ts` writes it. */
function sketch(...buckets: number[]): Uint8Array {
  return Uint8Array.from(buckets.flatMap((bucket) => [bucket & 255, bucket >> 8, 1, 0, 0, 0]));
}

function day(number: number, changes: Partial<HealthDay> = {}): HealthDay {
  return { day: number, queued: sketch(), waitedMs: 0, hits: 0, misses: 0, savedMs: 0, paths: 0, ...changes };
}

const nothing: HealthPast = { days: [], runs: [], paths: [], flakiest: [], plan: null, uncountedTo: null };

test("a project without runs waited for nothing", () => {
  const health = summarizeHealth(nothing, today, 30);
  expect(health).toMatchObject({ fromDay: today - 29, toDay: today, criticalPath: [], flakiest: [], plan: null, uncountedTo: null });
  expect(health.weeks.map(({ fromDay, toDay }) => toDay - fromDay + 1)).toEqual([2, 7, 7, 7, 7]);
  expect(health.total).toEqual({
    ...{ runs: 0, queueMedianMs: null, queueP90Ms: null, waitedMs: 0, cacheHits: 0, cacheMisses: 0, savedMs: 0 },
    ...{ itemsDone: 0, cycleMedianMs: null },
  });
});

test("every day belongs to one week, and the weeks add up to the period", () => {
  const days = Array.from({ length: 60 }, (_, index) => day(today - index, { waitedMs: 1 + index, hits: 1, misses: 2, savedMs: 3 }));
  const runs = days.map(({ day: number }) => ({ day: number, passed: 1, failed: 1, other: 1 }));
  const { weeks, total, previous } = summarizeHealth({ ...nothing, days, runs }, today, 30);
  for (const key of ["runs", "waitedMs", "cacheHits", "cacheMisses", "savedMs"] as const)
    expect(weeks.reduce((sum, week) => sum + week[key], 0)).toBe(total[key]);
  expect([total.runs, total.waitedMs, total.cacheHits, total.cacheMisses, total.savedMs]).toEqual([90, 465, 30, 60, 90]);
  expect([previous.runs, previous.waitedMs]).toEqual([90, 1_365]);
});

test("times in the queue of many days are one distribution", () => {
  const days = [day(today - 1, { queued: sketch(100, 100, 100) }), day(today, { queued: sketch(10, 200) })];
  const { total } = summarizeHealth({ ...nothing, days }, today, 30);
  expect([total.queueMedianMs, total.queueP90Ms]).toEqual([1.04 ** 100, 1.04 ** 200].map((ms) => expect.closeTo(ms, 5)));
});

test("stages share the time of the critical paths of the period, not of the one before", () => {
  const days = [day(today - 40, { paths: 9 }), day(today - 3, { paths: 3 }), day(today, { paths: 1 })];
  const paths = [
    { name: "install", onPath: 4, pathMs: 100 },
    { name: "unit", onPath: 3, pathMs: 300 },
  ];
  expect(summarizeHealth({ ...nothing, days, paths }, today, 30).criticalPath).toEqual([
    { stage: "install", onPath: 4, runs: 4, share: 0.25 },
    { stage: "unit", onPath: 3, runs: 4, share: 0.75 },
  ]);
});

test("items count on the day on which they were done, and one of which the start is unknown has no time", () => {
  const plan = {
    done: [
      { day: today - 30, cycleMs: 1 },
      { day: today - 1, cycleMs: 10 },
      { day: today, cycleMs: 30 },
      { day: today, cycleMs: null },
    ],
    ...{ underWay: 2, oldestMs: 77 },
  };
  const { total, previous, weeks, plan: told } = summarizeHealth({ ...nothing, plan }, today, 30);
  expect([total.itemsDone, total.cycleMedianMs, previous.itemsDone, weeks.at(-1)?.itemsDone]).toEqual([3, 10, 1, 3]);
  expect(told).toEqual({ underWay: 2, oldestMs: 77 });
});

test("days that are not counted yet are told only when the charts show them", () => {
  const told = (uncountedTo: number) => summarizeHealth({ ...nothing, uncountedTo }, today, 30).uncountedTo;
  expect([told(today - 60), told(today - 59)]).toEqual([null, today - 59]);
});
