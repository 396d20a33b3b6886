import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Failure, failure } from "../../../../shared/result.ts";
import type { Git } from "../../git/git.ts";

/** What git leaves in its folder while it is in the middle of something. */
const marks = [
  ["rebase-merge", "A rebase is half done"],
  ["rebase-apply", "A rebase is half done"],
  ["MERGE_HEAD", "A merge is half done"],
  ["CHERRY_PICK_HEAD", "A cherry-pick is half done"],
  ["REVERT_HEAD", "A revert is half done"],
  ["index.lock", "Git's lock of the index was left behind"],
] as const;

/** Says, after something was stopped, what is half done now. */
export async function whatIsLeft(git: Git, stopped: Failure<"git-stopped">): Promise<Failure<"git-stopped">> {
  const folder = (await git.textOf(["rev-parse", "--absolute-git-dir"])).trim();
  const left = [...new Set(marks.filter(([name]) => folder !== "" && existsSync(resolve(folder, name))).map(([, text]) => text))];
  if (left.length === 0) return failure("git-stopped", `${stopped.message} Nothing is half done.`);
  const hint = left.some((text) => text.includes("half done"))
    ? "Go on with it, or give it up: that brings everything back to how it was."
    : "Remove the lock when no other git is at work here.";
  return failure("git-stopped", `${stopped.message} ${left.join(". ")}.`, hint);
}
