import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { err, ok, type Result } from "../../../shared/result.ts";
import { type FolderTrust, type GitFailure, notARepository, openGit, orNoRepository } from "./gateway.ts";
import { commitOf, statusOf } from "./parse.ts";

/** Where a working folder stands. Everything is `null` that git does not know, or that was not looked at. */
export interface GitState {
  /** `null` on a detached HEAD. */
  readonly branch: string | null;
  /** Full hash; `null` before the first commit. */
  readonly commit: string | null;
  /** The commit's tree. */
  readonly commitTree: string | null;
  readonly subject: string | null;
  readonly author: string | null;
  /** Commits before and behind the upstream; `null` without one. */
  readonly ahead: number | null;
  readonly behind: number | null;
  /** Changed, staged, deleted, conflicting and new files together, each one by itself; `null` in a folder that is not trusted. */
  readonly changedFiles: number | null;
}

/**
 * Asks git where `folder` stands. In a folder that is not trusted only references and the commit are read, with every
 * way to start a program switched off, and `changedFiles`, `ahead` and `behind` stay `null`.
 */
export async function readGitState(folder: string, trust: FolderTrust, signal?: AbortSignal): Promise<Result<GitState, GitFailure>> {
  const opened = await openGit(folder, trust, { signal });
  if (!opened.ok) return opened;
  const git = opened.value;
  const reading = git.textOf(["cat-file", "commit", "HEAD"]).then(commitOf);
  if (!trust.isTrusted) {
    const head = await reading;
    const isInside = await git.run(["rev-parse", "--is-inside-work-tree"]);
    if (!isInside.ok) return err(orNoRepository(isInside.failure, folder));
    if (isInside.value.trim() !== "true") return err(notARepository(folder));
    const branch = (await git.textOf(["symbolic-ref", "--quiet", "--short", "HEAD"])).trim() || null;
    const commit = (await git.textOf(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])).trim() || null;
    return ok({ branch, commit, ...head, ahead: null, behind: null, changedFiles: null });
  }
  // Both at once: a run waits for them.
  const [head, status] = await Promise.all([reading, git.run(["status", "--porcelain=v2", "--branch", "-z", "--untracked-files=all"])]);
  return status.ok ? ok({ ...statusOf(status.value), ...head }) : err(orNoRepository(status.failure, folder));
}

/** The files whose change moves the branch, the commit or the index of a repository; empty without one. Reads only names. */
export async function gitWatchPaths(folder: string): Promise<string[]> {
  const git = await openGit(folder, { isTrusted: false });
  if (!git.ok) return [];
  const text = await git.value.textOf(["rev-parse", "--git-path", "HEAD", "--git-path", "index", "--git-path", "logs/HEAD"]);
  return text === ""
    ? []
    : text
        .trimEnd()
        .split("\n")
        .map((path) => resolve(folder, path));
}

/** The installed git's version, or why there is none. */
export async function gitVersion(): Promise<Result<string, GitFailure>> {
  const git = await openGit(tmpdir(), { isTrusted: false });
  if (!git.ok) return git;
  const version = await git.value.run(["version"]);
  return version.ok ? ok(version.value.trim().replace(/^git version /, "")) : version;
}
