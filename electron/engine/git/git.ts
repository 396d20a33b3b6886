import { copyFile, mkdir, mkdtemp, rm, stat, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { err, failure, ok, type Result } from "../../../shared/result.ts";
import { secondMs } from "../../../shared/time.ts";
import { askGit, type FolderTrust, type Git, type GitFailure } from "./ask-git.ts";
import { commitOf, statusOf } from "./parse.ts";

export type { GitFailure };

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
  /**
   * Changed, staged, deleted, conflicting and new files together; `null` in a folder that is not trusted, and when git did
   * not tell in time.
   */
  readonly changedFiles: number | null;
}

/** Where a working folder stands, and what its files are. */
export interface FilesState extends GitState {
  /** The tree hash of the files as they lie there, what `git add --all` would commit; `null` when git did not tell. */
  readonly tree: string | null;
  /** Why it did not; `null` when it did. */
  readonly treeFailure: GitFailure | null;
}

/** Nobody waits for a status bar, but what hangs must not pile up either. */
const statePatienceMs = 20 * secondMs;

/** A run waits for it: long enough for the files of a large repository, short for somebody who looks at a terminal. */
const filesPatienceMs = 5 * secondMs;

/** References are a few small files. */
const referencesPatienceMs = 2 * secondMs;

/**
 * Asks git where `folder` stands. In a folder that is not trusted only references and the commit are read, with every
 * way to start a program switched off, and `changedFiles`, `ahead` and `behind` stay `null`; so they do when git does not
 * tell in time which files changed.
 */
export async function readGitState(
  folder: string,
  trust: FolderTrust,
  patienceMs = statePatienceMs,
): Promise<Result<GitState, GitFailure>> {
  if (!trust.isTrusted) return askGit(folder, trust, patienceMs, (git) => readReferences(git, folder));
  const state = await askGit(folder, trust, patienceMs, (git) => readStatus(git, folder));
  return state.ok || state.failure.code !== "git-slow" ? state : readWithoutFiles(folder, state.failure);
}

/**
 * The same of a trusted folder, and the tree of its files. Both questions share one patience: when a filter of the
 * repository hangs or there are very many files, what is known by then is the answer.
 */
export async function readFilesState(folder: string, patienceMs = filesPatienceMs): Promise<Result<FilesState, GitFailure>> {
  const trust = { isTrusted: true };
  const known = await askGit(folder, trust, patienceMs, async (git) => {
    const state = await readStatus(git, folder);
    if (!state.ok) return state;
    const tree = state.value.changedFiles === 0 ? ok(state.value.commitTree) : await readWorkingTree(git, folder);
    return ok({ ...state.value, ...(tree.ok ? { tree: tree.value, treeFailure: null } : { tree: null, treeFailure: tree.failure }) });
  });
  if (known.ok || known.failure.code !== "git-slow") return known;
  const references = await readWithoutFiles(folder, known.failure);
  return references.ok ? ok({ ...references.value, tree: null, treeFailure: known.failure }) : references;
}

async function readStatus(git: Git, folder: string): Promise<Result<GitState, GitFailure>> {
  const head = commitOf(await git.textOf("cat-file", "commit", "HEAD"));
  const status = await git.ask("status", "--porcelain=v2", "--branch", "-z", "--untracked-files=normal");
  return status.ok ? ok({ ...statusOf(status.value), ...head }) : err(orNoRepository(status.failure, folder));
}

/** What can be known of a folder in which `slow` happened: no program of the repository has a part in that. */
async function readWithoutFiles(folder: string, slow: GitFailure): Promise<Result<GitState, GitFailure>> {
  const references = await askGit(folder, { isTrusted: false }, referencesPatienceMs, (git) => readReferences(git, folder));
  return references.ok ? references : err(slow);
}

async function readReferences(git: Git, folder: string): Promise<Result<GitState, GitFailure>> {
  const isInside = await git.ask("rev-parse", "--is-inside-work-tree");
  if (!isInside.ok) return err(orNoRepository(isInside.failure, folder));
  if (isInside.value.trim() !== "true") return err(notARepository(folder));
  const head = commitOf(await git.textOf("cat-file", "commit", "HEAD"));
  const branch = (await git.textOf("symbolic-ref", "--quiet", "--short", "HEAD")).trim() || null;
  const commit = (await git.textOf("rev-parse", "--verify", "--quiet", "HEAD^{commit}")).trim() || null;
  return ok({ branch, commit, ...head, ahead: null, behind: null, changedFiles: null });
}

/**
 * The tree is made with an index and an object folder of its own in the temporary folder, so neither the person's index
 * nor the repository changes.
 */
async function readWorkingTree(git: Git, folder: string): Promise<Result<string, GitFailure>> {
  const places = await git.ask("rev-parse", "--git-path", "index", "--git-path", "objects");
  if (!places.ok) return places;
  const [index = "", objects = ""] = places.value
    .trimEnd()
    .split("\n")
    .map((path) => resolve(folder, path));
  const scratch = await mkdtemp(join(tmpdir(), "millrace-tree-"));
  try {
    await mkdir(join(scratch, "objects"));
    await copyIndex(index, join(scratch, "index"));
    const own = git.with({
      GIT_INDEX_FILE: join(scratch, "index"),
      GIT_OBJECT_DIRECTORY: join(scratch, "objects"),
      GIT_ALTERNATE_OBJECT_DIRECTORIES: objects,
    });
    const added = await own.ask("add", "--all", ":/");
    if (!added.ok) return added;
    const tree = await own.ask("write-tree");
    return tree.ok ? ok(tree.value.trim()) : tree;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** With its time: git looks closer at files that changed when the index was written, or later. None yet: everything is new. */
async function copyIndex(index: string, copy: string): Promise<void> {
  const found = await stat(index).catch(() => null);
  if (found === null) return;
  await copyFile(index, copy);
  await utimes(copy, found.atime, found.mtime);
}

/** The files whose change moves the branch, the commit or the index of a repository; empty without one. Reads only names. */
export async function gitWatchPaths(folder: string): Promise<string[]> {
  const names = ["HEAD", "index", "logs/HEAD"].flatMap((name) => ["--git-path", name]);
  const paths = await askGit(folder, { isTrusted: false }, referencesPatienceMs, (git) => git.ask("rev-parse", ...names));
  if (!paths.ok) return [];
  return paths.value
    .trimEnd()
    .split("\n")
    .map((path) => resolve(folder, path));
}

/** The installed git's version, or why there is none. */
export async function gitVersion(): Promise<Result<string, GitFailure>> {
  const version = await askGit(tmpdir(), { isTrusted: false }, referencesPatienceMs, (git) => git.ask("version"));
  return version.ok ? ok(version.value.trim().replace(/^git version /, "")) : version;
}

/** Only what git itself calls no repository is none: it refuses one of another user, too, and that must be said. */
function orNoRepository(cause: GitFailure, folder: string): GitFailure {
  return /not a git repository|must be run in a work tree/.test(cause.message) ? notARepository(folder) : cause;
}

function notARepository(folder: string): GitFailure {
  return failure("not-a-repository", `${folder} is not in a git repository.`);
}
