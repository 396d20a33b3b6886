import { hash } from "node:crypto";
import type { Release, ReleaseArtifact } from "../../../shared/contract/releases.ts";

/**
 * What a release puts somewhere, as one checksum: two releases of the same files are the same there, whatever they are
 * called. One without files is known by its tree.
 */
export function contentsOf(
  { tree, commit }: Pick<Release, "tree" | "commit">,
  files: readonly Pick<ReleaseArtifact, "path" | "sha256">[],
): string {
  const listed = files.map(({ path, sha256 }) => [path, sha256]).sort(([one = ""], [other = ""]) => (one < other ? -1 : 1));
  return hash("sha256", JSON.stringify(listed.length === 0 ? { tree: tree ?? commit } : listed));
}
