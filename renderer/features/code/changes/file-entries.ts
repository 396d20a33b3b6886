import type { ChangedFile, FileChange } from "../../../../shared/contract/code/changes.ts";

/** Where a change stands: what a person chooses from. */
export type Side = "conflict" | "staged" | "unstaged";

/** A file in one of the lists. */
export interface FileEntry {
  readonly side: Side;
  readonly file: ChangedFile;
}

/** A row of the list of files. */
export type ListRow =
  | { readonly kind: "head"; readonly side: Side; readonly paths: readonly string[] }
  | { readonly kind: "file"; readonly entry: FileEntry };

/** The files in their lists: conflicts first, then what will be committed, then the rest. Empty lists are left out. */
export function listRows(files: readonly ChangedFile[]): ListRow[] {
  const conflicts = files.filter(({ conflict }) => conflict !== null);
  const clean = files.filter(({ conflict }) => conflict === null);
  const lists: readonly (readonly [Side, readonly ChangedFile[]])[] = [
    ["conflict", conflicts],
    ["staged", clean.filter(({ staged }) => staged !== null)],
    ["unstaged", clean.filter(({ unstaged }) => unstaged !== null)],
  ];
  return lists.flatMap(([side, listed]): ListRow[] => {
    if (listed.length === 0) return [];
    const head: ListRow = { kind: "head", side, paths: listed.map(({ path }) => path) };
    return [head, ...listed.map((file): ListRow => ({ kind: "file", entry: { side, file } }))];
  });
}

/**
 * The entry that is shown: the chosen one, the same file in its other list, or the first. `null` without any. When a file's
 * conflicts are resolved it is the next file with conflicts.
 */
export function chosenEntry(rows: readonly ListRow[], path: string | undefined, side: string | undefined): FileEntry | null {
  const entries = rows.flatMap((row) => (row.kind === "file" ? [row.entry] : []));
  const ofFile = entries.filter(({ file }) => file.path === path);
  const nextConflict = side === "conflict" ? entries.find((entry) => entry.side === "conflict") : undefined;
  return ofFile.find((entry) => entry.side === side) ?? nextConflict ?? ofFile[0] ?? entries[0] ?? null;
}

/** The entry that takes a row's place when its file leaves the list: the next one there, or the one before. */
export function neighbourOf(rows: readonly ListRow[], index: number): FileEntry | null {
  const entryAt = (place: number) => {
    const row = rows[place];
    return row?.kind === "file" ? row.entry : null;
  };
  return entryAt(index + 1) ?? entryAt(index - 1);
}

/**
 * How all files of a list are named: one by one, or as the whole folder when there are more than are listed. What must not
 * be staged by the way, such as conflicts and strange repositories, is never named as a whole.
 */
export function namesOfAll(rows: readonly ListRow[], paths: readonly string[], hidden: number): readonly string[] {
  const isPlain = rows.every((row) => (row.kind === "head" ? row.side !== "conflict" : !row.entry.file.isSubmodule));
  return hidden > 0 && isPlain ? ["."] : paths;
}

/** A path on one line: what would break it is shown as a sign. */
export function onOneLine(path: string): string {
  return path.replaceAll(/\r\n|\r|\n/g, "↵").replaceAll("\t", "⇥");
}

/** What happened to a file on the side that is shown. */
export function changeOf({ side, file }: FileEntry): FileChange | "conflict" {
  if (side === "conflict") return "conflict";
  return (side === "staged" ? file.staged : file.unstaged) ?? "modified";
}

/** A change as a letter, as git's own lists have it, and as a word. */
export const changeNames: Record<FileChange | "conflict", { readonly letter: string; readonly word: string }> = {
  added: { letter: "A", word: "added" },
  modified: { letter: "M", word: "modified" },
  deleted: { letter: "D", word: "deleted" },
  renamed: { letter: "R", word: "renamed" },
  copied: { letter: "C", word: "copied" },
  type: { letter: "T", word: "type changed" },
  conflict: { letter: "!", word: "in conflict" },
};
