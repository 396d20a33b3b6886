import type { StageBar } from "../../shared/contract/pipelines.ts";
import { lookOf } from "../../shared/stage-groups.ts";
import { formatAge, formatDuration } from "../../shared/time.ts";
import type { Bar } from "../ui/bars.tsx";

/** A stage's past as bars with their tips. */
export function stageBars(bars: readonly StageBar[], now: number): Bar[] {
  return bars.map((bar) => ({
    key: bar.stageRunId,
    status: lookOf(bar),
    value: bar.durationMs,
    fact: bar.durationMs === null ? "" : `after ${formatDuration(bar.durationMs)}`,
    detail: [
      `Run ${bar.runNumber}`,
      ...(bar.finishedAt === null ? [] : [formatAge(Math.max(0, now - bar.finishedAt))]),
      ...(bar.commit === null ? [] : [bar.commit.slice(0, 7)]),
    ].join(", "),
  }));
}
