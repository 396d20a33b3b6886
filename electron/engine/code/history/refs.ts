import { createHash } from "node:crypto";
import type { Ref } from "../../../../shared/contract/code/history.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import type { Git } from "../../git/git.ts";
import { asked } from "../asked.ts";
import type { CodeFailure } from "../code-failure.ts";

/** Every name that points to a commit, at one moment. */
export interface Refs {
  /** By commit: HEAD first, then branches, remotes' branches and tags. */
  readonly byCommit: ReadonlyMap<string, readonly Ref[]>;
  /** `null` before the first commit. */
  readonly head: string | null;
  /** Another one as soon as any of them has moved. */
  readonly fingerprint: string;
}

const order: readonly Ref["kind"][] = ["head", "branch", "remote", "tag", "stash"];

/** Reads all of them with one question. */
export async function readRefs(git: Git): Promise<Result<Refs, CodeFailure>> {
  const listed = await asked(git, ["show-ref", "--head", "--dereference"]);
  return listed.ok ? ok(refsOf(listed.value)) : listed;
}

/** Reads `git show-ref --head --dereference`: a hash and a name a line; `^{}` stands behind what an annotated tag points to. */
export function refsOf(text: string): Refs {
  const commits = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, hash, name] = /^([0-9a-f]{40,64}) (.*?)(?:\^\{\})?$/.exec(line) ?? [];
    if (hash !== undefined && name !== undefined) commits.set(name, hash);
  }
  const byCommit = new Map<string, Ref[]>();
  for (const [name, commit] of commits) {
    const ref = refOf(name);
    if (ref === null) continue;
    const list = byCommit.get(commit);
    if (list === undefined) byCommit.set(commit, [ref]);
    else list.push(ref);
  }
  for (const list of byCommit.values()) list.sort((left, right) => order.indexOf(left.kind) - order.indexOf(right.kind));
  return { byCommit, head: commits.get("HEAD") ?? null, fingerprint: createHash("sha256").update(text).digest("hex").slice(0, 16) };
}

function refOf(name: string): Ref | null {
  if (name === "HEAD") return { kind: "head", name };
  if (name === "refs/stash") return { kind: "stash", name: "stash" };
  const [, folder, short] = /^refs\/(heads|remotes|tags)\/(.+)$/s.exec(name) ?? [];
  // A remote's HEAD says only which of its branches is its main one.
  if (short === undefined || (folder === "remotes" && short.endsWith("/HEAD"))) return null;
  return { kind: folder === "heads" ? "branch" : folder === "remotes" ? "remote" : "tag", name: short };
}
