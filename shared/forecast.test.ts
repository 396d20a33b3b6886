import fc from "fast-check";
import { expect, test } from "vitest";
import { type ForecastStage, forecastRun } from "./forecast.ts";

const stage = (name: string, needs: string[] = [], over: Partial<ForecastStage> = {}): ForecastStage => ({
  name,
  needs,
  status: "queued",
  startedAt: null,
  ...over,
});
const takes = (times: Record<string, number>) => (stage: ForecastStage) => times[stage.name] ?? null;

test("needs follow each other, the rest goes side by side as far as there are workers", () => {
  const stages = [stage("a"), stage("b"), stage("c", ["a"]), stage("d", ["a", "b"])];
  const times = takes({ a: 10, b: 30, c: 50, d: 5 });
  expect([1, 2, 9].map((parallel) => forecastRun(stages, times, parallel, 0).leftMs)).toEqual([95, 60, 60]);
});

test("what needs a stage waits for all its variants", () => {
  const stages = [stage("a"), stage("a"), stage("b", ["a"])];
  expect([1, 2].map((parallel) => forecastRun(stages, takes({ a: 10, b: 5 }), parallel, 0).leftMs)).toEqual([25, 15]);
});

test("what runs already has the rest of its time to go, and none below nothing", () => {
  const stages = [stage("a", [], { status: "running", startedAt: 0 }), stage("b", ["a"])];
  expect([4, 10, 99].map((now) => forecastRun(stages, takes({ a: 10, b: 5 }), 2, now).leftMs)).toEqual([11, 5, 5]);
});

test("finished stages count as done", () => {
  const stages = [stage("a", [], { status: "passed", startedAt: 0 }), stage("b", ["a"], { status: "running", startedAt: 10 })];
  expect(forecastRun(stages, takes({ a: 10, b: 30 }), 2, 20)).toEqual({
    doneStages: 1,
    totalStages: 2,
    leftMs: 20,
    isLate: false,
    fraction: 0.5,
  });
});

test("a stage that never passed makes the time unknown, and the share one of stages", () => {
  const stages = [stage("a", [], { status: "passed" }), stage("b", ["a"])];
  expect(forecastRun(stages, takes({ a: 10 }), 2, 0)).toEqual({
    doneStages: 1,
    totalStages: 2,
    leftMs: null,
    isLate: false,
    fraction: 0.5,
  });
});

test("a stage that takes much longer than usual makes the rest unknowable, one that takes a little longer does not", () => {
  const running = [stage("a", [], { status: "running", startedAt: 0 })];
  const isLateAt = (now: number) => forecastRun(running, takes({ a: 10_000 }), 1, now).isLate;
  expect([isLateAt(9_000), isLateAt(14_000), isLateAt(18_000)]).toEqual([false, false, true]);
});

test("the forecast lies between the longest chain and one after the other", () => {
  const graph = fc.array(fc.record({ ms: fc.integer({ min: 0, max: 1_000 }), needs: fc.array(fc.nat({ max: 30 }), { maxLength: 3 }) }), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(graph, fc.integer({ min: 1, max: 8 }), (nodes, parallel) => {
      const stages = nodes.map((node, index) =>
        stage(
          `s${index}`,
          [...new Set(node.needs.filter((need) => need < index))].map((need) => `s${need}`),
        ),
      );
      const ends: number[] = [];
      for (const [index, node] of nodes.entries())
        ends.push(node.ms + Math.max(0, ...(stages[index]?.needs ?? []).map((need) => ends[Number(need.slice(1))] ?? 0)));
      const sum = nodes.reduce((total, node) => total + node.ms, 0);
      const { leftMs } = forecastRun(stages, ({ name }) => nodes[Number(name.slice(1))]?.ms ?? null, parallel, 0);
      expect(leftMs).toBeGreaterThanOrEqual(Math.max(0, ...ends));
      expect(leftMs).toBeLessThanOrEqual(sum);
    }),
  );
});
