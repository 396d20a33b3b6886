import { err, ok, type Result } from "../../../shared/result.ts";
import { type GitFailure, isRepository, notARepository, openGit } from "./gateway.ts";
import type { ChangedFile, KeptChanges } from "./kept-changes.ts";
import { type RawChange, rawChangesOf } from "./parse.ts";

/** What a run ran on. */
export interface RunFiles {
  readonly commit: string;
  /** How that differed from the commit, see `readKeptChanges`; `null` for nothing, and when it is not known any more. */
  readonly kept: KeptChanges | null;
}

/** A file that is not in both, or not the same. */
export interface FileDifference {
  /** Relative to the project's folder, with `/`. */
  readonly path: string;
  readonly change: "added" | "modified" | "deleted";
}

/**
 * Which files of a trusted folder are other in what one run ran on than in what another one did, by path; of what lies
 * outside the folder nothing is told, and a renamed file is a deleted and an added one. Contents count, not only commits.
 */
export async function readFilesBetween(folder: string, from: RunFiles, to: RunFiles): Promise<Result<FileDifference[], GitFailure>> {
  const git = await openGit(folder, { isTrusted: true });
  if (!git.ok) return git;
  if (!(await isRepository(git.value))) return err(notARepository(folder));
  const diff = await git.value.run(["diff-tree", "-r", "-z", "--no-renames", "--no-abbrev", "--raw", "--relative", from.commit, to.commit]);
  if (!diff.ok) return diff;
  const prefix = (await git.value.textOf(["rev-parse", "--show-prefix"])).replace(/\n$/, "");
  return ok(differences(rawChangesOf(diff.value), keptWithin(from.kept, prefix), keptWithin(to.kept, prefix)));
}

type Kept = ReadonlyMap<string, ChangedFile>;

function keptWithin(kept: KeptChanges | null, prefix: string): Kept {
  return new Map((kept?.files ?? []).flatMap((file) => (file.path.startsWith(prefix) ? [[file.path.slice(prefix.length), file]] : [])));
}

/** Stands for whatever both commits have at a path where they are alike. */
const alike = "alike";

function differences(changes: readonly RawChange[], keptBefore: Kept, keptAfter: Kept): FileDifference[] {
  const committed = new Map(changes.map((change) => [change.path, change]));
  const paths = [...new Set([...committed.keys(), ...keptBefore.keys(), ...keptAfter.keys()])].sort();
  return paths.flatMap((path): FileDifference[] => {
    const [before, after] = [keptBefore.get(path), keptAfter.get(path)];
    const change = committed.get(path);
    // A file that a folder has and its commit has not was in neither commit, unless they differ in it.
    const inBoth = before?.status === "A" || after?.status === "A" ? null : alike;
    const was = before === undefined ? (change === undefined ? inBoth : change.blobBefore) : before.blob;
    const is = after === undefined ? (change === undefined ? inBoth : change.blob) : after.blob;
    // Another mode with the same content counts, too.
    if (was === is && !(before === undefined && after === undefined)) return [];
    return [{ path, change: was === null ? "added" : is === null ? "deleted" : "modified" }];
  });
}

/** Which commits that `to` builds on without those that `from` builds on changed one of these files, relative to the folder. */
export async function readCommitsTouching(
  folder: string,
  { from, to, paths }: { readonly from: string; readonly to: string; readonly paths: readonly string[] },
): Promise<Result<string[], GitFailure>> {
  const git = await openGit(folder, { isTrusted: true });
  if (!git.ok) return git;
  const literal = paths.map((path) => `:(literal)${path}`);
  const listed = await git.value.run(["rev-list", "--max-count=200", "--end-of-options", to, `^${from}`, "--", ...literal]);
  return listed.ok ? ok(listed.value.split("\n").filter((hash) => hash !== "")) : listed;
}
