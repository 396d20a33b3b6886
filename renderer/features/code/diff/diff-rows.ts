import type { DiffHunk, DiffLine, FileDiff } from "../../../../shared/contract/code/changes.ts";

/** A place in a difference: a hunk, and a line in it. */
export interface LinePlace {
  readonly hunk: number;
  readonly line: number;
}

/** One side of a row: a line and where it stands. */
export interface Cell extends LinePlace {
  readonly text: DiffLine;
}

/** One row of a difference as it is drawn. */
export type DiffRow =
  | { readonly kind: "hunk"; readonly hunk: number; readonly content: DiffHunk }
  | { readonly kind: "line"; readonly cell: Cell }
  | { readonly kind: "pair"; readonly left: Cell | null; readonly right: Cell | null };

/** The rows of a difference with both sides in one column, or next to each other; empty when it is no text. */
export function rowsOf(diff: FileDiff, layout: "inline" | "split"): DiffRow[] {
  if (diff.content.kind !== "text") return [];
  return diff.content.hunks.flatMap((content, hunk): DiffRow[] => [
    { kind: "hunk", hunk, content },
    ...(layout === "inline" ? inline(content, hunk) : split(content, hunk)),
  ]);
}

function inline(content: DiffHunk, hunk: number): DiffRow[] {
  return content.lines.map((text, line) => ({ kind: "line", cell: { hunk, line, text } }));
}

function split(content: DiffHunk, hunk: number): DiffRow[] {
  const rows: DiffRow[] = [];
  for (const block of blocksOf(content.lines)) {
    const cell = (line: number | undefined): Cell | null => {
      const text = line === undefined ? undefined : content.lines[line];
      return line === undefined || text === undefined ? null : { hunk, line, text };
    };
    for (const line of block.same) rows.push({ kind: "pair", left: cell(line), right: cell(line) });
    const length = Math.max(block.removed.length, block.added.length);
    for (let row = 0; row < length; row += 1) rows.push({ kind: "pair", left: cell(block.removed[row]), right: cell(block.added[row]) });
  }
  return rows;
}

/** Lines that are equal, then those that were replaced by others: by their places in the hunk. */
export interface Block {
  readonly same: number[];
  readonly removed: number[];
  readonly added: number[];
}

/** Cuts a hunk where lines that changed are followed by lines that did not. */
export function blocksOf(lines: readonly DiffLine[]): Block[] {
  const blocks: Block[] = [];
  let block: Block = { same: [], removed: [], added: [] };
  lines.forEach(({ kind }, line) => {
    const isNext = kind !== "added" && block.added.length > 0;
    if (isNext || (kind === "same" && block.removed.length > 0)) {
      blocks.push(block);
      block = { same: [], removed: [], added: [] };
    }
    block[kind].push(line);
  });
  return [...blocks, block].filter(({ same, removed, added }) => same.length + removed.length + added.length > 0);
}

/** The places of all lines of a hunk that changed. */
export function changedLines(content: DiffHunk, hunk: number): LinePlace[] {
  return content.lines.flatMap(({ kind }, line) => (kind === "same" ? [] : [{ hunk, line }]));
}

/** A place as a key of a set. */
export function placeKey({ hunk, line }: LinePlace): string {
  return `${hunk}:${line}`;
}

/** Chosen lines as the engine takes them. */
export function selectionOf(places: Iterable<string>): { hunk: number; lines: number[] }[] {
  const hunks = new Map<number, number[]>();
  for (const key of places) {
    const [hunk = 0, line = 0] = key.split(":").map(Number);
    hunks.set(hunk, [...(hunks.get(hunk) ?? []), line]);
  }
  return [...hunks]
    .sort(([one], [other]) => one - other)
    .map(([hunk, lines]) => ({ hunk, lines: lines.sort((one, other) => one - other) }));
}
