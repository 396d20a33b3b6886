import type { Remote } from "../../../../shared/contract/code/history.ts";
import { err, ok, type Result } from "../../../../shared/result.ts";
import type { Git } from "../../git/git.ts";
import { asked } from "../asked.ts";
import { type CodeFailure, impossible } from "../code-failure.ts";
import { hashOf } from "../names.ts";
import { hidePasswords } from "../operation/hide-passwords.ts";
import { orHookRefusal } from "../operation/hook-refusal.ts";
import type { Done, OperationTools } from "../operation/operation.ts";
import { integrate } from "./may-conflict.ts";

/** The repositories that this one knows, by name. */
export async function readRemotes(git: Git): Promise<Result<Remote[], CodeFailure>> {
  const listed = await asked(git, ["remote", "--verbose"]);
  if (!listed.ok) return listed;
  const remotes = new Map<string, { fetchUrl: string; pushUrl: string }>();
  for (const line of listed.value.split("\n")) {
    const [, name, url, use] = /^(.*?)\t(.*) \((fetch|push)\)/.exec(line) ?? [];
    if (name === undefined || url === undefined) continue;
    const known = remotes.get(name) ?? { fetchUrl: "", pushUrl: "" };
    const address = hidePasswords(url);
    // Of several addresses to push to, the first stands for all.
    remotes.set(name, use === "fetch" ? { ...known, fetchUrl: address } : { ...known, pushUrl: known.pushUrl || address });
  }
  return ok([...remotes].map(([name, urls]) => ({ name, ...urls })));
}

/** Brings what is new in one remote, or in all. */
export async function fetchRemotes(
  { act, git }: OperationTools,
  { remote, isPruned }: { readonly remote?: string | undefined; readonly isPruned: boolean },
): Promise<Result<Done, CodeFailure>> {
  const known = await knownRemotes(git, remote);
  if (!known.ok) return known;
  const fetched = await act(["fetch", "--progress", ...(isPruned ? ["--prune"] : []), remote ?? "--all"]);
  if (!fetched.ok) return fetched;
  const moved = movedRefs(fetched.value.complaint);
  return ok({ text: moved === 0 ? "Nothing new." : `${counted(moved, "branch or tag", "branches and tags")} moved.` });
}

const pullOptions = { configured: [], "fast-forward-only": ["--ff-only"], merge: ["--no-rebase"], rebase: ["--rebase"] } as const;

/** How what comes is joined with what is here. */
export type PullStyle = keyof typeof pullOptions;

/** Brings what is new in the branch that the current one follows, and joins it. */
export async function pull(tools: OperationTools, how: PullStyle): Promise<Result<Done, CodeFailure>> {
  const { git } = tools;
  const upstream = (await git.textOf(["rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}"])).trim();
  if (upstream === "") {
    return err(impossible("The branch here follows no branch of a remote.", "Push it first, which sets what it follows."));
  }
  const before = await hashOf(git, "HEAD");
  return integrate(tools, ["pull", "--progress", "--no-edit", ...pullOptions[how]], async () => {
    const after = await hashOf(git, "HEAD");
    if (after === before) return `Nothing new in ${upstream}.`;
    const range = before === null ? "HEAD" : `${before}..${upstream}`;
    const commits = Number((await git.textOf(["rev-list", "--count", range, "--"])).trim());
    return `${counted(commits, "commit", "commits")} from ${upstream}.`;
  });
}

/** What to push. */
export interface PushRequest {
  readonly remote?: string | undefined;
  /** Branches and tags; the current branch when left out. */
  readonly refs?: readonly string[] | undefined;
  readonly hasTags: boolean;
  readonly isForced: boolean;
  readonly isUpstreamSet: boolean;
}

/** Sends commits to a remote. What it has and we have not is never overwritten, unless forced, and then only what was seen. */
export async function push(folder: string, { act, git }: OperationTools, request: PushRequest): Promise<Result<Done, CodeFailure>> {
  const target = await pushTarget(git, request);
  if (!target.ok) return target;
  const { remote, refs, hasUpstream } = target.value;
  const options = [
    ...(request.isForced ? ["--force-with-lease"] : []),
    ...(request.hasTags ? ["--tags"] : []),
    ...(request.isUpstreamSet && !hasUpstream ? ["--set-upstream"] : []),
  ];
  const pushed = await act(["push", "--progress", ...options, remote, ...refs]);
  if (!pushed.ok) return err(await orHookRefusal(git, folder, "push", pushed.failure));
  const moved = movedRefs(pushed.value.complaint);
  return ok({
    text: moved === 0 ? `${remote} has everything already.` : `${counted(moved, "branch or tag", "branches and tags")} sent to ${remote}.`,
  });
}

interface PushTarget {
  readonly remote: string;
  readonly refs: readonly string[];
  readonly hasUpstream: boolean;
}

async function pushTarget(git: Git, { remote, refs }: PushRequest): Promise<Result<PushTarget, CodeFailure>> {
  const known = await knownRemotes(git, remote);
  if (!known.ok) return known;
  const branch = (await git.textOf(["symbolic-ref", "--short", "HEAD"])).trim() || null;
  if (branch === null && refs === undefined)
    return err(impossible("There is no current branch to push.", "Switch to one, or say what to push."));
  if (refs === undefined && (await hashOf(git, "HEAD")) === null)
    return err(impossible("There is no commit yet.", "Commit something first."));
  const setting = async (name: string) => (branch === null ? "" : (await git.textOf(["config", "--get", name])).trim());
  const [ownPush, generalPush, own, merge] = await Promise.all([
    setting(`branch.${branch}.pushRemote`),
    setting("remote.pushDefault"),
    setting(`branch.${branch}.remote`),
    setting(`branch.${branch}.merge`),
  ]);
  const usual = [ownPush, generalPush, own, "origin"].find((name) => known.value.includes(name)) ?? known.value[0] ?? "";
  const chosen = remote ?? usual;
  if (refs === undefined) {
    // Where the branch is called otherwise over there, it is pushed to what it follows.
    const there = merge !== "" && own === chosen ? merge : `refs/heads/${branch}`;
    return ok({ remote: chosen, refs: [`refs/heads/${branch}:${there}`], hasUpstream: merge !== "" });
  }
  const full: string[] = [];
  for (const ref of refs) {
    const names = [`refs/heads/${ref}`, `refs/tags/${ref}`];
    const hashes = await Promise.all(names.map((name) => hashOf(git, name)));
    const found = names.filter((_, index) => hashes[index] !== null);
    if (found.length === 0) return err(impossible(`There is no branch or tag ${JSON.stringify(ref)} here.`, "Is it only on a remote?"));
    full.push(...found.map((name) => `${name}:${name}`));
  }
  return ok({ remote: chosen, refs: full, hasUpstream: merge !== "" });
}

/** The names of all remotes; a failure when there are none, or not the one that is asked for. */
async function knownRemotes(git: Git, asked: string | undefined): Promise<Result<string[], CodeFailure>> {
  const names = (await git.textOf(["remote"])).split("\n").filter((name) => name !== "");
  if (names.length === 0) return err(impossible("This repository knows no other one.", "git remote add origin ADDRESS names one."));
  if (asked !== undefined && !names.includes(asked)) {
    return err(impossible(`There is no remote ${JSON.stringify(asked)}.`, `There is ${names.join(", ")}.`));
  }
  return ok(names);
}

/** Counts what git lists as moved: a sign, what happened, and from where to where; `=` and `!` did not move. */
function movedRefs(text: string): number {
  return text.split(/[\r\n]+/).filter((line) => /^ [ +*t-] .* -> /.test(line)).length;
}

function counted(count: number, one: string, many: string): string {
  return count === 1 ? `One ${one}` : `${count} ${many}`;
}
