import type { StageRun } from "../../../shared/contract/schemas.ts";

/** Size of a stage in the graph, and the room between stages, in pixels. */
export const nodeWidthPx = 160;
export const nodeHeightPx = 32;
const rowGapPx = 12;
const rankGapPx = 44;
const marginPx = 24;

/** A stage at its place; the place is its upper left corner. */
export interface GraphNode<Stage> {
  readonly stage: Stage;
  readonly x: number;
  readonly y: number;
}

/** A need, as the places of its two ends. */
export interface GraphEdge {
  readonly from: number;
  readonly to: number;
}

export interface RunGraph<Stage> {
  readonly nodes: readonly GraphNode<Stage>[];
  /** Between places in `nodes`. */
  readonly edges: readonly GraphEdge[];
  readonly widthPx: number;
  readonly heightPx: number;
}

type Linked = Pick<StageRun, "id" | "name" | "needs">;

/**
 * Stands stages in ranks from left to right, each right of everything that it needs, and within a rank near to what it
 * needs. Takes time in proportion to the stages and their needs, so that two thousand are laid out at once.
 */
export function layOutGraph<Stage extends Linked>(stages: readonly Stage[]): RunGraph<Stage> {
  const byName = new Map<string, number[]>();
  for (const [index, { name }] of stages.entries()) byName.set(name, [...(byName.get(name) ?? []), index]);
  const edges = stages.flatMap((stage, to) => stage.needs.flatMap((need) => (byName.get(need) ?? []).map((from) => ({ from, to }))));
  const needsOf = stages.map((): number[] => []);
  for (const { from, to } of edges) needsOf[to]?.push(from);

  const ranks = inRanks(needsOf);
  const rowOf = new Map<number, number>();
  const tallest = Math.max(0, ...ranks.map((rank) => rank.length));
  const nodes: (GraphNode<Stage> | undefined)[] = [];
  for (const [rank, members] of ranks.entries()) {
    const wanted = (index: number) =>
      mean(
        (needsOf[index] ?? []).map((need) => rowOf.get(need) ?? 0),
        index / stages.length,
      );
    const ordered = [...members].sort((one, other) => wanted(one) - wanted(other) || one - other);
    const topRow = (tallest - ordered.length) / 2;
    for (const [row, index] of ordered.entries()) {
      rowOf.set(index, topRow + row);
      const stage = stages[index];
      if (stage === undefined) continue;
      nodes[index] = { stage, x: marginPx + rank * (nodeWidthPx + rankGapPx), y: marginPx + (topRow + row) * (nodeHeightPx + rowGapPx) };
    }
  }
  return {
    nodes: nodes.filter((node) => node !== undefined),
    edges,
    widthPx: 2 * marginPx + ranks.length * (nodeWidthPx + rankGapPx) - rankGapPx,
    heightPx: 2 * marginPx + tallest * (nodeHeightPx + rowGapPx) - rowGapPx,
  };
}

/** Places by how many needs lie before them on the longest way. Stages of a circle, which only bad data has, come last. */
function inRanks(needsOf: readonly (readonly number[])[]): number[][] {
  const open = needsOf.map((needs) => needs.length);
  const dependents = needsOf.map((): number[] => []);
  for (const [index, needs] of needsOf.entries()) for (const need of needs) dependents[need]?.push(index);
  const ranks: number[][] = [];
  let current = open.flatMap((count, index) => (count === 0 ? [index] : []));
  const placed = new Set<number>();
  while (current.length > 0) {
    ranks.push(current);
    const next: number[] = [];
    for (const index of current) {
      placed.add(index);
      for (const dependent of dependents[index] ?? []) {
        open[dependent] = (open[dependent] ?? 0) - 1;
        if (open[dependent] === 0) next.push(dependent);
      }
    }
    current = next;
  }
  const rest = needsOf.flatMap((_, index) => (placed.has(index) ? [] : [index]));
  return rest.length === 0 ? ranks : [...ranks, rest];
}

function mean(values: readonly number[], otherwise: number): number {
  return values.length === 0 ? otherwise : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The curve from the right side of one stage to the left side of another. */
export function edgePath(from: Pick<GraphNode<unknown>, "x" | "y">, to: Pick<GraphNode<unknown>, "x" | "y">): string {
  const [x1, y1, x2, y2] = [from.x + nodeWidthPx, from.y + nodeHeightPx / 2, to.x, to.y + nodeHeightPx / 2];
  const bend = Math.min(rankGapPx, Math.max(16, (x2 - x1) / 2));
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
