import type { Branch } from "../../../../shared/contract/code/history.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import type { Git } from "../../git/git.ts";
import { asked } from "../asked.ts";
import type { CodeFailure } from "../code-failure.ts";

/** What each branch is asked for, in this order. */
const fields = [
  "%(refname)",
  "%(objectname)",
  "%(contents:subject)",
  "%(authorname)",
  "%(committerdate:unix)",
  "%(HEAD)",
  "%(worktreepath)",
  "%(upstream:short)",
  "%(upstream:track,nobracket)",
  "%(symref)",
];

/** Enough to know the branches of the last weeks. */
const movesLookedAt = 1_000;

/** The branches here, and those of the remotes as they were last seen; by name. */
export async function readBranches(git: Git): Promise<Result<Branch[], CodeFailure>> {
  const places = ["refs/heads", "refs/remotes"];
  const [listed, merged, switches] = await Promise.all([
    asked(git, ["for-each-ref", `--format=${fields.join("%00")}%00`, ...places]),
    // Before the first commit there is nothing that a branch could be in.
    git.textOf(["for-each-ref", "--format=%(refname)", "--merged=HEAD", ...places]),
    git.textOf(["log", "--walk-reflogs", `--max-count=${movesLookedAt}`, "--date=unix", "--format=%gd %gs", "HEAD", "--"]),
  ]);
  return listed.ok ? ok(branchesOf(listed.value, new Set(merged.split("\n")), usesIn(switches))) : listed;
}

/** When each branch was last switched to or from, in milliseconds, by HEAD's log with the newest first. */
export function usesIn(log: string): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const line of log.split("\n")) {
    const [, at, from = "", to = ""] = /^HEAD@\{(\d+)\} checkout: moving from (\S+) to (\S+)$/.exec(line) ?? [];
    if (at === undefined) continue;
    for (const name of [to, from]) if (!uses.has(name)) uses.set(name, Number(at) * 1_000);
  }
  return uses;
}

/** Reads what git lists: fields that end with NUL, and a line feed behind the last of each branch. */
export function branchesOf(text: string, merged: ReadonlySet<string>, uses: ReadonlyMap<string, number>): Branch[] {
  const values = text.split("\0");
  const branches: Branch[] = [];
  for (let index = 0; index + fields.length <= values.length; index += fields.length) {
    const branch = branchOf(values.slice(index, index + fields.length), merged, uses);
    if (branch !== null) branches.push(branch);
  }
  return branches;
}

function branchOf(values: readonly string[], merged: ReadonlySet<string>, uses: ReadonlyMap<string, number>): Branch | null {
  const [first = "", commit = "", subject = "", author = "", at = "", mark, worktree = "", upstream = "", track = "", symref] = values;
  const fullName = first.replace(/^\n/, "");
  const [, folder, name] = /^refs\/(heads|remotes)\/(.+)$/s.exec(fullName) ?? [];
  // A remote's HEAD is only another name for one of its branches.
  if (name === undefined || (folder === "remotes" && symref !== "")) return null;
  const isCurrent = mark === "*";
  const isGone = track === "gone";
  const isCompared = upstream !== "" && !isGone;
  return {
    kind: folder === "heads" ? "branch" : "remote",
    name,
    commit,
    subject,
    author,
    at: Number(at) * 1_000,
    usedAt: folder === "heads" ? (uses.get(name) ?? null) : null,
    isCurrent,
    worktree: isCurrent || worktree === "" ? null : worktree,
    upstream: upstream === "" ? null : upstream,
    isGone,
    ahead: isCompared ? Number(/ahead (\d+)/.exec(track)?.[1] ?? 0) : null,
    behind: isCompared ? Number(/behind (\d+)/.exec(track)?.[1] ?? 0) : null,
    isMerged: merged.has(fullName),
  };
}
