import type { StageRun } from "../../../shared/contract/schemas.ts";

/** Size of a stage in the graph, and the room between stages, in pixels. */
export const nodeWidthPx = 176;
export const nodeHeightPx = 32;
const rowGapPx = 12;
const rankGapPx = 40;
const marginPx = 24;

/** A stage at its place; the place is its upper left corner. */
export interface GraphNode<Stage> {
  readonly stage: Stage;
  readonly x: number;
  readonly y: number;
}

/** A point of the graph, in pixels. */
interface Place {
  readonly x: number;
  readonly y: number;
}

/** A need, as the places of its two ends. */
export interface GraphEdge {
  readonly from: number;
  readonly to: number;
  /** Upper left corners of the free places through which its line passes the ranks between; the nearest to `from` first. */
  readonly lanes: readonly Place[];
}

export interface RunGraph<Stage> {
  readonly nodes: readonly GraphNode<Stage>[];
  /** Between places in `nodes`. */
  readonly edges: readonly GraphEdge[];
  readonly widthPx: number;
  readonly heightPx: number;
}

type Linked = Pick<StageRun, "id" | "name" | "needs">;
type Need = Pick<GraphEdge, "from" | "to">;

/** More free places than these would make the graph tall without making it clear. */
const mostLanes = 200;

/**
 * Stands stages in ranks from left to right, each right of everything that it needs, and within a rank near to what it
 * needs; a need that passes ranks has a place of its own in each of them. Takes time in proportion to the stages and
 * their needs, so that two thousand are laid out at once.
 */
export function layOutGraph<Stage extends Linked>(stages: readonly Stage[]): RunGraph<Stage> {
  const byName = new Map<string, number[]>();
  for (const [index, { name }] of stages.entries()) byName.set(name, [...(byName.get(name) ?? []), index]);
  const needs = stages.flatMap((stage, to) => stage.needs.flatMap((need) => (byName.get(need) ?? []).map((from) => ({ from, to }))));
  const needsOf = stages.map((): number[] => []);
  for (const { from, to } of needs) needsOf[to]?.push(from);

  const ranks = inRanks(needsOf);
  const { rowOf, lanesOf, tallest } = placeRows(ranks, needs, stages.length);
  const place = (rank: number, row: number): Place => ({
    x: marginPx + rank * (nodeWidthPx + rankGapPx),
    y: marginPx + row * (nodeHeightPx + rowGapPx),
  });
  const nodes: (GraphNode<Stage> | undefined)[] = [];
  for (const [rank, members] of ranks.entries()) {
    for (const index of members) {
      const stage = stages[index];
      if (stage !== undefined) nodes[index] = { stage, ...place(rank, rowOf.get(index) ?? 0) };
    }
  }
  return {
    nodes: nodes.filter((node) => node !== undefined),
    edges: needs.map((need) => ({ ...need, lanes: (lanesOf.get(need) ?? []).map(({ rank, row }) => place(rank, row)) })),
    widthPx: 2 * marginPx + ranks.length * (nodeWidthPx + rankGapPx) - rankGapPx,
    heightPx: 2 * marginPx + tallest * (nodeHeightPx + rowGapPx) - rowGapPx,
  };
}

/** Gives every stage, and every need that passes a rank, a row of its rank, near to where it comes from. */
function placeRows(ranks: readonly (readonly number[])[], needs: readonly Need[], stageCount: number) {
  const rankOf = new Map(ranks.flatMap((members, rank) => members.map((index) => [index, rank] as const)));
  const spanOf = ({ from, to }: Need) => (rankOf.get(to) ?? 0) - (rankOf.get(from) ?? 0);
  const long = needs.filter((need) => spanOf(need) > 1);
  const hasLanes = long.reduce((sum, need) => sum + spanOf(need) - 1, 0) <= mostLanes;
  const passing = ranks.map((_, rank) =>
    hasLanes ? long.filter(({ from, to }) => (rankOf.get(from) ?? 0) < rank && rank < (rankOf.get(to) ?? 0)) : [],
  );
  const tallest = Math.max(0, ...ranks.map((members, rank) => members.length + (passing[rank]?.length ?? 0)));
  const incoming = Map.groupBy(needs, ({ to }) => to);
  const rowOf = new Map<number, number>();
  const lanesOf = new Map<Need, { rank: number; row: number }[]>();
  const rowBefore = (need: Need) => lanesOf.get(need)?.at(-1)?.row ?? rowOf.get(need.from) ?? 0;
  for (const [rank, members] of ranks.entries()) {
    const items = [
      ...members.map((index) => ({ index, need: null, wanted: mean((incoming.get(index) ?? []).map(rowBefore), index / stageCount) })),
      ...(passing[rank] ?? []).map((need) => ({ index: need.to, need, wanted: rowBefore(need) })),
    ].sort((one, other) => one.wanted - other.wanted || one.index - other.index);
    const topRow = (tallest - items.length) / 2;
    for (const [place, { index, need }] of items.entries()) {
      const row = topRow + place;
      if (need === null) rowOf.set(index, row);
      else lanesOf.set(need, [...(lanesOf.get(need) ?? []), { rank, row }]);
    }
  }
  return { rowOf, lanesOf, tallest };
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

/** The curve from the right side of one stage to the left side of another, straight where it passes a rank. */
export function edgePath(from: Place, to: Place, lanes: readonly Place[] = []): string {
  let path = `M${from.x + nodeWidthPx} ${from.y + nodeHeightPx / 2}`;
  let [x, y] = [from.x + nodeWidthPx, from.y + nodeHeightPx / 2];
  for (const next of [...lanes, to]) {
    const nextY = next.y + nodeHeightPx / 2;
    const bend = Math.min(rankGapPx, Math.max(16, (next.x - x) / 2));
    path += `C${x + bend} ${y} ${next.x - bend} ${nextY} ${next.x} ${nextY}`;
    if (next !== to) path += `H${next.x + nodeWidthPx}`;
    [x, y] = [next.x + nodeWidthPx, nextY];
  }
  return path;
}
