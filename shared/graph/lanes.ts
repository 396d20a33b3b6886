/*
 * Draws commits as a graph: each row has its commit in a lane, and lines that pass. A line goes from a commit down to one
 * of its parents, or joins one that goes there already. Between two rows every lane holds at most one.
 */

/** A commit to be drawn. Children come before their parents. */
export interface GraphCommit {
  readonly commit: string;
  readonly parents: readonly string[];
  /** What gives its line the same colour tomorrow, such as a branch's name; the commit itself when left out. */
  readonly key?: string | undefined;
}

/** A piece of a line, in the upper or the lower half of a row. Lanes count from 0, at the left. */
export interface Segment {
  /** Where it is at the row's upper edge or, in the lower half, at its middle. */
  readonly from: number;
  /** Where it is at the row's middle or, in the lower half, at its lower edge. */
  readonly to: number;
  /** From 0; 0 is the main line's alone. */
  readonly color: number;
}

/** One row of the graph. */
export interface LaneRow {
  readonly lane: number;
  readonly color: number;
  /** Lines from the row above: those into the commit, and those that pass. Each begins in a lane of its own. */
  readonly above: readonly Segment[];
  /** Lines to the row below: those out of the commit, and those that pass. Two that end in one lane have joined. */
  readonly below: readonly Segment[];
  /** How many lanes the row takes. */
  readonly width: number;
  /** Parents for whose lines there was no room. */
  readonly cutParents: readonly string[];
}

/** A line on its way down to a commit. */
interface Line {
  readonly goal: string;
  readonly color: number;
  /** It has not begun: its lane is kept for it. */
  readonly isKept: boolean;
}

/** Where the drawing stands between two rows. A value: pages can be drawn again from any of them. */
export interface LaneState {
  readonly lines: readonly (Line | null)[];
  readonly maxLanes: number;
}

/** More lanes than this are no picture any more. */
const defaultMaxLanes = 40;

/** How many colours there are beside that of the main line. */
export const laneColors = 7;

/** Begins a drawing. The first parents of `main` keep lane 0 and are a straight line. */
export function startLanes(main: string | null = null, maxLanes = defaultMaxLanes): LaneState {
  return { lines: main === null ? [] : [{ goal: main, color: 0, isKept: true }], maxLanes };
}

/** Draws the next commits. Page by page gives what all at once would. */
export function layLanes(state: LaneState, commits: readonly GraphCommit[]): { rows: LaneRow[]; state: LaneState } {
  const rows: LaneRow[] = [];
  let lines = state.lines;
  for (const commit of commits) {
    const laid = layRow(lines, commit, state.maxLanes);
    rows.push(laid.row);
    lines = laid.lines;
  }
  return { rows, state: { lines, maxLanes: state.maxLanes } };
}

function layRow(
  before: readonly (Line | null)[],
  { commit, parents, key }: GraphCommit,
  maxLanes: number,
): { row: LaneRow; lines: readonly (Line | null)[] } {
  const awaited = before.findIndex((line) => line?.goal === commit);
  // Where there is no room, the commit stands in the last lane, beside the line that passes there.
  const lane = awaited === -1 ? (freeLane(before, maxLanes) ?? maxLanes - 1) : awaited;
  const color = before[awaited]?.color ?? colorFor(key ?? commit, [before[lane - 1]?.color, before[lane + 1]?.color]);
  const lines: (Line | null)[] = before.map((line) => (line?.goal === commit ? null : line));
  const leaving: Segment[] = [];
  const cutParents: string[] = [];
  for (const [index, parent] of [...new Set(parents)].entries()) {
    const isStraight = index === 0 && (lines[lane] ?? null) === null;
    const joined = isStraight ? -1 : lines.findIndex((line) => line?.goal === parent);
    const to = isStraight ? lane : joined === -1 ? freeLane(lines, maxLanes) : joined;
    if (to === null) {
      cutParents.push(parent);
      continue;
    }
    const fresh = index === 0 ? color : colorFor(parent, [color, lines[to - 1]?.color, lines[to + 1]?.color]);
    lines[to] = { goal: parent, color: lines[to]?.color ?? fresh, isKept: false };
    leaving.push({ from: lane, to, color: lines[to].color });
  }
  while (lines.length > 0 && (lines.at(-1) ?? null) === null) lines.pop();
  const arriving = before.flatMap((line, from) => (line?.goal !== commit || line.isKept ? [] : [{ from, to: lane, color: line.color }]));
  const passing = before.flatMap((line, from) =>
    line === null || line.goal === commit || line.isKept ? [] : [{ from, to: from, color: line.color }],
  );
  const width = Math.max(lane + 1, before.length, lines.length);
  return { row: { lane, color, above: [...arriving, ...passing], below: [...leaving, ...passing], width, cutParents }, lines };
}

function freeLane(lines: readonly (Line | null)[], maxLanes: number): number | null {
  const free = lines.indexOf(null);
  if (free !== -1) return free;
  return lines.length < maxLanes ? lines.length : null;
}

/** The same for the same key, unless a neighbour has it. */
function colorFor(key: string, taken: readonly (number | undefined)[]): number {
  let hash = 0;
  for (let index = 0; index < key.length; index += 1) hash = (Math.imul(hash, 31) + key.charCodeAt(index)) | 0;
  const first = (hash >>> 0) % laneColors;
  for (let step = 0; step < laneColors; step += 1) {
    const color = 1 + ((first + step) % laneColors);
    if (!taken.includes(color)) return color;
  }
  return 1 + first;
}
