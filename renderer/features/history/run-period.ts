import { dayMs, isoDay } from "../../../shared/time.ts";
import { daysText, type RunsQuery } from "./run-list.ts";

type Days = Pick<RunsQuery, "sinceDay" | "untilDay">;

/** Periods that end now, by how many days they take with today; days are counted in UTC, as on the charts. */
const periods = [
  { value: "1", label: "Today" },
  { value: "7", label: "Last 7 days" },
  { value: "30", label: "Last 30 days" },
  { value: "90", label: "Last 90 days" },
] as const;

/** What the picker shows: one of {@link periodOptions}. */
export type Period = "" | (typeof periods)[number]["value"] | "day" | "other";

/** The day at `now`, as days since 1970-01-01 in UTC. */
export function dayOf(now: number): number {
  return Math.floor(now / dayMs);
}

/** Which period the days are; `other` for two days that a link brought. */
export function periodOf({ sinceDay, untilDay }: Days, today: number): Period {
  if (sinceDay === null && untilDay === null) return "";
  if (sinceDay === untilDay) return "day";
  const count = untilDay === null && sinceDay !== null ? String(today - sinceDay + 1) : "";
  return periods.find(({ value }) => value === count)?.value ?? "other";
}

/** All that can be chosen, and what is chosen now when it is none of them. */
export function periodOptions(days: Days, today: number): { readonly value: Period; readonly label: string }[] {
  const other = { value: "other" as const, label: daysText(days.sinceDay, days.untilDay) };
  return [
    { value: "", label: "Any day" },
    ...periods,
    { value: "day", label: "A day" },
    ...(periodOf(days, today) === "other" ? [other] : []),
  ];
}

/** The days of a period, as they stand in the address. One without an end goes on to hold tomorrow. */
export function daysOfPeriod(period: Period, today: number): { readonly since: string; readonly until: string } | null {
  if (period === "other") return null;
  if (period === "") return { since: "", until: "" };
  if (period === "day") return { since: isoDay(today), until: isoDay(today) };
  return { since: isoDay(today - Number(period) + 1), until: "" };
}
