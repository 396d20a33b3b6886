import { err, ok, type Result } from "../../../../shared/result.ts";
import type { Git, GitFailure } from "../../git/git.ts";
import { readTags } from "./read-history.ts";
import { detectPrefix, type VersionTag, versionTags } from "./tags.ts";

/** The tags of a repository that name a version as this project's do, the highest first. `prefix` as its file has it; `null` to find it out. */
export async function readVersionTags(
  git: Git,
  { prefix, projectName }: { readonly prefix: string | null; readonly projectName: string },
): Promise<Result<VersionTag[], GitFailure>> {
  const read = await readTags(git, []);
  if (!read.ok) return err(read.failure);
  const tags = read.value.map((tag) => ({ ...tag, isReached: true }));
  return ok(versionTags(tags, prefix ?? detectPrefix(tags, projectName)));
}
