import { upright } from "../../../shared/visible.ts";

/** What `git cat-file commit` tells. All `null` when there is no commit. */
export interface CommitFacts {
  readonly commitTree: string | null;
  readonly subject: string | null;
  readonly author: string | null;
}

/** Reads a raw commit object (gitformat: headers, an empty line, the message). Empty text gives all `null`. */
export function commitOf(text: string): CommitFacts {
  const end = text.indexOf("\n\n");
  if (end === -1) return { commitTree: null, subject: null, author: null };
  const headers = text.slice(0, end);
  const subject =
    text
      .slice(end + 2)
      .trimStart()
      .split("\n", 1)[0] ?? "";
  const author = /^author (.*?) <[^>]*> \d+ [+-]\d{4}$/m.exec(headers)?.[1];
  return {
    commitTree: /^tree ([0-9a-f]{40,64})$/m.exec(headers)?.[1] ?? null,
    subject: upright(subject),
    author: author === undefined ? null : upright(author),
  };
}

/** What `git status --porcelain=v2 --branch -z` tells. */
export interface StatusFacts {
  readonly branch: string | null;
  readonly commit: string | null;
  readonly ahead: number | null;
  readonly behind: number | null;
  readonly changedFiles: number;
}

/** Reads porcelain version 2 (git-status, "Porcelain Format Version 2"); records end with NUL, a rename has its old name as one more. */
export function statusOf(text: string): StatusFacts {
  let branch: string | null = null;
  let commit: string | null = null;
  let ahead: number | null = null;
  let behind: number | null = null;
  let changedFiles = 0;
  const records = text.split("\0");
  for (let index = 0; index < records.length; index += 1) {
    const record = records[index] ?? "";
    if (record.startsWith("# branch.oid ")) commit = record.endsWith("(initial)") ? null : record.slice(13);
    else if (record.startsWith("# branch.head ")) branch = record.endsWith("(detached)") ? null : record.slice(14);
    else if (record.startsWith("# branch.ab ")) {
      const match = /\+(\d+) -(\d+)/.exec(record);
      ahead = match ? Number(match[1]) : null;
      behind = match ? Number(match[2]) : null;
    } else if (/^[12u?] /.test(record)) {
      changedFiles += 1;
      if (record.startsWith("2 ")) index += 1;
    }
  }
  return { branch, commit, ahead, behind, changedFiles };
}

/** One path that differs between two trees, as git's raw diff has it. */
export interface RawChange {
  /** Relative to where the diff was asked for, with `/`. */
  readonly path: string;
  /** `A` is new, `D` is gone, `M` has other content or another mode, `T` is of another type. */
  readonly status: "A" | "D" | "M" | "T";
  /** Octal, as in `100644`; `null` when the path is gone. */
  readonly mode: string | null;
  /** The hash of the content; `null` when the path is gone. */
  readonly blob: string | null;
  /** The hash of what it was; `null` for a new path. */
  readonly blobBefore: string | null;
}

/** Reads `git diff-tree -r -z --no-renames --no-abbrev` and `diff-index` alike (git-diff, "Raw Output Format"). */
export function rawChangesOf(text: string): RawChange[] {
  const fields = text.split("\0");
  const changes: RawChange[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [, mode = "", blobBefore = "", blob = "", letter = ""] = (fields[index] ?? "").replace(/^:/, "").split(" ");
    const status = letter.charAt(0);
    if (status !== "A" && status !== "D" && status !== "M" && status !== "T") continue;
    const isGone = status === "D";
    changes.push({
      path: fields[index + 1] ?? "",
      status,
      mode: isGone ? null : mode,
      blob: isGone ? null : blob,
      blobBefore: status === "A" ? null : blobBefore,
    });
  }
  return changes;
}
