import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { PendingOperation } from "../../../../shared/contract/code/changes.ts";

/** What git's files say of what it is in the middle of. */
export interface PendingFacts extends Pick<PendingOperation, "kind" | "branch" | "step" | "steps"> {
  /** What is merged, what is rebased onto, or the commit that is made again or taken back; `null` when unknown. */
  readonly other: string | null;
  /** What git's own message calls it. */
  readonly otherName: string | null;
  /** The commit whose change is brought in; `null` for a merge, and where there is none. */
  readonly commit: string | null;
}

/**
 * What git is in the middle of, read from the files that it leaves in its folder of this worktree (gitrepository-layout;
 * `wt-status.c` looks at the same); `null` mostly.
 */
export async function readPendingOperation(gitFolder: string): Promise<PendingFacts | null> {
  const text = (name: string) =>
    readFile(join(gitFolder, name), "utf8").then(
      (content) => content.trim() || null,
      () => null,
    );
  const isThere = (name: string) =>
    stat(join(gitFolder, name)).then(
      () => true,
      () => false,
    );
  for (const [folder, stepFile, stepsFile, commitFile] of rebaseFiles) {
    if (!(await isThere(folder))) continue;
    const names = [stepFile, stepsFile, "onto", "head-name", commitFile].map((name) => `${folder}/${name}`);
    const [step, steps, onto = null, head, stopped, current] = await Promise.all([...names, "REBASE_HEAD"].map(text));
    const place = { otherName: null, step: count(step), steps: count(steps) };
    if (await isThere(`${folder}/applying`)) return { kind: "apply-mail", branch: null, other: null, commit: null, ...place };
    return { kind: "rebase", branch: branchIn(head), other: onto, commit: current ?? stopped ?? null, ...place };
  }
  const [merge = null, pick = null, revert = null, todo, message] = await Promise.all(
    ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "sequencer/todo", "MERGE_MSG"].map(text),
  );
  const plain = { branch: null, otherName: null, commit: null, step: null, steps: null };
  if (merge !== null) return { ...plain, kind: "merge", other: merge, otherName: mergedName(message ?? "") };
  if (pick !== null) return { ...plain, kind: "cherry-pick", other: pick, commit: pick };
  if (revert !== null) return { ...plain, kind: "revert", other: revert, commit: revert };
  // Between two commits of several neither of the files above is there.
  const [, verb, next = null] = /^(pick|revert) ([0-9a-f]+)/m.exec(todo ?? "") ?? [];
  if (verb !== undefined) return { ...plain, kind: verb === "pick" ? "cherry-pick" : "revert", other: next, commit: next };
  return (await isThere("BISECT_LOG")) ? { ...plain, kind: "bisect", other: null } : null;
}

/** Git has two ways to rebase, with the same in files of other names. */
const rebaseFiles = [
  ["rebase-merge", "msgnum", "end", "stopped-sha"],
  ["rebase-apply", "next", "last", "original-commit"],
] as const;

/** The branch or tag that git's own message of a merge names. */
function mergedName(message: string): string | null {
  return /^Merge (?:remote-tracking )?(?:branch|tag|commit) '([^'\n]+)'/.exec(message)?.[1] ?? null;
}

/** A detached HEAD is written in words. */
function branchIn(head: string | null | undefined): string | null {
  return /^refs\/heads\/(.+)$/s.exec(head ?? "")?.[1] ?? null;
}

function count(text: string | null | undefined): number | null {
  return text != null && /^\d+$/.test(text) ? Number(text) : null;
}
