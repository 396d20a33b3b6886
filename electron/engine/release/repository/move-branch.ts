import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import type { Git, GitFailure } from "../../git/git.ts";
import { hashOf, openReleaseGit, type RefusedFailure, write } from "./release-git.ts";

/** A branch that a release moves from the commit that it builds on to its own. */
export interface BranchMove {
  /** The project's folder, which is trusted. */
  readonly folder: string;
  readonly branch: string;
  readonly base: string;
  readonly commit: string;
}

/** Why a branch was not moved; it and all files are as they were. */
export type MoveFailure = GitFailure | RefusedFailure | Failure<"branch-moved" | "files-in-the-way">;

/** Whether the branch can be moved forward; what would keep it from that is found out before anything is made for good. */
export async function checkMove(move: BranchMove): Promise<Result<undefined, MoveFailure>> {
  const git = await openReleaseGit(move.folder);
  if (!git.ok) return git;
  const tip = await hashOf(git.value, `refs/heads/${move.branch}`);
  if (
    tip === null ||
    tip === move.commit ||
    (await isAncestor(git.value, tip, move.commit)) ||
    (await isAncestor(git.value, move.commit, tip))
  )
    return ok(undefined);
  return err(goneOn(move, tip));
}

/**
 * Moves the branch forward to the release's commit: with its files where it is checked out, whichever folder that is, else by
 * itself. A branch that has the commit already, or that was deleted meanwhile, is left as it is.
 */
export async function moveBranch(move: BranchMove): Promise<Result<undefined, MoveFailure>> {
  const { folder, branch, commit } = move;
  const git = await openReleaseGit(folder);
  if (!git.ok) return git;
  const tip = await hashOf(git.value, `refs/heads/${branch}`);
  if (tip === null || (await isAncestor(git.value, commit, tip))) return ok(undefined);
  if (!(await isAncestor(git.value, tip, commit))) return err(goneOn(move, tip));
  const place = await folderOf(git.value, branch);
  if (place === null) return done(await write(git.value, ["update-ref", "-m", "millrace: release", `refs/heads/${branch}`, commit, tip]));
  const there = await openReleaseGit(place);
  if (!there.ok) return there;
  return orInTheWay(await write(there.value, ["merge", "--ff-only", "--no-autostash", "--quiet", commit]), place);
}

/** Takes the move back, unless somebody has built on it since: then it stays, and that is a failure. */
export async function moveBranchBack(move: BranchMove): Promise<Result<undefined, MoveFailure>> {
  const { folder, branch, base, commit } = move;
  const git = await openReleaseGit(folder);
  if (!git.ok) return git;
  const tip = await hashOf(git.value, `refs/heads/${branch}`);
  if (commit === base || tip === null || !(await isAncestor(git.value, commit, tip))) return ok(undefined);
  if (tip !== commit) {
    const hint = `Take ${commit.slice(0, 7)} back with git revert, or finish the release.`;
    return err(failure("branch-moved", `${branch} has commits behind the release's own already, which would be lost.`, hint));
  }
  const place = await folderOf(git.value, branch);
  if (place === null)
    return done(await write(git.value, ["update-ref", "-m", "millrace: release undone", `refs/heads/${branch}`, base, tip]));
  const there = await openReleaseGit(place);
  if (!there.ok) return there;
  return orInTheWay(await write(there.value, ["reset", "--keep", "--quiet", base]), place);
}

/** The folder in which the branch is checked out; `null` without. */
async function folderOf(git: Git, branch: string): Promise<string | null> {
  const listed = await git.textOf(["worktree", "list", "--porcelain", "-z"]);
  const record = listed.split("\0\0").find((each) => each.split("\0").includes(`branch refs/heads/${branch}`));
  const [, path] = /^\0?worktree (.+)$/s.exec(record?.split("\0").find((line) => line.startsWith("worktree ")) ?? "") ?? [];
  return path ?? null;
}

async function isAncestor(git: Git, commit: string, other: string): Promise<boolean> {
  const ended = await git.perform(["merge-base", "--is-ancestor", commit, other]);
  return ended.ok && ended.value.exitCode === 0;
}

function goneOn({ branch, base }: BranchMove, tip: string): MoveFailure {
  const hint = "Undo this release, and make it again from where the branch stands now.";
  return failure("branch-moved", `${branch} stands at ${tip.slice(0, 7)} by now, and the release builds on ${base.slice(0, 7)}.`, hint);
}

function done(result: Result<string, GitFailure | RefusedFailure>): Result<undefined, MoveFailure> {
  return result.ok ? ok(undefined) : result;
}

function orInTheWay(result: Result<string, GitFailure | RefusedFailure>, place: string): Result<undefined, MoveFailure> {
  if (result.ok) return ok(undefined);
  if (result.failure.code !== "git-refused") return result;
  return err(
    failure(
      "files-in-the-way",
      `The files in ${place} are in the way. ${result.failure.message}`,
      "Commit or stash what was changed there, then go on.",
    ),
  );
}
