import { formatDuration } from "../../../shared/time.ts";

/** Reads `--days`: 90 when it is not given, `null` for what is no period. */
export function daysOf(option: string | boolean | undefined): 30 | 90 | 365 | null {
  if (option === undefined) return 90;
  return ([30, 90, 365] as const).find((days) => String(days) === option) ?? null;
}

/** A duration for people; `none` without one. */
export function duration(durationMs: number | null): string {
  return durationMs === null ? "none" : formatDuration(durationMs);
}

/** A share for people, such as `91.4 %`; `none` without one. */
export function percent(rate: number | null): string {
  return rate === null ? "none" : `${Math.round(rate * 1_000) / 10} %`;
}
