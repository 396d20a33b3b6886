import type { TestOverview } from "../../../shared/contract/tests.ts";
import { countOf, withThousands } from "../../../shared/counts.ts";
import { formatAge } from "../../../shared/time.ts";
import type { Bar } from "../../ui/bars.tsx";

/** Past runs as bars, the oldest first: as high as it had tests, with what failed on top. */
export function trendBars(trend: TestOverview["trend"], now: number): Bar[] {
  return trend.map(({ runId, runNumber, at, totals }) => {
    const red = totals.failed + totals.errored;
    const others = totals.skipped > 0 ? `, ${withThousands(totals.skipped)} skipped` : "";
    return {
      key: runId,
      status: totals.passed + red === 0 ? "skipped" : "passed",
      value: totals.tests,
      fact: red > 0 ? `${withThousands(red)} of ${countOf(totals.tests, "test")}` : `${countOf(totals.passed, "test")}${others}`,
      detail: `Run ${runNumber}, ${formatAge(Math.max(0, now - at))}`,
      ...(red > 0 ? { cap: { status: totals.failed > 0 ? ("failed" as const) : ("errored" as const), value: red } } : {}),
    };
  });
}

/** How wide bars are, and how many of them fit into `widthPx`, so that as many as possible of `count` are seen. */
export function barsIn(widthPx: number, count: number): { readonly barWidth: number; readonly capacity: number } {
  const gap = 2;
  const barWidth = Math.min(8, Math.max(2, Math.floor((widthPx + gap) / Math.max(1, count)) - gap));
  return { barWidth, capacity: Math.max(1, Math.floor((widthPx + gap) / (barWidth + gap))) };
}
