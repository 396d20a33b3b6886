import type { ChangedFile, CodeStatus, FileChange } from "../../../../shared/contract/code/changes.ts";
import { createRecordReader } from "../record-reader.ts";

/** What `git status --porcelain=v2 --branch --show-stash -z` tells. */
export type StatusFacts = Pick<
  CodeStatus,
  "branch" | "commit" | "upstream" | "ahead" | "behind" | "files" | "fileCount" | "stagedCount" | "conflictCount" | "stashCount"
>;

/** More are counted, not told: no person looks through them, and no window draws them. */
export const maxToldFiles = 5_000;

const changes: Readonly<Record<string, FileChange>> = { M: "modified", A: "added", D: "deleted", R: "renamed", C: "copied", T: "type" };

const conflicts: Readonly<Record<string, ChangedFile["conflict"]>> = {
  DD: "both-deleted",
  AU: "added-by-us",
  UD: "deleted-by-them",
  UA: "added-by-them",
  DU: "deleted-by-us",
  AA: "both-added",
  UU: "both-modified",
};

/** Spaces before the path of a record of each kind (git-status, "Porcelain Format Version 2"). */
const fieldsBefore: Readonly<Record<string, number>> = { "1": 8, "2": 9, u: 10, "?": 1 };

/** Takes the output in pieces. */
export interface StatusReader {
  take(bytes: Buffer): void;
  end(): StatusFacts;
}

/**
 * Reads the status of a project whose folder is `prefix` below the repository's top; what lies outside is passed over.
 * When there are more files than are told, files with conflicts and those git knows come before new ones.
 */
export function createStatusReader(prefix: string, maxFiles = maxToldFiles): StatusReader {
  const facts = { branch: null, commit: null, upstream: null, ahead: null, behind: null, stashCount: 0 } as Omit<
    Mutable<StatusFacts>,
    "files"
  >;
  // Git tells each kind in the order of the paths, one kind after the other.
  const kept: Record<"u" | "1" | "?", ChangedFile[]> = { u: [], "1": [], "?": [] };
  let fileCount = 0;
  let stagedCount = 0;
  let conflictCount = 0;
  let renamed: string | null = null;

  function add(record: string, oldPath: string | null): void {
    const file = fileOf(record, oldPath, prefix);
    if (file === null) return;
    fileCount += 1;
    if (file.conflict !== null) conflictCount += 1;
    else if (file.staged !== null) stagedCount += 1;
    const list = kept[record.startsWith("u") ? "u" : record.startsWith("?") ? "?" : "1"];
    if (list.length < maxFiles) list.push(file);
  }

  const records = createRecordReader((bytes) => {
    const record = bytes.toString("utf8");
    if (renamed !== null) {
      add(renamed, record);
      renamed = null;
    } else if (record.startsWith("2 ")) renamed = record;
    else if (record.startsWith("# ")) readHeader(record, facts);
    else add(record, null);
  });
  return {
    take: records.take,
    end: () => {
      records.end();
      const told = [...kept.u, ...kept["1"], ...kept["?"]].slice(0, maxFiles);
      return { ...facts, files: told.sort(byPath), fileCount, stagedCount, conflictCount };
    },
  };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function readHeader(record: string, facts: Partial<Mutable<StatusFacts>>): void {
  const [, name = "", value = ""] = /^# (\S+) (.*)$/s.exec(record) ?? [];
  if (name === "branch.oid") facts.commit = value === "(initial)" ? null : value;
  else if (name === "branch.head") facts.branch = value === "(detached)" ? null : value;
  else if (name === "branch.upstream") facts.upstream = value;
  else if (name === "stash") facts.stashCount = Number(value);
  else if (name === "branch.ab") {
    const [, ahead, behind] = /^\+(\d+) -(\d+)$/.exec(value) ?? [];
    facts.ahead = ahead === undefined ? null : Number(ahead);
    facts.behind = behind === undefined ? null : Number(behind);
  }
}

function fileOf(record: string, oldPath: string | null, prefix: string): ChangedFile | null {
  const kind = record[0] ?? "";
  const count = fieldsBefore[kind];
  if (count === undefined) return null;
  const fields = record.split(" ", count);
  const whole = record.slice(fields.join(" ").length + 1);
  if (!whole.startsWith(prefix)) return null;
  const path = whole.slice(prefix.length);
  const [, letters = "", sub = ""] = fields;
  // A folder with a repository of its own is told with a slash.
  if (kind === "?") return { ...plain(path.replace(/\/$/, "")), unstaged: "added", isSubmodule: path.endsWith("/") };
  const isSubmodule = sub.startsWith("S");
  if (kind === "u") return { ...plain(path), conflict: conflicts[letters] ?? "both-modified", isSubmodule };
  const old = oldPath?.startsWith(prefix) === true ? oldPath.slice(prefix.length) : null;
  const staged = changes[letters[0] ?? ""] ?? null;
  // Renamed from outside of the project it is new here.
  const here = oldPath !== null && old === null && staged === "renamed" ? "added" : staged;
  return { ...plain(path), oldPath: old, staged: here, unstaged: changes[letters[1] ?? ""] ?? null, isSubmodule };
}

function plain(path: string): ChangedFile {
  return { path, oldPath: null, staged: null, unstaged: null, conflict: null, isSubmodule: false };
}

function byPath(left: ChangedFile, right: ChangedFile): number {
  return left.path < right.path ? -1 : left.path > right.path ? 1 : 0;
}
