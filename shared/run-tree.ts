import type { Run } from "./contract/schemas.ts";

/**
 * Whether git could not tell which files a run was of: not in time, or because it failed. Its result then belongs to no
 * tree, and `dirty` says no more than that it may not be the commit's.
 */
export function isTreeUnknown({ commit, tree }: Pick<Run, "commit" | "tree">): boolean {
  return commit !== null && tree === null;
}

/** What is said of a run's files when they are not, or may not be, its commit's. */
export function changeWords(run: Pick<Run, "commit" | "tree">): string {
  return isTreeUnknown(run) ? "files that git could not tell" : "uncommitted changes";
}
