import { err, ok, type Result } from "../../../shared/result.ts";
import type { Git } from "../git/git.ts";
import { asked } from "./asked.ts";
import { type CodeFailure, impossible } from "./code-failure.ts";
import { checkName, findCommit, hashOf } from "./names.ts";
import { bringBack } from "./tags.ts";
import type { Undo } from "./undo-shelf.ts";

/** What a new branch is to be. */
export interface NewBranch {
  readonly name: string;
  readonly from: string;
  readonly isSwitch: boolean;
}

/** Makes a branch. From a remote's branch it follows that one. */
export async function createBranch(folder: string, git: Git, { name, from, isSwitch }: NewBranch): Promise<Result<undefined, CodeFailure>> {
  const checked = await checkName(git, "branch", name);
  if (!checked.ok) return checked;
  if (from === "HEAD" && isSwitch && (await hashOf(git, "HEAD")) === null) return done(await asked(git, ["switch", "--quiet", "-c", name]));
  const found = await findCommit(folder, git, from);
  if (!found.ok) return found;
  const { commit, remoteBranch } = found.value;
  // Of a hash git knows no branch to follow, and a branch of this repository is not one to be pushed to.
  const start = remoteBranch === null ? ["--no-track", name, commit] : ["--track", name, `refs/remotes/${remoteBranch}`];
  if (!isSwitch) return done(await asked(git, ["branch", ...start]));
  const [track = "", , place = ""] = start;
  return done(await asked(git, ["switch", track, "-c", name, place]));
}

/** Renames a branch, its configuration and its reflog. */
export async function renameBranch(git: Git, name: string, to: string): Promise<Result<undefined, CodeFailure>> {
  const checked = await checkName(git, "branch", to);
  if (!checked.ok) return checked;
  const known = await checkName(git, "branch", name);
  if (!known.ok) return known;
  return done(await asked(git, ["branch", "--move", name, to]));
}

/** Removes a branch here; the way back makes it again, with what it followed. */
export async function deleteBranch(git: Git, name: string, isForced: boolean): Promise<Result<Undo, CodeFailure>> {
  const fullName = `refs/heads/${name}`;
  const hash = await hashOf(git, fullName);
  if (hash === null) return err(impossible(`There is no branch ${JSON.stringify(name)} here.`, "It may have been removed already."));
  const configuration = await readConfiguration(git, name);
  const removed = await asked(git, ["branch", isForced ? "-D" : "-d", name]);
  if (!removed.ok) return removed;
  return ok(async () => {
    const made = await bringBack(git, fullName, hash);
    if (!made.ok) return made;
    for (const [key, value] of configuration) {
      const set = await asked(git, ["config", "--local", "--add", key, value]);
      if (!set.ok) return set;
    }
    return ok(undefined);
  });
}

/** What git keeps of a branch beside its commit, such as what it follows. */
async function readConfiguration(git: Git, name: string): Promise<[key: string, value: string][]> {
  const text = await git.textOf(["config", "--local", "-z", "--list"]);
  const prefix = `branch.${name}.`;
  return text
    .split("\0")
    .filter((entry) => entry.startsWith(prefix))
    .map((entry) => {
      const [key = "", ...value] = entry.split("\n");
      return [key, value.join("\n")];
    });
}

function done(result: Result<string, CodeFailure>): Result<undefined, CodeFailure> {
  return result.ok ? ok(undefined) : result;
}
