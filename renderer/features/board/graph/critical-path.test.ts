import fc from "fast-check";
import { expect, test } from "vitest";
import { stageOf } from "../test-data.ts";
import { criticalPath, inOrder } from "./critical-path.ts";

const stages = [
  stageOf("install"),
  stageOf("lint", "code", ["install"]),
  stageOf("unit", "test", ["install"]),
  stageOf("pack", "build", ["lint", "unit"]),
];

test("the longest chain by expected duration is critical", () => {
  const expected: Record<string, number> = { install: 5, lint: 20, unit: 10, pack: 3 };
  expect(criticalPath(stages, (name) => expected[name] ?? null)).toEqual({ names: ["install", "lint", "pack"], durationMs: 28 });
});

test("without any durations the longest chain of needs is critical", () => {
  expect(criticalPath(stages, () => null)).toEqual({ names: ["install", "lint", "pack"], durationMs: 0 });
});

test("no stages and circles of needs have no path", () => {
  expect(criticalPath([], () => null)).toEqual({ names: [], durationMs: 0 });
  expect(criticalPath([stageOf("a", "build", ["b"]), stageOf("b", "build", ["a"])], () => 1)).toEqual({ names: [], durationMs: 0 });
});

test("no chain is longer than the critical one, and needs always come first", () => {
  const graphs = fc.array(fc.tuple(fc.nat(100), fc.array(fc.nat(9), { maxLength: 3 })), { maxLength: 10 }).map((nodes) =>
    nodes.map(([durationMs, needs], index) => ({
      durationMs,
      stage: stageOf(
        `s${index}`,
        "build",
        [...new Set(needs.filter((need) => need < index))].map((need) => `s${need}`),
      ),
    })),
  );
  fc.assert(
    fc.property(graphs, (graph) => {
      const durations = new Map(graph.map(({ stage, durationMs }) => [stage.name, durationMs]));
      const all = graph.map(({ stage }) => stage);
      const longest = new Map<string, number>();
      for (const stage of all) {
        const before = Math.max(0, ...stage.needs.map((need) => longest.get(need) ?? 0));
        longest.set(stage.name, before + (durations.get(stage.name) ?? 0));
      }
      const path = criticalPath(all, (name) => durations.get(name) ?? null);
      expect(path.durationMs).toBe(Math.max(0, ...longest.values()));
      expect(inOrder(all)).toHaveLength(all.length);
    }),
  );
});
