import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import type { Git, GitFailure } from "../../git/git.ts";
import { hashOf, openReleaseGit, type RefusedFailure, refusalOf, write } from "./release-git.ts";

/** A file as the release's commit has it. */
export interface CommitFile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly content: Buffer;
}

/** What is committed. */
export interface ReleaseCommitRequest {
  /** The project's folder, which is trusted. */
  readonly folder: string;
  /** Full hash of the commit that it builds on. */
  readonly base: string;
  /** The name of the tag, by which the commit is kept until the branch has it. */
  readonly tag: string;
  readonly message: string;
  /** Empty: the release is the base itself. */
  readonly files: readonly CommitFile[];
  /** Where git's index for it may lie: a file of ours alone. */
  readonly indexFile: string;
}

/** The released commit. */
export interface ReleaseCommit {
  readonly commit: string;
  readonly tree: string;
}

type WriteFailure = GitFailure | RefusedFailure;

/** By which a release's commit is kept: neither a branch nor a tag, so that nobody pushes it by accident. */
function refOf(tag: string): string {
  return `refs/millrace/release/${tag}`;
}

/**
 * Makes the commit of a release without touching the folder, its index or any branch, and keeps it by a reference of its own;
 * one that is kept already is taken.
 */
export async function makeReleaseCommit(request: ReleaseCommitRequest): Promise<Result<ReleaseCommit, WriteFailure>> {
  const { folder, base, tag, message, files, indexFile } = request;
  const git = await openReleaseGit(folder);
  if (!git.ok) return git;
  const kept = await hashOf(git.value, refOf(tag));
  if (kept !== null) {
    const parent = await hashOf(git.value, `${kept}^`);
    if (kept === base || parent === base) return withTree(git.value, kept);
    // Left by a release that was never undone, of another history.
    const dropped = await write(git.value, ["update-ref", "-d", refOf(tag), kept]);
    if (!dropped.ok) return dropped;
  }
  const made = files.length === 0 ? ok(base) : await commitFiles(folder, { base, message, files, indexFile });
  if (!made.ok) return made;
  const keeping = await write(git.value, ["update-ref", refOf(tag), made.value, ""]);
  return keeping.ok ? withTree(git.value, made.value) : keeping;
}

async function commitFiles(
  folder: string,
  { base, message, files, indexFile }: Pick<ReleaseCommitRequest, "base" | "message" | "files" | "indexFile">,
): Promise<Result<string, WriteFailure>> {
  await mkdir(dirname(indexFile), { recursive: true });
  await rm(indexFile, { force: true });
  try {
    const git = await openReleaseGit(folder, { GIT_INDEX_FILE: indexFile });
    if (!git.ok) return git;
    const prefix = (await git.value.textOf(["rev-parse", "--show-prefix"])).replace(/\n$/, "");
    const read = await write(git.value, ["read-tree", base]);
    if (!read.ok) return read;
    for (const { path, content } of files) {
      const blob = await write(git.value, ["hash-object", "-w", "--no-filters", "--stdin"], content);
      if (!blob.ok) return blob;
      const listed = await git.value.textOf(["ls-tree", "-z", base, "--", path]);
      const mode = /^\d{6}/.exec(listed)?.[0] ?? "100644";
      if (!mode.startsWith("100")) return err(failure("git-refused", `${path} is a link, which a release does not write through.`));
      const added = await write(git.value, ["update-index", "--add", "--cacheinfo", `${mode},${blob.value},${prefix}${path}`]);
      if (!added.ok) return added;
    }
    const tree = await write(git.value, ["write-tree"]);
    if (!tree.ok) return tree;
    // `git commit` signs where it is told to; this plumbing has to be asked.
    const isSigned = (await git.value.textOf(["config", "--type=bool", "--get", "commit.gpgSign"])).trim() === "true";
    const command = ["commit-tree", ...(isSigned ? ["-S"] : []), tree.value, "-p", base, "-F", "-"];
    const ended = await git.value.perform(command, { input: `${message}\n` });
    if (!ended.ok) return ended;
    const commit = ended.value.output.trim();
    // Git 2.39 makes an unsigned one when it cannot sign, and calls that a success.
    const isAsAsked = ended.value.exitCode === 0 && (!isSigned || /^gpgsig/m.test(await git.value.textOf(["cat-file", "commit", commit])));
    return isAsAsked ? ok(commit) : err(refusalOf(command, ended.value));
  } finally {
    await rm(indexFile, { force: true });
    await rm(`${indexFile}.lock`, { force: true });
  }
}

async function withTree(git: Git, commit: string): Promise<Result<ReleaseCommit, WriteFailure>> {
  const tree = await hashOf(git, `${commit}^{tree}`);
  return tree === null ? err(failure("git-refused", `The commit ${commit} is not in the repository.`)) : ok({ commit, tree });
}

/** Lets go of the commit, which git then forgets, unless a branch or a tag has it. */
export async function dropReleaseCommit(folder: string, tag: string): Promise<Result<undefined, WriteFailure>> {
  const git = await openReleaseGit(folder);
  if (!git.ok) return git;
  const kept = await hashOf(git.value, refOf(tag));
  if (kept === null) return ok(undefined);
  const dropped = await write(git.value, ["update-ref", "-d", refOf(tag), kept]);
  return dropped.ok ? ok(undefined) : dropped;
}
