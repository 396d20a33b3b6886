import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ok, type Result } from "../../../shared/result.ts";
import { secondMs } from "../../../shared/time.ts";
import { type FolderTrust, type GitFailure, openGit } from "../git/git.ts";

/** A tag of a commit. */
export interface KnownTag {
  readonly name: string;
  readonly commit: string;
  /** When it was made; for one without a date of its own, its commit. Epoch milliseconds. */
  readonly at: number;
}

/** The tags of a repository, and what tells whether they are still these. */
export interface TagReading {
  readonly tags: readonly KnownTag[];
  /** Changes when a tag does, see {@link stampOf}. */
  readonly stamp: string;
  /** What {@link stampOf} looks at. */
  readonly places: readonly string[];
}

const fields = ["%(refname:strip=2)", "%(objecttype)", "%(objectname)", "%(*objecttype)", "%(*objectname)", "%(creatordate:unix)"];

/** Reads the tags of commits, in no order. A folder without a repository fails. */
export async function readTags(folder: string, trust: FolderTrust): Promise<Result<TagReading, GitFailure>> {
  const git = await openGit(folder, trust);
  if (!git.ok) return git;
  const names = ["packed-refs", "reftable/tables.list", "refs/tags"];
  const located = await git.value.run(["rev-parse", ...names.flatMap((name) => ["--git-path", name])]);
  if (!located.ok) return located;
  const places = located.value
    .trimEnd()
    .split("\n")
    .map((path) => resolve(folder, path));
  // Before they are read: what changes meanwhile is read again next time.
  const stamp = await stampOf(places);
  const listed = await git.value.run(["for-each-ref", `--format=${fields.join("%00")}`, "refs/tags"]);
  if (!listed.ok) return listed;
  const tags = listed.value.split("\n").flatMap((line) => {
    const [name, type, hash, innerType, innerHash, seconds] = line.split("\0");
    const commit = type === "commit" ? hash : innerType === "commit" ? innerHash : undefined;
    return name === undefined || commit === undefined ? [] : [{ name, commit, at: Number(seconds) * secondMs }];
  });
  return ok({ tags, stamp, places });
}

/** What changes whenever git writes a tag: when the files and folders were written in which it keeps them. */
export async function stampOf(places: readonly string[]): Promise<string> {
  const stamps = await Promise.all(places.map(stampBelow));
  return stamps.join(" ");
}

/** A tag that stands alone is a file of its own; its name may have folders. */
async function stampBelow(path: string): Promise<string> {
  const facts = await stat(path, { bigint: true }).catch(() => null);
  if (facts === null) return "-";
  if (!facts.isDirectory()) return `${facts.mtimeNs}/${facts.size}`;
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  const inner = await Promise.all(entries.map(({ name }) => stampBelow(join(path, name))));
  return `(${facts.mtimeNs} ${inner.join(" ")})`;
}
