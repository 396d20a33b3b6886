import type { ReleasePolicy } from "../../../../shared/pipeline/planned-release.ts";
import { openGit } from "../../git/git.ts";
import { releaseBranches } from "../plan/problems.ts";
import { readUsualBranches } from "./read-facts.ts";

/** Branches that a trusted folder's releases are made from, those of pre-releases among them; none where there is no git. */
export async function readReleaseBranches(folder: string, policy: ReleasePolicy): Promise<readonly string[]> {
  const git = await openGit(folder, { isTrusted: true });
  return git.ok ? releaseBranches(policy, await readUsualBranches(git.value)) : [];
}
