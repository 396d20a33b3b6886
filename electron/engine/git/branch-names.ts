import { ok, type Result } from "../../../shared/result.ts";
import { type GitFailure, openGit } from "./gateway.ts";

/** Names of all branches of the repository of a trusted folder, and of those of its remotes without the remote's name. */
export async function readBranchNames(folder: string): Promise<Result<Set<string>, GitFailure>> {
  const git = await openGit(folder, { isTrusted: true });
  if (!git.ok) return git;
  const listed = await git.value.run(["for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes"]);
  if (!listed.ok) return listed;
  const names = listed.value.split("\n").map((name) => name.replace(/^refs\/(?:heads|remotes\/[^/]+)\//, ""));
  return ok(new Set(names.filter((name) => name !== "")));
}
