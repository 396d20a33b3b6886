import { diffWordsWithSpace } from "diff";
import type { DiffHunk } from "../../../../shared/contract/code/changes.ts";
import { blocksOf } from "./diff-rows.ts";

/** A part of a line, by its characters; the end is not in it. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What changed within the lines of a hunk, by the line's place in it. Lines that changed altogether are not in it. */
export type WordMarks = ReadonlyMap<number, readonly Range[]>;

// Comparing words is quadratic at worst; longer lines and larger blocks are no longer read word by word anyway.
const longestLine = 500;
const largestBlock = 60;
// When less than this part of two lines is alike, marking the rest is only noise.
const leastAlike = 0.35;

/** Compares each removed line with the added one that took its place, word by word. */
export function wordMarks({ lines }: DiffHunk): WordMarks {
  const marks = new Map<number, readonly Range[]>();
  for (const { removed, added } of blocksOf(lines)) {
    const pairs = Math.min(removed.length, added.length);
    if (pairs > largestBlock) continue;
    for (let pair = 0; pair < pairs; pair += 1) {
      const [before, after] = [removed[pair], added[pair]];
      if (before === undefined || after === undefined) continue;
      const ranges = compare(lines[before]?.text ?? "", lines[after]?.text ?? "");
      if (ranges === null) continue;
      marks.set(before, ranges.removed);
      marks.set(after, ranges.added);
    }
  }
  return marks;
}

function compare(before: string, after: string): { removed: Range[]; added: Range[] } | null {
  if (before.length > longestLine || after.length > longestLine) return null;
  const ranges = { removed: [] as Range[], added: [] as Range[] };
  let [oldAt, newAt, alike] = [0, 0, 0];
  for (const { value, added, removed } of diffWordsWithSpace(before, after)) {
    if (added) ranges.added.push({ from: newAt, to: newAt + value.length });
    else if (removed) ranges.removed.push({ from: oldAt, to: oldAt + value.length });
    else alike += value.trim().length;
    if (!added) oldAt += value.length;
    if (!removed) newAt += value.length;
  }
  const length = Math.max(before.trim().length, after.trim().length);
  if (length === 0 || alike / length < leastAlike) return null;
  return { removed: joined(ranges.removed, before), added: joined(ranges.added, after) };
}

/** Makes one mark of those with nothing but signs between them: islands of one bracket are harder to read than no mark. */
function joined(ranges: readonly Range[], text: string): Range[] {
  const result: Range[] = [];
  for (const range of ranges) {
    const last = result[result.length - 1];
    if (last === undefined || /[\p{L}\p{N}_]/u.test(text.slice(last.to, range.from))) result.push(range);
    else result[result.length - 1] = { from: last.from, to: range.to };
  }
  return result;
}
