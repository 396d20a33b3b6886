import fc from "fast-check";
import { expect, test } from "vitest";
import { restartDelayMs } from "./restart-policy.ts";

test("the wait doubles with every stop in the last minute, and the fifth is the last", () => {
  const stops: number[] = [];
  const waits = Array.from({ length: 7 }, (_, index) => {
    const wait = restartDelayMs(stops, index * 1000);
    stops.push(index * 1000);
    return wait;
  });
  expect(waits).toEqual([200, 400, 800, 1600, 3200, null, null]);
});

test("stops of more than a minute ago are forgotten", () => {
  expect(restartDelayMs([0, 1, 2, 3, 4], 60_004)).toBe(200);
});

test("whatever the past, the wait is null or between 200 ms and 3.2 s, and more stops never make it shorter", () => {
  const time = fc.integer({ min: 0, max: 200_000 });
  fc.assert(
    fc.property(fc.array(time), time, time, (stops, extra, now) => {
      const wait = restartDelayMs(stops, now) ?? Number.POSITIVE_INFINITY;
      const longer = restartDelayMs([...stops, extra], now) ?? Number.POSITIVE_INFINITY;
      return wait >= 200 && (wait <= 3200 || wait === Number.POSITIVE_INFINITY) && longer >= wait;
    }),
  );
});
