import type { Settings } from "../../../shared/contract/app.ts";

/** When the desktop is told nothing. */
export type QuietHours = Pick<Settings, "quietFrom" | "quietTo" | "quietDays">;

/**
 * Until when it is quiet at a moment, in this machine's own time; `null` when it is not. Quiet that begins in the evening of a
 * chosen day goes on into the next one. The same time twice is a whole day.
 */
export function quietUntil({ quietFrom, quietTo, quietDays }: QuietHours, atMs: number): number | null {
  if (quietFrom === "" || quietTo === "") return null;
  const at = new Date(atMs);
  // The one that began today, and the one that began yesterday.
  for (const days of [0, -1]) {
    const from = timeOn(at, days, quietFrom);
    const to = timeOn(at, quietTo > quietFrom ? days : days + 1, quietTo);
    const isChosen = quietDays.length === 0 || quietDays.includes(from.getDay());
    if (isChosen && from.getTime() <= atMs && atMs < to.getTime()) return to.getTime();
  }
  return null;
}

/** Days and hours of the calendar: a day on which clocks are changed has no 24 hours. */
function timeOn(day: Date, daysLater: number, time: string): Date {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + daysLater, hours, minutes);
}
