import { dayMs, hourMs, minuteMs, secondMs } from "../../../shared/time.ts";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const clockSeconds = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const dayAndClock = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const dayAndSeconds = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const fullDay = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric" });
const month = new Intl.DateTimeFormat("en-GB", { month: "short" });

/** What is written below a chart at round moments that stand `stepMs` apart; a day, month or year is named where it begins. */
export function timeLabels(moments: readonly number[], stepMs: number): string[] {
  return moments.map((at) => {
    const date = new Date(at);
    const isMidnight = date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0;
    if (stepMs >= 28 * dayMs) return date.getMonth() === 0 ? String(date.getFullYear()) : month.format(at);
    if (stepMs >= dayMs || isMidnight) return day.format(at);
    return stepMs >= minuteMs ? clock.format(at) : clockSeconds.format(at);
  });
}

/** A step of a chart in words: the moment that it begins, as exact as the step is. */
export function formatStep(at: number, stepMs: number): string {
  if (stepMs >= dayMs) return fullDay.format(at);
  return stepMs >= minuteMs ? dayAndClock.format(at) : dayAndSeconds.format(at);
}

/** How long a step is, in words, for heads of tables: `1 s`, `5 min`, `1 h`. */
export function formatStepLength(stepMs: number): string {
  if (stepMs >= dayMs) return `${round(stepMs / dayMs)} d`;
  if (stepMs >= hourMs) return `${round(stepMs / hourMs)} h`;
  if (stepMs >= minuteMs) return `${round(stepMs / minuteMs)} min`;
  return `${round(stepMs / secondMs)} s`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
