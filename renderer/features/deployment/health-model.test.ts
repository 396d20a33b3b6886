import { expect, test } from "vitest";
import type { HealthSample } from "../../../shared/contract/deployments.ts";
import { healthChart } from "./health-model.ts";

function sample(at: number, isGood: boolean, durationMs = 30): HealthSample {
  return { at, isGood, durationMs, detail: isGood ? "200" : "500" };
}

test("samples lie in the time of the watch, under a round figure", () => {
  const chart = healthChart([sample(2_000, true, 30), sample(6_000, true, 45)], { servedAt: 1_000, watchMs: 10_000, failuresAllowed: 3 });
  expect(chart?.marks.map(({ at, height }) => [at, height])).toEqual([
    [0.1, 0.6],
    [0.5, 0.9],
  ]);
  expect([chart?.switchedAt, chart?.mostMs, chart?.spanMs, chart?.tooMany]).toEqual([0, 50, 10_000, null]);
});

test("failures in a row that are too many are marked; as many with a good one between them are not", () => {
  const watch = { servedAt: 0, watchMs: 10_000, failuresAllowed: 2 };
  const bad = [sample(1_000, true), sample(2_000, false), sample(3_000, false)];
  expect(healthChart(bad, watch)?.tooMany).toEqual({ from: 0.2, to: 0.3, count: 2 });
  expect(healthChart([sample(1_000, false), sample(2_000, true), sample(3_000, false)], watch)?.tooMany).toBeNull();
});

test("without a sample there is no chart", () => {
  expect(healthChart([], { servedAt: 0, watchMs: 10_000, failuresAllowed: 2 })).toBeNull();
});
