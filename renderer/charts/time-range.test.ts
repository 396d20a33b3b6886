import { expect, test } from "vitest";
import { boundsOf, presetQuery, readRange, refreshMs, usualRange, zoomQuery } from "./time-range.ts";

test("an address that says nothing sensible shows the usual time", () => {
  expect(readRange({})).toEqual({ preset: "24h", zoom: null });
  expect(readRange({ range: "2 weeks", from: "9", to: "3" })).toEqual({ preset: "24h", zoom: null });
  expect(readRange({ range: "toString" })).toEqual({ preset: "24h", zoom: null });
});

test("what is young is shown in the shortest time that holds all of it", () => {
  const presets = ["15m", "1h", "24h", "7d"] as const;
  const usual = (ageMs: number | null, longest: "1h" | "24h") =>
    usualRange(ageMs === null ? null : 1_000_000_000 - ageMs, 1_000_000_000, presets, longest);
  expect([0, 900_000, 900_001, 3_600_001, 90_000_000].map((ageMs) => usual(ageMs, "24h"))).toEqual(["15m", "15m", "1h", "24h", "24h"]);
  expect([usual(3_600_001, "1h"), usual(null, "1h")]).toEqual(["1h", "1h"]);
});

test("a closer look stands in the address, and another time ends it", () => {
  const query = { range: "7d", ...zoomQuery({ from: 1_000.4, to: 2_000 }) };
  expect(readRange(query)).toEqual({ preset: "7d", zoom: { from: 1_000, to: 2_000 } });
  expect(presetQuery("1h")).toEqual({ range: "1h", from: "", to: "" });
});

test("a time that goes on ends now and is read again; a closer look stands still", () => {
  expect(boundsOf({ preset: "1h", zoom: null }, 7_200_000)).toEqual({ from: 3_600_000, to: 7_200_000 });
  expect(refreshMs({ preset: "15m", zoom: null }, 400)).toBe(1_125);
  expect(refreshMs({ preset: "1y", zoom: null }, 400)).toBe(60_000);
  expect(refreshMs({ preset: "1h", zoom: { from: 0, to: 1 } }, 400)).toBeNull();
});
