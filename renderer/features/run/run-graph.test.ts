import fc from "fast-check";
import { expect, test } from "vitest";
import { stageRunId } from "../../../shared/ids.ts";
import { layOutGraph, nodeHeightPx, nodeWidthPx } from "./run-graph.ts";

const stage = (sequence: number, name: string, needs: readonly string[]) => ({ id: stageRunId(1, sequence), name, needs: [...needs] });

test("every stage stands right of what it needs, and none on another", () => {
  const stagesOf = fc.array(fc.array(fc.nat(30), { maxLength: 4 }), { maxLength: 30 }).map((needs) =>
    needs.map((list, index) =>
      stage(
        index + 1,
        `s${index}`,
        [...new Set(list)].filter((need) => need < index).map((need) => `s${need}`),
      ),
    ),
  );
  fc.assert(
    fc.property(stagesOf, (stages) => {
      const { nodes, edges, widthPx, heightPx } = layOutGraph(stages);
      expect(nodes.length).toBe(stages.length);
      expect(edges.length).toBe(stages.reduce((sum, { needs }) => sum + needs.length, 0));
      for (const { from, to } of edges) expect((nodes[to]?.x ?? 0) - (nodes[from]?.x ?? 0)).toBeGreaterThan(nodeWidthPx);
      const lanes = edges.flatMap((edge) => edge.lanes);
      for (const [index, { x, y }] of nodes.entries()) {
        expect(lanes.every((lane) => lane.x !== x || Math.abs(lane.y - y) >= nodeHeightPx)).toBe(true);
        expect(x + nodeWidthPx <= widthPx && y + nodeHeightPx <= heightPx && x >= 0 && y >= 0).toBe(true);
        const isFree = nodes
          .slice(index + 1)
          .every((other) => Math.abs(other.x - x) >= nodeWidthPx || Math.abs(other.y - y) >= nodeHeightPx);
        expect(isFree).toBe(true);
      }
    }),
  );
});

test("variants of a stage are all needed, and a circle in bad data still gets a place", () => {
  const { edges } = layOutGraph([stage(1, "unit", []), stage(2, "unit", []), stage(3, "deploy", ["unit", "gone"])]);
  expect(edges).toEqual([
    { from: 0, to: 2, lanes: [] },
    { from: 1, to: 2, lanes: [] },
  ]);
  expect(layOutGraph([stage(1, "a", ["b"]), stage(2, "b", ["a"])]).nodes.length).toBe(2);
  expect(layOutGraph([]).nodes).toEqual([]);
});

test("a need that passes a rank goes through a free place of it", () => {
  const { nodes, edges } = layOutGraph([stage(1, "a", []), stage(2, "b", ["a"]), stage(3, "c", ["a", "b"])]);
  const [, b] = nodes;
  const [lane] = edges.find(({ from, to }) => from === 0 && to === 2)?.lanes ?? [];
  expect(lane?.x).toBe(b?.x);
  expect(Math.abs((lane?.y ?? 0) - (b?.y ?? 0))).toBeGreaterThanOrEqual(nodeHeightPx);
});
