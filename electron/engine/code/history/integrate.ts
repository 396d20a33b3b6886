import { err, type Result } from "../../../../shared/result.ts";
import type { Git } from "../../git/git.ts";
import { type CodeFailure, impossible } from "../code-failure.ts";
import { findCommit, hashOf } from "../names.ts";
import type { Done, OperationTools } from "../operation/operation.ts";
import { integrate } from "./may-conflict.ts";

/** How a merge is recorded. */
export type MergeStyle = "auto" | "fast-forward-only" | "always-commit" | "squash";

const mergeOptions: Readonly<Record<MergeStyle, readonly string[]>> = {
  auto: [],
  "fast-forward-only": ["--ff-only"],
  "always-commit": ["--no-ff"],
  squash: ["--squash"],
};

/** Merges a branch or a commit into the current branch. */
export async function merge(folder: string, tools: OperationTools, revision: string, how: MergeStyle): Promise<Result<Done, CodeFailure>> {
  const { git } = tools;
  const found = await findCommit(folder, git, revision);
  if (!found.ok) return found;
  const before = await hashOf(git, "HEAD");
  const { name, commit } = found.value;
  // By its name, which git writes into the message; by its hash where it has none.
  const isNamed = (await hashOf(git, `${name}^{commit}`)) === commit;
  return integrate(tools, ["merge", "--no-edit", "--progress", ...mergeOptions[how], isNamed ? name : commit], async () => {
    if (how === "squash") return `The changes of ${name} are staged, to be committed as one.`;
    return (await hashOf(git, "HEAD")) === before ? `${name} is in this branch already.` : `${name} is merged.`;
  });
}

/** Puts the commits of the current branch onto another one. */
export async function rebase(folder: string, tools: OperationTools, onto: string): Promise<Result<Done, CodeFailure>> {
  const { git } = tools;
  const found = await findCommit(folder, git, onto);
  if (!found.ok) return found;
  const before = await hashOf(git, "HEAD");
  return integrate(tools, ["rebase", found.value.commit], async () => {
    const after = await hashOf(git, "HEAD");
    return after === before ? `The branch is on ${found.value.name} already.` : `The branch is on ${found.value.name} now.`;
  });
}

/** Makes the change of one commit again on the current branch, or undoes it with a new commit. */
export async function applyCommit(
  tools: OperationTools,
  what: "cherry-pick" | "revert",
  commit: string,
): Promise<Result<Done, CodeFailure>> {
  const { git } = tools;
  const parents = await parentsOf(git, commit);
  if (parents === null) return err(impossible(`There is no commit ${commit.slice(0, 8)} here.`, "git fetch may bring it."));
  // Of a merge, the change is what it brought into its first parent.
  const options = parents > 1 ? ["--mainline", "1"] : [];
  const before = await readPending(git);
  const ended = await integrate(tools, [what, ...(what === "revert" ? ["--no-edit"] : []), ...options, commit], () =>
    what === "revert" ? `${commit.slice(0, 8)} is undone by a new commit.` : `${commit.slice(0, 8)} is on this branch, too.`,
  );
  if (ended.ok || before !== null || ended.failure.code === "git-stopped") return ended;
  // Git stops before an empty commit and asks what to do; there is nothing to go on with.
  if ((await readPending(git)) === null) return ended;
  await tools.act([what, "--abort"]);
  return err(
    impossible(`The changes of ${commit.slice(0, 8)} are ${what === "revert" ? "undone" : "here"} already.`, "Nothing was changed."),
  );
}

async function parentsOf(git: Git, commit: string): Promise<number | null> {
  const text = (await git.textOf(["rev-list", "--parents", "--max-count=1", commit])).trim();
  return text === "" ? null : text.split(" ").length - 1;
}

async function readPending(git: Git): Promise<string | null> {
  return (await hashOf(git, "CHERRY_PICK_HEAD")) ?? (await hashOf(git, "REVERT_HEAD"));
}
