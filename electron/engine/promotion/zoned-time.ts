import { dayMs, minuteMs } from "../../../shared/time.ts";

/*
 * Days and minutes as clocks on the wall of a time zone show them. Where clocks are put forward some minutes do not exist,
 * and where they are put back some come twice.
 */

/** A moment on such a clock. */
export interface WallTime {
  /** Days since 1970-01-01, of the calendar there. */
  readonly day: number;
  /** Of that day, from 0. */
  readonly minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What clocks in a zone show; `null` is the system's zone. */
export function wallTimeAt(atMs: number, zone: string | null): WallTime {
  const shown = atMs + offsetAt(atMs, zone);
  const day = Math.floor(shown / dayMs);
  return { day, minute: Math.floor((shown - day * dayMs) / minuteMs) };
}

/** 0 is Sunday. */
export function weekdayOf(day: number): number {
  // 1970-01-01 was a Thursday.
  return (((day + 4) % 7) + 7) % 7;
}

/** The moments at which clocks show this: two where it comes twice; one that never comes is the moment when clocks are put forward. */
export function momentsOf({ day, minute }: WallTime, zone: string | null): number[] {
  const asUtc = day * dayMs + minute * minuteMs;
  const [before, after] = [offsetAt(asUtc - dayMs, zone), offsetAt(asUtc + dayMs, zone)];
  const found = [...new Set([asUtc - before, asUtc - after])].filter((at) => at + offsetAt(at, zone) === asUtc).sort((a, b) => a - b);
  return found.length > 0 ? found : [changeBetween(asUtc - dayMs, asUtc + dayMs, zone)];
}

/** The moment at which clocks are put on this day; none mostly. */
export function clockChangesOn(day: number, zone: string | null): number[] {
  const [from, to] = [day * dayMs - dayMs / 2, day * dayMs + dayMs + dayMs / 2];
  return offsetAt(from, zone) === offsetAt(to, zone) ? [] : [changeBetween(from, to, zone)];
}

/** The first moment with the offset that holds at `toMs`. */
function changeBetween(fromMs: number, toMs: number, zone: string | null): number {
  const after = offsetAt(toMs, zone);
  let [low, high] = [fromMs, toMs];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle, zone) === after) high = middle;
    else low = middle;
  }
  return high;
}

/** How far clocks in a zone are ahead of UTC, in milliseconds. */
function offsetAt(atMs: number, zone: string | null): number {
  // To the second: offsets are whole seconds.
  const at = Math.floor(atMs / 1_000) * 1_000;
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const shown = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return shown - at;
}

function formatOf(zone: string | null): Intl.DateTimeFormat {
  // Not remembered: a laptop travels.
  const name = zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = formats.get(name);
  if (known !== undefined) return known;
  const numeric = "numeric" as const;
  const made = new Intl.DateTimeFormat("en-US", {
    ...{ timeZone: name, calendar: "gregory", hourCycle: "h23", numberingSystem: "latn" },
    ...{ year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric },
  });
  formats.set(name, made);
  return made;
}
