import fc from "fast-check";
import { expect, test } from "vitest";
import { nextTurn, turnsFrom } from "./schedule.ts";

test("the next turn is the first after a moment, and turns do not move", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e9 }),
      fc.integer({ min: 1_000, max: 1e8 }),
      fc.string(),
      fc.integer({ min: -1e6, max: 1e10 }),
      (now, everyMs, key, later) => {
        const turns = turnsFrom(now, everyMs, key);
        expect(turns.firstMs).toBeGreaterThanOrEqual(now);
        expect(turns.firstMs).toBeLessThan(now + Math.min(everyMs, 10_000));
        const next = nextTurn(turns, later);
        expect(next).toBeGreaterThan(later - 1);
        expect((next - turns.firstMs) % everyMs).toBe(0);
        expect(next === turns.firstMs || next - everyMs <= later).toBe(true);
      },
    ),
  );
});

test("the first turns of many are spread evenly", () => {
  const firsts = Array.from({ length: 500 }, (_, place) => turnsFrom(0, 5_000, `/work/shop\nhome-${place}`).firstMs);
  const perHalfSecond = Map.groupBy(firsts, (ms) => Math.floor(ms / 500));
  expect(perHalfSecond.size).toBe(10);
  for (const group of perHalfSecond.values()) expect(group.length).toBeLessThan(90);
});
