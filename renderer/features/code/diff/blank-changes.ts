import type { DiffHunk, FileDiff } from "../../../../shared/contract/code/changes.ts";
import { blocksOf } from "./diff-rows.ts";

/** What alone differs between a line and the one that took its place, where nothing else does. */
export type BlankChange = "white space" | "line ending";

/** Lines of a hunk that only seem to be others, by their place in it: what differs is not seen. */
export function blankChanges({ lines }: DiffHunk): ReadonlyMap<number, BlankChange> {
  const changes = new Map<number, BlankChange>();
  for (const { removed, added } of blocksOf(lines)) {
    for (const [pair, before] of removed.entries()) {
      const after = added[pair];
      if (after === undefined) break;
      const change = blankChange(lines[before]?.text ?? "", lines[after]?.text ?? "");
      if (change === null) continue;
      changes.set(before, change);
      changes.set(after, change);
    }
  }
  return changes;
}

/** What alone differs in all of a file; `null` when more does. */
export function blankDifference({ content }: FileDiff): BlankChange | null {
  if (content.kind !== "text" || content.hunks.length === 0 || content.isCut) return null;
  const kinds = new Set<BlankChange>();
  for (const hunk of content.hunks) {
    const changes = blankChanges(hunk);
    if (hunk.lines.some(({ kind }, line) => kind !== "same" && !changes.has(line))) return null;
    for (const change of changes.values()) kinds.add(change);
  }
  return kinds.has("white space") ? "white space" : "line ending";
}

function blankChange(before: string, after: string): BlankChange | null {
  if (before === after || before.replaceAll(/\s+/g, "") !== after.replaceAll(/\s+/g, "")) return null;
  return before.replace(/\r$/, "") === after.replace(/\r$/, "") ? "line ending" : "white space";
}
