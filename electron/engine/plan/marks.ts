/*
 * Git's marks around what it could not merge (git-merge, "How conflicts are presented"), in the text of an item.
 */

/** Lines outside of marks, or between them. */
export type MarkedPart =
  | { readonly kind: "same"; readonly lines: readonly string[] }
  | {
      readonly kind: "conflict";
      /** `null` when the marks do not say what was there before. */
      readonly base: readonly string[] | null;
      readonly ours: readonly string[];
      readonly theirs: readonly string[];
      /** Whether Millrace wrote these marks: then all of it is in conflict. */
      readonly isOwn: boolean;
    };

/** Behind the marks that Millrace writes: lines within them that look like marks have a backslash before them. */
const ourName = "ours (Millrace)";
const looksLikeMark = /^\\*(?:[<>|]{7}(?: |$)|={7}$)/;

/** The lines of a conflict, marked. */
export function markConflict(conflict: {
  readonly base: readonly string[];
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
}): string[] {
  const hide = (lines: readonly string[]) => lines.map((line) => (looksLikeMark.test(line) ? `\\${line}` : line));
  return [
    ...[`<<<<<<< ${ourName}`, ...hide(conflict.ours)],
    ...["||||||| base", ...hide(conflict.base)],
    ...["=======", ...hide(conflict.theirs)],
    ">>>>>>> theirs",
  ];
}

/** Takes lines with marks apart; `null` when there are none that are whole. */
export function readMarks(lines: readonly string[]): MarkedPart[] | null {
  const parts: MarkedPart[] = [];
  let same: string[] = [];
  let open: { base: string[] | null; ours: string[]; theirs: string[] | null; isOwn: boolean } | null = null;
  for (const line of lines) {
    const sign = signOf(line);
    if (open === null) {
      if (sign !== "<") same.push(line);
      else open = { base: null, ours: [], theirs: null, isOwn: line.trimEnd().endsWith(` ${ourName}`) };
    } else if (sign === "|" && open.base === null && open.theirs === null) open.base = [];
    else if (sign === "=" && open.theirs === null) open.theirs = [];
    else if (sign === ">" && open.theirs !== null) {
      parts.push({ kind: "same", lines: same }, { kind: "conflict", ...open, theirs: open.theirs });
      same = [];
      open = null;
    } else (open.theirs ?? open.base ?? open.ours).push(open.isOwn && looksLikeMark.test(line) ? line.slice(1) : line);
  }
  return open !== null || parts.length === 0 ? null : [...parts, { kind: "same", lines: same }];
}

/** The text on one side of its marks; `null` when the marks do not say. */
export function versionOf(parts: readonly MarkedPart[], side: "base" | "ours" | "theirs"): string | null {
  const lines: string[] = [];
  for (const part of parts) {
    const added = part.kind === "same" ? part.lines : part[side];
    if (added === null) return null;
    lines.push(...added);
  }
  return lines.join("\n");
}

function signOf(line: string): string | null {
  const sign = /^([<>|])\1{6}(?: |\r?$)|^(=)={6}\r?$/.exec(line);
  return sign?.[1] ?? sign?.[2] ?? null;
}

/** Whether Millrace wrote the marks of a text: then it was merged as far as it can be. */
export function hasOwnMarks(text: string): boolean {
  return text.includes(`<<<<<<< ${ourName}`);
}
