import { expect, test } from "vitest";
import { boundsOf, presetQuery, readRange, refreshMs, zoomQuery } from "./time-range.ts";

test("an address that says nothing sensible shows the usual time", () => {
  expect(readRange({})).toEqual({ preset: "24h", zoom: null });
  expect(readRange({ range: "2 weeks", from: "9", to: "3" })).toEqual({ preset: "24h", zoom: null });
  expect(readRange({ range: "toString" })).toEqual({ preset: "24h", zoom: null });
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
