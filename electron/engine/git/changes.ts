import { err, ok, type Result } from "../../../shared/result.ts";
import { type Git, type GitFailure, isRepository, notARepository, openGit } from "./gateway.ts";
import type { KeptChanges } from "./kept-changes.ts";
import { type RawChange, rawChangesOf } from "./parse.ts";

/** What an earlier run ran on. */
export interface ChangeBase {
  readonly commit: string | null;
  readonly tree: string | null;
  readonly isDirty: boolean;
  /** How it differed from its commit, see `readKeptChanges`; `null` for a clean one, and when that is not known any more. */
  readonly kept: KeptChanges | null;
}

/** Paths that are not what they were. */
export interface Changes {
  /**
   * Relative to the project's folder, with `/`, sorted; of what lies outside it nothing is told. A renamed file counts
   * under both names.
   */
  readonly paths: readonly string[];
  /** Whether the earlier state is not known, so that every tracked path counts as changed. */
  readonly isEverything: boolean;
}

/** The tree without a file exists in every repository; its hash depends on the kind of hash only (git-hash-object). */
export function emptyTreeFor(tree: string): string {
  return tree.length === 40
    ? "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    : "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321";
}

/**
 * Which paths of a trusted folder differ between what an earlier run ran on and `to`, a commit or a tree in the
 * repository. Without a base, or when its commit is gone (rebased and collected, or too old for a shallow clone), it is
 * every path of `to`. For files that are in no commit see `openWorkingTree`.
 */
export async function readChanges(folder: string, base: ChangeBase | null, to: string): Promise<Result<Changes, GitFailure>> {
  const git = await openGit(folder, { isTrusted: true });
  if (!git.ok) return git;
  if (!(await isRepository(git.value))) return err(notARepository(folder));
  return changesBetween(git.value, base, to);
}

/** The same with a git that knows `to`, which may be in no repository. */
export async function changesBetween(git: Git, base: ChangeBase | null, to: string): Promise<Result<Changes, GitFailure>> {
  const target = await git.run(["rev-parse", "--verify", "--end-of-options", `${to}^{tree}`]);
  if (!target.ok) return target;
  const tree = target.value.trim();
  if (base !== null && base.tree === tree) return ok({ paths: [], isEverything: false });
  const from = await baseTree(git, base, tree);
  if (from === null) {
    const all = await git.run(["ls-tree", "-r", "-z", "--name-only", tree]);
    return all.ok ? ok({ paths: sorted(all.value.split("\0").filter((path) => path !== "")), isEverything: true }) : all;
  }
  const diff = await git.run(["diff-tree", "-r", "-z", "--no-renames", "--no-abbrev", "--raw", "--relative", from, tree]);
  if (!diff.ok) return diff;
  const prefix = (await git.textOf(["rev-parse", "--show-prefix"])).replace(/\n$/, "");
  return ok({ paths: sorted(overlay(rawChangesOf(diff.value), base?.kept ?? null, prefix)), isEverything: false });
}

async function baseTree(git: Git, base: ChangeBase | null, tree: string): Promise<string | null> {
  if (base === null || (base.isDirty && base.kept === null)) return null;
  if (base.commit === null) return base.kept === null ? null : emptyTreeFor(tree);
  return (await git.textOf(["rev-parse", "--verify", "--end-of-options", `${base.commit}^{tree}`])).trim() || null;
}

/**
 * The files of the base were those of its commit with `kept` over them. A path differs when only one side moved away from
 * the commit, or both did to different contents.
 */
function overlay(sinceCommit: readonly RawChange[], kept: KeptChanges | null, prefix: string): string[] {
  const now = new Map(sinceCommit.map(({ path, mode, blob }) => [path, `${mode} ${blob}`]));
  const then = new Map<string, string>();
  for (const { path, mode, blob } of kept?.files ?? []) {
    if (path.startsWith(prefix)) then.set(path.slice(prefix.length), `${mode} ${blob}`);
  }
  return [...new Set([...now.keys(), ...then.keys()])].filter((path) => now.get(path) !== then.get(path));
}

/** By code unit, so that the order is the same on every machine. */
function sorted(paths: readonly string[]): string[] {
  return paths.toSorted((left, right) => (left < right ? -1 : 1));
}
