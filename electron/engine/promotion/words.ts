import type { PlannedWindow } from "../../../shared/pipeline/planned-environment.ts";
import { isoDay } from "../../../shared/time.ts";
import { wallTimeAt } from "./zoned-time.ts";

const dayNames = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** When deployments may begin, such as `Mon to Fri 09:00–17:00 Europe/Berlin`; `null` when always. */
export function windowWords(windows: readonly PlannedWindow[]): string | null {
  if (windows.length === 0) return null;
  return windows
    .map(({ days, fromMinute, toMinute, zone }) => {
      const times = `${clock(fromMinute)}–${clock(toMinute)}`;
      return [daysWords(days), times, zone].filter((part) => part !== null && part !== "").join(" ");
    })
    .join(", ");
}

/** A moment on the clocks of a zone, such as `2026-12-24 09:00`. */
export function momentWords(atMs: number, zone: string | null): string {
  const { day, minute } = wallTimeAt(atMs, zone);
  return `${isoDay(day)} ${clock(minute)}`;
}

/** Weeks begin on Monday; three days in a row or more are a range. */
function daysWords(days: readonly number[]): string {
  const week = [1, 2, 3, 4, 5, 6, 0].filter((day) => days.includes(day));
  if (week.length === 7) return "";
  const places = week.map((day) => (day + 6) % 7);
  const isRow = places.length > 2 && (places.at(-1) ?? 0) - (places[0] ?? 0) === places.length - 1;
  const names = week.map((day) => dayNames[day] ?? "");
  return isRow ? `${names[0]} to ${names.at(-1)}` : names.join(", ");
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
