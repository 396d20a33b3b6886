import { diffArrays } from "diff";

/** A part of a merge: lines that are settled, or two sides that changed the same lines differently. */
export type MergedPart<Line> =
  | { readonly kind: "same"; readonly lines: readonly Line[] }
  | { readonly kind: "conflict"; readonly base: readonly Line[]; readonly ours: readonly Line[]; readonly theirs: readonly Line[] };

/** Lines of the base that one side replaced. */
interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/** Beyond so many changed lines a side counts as changed as a whole. */
const mostChanges = 4_000;

/**
 * Merges two changed versions of lines. There is a conflict only where both replaced the same line of the base, or put
 * different lines into the same place.
 */
export function mergeLines(base: readonly string[], ours: readonly string[], theirs: readonly string[]): MergedPart<string>[] {
  const left = hunksOf(base, ours);
  const right = hunksOf(base, theirs);
  const parts: MergedPart<string>[] = [];
  let at = 0;
  const settle = (lines: readonly string[]) => {
    if (lines.length > 0) parts.push({ kind: "same", lines });
  };
  for (const { from, to, ours: mine, theirs: others } of groupsOf(left, right)) {
    settle(base.slice(at, from));
    at = to;
    if (others.length === 0) settle(withHunks(base, from, to, mine));
    else if (mine.length === 0) settle(withHunks(base, from, to, others));
    else {
      const [ourLines, theirLines] = [withHunks(base, from, to, mine), withHunks(base, from, to, others)];
      if (isSame(ourLines, theirLines)) settle(ourLines);
      else parts.push({ kind: "conflict", base: base.slice(from, to), ours: ourLines, theirs: theirLines });
    }
  }
  settle(base.slice(at));
  return parts;
}

/** All lines of a merge, with what `choose` makes of each conflict. */
export function joinParts(
  parts: readonly MergedPart<string>[],
  choose: (conflict: Extract<MergedPart<string>, { kind: "conflict" }>) => readonly string[],
): string[] {
  return parts.flatMap((part) => (part.kind === "same" ? part.lines : choose(part)));
}

/** Without blank lines at the begin and the end, as long as nobody is in conflict about them. */
export function withoutBlankEnds(parts: readonly MergedPart<string>[]): MergedPart<string>[] {
  const first = parts[0];
  const last = parts.at(-1);
  const trimmed = parts.map((part) => {
    if (part.kind === "conflict") return part;
    const from = part === first ? part.lines.findIndex((line) => line.trim() !== "") : 0;
    const to = part === last ? part.lines.findLastIndex((line) => line.trim() !== "") + 1 : part.lines.length;
    return { kind: "same" as const, lines: from === -1 ? [] : part.lines.slice(from, to) };
  });
  return trimmed.filter((part) => part.kind === "conflict" || part.lines.length > 0);
}

interface Group {
  from: number;
  to: number;
  readonly ours: Hunk[];
  readonly theirs: Hunk[];
}

/** Puts hunks of both sides together that overlap. */
function groupsOf(ours: readonly Hunk[], theirs: readonly Hunk[]): Group[] {
  const all = [...ours.map((hunk) => ({ side: "ours" as const, hunk })), ...theirs.map((hunk) => ({ side: "theirs" as const, hunk }))];
  all.sort((a, b) => a.hunk.from - b.hunk.from || a.hunk.to - b.hunk.to);
  const groups: Group[] = [];
  for (const { side, hunk } of all) {
    const last = groups.at(-1);
    // Two insertions into one place overlap, too.
    const overlaps = last !== undefined && (hunk.from < last.to || (hunk.from === last.from && hunk.to === last.to));
    const group = overlaps ? last : { from: hunk.from, to: hunk.to, ours: [], theirs: [] };
    if (!overlaps) groups.push(group);
    group.to = Math.max(group.to, hunk.to);
    group[side].push(hunk);
  }
  return groups;
}

function withHunks(base: readonly string[], from: number, to: number, hunks: readonly Hunk[]): string[] {
  const lines: string[] = [];
  let at = from;
  for (const hunk of hunks) {
    lines.push(...base.slice(at, hunk.from), ...hunk.lines);
    at = hunk.to;
  }
  lines.push(...base.slice(at, to));
  return lines;
}

function hunksOf(base: readonly string[], side: readonly string[]): Hunk[] {
  const changes = diffArrays([...base], [...side], { maxEditLength: mostChanges });
  if (changes === undefined) return [{ from: 0, to: base.length, lines: side }];
  const hunks: Hunk[] = [];
  let at = 0;
  let open: { from: number; to: number; lines: string[] } | null = null;
  for (const { added, removed, value } of changes) {
    if (!added && !removed) {
      if (open !== null) hunks.push(open);
      open = null;
      at += value.length;
      continue;
    }
    open ??= { from: at, to: at, lines: [] };
    if (added) open.lines.push(...value);
    else {
      at += value.length;
      open.to = at;
    }
  }
  if (open !== null) hunks.push(open);
  return hunks;
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((line, index) => line === right[index]);
}
