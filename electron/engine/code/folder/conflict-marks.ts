/** A part of a file whose sides could not be merged, as bytes. */
export type ConflictPart =
  | { readonly kind: "same"; readonly bytes: Buffer }
  /** `base` is `null` unless git was told to write it. */
  | { readonly kind: "conflict"; readonly ours: Buffer; readonly base: Buffer | null; readonly theirs: Buffer };

/** A file cut where its sides differ. */
export interface MarkedFile {
  readonly parts: readonly ConflictPart[];
  /** What the sides are called behind the first marks; empty when git wrote nothing. */
  readonly ours: string;
  readonly theirs: string;
}

const lineFeed = 0x0a;

/** How long git's marks are unless the file's attributes say otherwise. */
export const usualMarkLength = 7;

/**
 * Cuts a file at git's marks (git-merge, "How conflicts are presented"), also those with a base. `null` when it has no
 * marks, or has some that do not make a whole conflict. Marks of another length are content: so git writes conflicts of
 * the base within it.
 */
export function readMarks(content: Buffer, markLength = usualMarkLength): MarkedFile | null {
  const parts: ConflictPart[] = [];
  const found: { open: OpenConflict | null; names: { ours: string; theirs: string } | null } = { open: null, names: null };
  let same = 0;
  for (let at = 0; at < content.length; ) {
    const next = content.indexOf(lineFeed, at);
    const end = next === -1 ? content.length : next + 1;
    const mark = markIn(content.subarray(at, end), markLength);
    if (mark !== null && found.open === null) found.open = mark.sign === "<" ? begin(mark.name, at, end) : null;
    else if (mark !== null && found.open !== null) {
      const { open } = found;
      if (mark.sign === ">" && open.theirs !== null) {
        if (open.begin > same) parts.push({ kind: "same", bytes: content.subarray(same, open.begin) });
        parts.push(partOf(content, open, open.theirs, at));
        found.names ??= { ours: open.name, theirs: mark.name };
        found.open = null;
        same = end;
      } else found.open = grown(open, mark.sign, at, end);
    }
    at = end;
  }
  if (found.open !== null || found.names === null) return null;
  if (same < content.length) parts.push({ kind: "same", bytes: content.subarray(same) });
  return { parts, ...found.names };
}

function begin(name: string, at: number, end: number): OpenConflict {
  return { begin: at, name, ours: end, oursEnd: null, base: null, baseEnd: null, theirs: null };
}

/** A mark in the middle begins the next piece; one that has no meaning there is content. */
function grown(open: OpenConflict, sign: string, at: number, end: number): OpenConflict {
  if (sign === "|" && open.oursEnd === null) return { ...open, oursEnd: at, base: end };
  if (sign === "=" && open.theirs === null) return { ...open, oursEnd: open.oursEnd ?? at, baseEnd: at, theirs: end };
  return open;
}

function partOf(content: Buffer, open: OpenConflict, theirs: number, end: number): ConflictPart {
  return {
    kind: "conflict",
    ours: content.subarray(open.ours, open.oursEnd ?? open.ours),
    base: open.base === null ? null : content.subarray(open.base, open.baseEnd ?? open.base),
    theirs: content.subarray(theirs, end),
  };
}

/** Where the pieces of a conflict begin and end. */
interface OpenConflict {
  readonly begin: number;
  readonly name: string;
  readonly ours: number;
  readonly oursEnd: number | null;
  readonly base: number | null;
  readonly baseEnd: number | null;
  readonly theirs: number | null;
}

/** The mark that a line is: so many times one sign, then nothing, or a blank and a name; `null` for all other lines. */
function markIn(line: Buffer, length: number): { sign: string; name: string } | null {
  const sign = String.fromCharCode(line[0] ?? 0);
  if (!"<|=>".includes(sign)) return null;
  for (let at = 1; at < length; at += 1) if (line[at] !== line[0]) return null;
  const [, name] = /^(?: ([^\r\n]*))?\r?\n?$/.exec(line.subarray(length, length + 1_000).toString("utf8")) ?? [null, null];
  if (name === null || (sign === "=" && (name ?? "") !== "")) return null;
  return { sign, name: name ?? "" };
}
