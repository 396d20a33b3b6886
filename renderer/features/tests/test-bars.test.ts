import fc from "fast-check";
import { expect, test } from "vitest";
import { runId, testId } from "../../../shared/ids.ts";
import { outcomeWith, testRowWith, testWith, totalsWith } from "../test-data.ts";
import { fullHeightMs, outcomeBars, recentBars } from "./outcome-bars.ts";
import { appendRows } from "./test-list.ts";
import { barsIn, trendBars } from "./trend.ts";

const minuteMs = 60_000;

test("the trend is as high as a run had tests, with what failed on top", () => {
  const at = 100 * minuteMs;
  const bars = trendBars(
    [
      { runId: runId(1), runNumber: 1, at, totals: totalsWith({ tests: 812, passed: 808, skipped: 4 }) },
      { runId: runId(2), runNumber: 2, at, totals: totalsWith({ tests: 812, passed: 810, failed: 1, errored: 1 }) },
      { runId: runId(3), runNumber: 3, at, totals: totalsWith({ tests: 2, passed: 0, skipped: 2 }) },
    ],
    at + 3 * minuteMs,
  );
  expect(bars.map(({ status, value, fact, detail, cap }) => [status, value, fact, detail, cap])).toEqual([
    ["passed", 812, "808 tests, 4 skipped", "Run 1, 3 min ago", undefined],
    ["passed", 812, "2 of 812 tests", "Run 2, 3 min ago", { status: "failed", value: 2 }],
    ["skipped", 2, "0 tests, 2 skipped", "Run 3, 3 min ago", undefined],
  ]);
});

test("as many bars as fit are drawn, and they never reach beyond their room", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 0, max: 200 }), (widthPx, count) => {
      const { barWidth, capacity } = barsIn(widthPx, count);
      const drawn = Math.min(count, capacity);
      expect(barWidth).toBeGreaterThanOrEqual(2);
      expect(capacity === 1 || capacity * (barWidth + 2) - 2 <= widthPx).toBe(true);
      if (count * 4 - 2 <= widthPx) expect(drawn).toBe(count);
    }),
  );
});

test("outcomes are drawn the oldest first, each with where it is from", () => {
  const outcomes = [
    outcomeWith({ runNumber: 9, variant: "2/2", status: "failed" }),
    outcomeWith({ runNumber: 8, durationMs: null, commit: null }),
  ];
  expect(outcomeBars(outcomes, 1_000).map(({ status, fact, detail }) => [status, fact, detail])).toEqual([
    ["passed", "", "Run 8, just now"],
    ["failed", "after 10 ms", "Run 9, 2/2, just now, a41f9c2"],
  ]);
  const twice = { runId: runId(1), runNumber: 1, status: "passed", durationMs: 1 } as const;
  expect(new Set(recentBars([twice, twice]).map(({ key }) => key)).size).toBe(2);
});

test("a steady test stands at half height", () => {
  expect([fullHeightMs([10, 11, 9], 10), fullHeightMs([10, 90], 10), fullHeightMs([null], null)]).toEqual([20, 90, 1]);
});

test("a page goes below what is there, and nothing comes twice", () => {
  const row = (id: number) => testRowWith({ test: testWith({ id: testId(id) }) });
  const list = appendRows({ rows: [row(1), row(2)], next: "a" }, { rows: [row(2), row(3)], next: null });
  expect([list.rows.map(({ test: { id } }) => id), list.next]).toEqual([["t1", "t2", "t3"], null]);
});
