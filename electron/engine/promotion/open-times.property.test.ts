import fc from "fast-check";
import { expect, test } from "vitest";
import type { PlannedWindow } from "../../../shared/pipeline/planned-environment.ts";
import { hourMs, minuteMs } from "../../../shared/time.ts";
import { freezeAt, frozenTimesOf, isWithinWindows, nextOpening } from "./open-times.ts";

const allDays = [0, 1, 2, 3, 4, 5, 6];
const berlin = "Europe/Berlin";
/** Clocks are put forward in the first, back in the second. Lord Howe's move by half an hour. */
const changes = ["2026-03-29T01:00Z", "2026-10-25T01:00Z", "2026-10-03T15:30Z", "2026-04-04T15:00Z"].map((text) => Date.parse(text));
const zones = [berlin, "Australia/Lord_Howe", "America/New_York", "Asia/Kathmandu", "UTC"];

const window = fc.record({
  days: fc.subarray(allDays, { minLength: 1 }),
  fromMinute: fc.integer({ min: 0, max: 1439 }),
  toMinute: fc.integer({ min: 0, max: 1440 }),
  zone: fc.constantFrom(...zones),
}) satisfies fc.Arbitrary<PlannedWindow>;

/** Moments around those at which clocks are put. */
const moment = fc
  .tuple(fc.constantFrom(...changes), fc.integer({ min: -30 * 60, max: 30 * 60 }))
  .map(([change, minutes]) => change + minutes * minuteMs);

test("the next opening is the first minute at which it is open, whatever the clocks do", () => {
  fc.assert(
    fc.property(
      fc.array(window, { minLength: 1, maxLength: 2 }),
      moment,
      fc.option(fc.integer({ min: 0, max: 40 }), { nil: null }),
      (windows, fromMs, frozenHours) => {
        const frozen = frozenHours === null ? [] : [{ fromMs: fromMs - hourMs, toMs: fromMs + frozenHours * hourMs, reason: "payday" }];
        const isOpen = (at: number) => isWithinWindows(windows, at) && freezeAt(frozen, at) === null;
        let expected = fromMs;
        while (!isOpen(expected)) expected += minuteMs;
        expect(nextOpening(windows, frozen, fromMs)).toBe(expected);
      },
    ),
    { numRuns: 150 },
  );
});

const night: PlannedWindow = { days: [1], fromMinute: 22 * 60, toMinute: 6 * 60, zone: berlin };

test("a window over midnight belongs to the day on which it begins", () => {
  const isOpen = (text: string) => isWithinWindows([night], Date.parse(text));
  expect(
    ["2026-06-01T21:59+02:00", "2026-06-01T22:00+02:00", "2026-06-02T05:59+02:00", "2026-06-02T06:00+02:00", "2026-06-02T23:00+02:00"].map(
      isOpen,
    ),
  ).toEqual([false, true, true, false, false]);
});

test("without windows it is always open, and frozen for as long as a person wants it is never", () => {
  expect(nextOpening([], [], 5)).toBe(5);
  expect(nextOpening([], [{ fromMs: 0, toMs: null, reason: "fire" }], 5)).toBe(null);
});

test("days of a freeze are meant whole, on the clocks of the first window, and moments as they are written", () => {
  const freezes = [
    { from: "2026-12-24", to: "2026-12-26", reason: "Christmas" },
    { from: "2026-06-01T09:00", to: "2026-06-01T10:30:15+00:00", reason: "payday" },
  ];
  expect(frozenTimesOf({ windows: [night], freezes })).toEqual([
    { fromMs: Date.parse("2026-12-24T00:00+01:00"), toMs: Date.parse("2026-12-27T00:00+01:00"), reason: "Christmas" },
    { fromMs: Date.parse("2026-06-01T09:00+02:00"), toMs: Date.parse("2026-06-01T10:30:15Z"), reason: "payday" },
  ]);
});
