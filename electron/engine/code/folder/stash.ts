import type { Stash } from "../../../../shared/contract/code/changes.ts";
import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import { secondMs } from "../../../../shared/time.ts";
import type { GitEnd } from "../../git/git.ts";
import { type CodeFailure, codeFailure, impossible } from "../code-failure.ts";
import { pathInput, pathsFromInput, perform } from "../operation/change-in.ts";
import { explainRefusal } from "../operation/explain-refusal.ts";
import { fromTop, type Repository } from "../repository.ts";
import { conflictPaths } from "./stage.ts";
import { dropRecord, keepRecord } from "./undo-store.ts";

/** What to put aside. */
export interface StashWish {
  /** Empty for git's own. */
  readonly message: string;
  readonly hasUntracked: boolean;
  /** All changes of the project's folder without it. */
  readonly paths?: readonly string[] | undefined;
}

/** The stashes of the repository, the newest first. */
export async function listStashes({ reader }: Repository): Promise<Stash[]> {
  const listed = await reader.textOf(["log", "--walk-reflogs", "-z", "--format=%H%x09%ct%x09%gs", "refs/stash", "--"]);
  return listed
    .split("\0")
    .filter((entry) => entry.includes("\t"))
    .map((entry, index) => {
      const [commit = "", seconds = "", ...subject] = entry.split("\t");
      return { index, commit, at: Number(seconds) * secondMs, ...readSubject(subject.join("\t").trim()) };
    });
}

/** Git writes `WIP on main: abc1234 subject`, or `On main: message`; a detached HEAD is `(no branch)`. */
function readSubject(subject: string): { branch: string | null; message: string } {
  const [, own, branch = "", message = ""] = /^(WIP on|On) (\(no branch\)|[^:]+): (.*)$/s.exec(subject) ?? [];
  if (own === undefined) return { branch: null, message: subject };
  return { branch: branch === "(no branch)" ? null : branch, message };
}

/** Puts changes aside. */
export async function pushStash(
  repository: Repository,
  { message, hasUntracked, paths }: StashWish,
): Promise<Result<undefined, CodeFailure>> {
  const [conflict] = await conflictPaths(repository);
  if (conflict !== undefined) return err(impossible(`${conflict} has conflicts, and cannot be put aside.`, "Resolve them first."));
  const command = ["stash", "push", ...(hasUntracked ? ["--include-untracked"] : []), ...(message === "" ? [] : [`--message=${message}`])];
  const { prefix, writer, pathWriter } = repository;
  const below = paths?.map((path) => fromTop(repository, path)) ?? (prefix === "" ? null : [prefix]);
  const pushed =
    below === null ? await perform(writer, command) : await perform(pathWriter, [...command, ...pathsFromInput], pathInput(below));
  if (!pushed.ok) return pushed;
  return /No local changes to save/.test(pushed.value.output)
    ? err(impossible("There are no changes to put aside.", hasUntracked ? "" : "New files are only put aside when that is asked for."))
    : ok(undefined);
}

/** Brings a stash back, with what was staged where that goes; `pop` drops it when there were no conflicts. */
export async function applyStash(repository: Repository, commit: string, what: "apply" | "pop"): Promise<Result<undefined, CodeFailure>> {
  const known = await nameOf(repository, commit);
  if (known === null) return err(noStash(commit));
  const withIndex = await attempt(repository, ["stash", "apply", "--index", commit]);
  if (!withIndex.ok) return withIndex;
  const needsPlain = withIndex.value.exitCode !== 0 && /Try without --index/.test(withIndex.value.complaint);
  const command = ["stash", "apply", commit];
  const applied = needsPlain ? await attempt(repository, command) : withIndex;
  if (!applied.ok) return applied;
  if (applied.value.exitCode !== 0) {
    // They are told by the status, as those of a merge, and the stash stays.
    return (await conflictPaths(repository)).length > 0 ? ok(undefined) : err(explainRefusal(command, applied.value));
  }
  return what === "pop" ? drop(repository, commit) : ok(undefined);
}

/** Drops a stash, which can be brought back. */
export async function dropStash(repository: Repository, commit: string, nowMs: number): Promise<Result<{ undoId: string }, CodeFailure>> {
  const stash = (await listStashes(repository)).find((each) => each.commit === commit);
  if (stash === undefined) return err(noStash(commit));
  const { branch, message } = stash;
  const whole = branch === null ? message : `On ${branch}: ${message}`;
  const record = await keepRecord(repository, { kind: "stash", commit, message: whole }, nowMs);
  const dropped = await drop(repository, commit);
  if (dropped.ok) return ok({ undoId: record.undoId });
  await dropRecord(repository, record);
  return dropped;
}

async function drop(repository: Repository, commit: string): Promise<Result<undefined, CodeFailure>> {
  // Its place is looked up last: another git may have put one more aside.
  const name = await nameOf(repository, commit);
  if (name === null) return err(noStash(commit));
  const dropped = await perform(repository.writer, ["stash", "drop", name]);
  return dropped.ok ? ok(undefined) : dropped;
}

async function nameOf(repository: Repository, commit: string): Promise<string | null> {
  const stash = (await listStashes(repository)).find((each) => each.commit === commit);
  return stash === undefined ? null : `stash@{${stash.index}}`;
}

function noStash(commit: string): CodeFailure {
  return failure("code-stale", `There is no stash ${commit.slice(0, 7)} any more.`, "Look at the stashes again.");
}

async function attempt({ writer }: Repository, command: readonly string[]): Promise<Result<GitEnd, CodeFailure>> {
  const ended = await writer.perform(command);
  return ended.ok ? ended : err(codeFailure(ended.failure));
}
