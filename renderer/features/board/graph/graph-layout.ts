import { Graph, layout } from "@dagrejs/dagre";
import type { PipelineStage } from "../../../../shared/contract/schemas.ts";
import { inOrder } from "./critical-path.ts";

/** The upper left corner of a card in the graph, in pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export const nodeWidth = 184;
export const nodeHeight = 108;
const rowGap = 16;
const rankGap = 56;

/** Beyond this dagre takes longer than a person waits (0.5 s for 200 stages, 8 s for 800 on the slower machines). */
const carefulLimit = 120;
/** Taller ranks of a big graph are broken into several columns. */
const rowsPerColumn = 24;

type Stage = Pick<PipelineStage, "name" | "needs">;

/** Where each stage stands, from left to right by its needs. */
export function layoutGraph(stages: readonly Stage[]): ReadonlyMap<string, Place> {
  return stages.length <= carefulLimit ? layoutCarefully(stages) : layoutInRanks(stages);
}

/** With few crossings. */
function layoutCarefully(stages: readonly Stage[]): ReadonlyMap<string, Place> {
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: rowGap, ranksep: rankGap });
  graph.setDefaultEdgeLabel(() => ({}));
  const names = new Set(stages.map(({ name }) => name));
  for (const { name } of stages) graph.setNode(name, { width: nodeWidth, height: nodeHeight });
  for (const { name, needs } of stages) for (const need of needs) if (names.has(need)) graph.setEdge(need, name);
  layout(graph);
  return new Map(
    stages.map(({ name }) => {
      const { x, y } = graph.node(name);
      return [name, { x: Math.round(x - nodeWidth / 2), y: Math.round(y - nodeHeight / 2) }];
    }),
  );
}

/** In linear time: each stage right of all that it needs, at about the height of what it needs. */
export function layoutInRanks(stages: readonly Stage[]): ReadonlyMap<string, Place> {
  const rankOf = new Map<string, number>();
  const ranks: Stage[][] = [];
  for (const stage of inOrder(stages)) {
    const rank = 1 + Math.max(-1, ...stage.needs.map((need) => rankOf.get(need) ?? -1));
    rankOf.set(stage.name, rank);
    ranks[rank] ??= [];
    ranks[rank].push(stage);
  }
  const rowOf = new Map<string, number>();
  const places = new Map<string, Place>();
  let x = 0;
  for (const rank of ranks) {
    const sorted = rank.map((stage, index) => ({ stage, row: meanRow(stage, rowOf) ?? index })).sort((one, other) => one.row - other.row);
    for (const [index, { stage }] of sorted.entries()) {
      const row = index % rowsPerColumn;
      rowOf.set(stage.name, row);
      places.set(stage.name, { x: x + Math.floor(index / rowsPerColumn) * (nodeWidth + rowGap), y: row * (nodeHeight + rowGap) });
    }
    x += Math.ceil(sorted.length / rowsPerColumn) * (nodeWidth + rowGap) + rankGap - rowGap;
  }
  return places;
}

function meanRow(stage: Stage, rowOf: ReadonlyMap<string, number>): number | null {
  const rows = stage.needs.flatMap((need) => rowOf.get(need) ?? []);
  return rows.length === 0 ? null : rows.reduce((sum, row) => sum + row, 0) / rows.length;
}

/** Which way an arrow key leads in the graph. */
export type GraphMove = "up" | "down" | "left" | "right";

/** The nearest stage in that direction; sideways counts more than the distance across. `null` at the edge. */
export function moveInGraph(places: ReadonlyMap<string, Place>, from: string, move: GraphMove): string | null {
  const start = places.get(from);
  if (start === undefined) return places.keys().next().value ?? null;
  let best: { name: string; cost: number } | null = null;
  for (const [name, place] of places) {
    const [along, across] = stepTo(start, place, move);
    if (along <= 0) continue;
    const cost = along + 3 * Math.abs(across);
    if (best === null || cost < best.cost) best = { name, cost };
  }
  return best?.name ?? null;
}

function stepTo(from: Place, to: Place, move: GraphMove): [along: number, across: number] {
  const [x, y] = [to.x - from.x, to.y - from.y];
  switch (move) {
    case "left":
      return [-x, y];
    case "right":
      return [x, y];
    case "up":
      return [-y, x];
    case "down":
      return [y, x];
  }
}
