import { createHash } from "node:crypto";
import { ok, type Result } from "../../../shared/result.ts";
import { type GitFailure, openGit } from "./gateway.ts";
import { openWorkingTree } from "./working-tree.ts";

/**
 * One hash over the files of a trusted folder as they lie, without ignored ones: those whose path, relative to the folder,
 * `isMeant`. The same files give the same hash, whatever happened between.
 */
export async function fingerprintFiles(
  folder: string,
  isMeant: (path: string) => boolean,
  signal?: AbortSignal,
): Promise<Result<string, GitFailure>> {
  const files = await openWorkingTree(folder, signal);
  if (!files.ok) return files;
  try {
    const listed = await files.value.listFiles();
    if (!listed.ok) return listed;
    const hash = createHash("sha256");
    for (const entry of listed.value.split("\0")) {
      // `MODE HASH STAGE<tab>PATH`
      if (entry !== "" && isMeant(entry.slice(entry.indexOf("\t") + 1))) hash.update(entry).update("\0");
    }
    return ok(hash.digest("hex").slice(0, 40));
  } finally {
    await files.value.close();
  }
}

/** Those of `paths`, relative to a folder, that git ignores and does not track. Asks for no content. */
export async function findIgnored(folder: string, paths: readonly string[]): Promise<Set<string>> {
  const git = await openGit(folder, { isTrusted: false });
  if (!git.ok || paths.length === 0) return new Set();
  const check = async (of: readonly string[], ...options: readonly string[]) => {
    const told = await git.value.run(["check-ignore", ...options, "-z", "--stdin"], of.map((path) => `${path}\0`).join(""));
    return told.ok ? told.value.split("\0").filter((path) => path !== "") : [];
  };
  // Git looks for each path in all of its index: 3,000 of 100,000 files take it seconds. Few fit a pattern at all.
  const matching = await check(paths, "--no-index");
  return new Set(matching.length === 0 ? [] : await check(matching));
}
