import { expect, test } from "vitest";
import { stageOf } from "../test-data.ts";
import {
  firstViewport,
  layoutGraph,
  layoutInRanks,
  lineId,
  linePath,
  moveInGraph,
  nodeHeight,
  nodeWidth,
  type Place,
} from "./graph-layout.ts";

const stages = [
  stageOf("install"),
  stageOf("lint", "code", ["install"]),
  stageOf("unit", "test", ["install"]),
  stageOf("pack", "build", ["lint", "unit"]),
];

function overlaps(one: Place, other: Place): boolean {
  return Math.abs(one.x - other.x) < nodeWidth && Math.abs(one.y - other.y) < nodeHeight;
}

test.each([
  ["careful", layoutGraph(stages).places],
  ["in ranks", layoutInRanks(stages)],
])("a stage stands right of what it needs, and no two overlap (%s)", (_, places) => {
  for (const { name, needs } of stages) {
    for (const need of needs) expect(places.get(name)?.x ?? 0).toBeGreaterThan((places.get(need)?.x ?? 0) + nodeWidth);
  }
  const all = [...places.values()];
  expect(all.some((one, index) => all.some((other, place) => place > index && overlaps(one, other)))).toBe(false);
});

test("two thousand stages without needs are laid out in columns", () => {
  const many = Array.from({ length: 2_000 }, (_, index) => stageOf(`s${index}`));
  const { places } = layoutGraph(many);
  expect(places.size).toBe(2_000);
  expect(new Set([...places.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(2_000);
  expect(Math.max(...[...places.values()].map(({ y }) => y))).toBeLessThan(3_000);
});

test("arrow keys lead along needs and to neighbours, and stop at the edge", () => {
  const { places } = layoutGraph(stages);
  const next = moveInGraph(places, "install", "right") ?? "";
  expect(["lint", "unit"]).toContain(next);
  expect(moveInGraph(places, next, "right")).toBe("pack");
  expect(moveInGraph(places, "pack", "right")).toBeNull();
  expect(new Set([moveInGraph(places, "lint", "down"), moveInGraph(places, "lint", "up")])).toContain("unit");
  expect(moveInGraph(places, "gone", "left")).toBe("install");
});

test("a line that spans columns passes between their cards", () => {
  const long = [...stages, stageOf("ship", "deploy", ["pack", "install"])];
  const { places, passages } = layoutGraph(long);
  const passed = passages.get(lineId("install", "ship")) ?? [];
  expect(passed.length).toBeGreaterThan(0);
  for (const { x, y } of passed) {
    const hit = [...places.values()].some((place) => x > place.x && x < place.x + nodeWidth && y > place.y && y < place.y + nodeHeight);
    expect(hit).toBe(false);
  }
  expect(linePath({ x: 0, y: 0 }, { x: 500, y: 40 }, [{ x: 250, y: 20 }])).toBe("M0 0 C79 0 79 20 158 20 L342 20 C421 20 421 40 500 40");
});

test("a graph that fits is first seen whole and in the middle, a big one from its beginning", () => {
  expect(firstViewport([{ x: 0, y: 0 }], 1_000, 600)).toEqual({ x: 408, y: 228, zoom: 1 });
  expect(firstViewport([{ x: 1_720, y: 0 }], 1_000, 600).zoom).toBeCloseTo(0.5);
  expect(firstViewport([{ x: 50_000, y: 0 }], 1_000, 600)).toEqual({ x: 24, y: 24, zoom: 0.75 });
  expect(firstViewport([], 1_000, 600).zoom).toBe(1);
});
