import { expect, test } from "vitest";
import { withDirections } from "./stations.ts";

test("directions follow a course that turns all the way round without ever jumping back", () => {
  const points = Array.from({ length: 200 }, (_, index) => ({ x: Math.cos(index / 10), y: Math.sin(index / 10) }));
  const stations = withDirections(points);
  for (let index = 1; index < stations.length; index += 1) {
    expect(Math.abs((stations[index]?.radians ?? 0) - (stations[index - 1]?.radians ?? 0))).toBeLessThan(0.2);
  }
  expect((stations.at(-1)?.radians ?? 0) - (stations[0]?.radians ?? 0)).toBeGreaterThan(6 * Math.PI);
});

test("the last point keeps the direction in which it was reached", () => {
  const stations = withDirections([
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 1, y: 1 },
  ]);
  expect(stations.map(({ radians }) => Math.round(radians * 100) / 100)).toEqual([0, 1.57, 1.57]);
});
