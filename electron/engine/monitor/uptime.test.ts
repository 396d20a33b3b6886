import { describe, expect, test } from "vitest";
import { hourMs, minuteMs } from "../../../shared/time.ts";
import { unseen } from "./standing.ts";
import { barsOf, endedSpans, objectiveOf, timesWithin, uptimeOf, withUnknown } from "./uptime.ts";

const span = (from: number, to: number, state: "up" | "down" | "degraded" | "maintenance" | "paused") => ({ from, to, state, detail: "" });

describe("uptime", () => {
  test("maintenance, pauses and unknown times count neither way", () => {
    const spans = [
      span(0, 60, "up"),
      span(60, 70, "down"),
      span(70, 500, "maintenance"),
      span(500, 900, "paused"),
      span(950, 980, "degraded"),
    ];
    expect(timesWithin(spans, 0, 1_000)).toEqual({ up: 60, down: 10, maintenance: 430, degraded: 30 });
    expect(uptimeOf(timesWithin(spans, 0, 1_000))).toBe(90);
    expect(uptimeOf(timesWithin(spans, 100, 400))).toBe(null);
  });

  test("bars add up to the spans, also where one reaches over many", () => {
    const bars = barsOf([span(5, 35, "up"), span(35, 38, "down")], { from: 0, to: 40, count: 4 });
    expect(bars.map(({ from, upMs, downMs }) => [from, upMs, downMs])).toEqual([
      [0, 5, 0],
      [10, 10, 0],
      [20, 10, 0],
      [30, 5, 3],
    ]);
  });

  test("a span goes on as long as its last check speaks for it", () => {
    const open = [{ from: 0, to: null, state: "up" as const, detail: "" }];
    const monitor = { standing: { ...unseen(0), seenAt: 100, knownUntil: 150 }, pausedAt: null };
    expect(endedSpans(open, monitor, 140)[0]?.to).toBe(140);
    expect(endedSpans(open, monitor, 160)[0]?.to).toBe(100);
    expect(endedSpans(open, { ...monitor, pausedAt: 0 }, 160)[0]?.to).toBe(160);
  });

  test("times that nobody knows of are told between the others", () => {
    expect(withUnknown([span(50, 60, "up"), span(0, 40, "down")], true, 100).map(({ from, to, state }) => [from, to, state])).toEqual([
      [60, null, "unknown"],
      [50, 60, "up"],
      [40, 50, "unknown"],
      [0, 40, "down"],
    ]);
    expect(withUnknown([span(50, 100, "up")], false, 100)).toEqual([{ ...span(50, 100, "up"), to: null }]);
  });

  test("an objective: what is left of its budget, and how fast it goes", () => {
    const now = 100 * hourMs;
    const spans = [span(0, now - 6 * minuteMs, "up"), span(now - 6 * minuteMs, now, "down")];
    const told = objectiveOf({ target: 99, overMs: 10 * hourMs }, spans, now);
    expect(told).toMatchObject({ reached: 99, budgetMs: 6 * minuteMs, leftMs: 0 });
    expect(told.burnRate).toBeCloseTo(10);
  });
});
