import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { err, ok, type Result } from "../../../shared/result.ts";
import { type Git, type GitFailure, openGit, orNoRepository } from "./gateway.ts";

/** Where HEAD of a working folder stands. */
export interface Head {
  /** `null` on a detached HEAD. */
  readonly branch: string | null;
  /** Full hash; `null` before the first commit. */
  readonly commit: string | null;
  /** Whether git is in the middle of something that moves HEAD about: a rebase, a bisect. */
  readonly isMoving: boolean;
}

/** Folders and files that are there as long as git moves HEAD about. */
const signsOfMoving = ["rebase-merge", "rebase-apply", "BISECT_LOG"];

/** Reads where HEAD stands: names and references only, no file of the folder. */
export async function readHead(folder: string): Promise<Result<Head, GitFailure>> {
  const opened = await openGit(folder, { isTrusted: false });
  if (!opened.ok) return opened;
  const git = opened.value;
  const [places, branch, commit] = await Promise.all([
    git.run(["rev-parse", ...signsOfMoving.flatMap((name) => ["--git-path", name])]),
    git.textOf(["symbolic-ref", "--short", "HEAD"]),
    git.textOf(["rev-parse", "--verify", "HEAD^{commit}"]),
  ]);
  if (!places.ok) return err(orNoRepository(places.failure, folder));
  const signs = places.value.trimEnd().split("\n");
  const found = await Promise.all(signs.map((path) => isThere(resolve(folder, path))));
  return ok({ branch: branch.trim() || null, commit: commit.trim() || null, isMoving: found.includes(true) });
}

/**
 * The commit that HEAD stood on when it came to `branch`, by its log; `null` when the log does not say, or HEAD came to
 * another branch since.
 */
export async function commitOnArrival(folder: string, branch: string): Promise<string | null> {
  const git = await openGit(folder, { isTrusted: false });
  if (!git.ok) return null;
  const log = await git.value.textOf(["reflog", "show", `--max-count=${mostMoves}`, "--format=%H %gs", "HEAD"]);
  const [, commit, target] = /^([0-9a-f]{40,64}) checkout: moving from .* to (.+)$/m.exec(log) ?? [];
  return target === branch ? (commit ?? null) : null;
}

/** Moves of HEAD that are looked through; between two looks there are few. */
const mostMoves = 200;

/** Whether `commit` has nothing that `other` is without: it is the same or one of its ancestors. */
export async function isAncestor(folder: string, commit: string, other: string): Promise<boolean> {
  const git = await openGit(folder, { isTrusted: false });
  if (!git.ok) return false;
  const beyond = await git.value.run(["rev-list", "--max-count=1", commit, `^${other}`]);
  return beyond.ok && beyond.value.trim() === "";
}

/** Where the branches of the remotes stand, as this clone knows them. */
export interface RemoteBranches {
  /** Commits by names such as `origin/main`. */
  readonly commits: Readonly<Record<string, string>>;
  /** What the current branch follows; `null` without. */
  readonly upstream: string | null;
}

/** Reads the branches of the remotes that were fetched; asks nobody. */
export async function readRemoteBranches(folder: string): Promise<Result<RemoteBranches, GitFailure>> {
  const opened = await openGit(folder, { isTrusted: false });
  if (!opened.ok) return opened;
  const git = opened.value;
  const [listed, upstream] = await Promise.all([
    git.run(["for-each-ref", "--format=%(objectname) %(symref) %(refname:lstrip=2)", "refs/remotes"]),
    git.textOf(["rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}"]),
  ]);
  if (!listed.ok) return err(orNoRepository(listed.failure, folder));
  const commits: Record<string, string> = {};
  for (const line of listed.value.split("\n")) {
    // `origin/HEAD` only points to another one.
    const [, commit, name] = /^([0-9a-f]{40,64}) {2}(.+)$/.exec(line) ?? [];
    if (commit !== undefined && name !== undefined) commits[name] = commit;
  }
  return ok({ commits, upstream: upstream.trim() || null });
}

/** Those of `names`, such as `origin/main`, that were last moved by a push of this clone, and not by a fetch. */
export async function lastMovedByPush(folder: string, names: readonly string[]): Promise<string[]> {
  const git = await openGit(folder, { isTrusted: false });
  if (!git.ok) return [];
  const moves = await Promise.all(names.map((name) => lastMove(git.value, `refs/remotes/${name}`)));
  return names.filter((_, index) => moves[index] === "update by push");
}

async function lastMove(git: Git, reference: string): Promise<string> {
  return (await git.textOf(["reflog", "show", "--max-count=1", "--format=%gs", reference])).trim();
}

/** Files that git changes with every move of HEAD, every fetch and every push, whichever way it keeps references. */
export async function referencePaths(folder: string): Promise<string[]> {
  const git = await openGit(folder, { isTrusted: false });
  if (!git.ok) return [];
  const names = ["HEAD", "logs/HEAD", "FETCH_HEAD", "packed-refs", "reftable/tables.list"];
  const text = await git.value.textOf(["rev-parse", ...names.flatMap((name) => ["--git-path", name])]);
  return text === ""
    ? []
    : text
        .trimEnd()
        .split("\n")
        .map((path) => resolve(folder, path));
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
