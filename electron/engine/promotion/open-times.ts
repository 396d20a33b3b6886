import type { PlannedEnvironment, PlannedWindow } from "../../../shared/pipeline/planned-environment.ts";
import { dayMs } from "../../../shared/time.ts";
import { clockChangesOn, momentsOf, wallTimeAt, weekdayOf } from "./zoned-time.ts";

/** When an environment takes deployments, as its file says. */
export type OpenTimes = Pick<PlannedEnvironment, "windows" | "freezes">;

/** A time in which nothing is deployed; `toMs` is the first moment after it. */
export interface FrozenTime {
  readonly fromMs: number;
  /** `null` until a person lifts it. */
  readonly toMs: number | null;
  readonly reason: string;
}

/** Whether a window lets a deployment begin; without one it always may. */
export function isWithinWindows(windows: readonly PlannedWindow[], atMs: number): boolean {
  return windows.length === 0 || windows.some((window) => isWithin(window, atMs));
}

/** On clocks of the window's zone. One whose end is not after its beginning reaches into the next day. */
function isWithin({ days, fromMinute, toMinute, zone }: PlannedWindow, atMs: number): boolean {
  const { day, minute } = wallTimeAt(atMs, zone);
  const isOn = (of: number) => days.includes(weekdayOf(of));
  if (fromMinute < toMinute) return isOn(day) && minute >= fromMinute && minute < toMinute;
  return (isOn(day) && minute >= fromMinute) || (isOn(day - 1) && minute < toMinute);
}

/** The freezes of the file as moments. A day is meant whole, in the zone of the first window. */
export function frozenTimesOf({ freezes, windows }: OpenTimes): FrozenTime[] {
  const zone = windows[0]?.zone ?? null;
  return freezes.map(({ from, to, reason }) => ({ fromMs: momentOf(from, zone, 0), toMs: momentOf(to, zone, 1), reason }));
}

/** `dayShift`: how many days after a day without a time is meant. */
function momentOf(text: string, zone: string | null, dayShift: number): number {
  if (/(Z|[+-]\d\d:?\d\d)$/.test(text.slice(10))) return Date.parse(text);
  const asUtc = Date.parse(text.length > 10 ? `${text}Z` : `${text}T00:00Z`) + (text.length > 10 ? 0 : dayShift * dayMs);
  const day = Math.floor(asUtc / dayMs);
  const [first = asUtc] = momentsOf({ day, minute: Math.floor((asUtc - day * dayMs) / 60_000) }, zone);
  return first + (asUtc % 60_000);
}

/** The freeze that holds; of several the one that ends last. */
export function freezeAt(frozen: readonly FrozenTime[], atMs: number): FrozenTime | null {
  const holding = frozen.filter(({ fromMs, toMs }) => fromMs <= atMs && (toMs === null || atMs < toMs));
  return holding.toSorted((one, other) => endOf(other) - endOf(one))[0] ?? null;
}

function endOf({ toMs }: FrozenTime): number {
  return toMs ?? Number.POSITIVE_INFINITY;
}

/** A window opens at the latest on the same weekday of the next week. */
const mostDaysAhead = 8;

/** Freezes and windows may take turns; after so many nobody plans any more. */
const mostTurns = 100;

/** The first moment from `fromMs` on at which a deployment may begin; `null` when that is not known. */
export function nextOpening(windows: readonly PlannedWindow[], frozen: readonly FrozenTime[], fromMs: number): number | null {
  let atMs = fromMs;
  for (let turn = 0; turn < mostTurns; turn += 1) {
    const freeze = freezeAt(frozen, atMs);
    if (freeze !== null) {
      if (freeze.toMs === null) return null;
      atMs = freeze.toMs;
    } else if (isWithinWindows(windows, atMs)) return atMs;
    else {
      const opening = nextWindow(windows, atMs);
      if (opening === null) return null;
      atMs = opening;
    }
  }
  return null;
}

function nextWindow(windows: readonly PlannedWindow[], afterMs: number): number | null {
  const starts = windows.flatMap((window) => {
    const { day } = wallTimeAt(afterMs, window.zone);
    const days = Array.from({ length: mostDaysAhead + 2 }, (_, ahead) => ahead - 1);
    return days.flatMap((ahead) => [
      ...momentsOf({ day: day + ahead, minute: window.fromMinute }, window.zone),
      // Clocks that are put back may lead into a window once more.
      ...clockChangesOn(day + ahead, window.zone),
    ]);
  });
  const open = starts.filter((at) => at > afterMs && isWithinWindows(windows, at));
  return open.length === 0 ? null : Math.min(...open);
}
