import { dayMs } from "../../../shared/time.ts";

const parts = new Intl.DateTimeFormat("en", { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** `8 Oct`, of days since 1970-01-01 in UTC. */
export function formatDay(day: number): string {
  const { day: date, month } = partsOf(day);
  return `${date} ${month}`;
}

/** `24 Aug to 22 Nov`, with the years when there are two: `27 Nov 2025 to 26 Nov 2026`. */
export function formatDays(from: number, to: number): string {
  const years = [partsOf(from).year, partsOf(to).year];
  return years[0] === years[1]
    ? `${formatDay(from)} to ${formatDay(to)}`
    : `${formatDay(from)} ${years[0]} to ${formatDay(to)} ${years[1]}`;
}

/** `Thu 8 Oct 2026`. */
export function formatFullDay(day: number): string {
  const { weekday, day: date, month, year } = partsOf(day);
  return `${weekday} ${date} ${month} ${year}`;
}

function partsOf(day: number): Record<string, string> {
  return Object.fromEntries(parts.formatToParts(day * dayMs).map(({ type, value }) => [type, value]));
}
