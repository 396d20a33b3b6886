import type { StageBar } from "./contract/pipelines.ts";
import { percentile } from "./percentile.ts";

/** How good estimates were: by which share of what was expected the runs that passed took more or less. */
export interface EstimateGrade {
  readonly count: number;
  /** Of half of them at most this share, from 0. */
  readonly medianOff: number;
  readonly p90Off: number;
}

/** Fewer estimates than these say nothing about the next. */
const fewest = 5;

/** Grades the estimates of past runs of one stage, or of several; `null` while there are too few. */
export function gradeEstimates(bars: readonly Pick<StageBar, "status" | "durationMs" | "expectedMs">[]): EstimateGrade | null {
  const offs = bars.flatMap(({ status, durationMs, expectedMs }) =>
    status !== "passed" || durationMs === null || expectedMs === null || expectedMs <= 0
      ? []
      : Math.abs(durationMs - expectedMs) / expectedMs,
  );
  const [medianOff, p90Off] = [percentile(offs, 0.5), percentile(offs, 0.9)];
  return offs.length < fewest || medianOff === null || p90Off === null ? null : { count: offs.length, medianOff, p90Off };
}

/** `half within 4 %, nine of ten within 21 %` */
export function gradeWords({ medianOff, p90Off }: EstimateGrade): string {
  return `half within ${Math.round(medianOff * 100)} %, nine of ten within ${Math.round(p90Off * 100)} %`;
}
