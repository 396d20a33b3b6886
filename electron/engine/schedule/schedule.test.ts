import fc from "fast-check";
import { expect, test } from "vitest";
import { dueMinutes } from "../../../e2e/fixtures/due-minutes.ts";
import { hourMs, minuteMs } from "../../../shared/time.ts";
import { isZone, parseSchedule, type Schedule } from "./schedule.ts";

function read(text: string, zone: string | null = "UTC"): Schedule {
  const parsed = parseSchedule(text, zone);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}

function dueTimes(text: string, zone: string, from: string, count: number): string[] {
  const schedule = read(text, zone);
  const times: string[] = [];
  for (let at = schedule.nextDue(Date.parse(from)); at !== null && times.length < count; at = schedule.nextDue(at)) {
    times.push(new Date(at).toISOString().replace(":00.000Z", "Z"));
  }
  return times;
}

test("a fixed time that the clock jumps over is due once, right after the jump", () => {
  expect(dueTimes("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 2)).toEqual(["2026-03-29T01:00Z", "2026-03-30T00:30Z"]);
  expect(dueTimes("0,15,30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 2)).toEqual(["2026-03-29T01:00Z", "2026-03-30T00:00Z"]);
});

test("a fixed time that comes twice is due the first time", () => {
  expect(dueTimes("30 1 * * *", "America/New_York", "2026-11-01T00:00:00Z", 2)).toEqual(["2026-11-01T05:30Z", "2026-11-02T06:30Z"]);
});

test("what is due every so often goes by the time that passes", () => {
  const inSpring = ["2026-03-29T00:30Z", "2026-03-29T01:00Z", "2026-03-29T01:30Z"];
  expect(dueTimes("*/30 * * * *", "Europe/Berlin", "2026-03-29T00:00:00Z", 3)).toEqual(inSpring);
  const inAutumn = ["2026-10-25T00:00Z", "2026-10-25T00:30Z", "2026-10-25T01:00Z", "2026-10-25T01:30Z", "2026-10-25T02:00Z"];
  expect(dueTimes("*/30 * * * *", "Europe/Berlin", "2026-10-24T23:30:00Z", 5)).toEqual(inAutumn);
});

test("a day of the month and a day of the week, both given, are each enough", () => {
  expect(dueTimes("0 6 13 * fri", "UTC", "2026-11-07T00:00:00Z", 3)).toEqual([
    "2026-11-13T06:00Z",
    "2026-11-20T06:00Z",
    "2026-11-27T06:00Z",
  ]);
  expect(dueTimes("0 6 * feb,NOV 7", "UTC", "2026-11-27T00:00:00Z", 2)).toEqual(["2026-11-29T06:00Z", "2027-02-07T06:00Z"]);
  expect(dueTimes("@monthly", "UTC", "2026-11-27T00:00:00Z", 2)).toEqual(["2026-12-01T00:00Z", "2027-01-01T00:00Z"]);
});

test.each([
  ["60 * * * *", "60 is no minute"],
  ["0 6 * *", "expected five fields"],
  ["0 0 6 * * *", "expected five fields"],
  ["@reboot", "expected five fields"],
  ["0 6 L * *", "expected five fields"],
  ["0 6 ? * *", "expected five fields"],
  ["0 22-2 * * *", "the range 22-2 goes backward"],
  ["5/10 * * * *", "a step needs a range"],
  ["*/0 * * * *", "a step is a number"],
  ["0 0 30 2 *", "no day is ever like this"],
  ["0 6 * * sunday", "a month or day name"],
])("%j is refused: %s", (text, reason) => {
  const parsed = parseSchedule(text, "UTC");
  expect(parsed).toMatchObject({ ok: false, failure: { code: "schedule-wrong", message: expect.stringContaining(reason) } });
});

test("a zone is one that the system knows", () => {
  expect(["Europe/Berlin", "UTC", "America/Argentina/Ushuaia", "Europe/Atlantis", "+01:00", ""].map(isZone)).toEqual([
    ...[true, true, true],
    ...[false, false, false],
  ]);
  expect(parseSchedule("@daily", "Europe/Atlantis")).toMatchObject({ ok: false, failure: { code: "zone-unknown" } });
});

const transitions = [
  ["Europe/Berlin", "2026-03-29T01:00:00Z"],
  ["Europe/Berlin", "2026-10-25T01:00:00Z"],
  ["America/New_York", "2026-03-08T07:00:00Z"],
  ["America/New_York", "2026-11-01T06:00:00Z"],
  ["Australia/Lord_Howe", "2026-04-04T15:00:00Z"],
  ["Australia/Lord_Howe", "2026-10-03T15:30:00Z"],
  ["UTC", "2026-06-01T00:00:00Z"],
] as const;

test("due times are those of a count minute by minute, around every change of clocks", () => {
  const subsets = (most: number, size: number) => fc.uniqueArray(fc.integer({ min: 0, max: most }), { minLength: 1, maxLength: size });
  const fields = fc.record({
    minute: fc.oneof(fc.constant(null), subsets(59, 3)),
    hour: fc.oneof(fc.constant(null), subsets(4, 3)),
    weekday: fc.oneof(fc.constant(null), subsets(6, 4)),
  });
  const all = (count: number) => Array.from({ length: count }, (_, index) => index);
  fc.assert(
    fc.property(fc.constantFrom(...transitions), fields, fc.integer({ min: 0, max: 600 }), ([zone, change], chosen, minutesBefore) => {
      const { minute, hour, weekday } = chosen;
      const text = `${minute?.join(",") ?? "*"} ${hour?.join(",") ?? "*"} * * ${weekday?.join(",") ?? "*"}`;
      const from = Date.parse(change) - minutesBefore * minuteMs;
      const to = Date.parse(change) + 8 * hourMs;
      const expected = dueMinutes(
        { minute: minute ?? all(60), hour: hour ?? all(24), weekday: weekday ?? all(7), isFixed: minute !== null && hour !== null },
        ...([zone, from, to] as const),
      );
      const schedule = read(text, zone);
      const found: number[] = [];
      for (let at = schedule.nextDue(from); at !== null && at <= to; at = schedule.nextDue(at)) found.push(at);
      expect(found).toEqual(expected);
      expect(schedule.lastDue(from, to)).toBe(expected.at(-1) ?? null);
      // A moment between two seconds is after the first.
      expect(schedule.lastDue(from, to - 1)).toBe(expected.filter((at) => at < to).at(-1) ?? null);
    }),
    { numRuns: 150 },
  );
});
