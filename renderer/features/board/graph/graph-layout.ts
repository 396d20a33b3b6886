import { graphlib, layout } from "@dagrejs/dagre";
import type { PipelineStage } from "../../../../shared/contract/schemas.ts";
import { inOrder } from "./critical-path.ts";

/** A point of the graph, in pixels; of a card its upper left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Where everything stands. */
export interface GraphLayout {
  readonly places: ReadonlyMap<string, Place>;
  /** Where a line passes columns between its two ends, by {@link lineId}: the middles of the free places. */
  readonly passages: ReadonlyMap<string, readonly Place[]>;
}

export const nodeWidth = 184;
export const nodeHeight = 108;
const rowGap = 16;
const rankGap = 56;

/** Beyond this dagre takes longer than a person waits: 0.5 s for 200 stages, 8 s for 800. */
const carefulLimit = 120;
/** Taller ranks of a big graph are broken into several columns. */
const rowsPerColumn = 24;

type Stage = Pick<PipelineStage, "name" | "needs">;

/** Names the line from a stage to one that needs it. */
export function lineId(need: string, stage: string): string {
  return `${need}\n${stage}`;
}

/** Where each stage stands, from left to right by its needs. */
export function layoutGraph(stages: readonly Stage[]): GraphLayout {
  return stages.length <= carefulLimit ? layoutCarefully(stages) : { places: layoutInRanks(stages), passages: new Map() };
}

/** With few crossings, and lines that go round the cards. */
function layoutCarefully(stages: readonly Stage[]): GraphLayout {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: "LR", nodesep: rowGap, ranksep: rankGap });
  graph.setDefaultEdgeLabel(() => ({}));
  const names = new Set(stages.map(({ name }) => name));
  const lines = stages.flatMap(({ name, needs }) => needs.filter((need) => names.has(need)).map((need) => ({ need, name })));
  for (const { name } of stages) graph.setNode(name, { width: nodeWidth, height: nodeHeight });
  for (const { need, name } of lines) graph.setEdge(need, name);
  layout(graph);
  const middles = new Set(stages.map(({ name }) => Math.round(graph.node(name).x)));
  const places = stages.map(({ name }): [string, Place] => {
    const { x, y } = graph.node(name);
    return [name, { x: Math.round(x - nodeWidth / 2), y: Math.round(y - nodeHeight / 2) }];
  });
  const passages = lines.map(({ need, name }): [string, Place[]] => {
    const points: readonly Place[] = graph.edge(need, name).points ?? [];
    // The first and the last point lie on the cards' borders; those between columns do not matter.
    return [lineId(need, name), points.slice(1, -1).filter(({ x }) => middles.has(Math.round(x)))];
  });
  return { places: new Map(places), passages: new Map(passages) };
}

/** A line from `from` (the middle of a card's right side) to `to` (of another's left side), straight where it passes cards. */
export function linePath(from: Place, to: Place, passages: readonly Place[]): string {
  let path = `M${from.x} ${from.y}`;
  let [x, y] = [from.x, from.y];
  const bendTo = (next: Place) => {
    const middle = (x + next.x) / 2;
    path += ` C${middle} ${y} ${middle} ${next.y} ${next.x} ${next.y}`;
    [x, y] = [next.x, next.y];
  };
  for (const passage of passages) {
    bendTo({ x: passage.x - nodeWidth / 2, y: passage.y });
    x = passage.x + nodeWidth / 2;
    path += ` L${x} ${y}`;
  }
  bendTo(to);
  return path;
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

/** What keeps the graph off the window's edges; below stand the tools. */
export const margins = { top: 24, right: 24, bottom: 60, left: 24 } as const;

/** A graph that would be smaller than this opens at its beginning instead. */
const leastFirstZoom = 0.45;

/** How a graph is first looked at: whole and in the middle, or, when it is too big for that, at its beginning. */
export function firstViewport(places: Iterable<Place>, width: number, height: number): Place & { readonly zoom: number } {
  let [right, bottom] = [nodeWidth, nodeHeight];
  for (const { x, y } of places) [right, bottom] = [Math.max(right, x + nodeWidth), Math.max(bottom, y + nodeHeight)];
  const roomWidth = width - margins.left - margins.right;
  const roomHeight = height - margins.top - margins.bottom;
  const zoom = Math.min(1, roomWidth / right, roomHeight / bottom);
  if (zoom < leastFirstZoom) return { x: margins.left, y: margins.top, zoom: 0.75 };
  return { x: margins.left + (roomWidth - right * zoom) / 2, y: margins.top + (roomHeight - bottom * zoom) / 2, zoom };
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
