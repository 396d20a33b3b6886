import { err, ok, type Result } from "../../../../shared/result.ts";
import type { Git } from "../../git/git.ts";
import { type CodeFailure, impossible } from "../code-failure.ts";
import { findCommit, hashOf, type NamedCommit } from "../names.ts";
import type { Done, OperationTools } from "../operation/operation.ts";
import { countConflicts } from "./may-conflict.ts";

/** Where to go. */
export interface SwitchRequest {
  readonly revision: string;
  /** Go to the commit itself, and be on no branch. */
  readonly isDetached: boolean;
  /** Put changes aside, and bring them back there. */
  readonly isStashed: boolean;
}

/** Switches the working files to a branch or a commit. Changes that would be lost keep it from happening. */
export async function switchTo(folder: string, tools: OperationTools, request: SwitchRequest): Promise<Result<Done, CodeFailure>> {
  const target = await findTarget(folder, tools.git, request);
  if (!target.ok) return target;
  const stash = request.isStashed ? await putAside(tools, target.value.name) : ok(null);
  if (!stash.ok) return stash;
  const switched = await tools.act(["switch", "--progress", ...target.value.words]);
  if (!switched.ok) {
    // Where the changes came from, they fit.
    if (stash.value !== null) await tools.git.perform(["stash", "pop", "--index", "--quiet"]);
    return switched;
  }
  const hasConflicts = stash.value !== null && !(await bringBack(tools));
  await tellSubmodules(tools);
  const place = request.isDetached ? `At ${target.value.name}, on no branch.` : `On ${target.value.name}.`;
  if (!hasConflicts) return ok({ text: stash.value === null ? place : `${place} The changes are back.` });
  return ok({
    text: `${place} The changes could not all be brought back: they are kept in the stash.`,
    hasConflicts: (await countConflicts(tools.git)) > 0,
  });
}

interface Target {
  readonly name: string;
  readonly words: readonly string[];
}

async function findTarget(folder: string, git: Git, { revision, isDetached }: SwitchRequest): Promise<Result<Target, CodeFailure>> {
  // A branch without a commit is found by nobody but is there to stay on.
  const found = await findOrGuess(folder, git, revision);
  if (!found.ok) return found;
  const { commit, branch, remoteBranch, name } = found.value;
  if (isDetached) return ok({ name, words: ["--detach", commit] });
  if (branch !== null) return ok({ name: branch, words: [branch] });
  if (remoteBranch === null) {
    return err(impossible(`${name} is no branch.`, "Make a branch there, or go to the commit itself and be on no branch."));
  }
  const own = remoteBranch.slice(remoteBranch.indexOf("/") + 1);
  if ((await hashOf(git, `refs/heads/${own}`)) !== null) return ok({ name: own, words: [own] });
  return ok({ name: own, words: ["--track", "-c", own, `refs/remotes/${remoteBranch}`] });
}

/** A branch of exactly one remote may be called without its remote. */
async function findOrGuess(folder: string, git: Git, word: string): Promise<Result<NamedCommit, CodeFailure>> {
  const found = await findCommit(folder, git, word);
  if (found.ok) return found;
  const all = await git.textOf(["for-each-ref", "--format=%(refname:strip=2)", "refs/remotes"]);
  const [only, ...more] = all.split("\n").filter((name) => name.slice(name.indexOf("/") + 1) === word);
  return only === undefined || more.length > 0 ? found : findCommit(folder, git, only);
}

/** The stash that holds the changes now; `null` when there were none. */
async function putAside({ act, git }: OperationTools, name: string): Promise<Result<string | null, CodeFailure>> {
  const before = await hashOf(git, "refs/stash");
  const stashed = await act(["stash", "push", "--include-untracked", "--message", `Before switching to ${name}`]);
  if (!stashed.ok) return stashed;
  const after = await hashOf(git, "refs/stash");
  return ok(after === before ? null : after);
}

/** Staged changes come back staged, where they fit; where nothing fits, git leaves the stash as it is. */
async function bringBack({ attempt, git }: OperationTools): Promise<boolean> {
  const popped = await attempt(["stash", "pop", "--index"]);
  if (popped.ok && popped.value.exitCode === 0) return true;
  if (!popped.ok || (await countConflicts(git)) > 0) return false;
  const again = await attempt(["stash", "pop"]);
  return again.ok && again.value.exitCode === 0;
}

/** Git leaves submodules where they are, unless it is told otherwise; that must not look like a change of one's own. */
async function tellSubmodules({ git, tell }: OperationTools): Promise<void> {
  if ((await git.textOf(["ls-files", "--stage", "--", ":(top).gitmodules"])) === "") return;
  const behind = (await git.textOf(["submodule", "status"])).split("\n").filter((line) => line.startsWith("+"));
  if (behind.length > 0) {
    tell({
      type: "line",
      text: `${behind.length} submodules are at other commits than this branch says: git submodule update brings them there.`,
    });
  }
}
