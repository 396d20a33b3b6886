import { expect, test } from "vitest";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import { projectId, runId, stageRunId } from "../../../shared/ids.ts";
import type { Status } from "../../../shared/status.ts";
import { formatTick, layOutTimeline, ticksFor } from "./timeline.ts";

const zero = 1_000_000;

function stage(sequence: number, name: string, needs: string[], status: Status, from: number | null, to: number | null): StageRun {
  const startedAt = from === null ? null : zero + from;
  const finishedAt = to === null ? null : zero + to;
  return {
    id: stageRunId(1, sequence),
    runId: runId(1),
    projectId: projectId(1),
    name,
    phase: "build",
    variant: "",
    attempt: 1,
    needs,
    status,
    reason: null,
    detail: null,
    exitCode: null,
    signal: null,
    startedAt,
    finishedAt,
    durationMs: from === null || to === null ? null : to - from,
    logBytes: 0,
    logLines: 0,
    ...{ isSuperseded: false, mayFail: false, outputs: {}, why: null, hasSummary: false, keptFrom: null, expectedMs: null },
    approval: null,
  };
}

test("a finished run: bars, waits, critical path with its links, usual finish", () => {
  const timeline = layOutTimeline({
    run: { createdAt: zero - 500, startedAt: zero, finishedAt: zero + 60_000 },
    stages: [
      stage(1, "install", [], "passed", 0, 10_000),
      stage(2, "unit", ["install"], "failed", 30_000, 60_000),
      stage(3, "lint", ["install"], "passed", 10_050, 30_000),
      stage(4, "staging", ["unit"], "skipped", null, 60_000),
    ],
    usualMs: 55_000,
    usualP90Ms: 70_000,
    now: zero + 900_000,
  });
  expect(timeline.endMs).toBe(70_000);
  expect(timeline.usualFinish).toEqual({ fromMs: 55_000, toMs: 70_000 });
  expect(timeline.rows.map(({ bar, wait, noteMs, isCritical }) => ({ bar, wait, noteMs, isCritical }))).toEqual([
    { bar: { fromMs: 0, toMs: 10_000 }, wait: null, noteMs: 10_000, isCritical: true },
    { bar: { fromMs: 30_000, toMs: 60_000 }, wait: { fromMs: 10_000, toMs: 30_000 }, noteMs: 60_000, isCritical: true },
    { bar: { fromMs: 10_050, toMs: 30_000 }, wait: null, noteMs: 30_000, isCritical: false },
    { bar: null, wait: null, noteMs: 60_000, isCritical: false },
  ]);
  expect(timeline.links).toEqual([{ fromRow: 0, toRow: 1, atMs: 10_000, toMs: 30_000 }]);
});

test("a live run grows to now: running bars end there, queued stages wait until there", () => {
  const timeline = layOutTimeline({
    run: { createdAt: zero, startedAt: zero, finishedAt: null },
    stages: [
      stage(1, "install", [], "running", 100, null),
      stage(2, "unit", [], "queued", null, null),
      stage(3, "e2e", ["install"], "queued", null, null),
    ],
    usualMs: null,
    usualP90Ms: null,
    now: zero + 5_000,
  });
  expect(timeline.rows.map(({ bar, wait }) => ({ bar, wait }))).toEqual([
    { bar: { fromMs: 100, toMs: 5_000 }, wait: { fromMs: 0, toMs: 100 } },
    { bar: null, wait: { fromMs: 0, toMs: 5_000 } },
    // It waits for its need, not for a worker: there is no end of the need to count from yet.
    { bar: null, wait: null },
  ]);
});

test("ticks are round and few at every length", () => {
  for (const endMs of [1, 7, 430, 1_500, 61_000, 128_000, 4_000_000, 90_000_000, 4_000_000_000]) {
    const ticks = ticksFor(endMs, 7);
    expect(ticks.length).toBeGreaterThanOrEqual(1);
    expect(ticks.length).toBeLessThanOrEqual(8);
    expect(ticks[ticks.length - 1]).toBeLessThanOrEqual(endMs);
  }
  expect(ticksFor(128_000, 7)).toEqual([0, 20_000, 40_000, 60_000, 80_000, 100_000, 120_000]);
  expect([0, 20_000, 60_000, 80_000, 7_200_000].map((at) => formatTick(at, 20_000))).toEqual(["0 s", "20 s", "1 m", "1 m 20 s", "2 h"]);
  expect([0, 200, 1_200].map((at) => formatTick(at, 200))).toEqual(["0 s", "200 ms", "1.2 s"]);
});
