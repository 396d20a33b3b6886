import { expect, test } from "vitest";
import { parseDay } from "../../../shared/time.ts";
import { dayOf, daysOfPeriod, type Period, periodOf, periodOptions } from "./run-period.ts";

const today = dayOf(Date.parse("2026-11-23T17:00:00Z"));

test.each<[Period, { since: string; until: string }]>([
  ["", { since: "", until: "" }],
  ["1", { since: "2026-11-23", until: "" }],
  ["7", { since: "2026-11-17", until: "" }],
  ["90", { since: "2026-08-26", until: "" }],
  ["day", { since: "2026-11-23", until: "2026-11-23" }],
])("the period %j is found again in the address that it makes", (period, days) => {
  expect(daysOfPeriod(period, today)).toEqual(days);
  expect(periodOf({ sinceDay: parseDay(days.since), untilDay: parseDay(days.until) }, today)).toBe(period);
});

test("two days that a link brought are an entry of their own", () => {
  const days = { sinceDay: parseDay("2026-08-26"), untilDay: parseDay("2026-11-23") };
  expect(periodOf(days, today)).toBe("other");
  expect(periodOptions(days, today).at(-1)).toEqual({ value: "other", label: "26 Aug to 23 Nov 2026" });
  expect(daysOfPeriod("other", today)).toBeNull();
});
