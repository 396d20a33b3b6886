import { minuteMs } from "../../../shared/time.ts";

/** Later than this it was missed and has been caught up. */
const lateMs = 2 * minuteMs;

/** When something was due, by the zone's own clock: `due 06:00`, `due 26 Nov 06:00, caught up`. */
export function dueWords(dueMs: number, nowMs: number, zone: string | null): string {
  const format = (options: Intl.DateTimeFormatOptions) => (at: number) =>
    new Intl.DateTimeFormat("en-GB", { ...options, ...(zone === null ? {} : { timeZone: zone }) }).format(at);
  const day = format({ day: "numeric", month: "short" });
  const time = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" })(dueMs);
  const date = day(dueMs) === day(nowMs) ? "" : `${day(dueMs)} `;
  return `due ${date}${time}${nowMs - dueMs > lateMs ? ", caught up" : ""}`;
}
