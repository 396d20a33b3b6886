import type { PatchHunk, PatchLine } from "../difference/patch.ts";

/** Lines of a patch, by hunk and place from 0. */
export type ChosenLines = (hunk: number, line: number) => boolean;

/** A selection as it comes over the wire. */
export type Selection = readonly { readonly hunk: number; readonly lines: readonly number[] }[];

const lineFeed = 0x0a;
const end = Buffer.from([lineFeed]);

/** Looks up what a selection holds. */
export function chosenLines(selection: Selection): ChosenLines {
  const places = new Map<number, Set<number>>();
  for (const { hunk, lines } of selection) places.set(hunk, new Set([...(places.get(hunk) ?? []), ...lines]));
  return (hunk, line) => places.get(hunk)?.has(line) === true;
}

/** How many changed lines are chosen, and whether that is all of them. */
export function countChosen(hunks: readonly PatchHunk[], isChosen: ChosenLines): { chosen: number; isAll: boolean } {
  let chosen = 0;
  let changed = 0;
  for (const [hunk, { lines }] of hunks.entries()) {
    for (const [line, { kind }] of lines.entries()) {
      if (kind === "same") continue;
      changed += 1;
      if (isChosen(hunk, line)) chosen += 1;
    }
  }
  return { chosen, isAll: chosen === changed };
}

/** The old content with the chosen changes made. */
export function applyChosen(oldContent: Buffer, hunks: readonly PatchHunk[], isChosen: ChosenLines): Buffer {
  return rebuild(oldContent, hunks, "old", (line, at) => line.kind === "same" || (line.kind === "added") === isChosen(...at));
}

/** The new content with the chosen changes taken back. */
export function revertChosen(newContent: Buffer, hunks: readonly PatchHunk[], isChosen: ChosenLines): Buffer {
  return rebuild(newContent, hunks, "new", (line, at) => line.kind === "same" || (line.kind === "removed") === isChosen(...at));
}

/**
 * Copies what lies between the hunks from `content`, and of each hunk the lines that stay. A line that had no line feed
 * gets one when another follows it, as an editor would write it.
 */
function rebuild(
  content: Buffer,
  hunks: readonly PatchHunk[],
  side: "old" | "new",
  stays: (line: PatchLine, at: readonly [hunk: number, line: number]) => boolean,
): Buffer {
  const pieces: Buffer[] = [];
  let isEnded = true;
  const push = (bytes: Buffer) => {
    if (bytes.length === 0) return;
    if (!isEnded) pieces.push(end);
    pieces.push(bytes);
    isEnded = bytes.at(-1) === lineFeed;
  };
  let at = 0;
  let line = 1;
  for (const [index, hunk] of hunks.entries()) {
    const [start, count] = side === "old" ? [hunk.oldStart, hunk.oldLines] : [hunk.newStart, hunk.newLines];
    // Without a line of this side, a hunk stands behind the line that it names.
    const first = count === 0 ? start + 1 : start;
    const before = skipLines(content, at, first - line);
    push(content.subarray(at, before));
    for (const [place, each] of hunk.lines.entries()) {
      if (!stays(each, [index, place])) continue;
      push(each.isUnended ? each.bytes : Buffer.concat([each.bytes, end]));
    }
    at = skipLines(content, before, count);
    line = first + count;
  }
  push(content.subarray(at));
  return Buffer.concat(pieces);
}

/** Where `count` lines later begins. */
function skipLines(content: Buffer, from: number, count: number): number {
  let at = from;
  for (let left = count; left > 0 && at < content.length; left -= 1) {
    const next = content.indexOf(lineFeed, at);
    at = next === -1 ? content.length : next + 1;
  }
  return at;
}
