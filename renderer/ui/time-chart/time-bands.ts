import type { TimeMark } from "./chart-model.ts";
import { markToken } from "./chart-tokens.ts";

/** A time that is tinted. */
export interface TimeBand {
  readonly from: number;
  readonly to: number;
  /** Its colour. */
  readonly token: string;
}

/** The times that marks last, up to `to`. What overlaps is one: many at once are not darker than one. */
export function bandsOf(marks: readonly TimeMark[], to: number): TimeBand[] {
  const bands = marks
    .map((mark) => ({ from: mark.at, to: mark.until ?? (mark.isOpen ? to : mark.at), token: markToken(mark) }))
    .filter((band) => band.to > band.from)
    .toSorted((one, other) => one.from - other.from);
  const merged: TimeBand[] = [];
  for (const token of new Set(bands.map((band) => band.token))) {
    let last: { from: number; to: number; token: TimeBand["token"] } | null = null;
    for (const band of bands.filter((one) => one.token === token)) {
      if (last !== null && band.from <= last.to) last.to = Math.max(last.to, band.to);
      else {
        last = { ...band };
        merged.push(last);
      }
    }
  }
  return merged;
}
