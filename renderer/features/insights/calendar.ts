import type { Insights } from "../../../shared/contract/insights.ts";
import { dayMs } from "../../../shared/time.ts";

/** How many weeks the calendar shows: a year and the week that is under way. */
export const calendarWeeks = 53;

/** One day of the calendar. */
export interface CalendarDay {
  /** Days since 1970-01-01, UTC. */
  readonly day: number;
  readonly passed: number;
  readonly failed: number;
  readonly other: number;
  readonly count: number;
  /** 0 without runs, then 1 to 4. */
  readonly level: 0 | 1 | 2 | 3 | 4;
  /** Whether something failed and nothing passed. */
  readonly isRed: boolean;
}

export interface Calendar {
  /** Columns from the oldest to the present week, each from Monday on; the last ends today. */
  readonly weeks: readonly (readonly CalendarDay[])[];
  /** Where the name of a month stands. */
  readonly months: readonly { readonly week: number; readonly name: string }[];
  /** From how many runs on a day has the deepest colour. */
  readonly topCount: number;
  readonly totalCount: number;
  /** Most days in a row with runs and no failure among them; days without runs do not break it. */
  readonly longestGreenDays: number;
}

const monthName = new Intl.DateTimeFormat("en", { month: "short", timeZone: "UTC" });

// A month's name is wider than one column.
const columnsPerName = 3;

/** Lays out the days up to `toDay` in weeks. */
export function layOutCalendar(days: Insights["calendar"], toDay: number): Calendar {
  const known = new Map(days.map((day) => [day.day, day]));
  const firstDay = toDay - weekdayOf(toDay) - (calendarWeeks - 1) * 7;
  const counts = days.map(countOf).sort((one, other) => one - other);
  const topCount = roundUp(counts[Math.floor((counts.length - 1) * 0.95)] ?? 0);
  const weeks: CalendarDay[][] = [];
  const months: { week: number; name: string }[] = [];
  for (let week = 0; week < calendarWeeks; week += 1) {
    const monday = firstDay + week * 7;
    const column: CalendarDay[] = [];
    for (let day = monday; day < monday + 7 && day <= toDay; day += 1) column.push(describeDay(day, known.get(day), topCount));
    weeks.push(column);
    const name = monthOf(monday);
    const isNew = week === 0 ? monthOf(monday + 7 * (columnsPerName - 1)) === name : monthOf(monday - 7) !== name;
    if (isNew && week <= calendarWeeks - columnsPerName + 1) months.push({ week, name });
  }
  const totalCount = weeks.flat().reduce((sum, { count }) => sum + count, 0);
  return { weeks, months, topCount, totalCount, longestGreenDays: longestGreen(weeks.flat()) };
}

/** Days from Monday, 0 to 6. The first of January 1970 was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

function describeDay(day: number, known: Insights["calendar"][number] | undefined, topCount: number): CalendarDay {
  const { passed, failed, other } = known ?? { passed: 0, failed: 0, other: 0 };
  const count = passed + failed + other;
  const level = count === 0 ? 0 : (Math.max(1, Math.min(4, Math.ceil((count / topCount) * 4))) as 1 | 2 | 3 | 4);
  return { day, passed, failed, other, count, level, isRed: failed > 0 && passed === 0 };
}

function countOf({ passed, failed, other }: Insights["calendar"][number]): number {
  return passed + failed + other;
}

/** The next number that reads well at the end of a scale: 4, 8, 10, 20, 40, 50, 100, … */
function roundUp(count: number): number {
  if (count <= 4) return 4;
  for (let power = 1; ; power *= 10) {
    for (const step of [1, 2, 4, 5, 8]) if (step * power >= count) return step * power;
  }
}

function monthOf(day: number): string {
  return monthName.format(day * dayMs);
}

function longestGreen(days: readonly CalendarDay[]): number {
  let longest = 0;
  let current = 0;
  for (const { count, failed } of days) {
    if (failed > 0) current = 0;
    else if (count > 0) current += 1;
    longest = Math.max(longest, current);
  }
  return longest;
}
