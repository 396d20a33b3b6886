import type { StageBar } from "../../../../shared/contract/pipelines.ts";
import { lookOf } from "../../../../shared/stage-groups.ts";
import { isTerminal } from "../../../../shared/status.ts";
import { formatAge, formatDuration } from "../../../../shared/time.ts";
import type { Bar } from "../../../ui/bars.tsx";

/** How many bars a card has at most; the engine sends as many. */
export const barLimit = 20;

/** A stage's past runs as bars, the oldest first. One that goes on beyond `fullMs` no longer grows, or it would press down the rest. */
export function drawBars(bars: readonly StageBar[], fullMs: number, now: number): Bar[] {
  return bars.map((bar) => {
    const durationMs = barDuration(bar, now);
    const at = bar.finishedAt ?? bar.startedAt;
    const detail = [`Run ${bar.runNumber}`, at === null ? null : formatAge(Math.max(0, now - at)), bar.commit?.slice(0, 7)];
    return {
      key: bar.stageRunId,
      status: lookOf(bar),
      value: durationMs === null || fullMs === 0 ? durationMs : Math.min(durationMs, fullMs),
      fact: durationMs === null ? "" : `after ${formatDuration(durationMs)}`,
      detail: detail.filter((part) => part != null).join(", "),
    };
  });
}

/**
 * The duration of a bar of full height, in milliseconds. A steady stage stands at half height, so that both a slower
 * and a faster run show; the slowest run is the full height when it took more than twice the usual. 0 while none has ended.
 */
export function fullHeightMs(bars: readonly StageBar[]): number {
  const known = bars.flatMap((bar) => bar.durationMs ?? []).sort((one, other) => one - other);
  const median = known[Math.floor((known.length - 1) / 2)] ?? 0;
  return Math.max(known.at(-1) ?? 0, 2 * median);
}

/** How long a bar's stage took, or has taken so far; `null` when it never started. */
export function barDuration(bar: StageBar, now: number): number | null {
  if (bar.durationMs !== null) return bar.durationMs;
  if (bar.startedAt === null || isTerminal(bar.status)) return null;
  return Math.max(0, now - bar.startedAt);
}
