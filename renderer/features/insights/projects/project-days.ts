import type { ProjectHealth } from "../../../../shared/contract/health.ts";

/** A part of the period: how many of its runs passed, failed or ended otherwise. */
export interface DayBar {
  readonly passed: number;
  readonly failed: number;
  readonly other: number;
}

/** The days of a period in at most `most` equal parts, the oldest first; days without runs count. */
export function dayBars(days: ProjectHealth["days"], toDay: number, length: number, most: number): DayBar[] {
  const daysOfPart = Math.ceil(length / most);
  const count = Math.ceil(length / daysOfPart);
  const bars = Array.from({ length: count }, () => ({ passed: 0, failed: 0, other: 0 }));
  for (const { day, passed, failed, other } of days) {
    // Counted from the end, so that the last part is whole.
    const bar = bars[count - 1 - Math.floor((toDay - day) / daysOfPart)];
    if (bar === undefined) continue;
    bar.passed += passed;
    bar.failed += failed;
    bar.other += other;
  }
  return bars;
}
