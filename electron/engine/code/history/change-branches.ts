import { err, ok, type Result } from "../../../../shared/result.ts";
import type { Git } from "../../git/git.ts";
import { asked } from "../asked.ts";
import { type CodeFailure, impossible } from "../code-failure.ts";
import { keeping } from "../folder/undo-store.ts";
import { checkName, findCommit, hashOf } from "../names.ts";
import type { Repository } from "../repository.ts";

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

/** Removes a branch here; brought back, it follows what it followed. */
export async function deleteBranch(
  repository: Repository,
  { name, isForced }: { readonly name: string; readonly isForced: boolean },
  nowMs: number,
): Promise<Result<{ undoId: string }, CodeFailure>> {
  const ref = `refs/heads/${name}`;
  const target = await hashOf(repository.reader, ref);
  if (target === null) return err(impossible(`There is no branch ${JSON.stringify(name)} here.`, "It may have been removed already."));
  const configuration = await readConfiguration(repository.reader, name);
  return keeping(repository, { kind: "ref", ref, target, configuration }, nowMs, ["branch", isForced ? "-D" : "-d", name]);
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
