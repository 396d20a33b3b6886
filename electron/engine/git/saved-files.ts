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
  const told = await git.value.run(["check-ignore", "-z", "--stdin"], paths.map((path) => `${path}\0`).join(""));
  return new Set(told.ok ? told.value.split("\0").filter((path) => path !== "") : []);
}
