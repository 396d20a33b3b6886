import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { PendingOperation } from "../../../../shared/contract/code/changes.ts";

const shortHash = 7;

/**
 * What git is in the middle of, read from the files that it leaves in its folder of this worktree (gitrepository-layout;
 * `wt-status.c` looks at the same); `null` mostly.
 */
export async function readPendingOperation(gitFolder: string): Promise<PendingOperation | null> {
  const text = (name: string) =>
    readFile(join(gitFolder, name), "utf8").then(
      (content) => content.trim(),
      () => null,
    );
  const isThere = (name: string) =>
    stat(join(gitFolder, name)).then(
      () => true,
      () => false,
    );
  if (await isThere("rebase-merge")) {
    const [step, steps, onto] = await Promise.all(["rebase-merge/msgnum", "rebase-merge/end", "rebase-merge/onto"].map(text));
    return { kind: "rebase", other: short(onto), step: count(step), steps: count(steps) };
  }
  if (await isThere("rebase-apply")) {
    const [step, steps, onto] = await Promise.all(["rebase-apply/next", "rebase-apply/last", "rebase-apply/onto"].map(text));
    const kind = (await isThere("rebase-apply/applying")) ? "apply-mail" : "rebase";
    return { kind, other: kind === "rebase" ? short(onto) : null, step: count(step), steps: count(steps) };
  }
  const [merge = null, pick = null, revert = null, todo, message] = await Promise.all(
    ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "sequencer/todo", "MERGE_MSG"].map(text),
  );
  if (merge !== null) return { kind: "merge", other: mergedName(message ?? "") ?? short(merge), step: null, steps: null };
  if (pick !== null) return { kind: "cherry-pick", other: short(pick), step: null, steps: null };
  if (revert !== null) return { kind: "revert", other: short(revert), step: null, steps: null };
  // Between two commits of several neither of the files above is there.
  const next = /^(pick|revert) ([0-9a-f]+)/m.exec(todo ?? "");
  if (next !== null) return { kind: next[1] === "pick" ? "cherry-pick" : "revert", other: short(next[2]), step: null, steps: null };
  return (await isThere("BISECT_LOG")) ? { kind: "bisect", other: null, step: null, steps: null } : null;
}

/** The branch or tag that git's own message of a merge names. */
function mergedName(message: string): string | null {
  return /^Merge (?:remote-tracking )?(?:branch|tag|commit) '([^'\n]+)'/.exec(message)?.[1] ?? null;
}

function short(hash: string | null | undefined): string | null {
  return hash == null || hash === "" ? null : hash.slice(0, shortHash);
}

function count(text: string | null | undefined): number | null {
  return text != null && /^\d+$/.test(text) ? Number(text) : null;
}
