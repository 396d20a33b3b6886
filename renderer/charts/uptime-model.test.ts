import fc from "fast-check";
import { expect, test } from "vitest";
import { hourMs, minuteMs } from "../../shared/time.ts";
import { barBounds, linesOfBar, partsOfBar, uptimeOfBars } from "./uptime-model.ts";

const nothing = { from: 0, upMs: 0, degradedMs: 0, downMs: 0, maintenanceMs: 0 };

test("the parts of a bar fill it, and a second of downtime is seen", () => {
  const ms = fc.integer({ min: 0, max: hourMs });
  fc.assert(
    fc.property(ms, ms, ms, ms, (upMs, degradedMs, downMs, maintenanceMs) => {
      const parts = partsOfBar({ from: 0, upMs, degradedMs, downMs, maintenanceMs });
      const sum = parts.reduce((total, { share }) => total + share, 0);
      if (upMs + degradedMs + downMs + maintenanceMs === 0) expect(parts).toEqual([]);
      else expect(sum).toBeCloseTo(1);
      if (downMs > 0) expect(parts.find(({ kind }) => kind === "down")?.share).toBeGreaterThan(0.13);
    }),
  );
});

test("a bar of which nothing is known has no parts and says so", () => {
  expect(partsOfBar(nothing)).toEqual([]);
  expect(linesOfBar(nothing, hourMs)).toEqual(["Nothing is known"]);
});

test("a bar tells how long it was down, slow, and not looked at", () => {
  const bar = { ...nothing, upMs: 48 * minuteMs, downMs: 2 * minuteMs, degradedMs: minuteMs };
  expect(linesOfBar(bar, hourMs)).toEqual(["Up 96.07 %", "Down for 2 m 00 s", "Slow for 1 m 00 s", "Nobody looked for 9 m 00 s"]);
});

test("several bars count as one time", () => {
  expect(uptimeOfBars([nothing])).toBeNull();
  expect(
    uptimeOfBars([
      { ...nothing, upMs: 90 },
      { ...nothing, downMs: 10 },
    ]),
  ).toBe(90);
});

test("bars stand still while time goes on within one", () => {
  const at = Date.UTC(2026, 9, 8, 12, 7);
  expect(barBounds("24h", at)).toEqual(barBounds("24h", at + 10 * minuteMs));
  expect(barBounds("90d", at)).toEqual(barBounds("90d", at + 10 * minuteMs));
});
