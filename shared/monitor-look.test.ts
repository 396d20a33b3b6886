import { expect, test } from "vitest";
import { formatUptime, monitorsSummary, uptimeOfBar } from "./monitor-look.ts";

test("what was not always up is never called 100 %", () => {
  expect([null, 100, 99.99999, 99.987, 99.5, 0].map(formatUptime)).toEqual(["–", "100 %", "99.999 %", "99.98 %", "99.50 %", "0.00 %"]);
});

test("all monitors are told with the worst first", () => {
  expect(monitorsSummary([{ state: "up" }, { state: "up" }])).toBe("2 up");
  expect(monitorsSummary([{ state: "up" }, { state: "paused" }, { state: "down" }, { state: "degraded" }])).toBe(
    "1 of 4 up, 1 down, 1 slow, 1 paused",
  );
});

test("maintenance and what nobody knows count neither way", () => {
  const bar = { from: 0, upMs: 60, degradedMs: 20, downMs: 20, maintenanceMs: 900 };
  expect(uptimeOfBar(bar)).toBe(0.8);
  expect(uptimeOfBar({ ...bar, upMs: 0, degradedMs: 0, downMs: 0 })).toBeNull();
});
