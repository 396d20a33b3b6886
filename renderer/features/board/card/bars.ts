import type { StageBar } from "../../../../shared/contract/pipelines.ts";
import { isTerminal, type Status } from "../../../../shared/status.ts";

/** How many bars a card has at most; the engine sends as many. */
export const barLimit = 20;
export const barHeight = 24;
/** What never ran still has a mark, so that it can be pointed at. */
const leastHeight = 3;

/** One bar as drawn: the oldest has place 0. */
export interface Bar {
  readonly bar: StageBar;
  readonly height: number;
  readonly status: Status;
}

/**
 * The newest `count` bars with their heights. A steady stage stands at half height, so that both a slower and a
 * faster run show; the slowest run is the full height when it took more than twice the usual.
 */
export function drawBars(bars: readonly StageBar[], count: number, now: number): Bar[] {
  const shown = bars.slice(-count);
  const durations = shown.map((bar) => barDuration(bar, now));
  const known = durations.filter((duration) => duration !== null).sort((a, b) => a - b);
  const median = known[Math.floor((known.length - 1) / 2)] ?? 0;
  const scale = Math.max(known.at(-1) ?? 0, 2 * median);
  return shown.map((bar, index) => ({ bar, height: heightOf(durations[index] ?? null, scale), status: bar.status }));
}

function heightOf(durationMs: number | null, scaleMs: number): number {
  if (durationMs === null || scaleMs === 0) return leastHeight;
  return Math.max(leastHeight, Math.round((durationMs / scaleMs) * barHeight));
}

/** How long a bar's stage took, or has taken so far; `null` when it never started. */
export function barDuration(bar: StageBar, now: number): number | null {
  if (bar.durationMs !== null) return bar.durationMs;
  if (bar.startedAt === null || isTerminal(bar.status)) return null;
  return Math.max(0, now - bar.startedAt);
}
