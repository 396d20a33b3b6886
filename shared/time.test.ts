import fc from "fast-check";
import { expect, test } from "vitest";
import { dayMs, formatAge, formatAgeShort, formatBytes, formatDuration, hourMs, minuteMs, parseDuration, secondMs } from "./time.ts";

const unitsMs = { ms: 1, s: secondMs, m: minuteMs, h: hourMs, d: dayMs } as const;
type Unit = keyof typeof unitsMs;

function readParts(text: string): { amount: number; unit: Unit; shownMs: number }[] {
  return [...text.matchAll(/([\d.]+) ([a-z]+)/g)].map(([, amount = "", unit]) => {
    const shownMs = unitsMs[unit as Unit] * (amount.includes(".") ? 0.1 : 1);
    return { amount: Number(amount), unit: unit as Unit, shownMs };
  });
}

test.each([
  [0, "0 ms"],
  [999, "999 ms"],
  [999.6, "1.0 s"],
  [1_000, "1.0 s"],
  [59_949, "59.9 s"],
  [59_950, "1 m 00 s"],
  [64_000, "1 m 04 s"],
  [119_600, "2 m 00 s"],
  [3_599_600, "1 h 00 m"],
  [5 * hourMs + 12 * minuteMs, "5 h 12 m"],
  [dayMs - 1, "1 d 0 h"],
  [2 * dayMs + 3 * hourMs, "2 d 3 h"],
])("%d ms is written as %j", (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text);
});

test("a written duration is off by no more than half of its last unit, and no part spills into the next", () => {
  const limits: Record<Unit, number> = { ms: 1_000, s: 60, m: 60, h: 24, d: Number.POSITIVE_INFINITY };
  fc.assert(
    fc.property(fc.oneof(fc.nat(2 * minuteMs), fc.nat(2 * dayMs), fc.nat(400 * dayMs)), (durationMs) => {
      const parts = readParts(formatDuration(durationMs));
      const readMs = parts.reduce((sum, { amount, unit }) => sum + amount * unitsMs[unit], 0);
      const lastMs = parts.at(-1)?.shownMs ?? 0;
      // Rounded to seconds first, then to minutes, then to hours: each adds half of its own.
      expect(Math.abs(readMs - durationMs)).toBeLessThanOrEqual(lastMs / 2 + (lastMs >= minuteMs ? minuteMs : 0));
      for (const { amount, unit } of parts) expect(amount).toBeLessThan(limits[unit]);
    }),
  );
});

test.each([
  ["500ms", 500],
  ["10s", 10_000],
  ["1.5m", 90_000],
  ["1h 30m", 5_400_000],
  [" 2d ", 2 * dayMs],
  ["30d", 30 * dayMs],
  ["30d 1ms", null],
  ["0s", null],
  ["", null],
  ["10", null],
  ["10 s", null],
  ["-1s", null],
  ["1e3s", null],
  ["1h30m", null],
])("%j is read as %j ms", (text, durationMs) => {
  expect(parseDuration(text)).toBe(durationMs);
});

test.each([
  [0, "just now", "now"],
  [45 * secondMs, "45 s ago", "now"],
  [14 * minuteMs + 59 * secondMs, "14 min ago", "14 m"],
  [3 * hourMs, "3 h ago", "3 h"],
  [6 * dayMs, "6 d ago", "6 d"],
  [730 * dayMs, "730 d ago", "730 d"],
  [731 * dayMs, "2 y ago", "2 y"],
  [4_028 * dayMs, "11 y ago", "11 y"],
])("an age of %d ms is written as %j, or short %j", (ageMs, text, short) => {
  expect([formatAge(ageMs), formatAgeShort(ageMs)]).toEqual([text, short]);
});

test.each([
  [0, "0 B"],
  [1_023, "1023 B"],
  [1_024, "1.0 KiB"],
  [512 * 1024, "512 KiB"],
  [1_048_575, "1.0 MiB"],
  [1_992_294, "1.9 MiB"],
  [3 * 1024 ** 3, "3.0 GiB"],
  [5 * 1024 ** 5, "5120 TiB"],
])("%d bytes are written as %j", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
