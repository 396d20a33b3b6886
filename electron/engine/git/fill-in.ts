import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { fillSubmodules, type SubmoduleSource } from "./fill-submodules.ts";
import type { Git } from "./gateway.ts";

/** A pointer of Git LFS starts so and is always shorter than this (git-lfs, "spec"). */
const pointerStart = "version https://git-lfs.github.com/spec/v1";
const maxPointerBytes = 1024;

/**
 * Puts what this machine has of submodules, and of the files of Git LFS in place of their pointers, into the worktree at
 * `root`; nothing is fetched. Answers what the commit names and this machine does not have, one sentence each.
 */
export async function fillIn(git: Git, root: string, source: SubmoduleSource, configuration: readonly string[]): Promise<string[]> {
  const { filled, missing } = await fillSubmodules(git, root, source, configuration);
  const pointers = await fillLargeFiles(git, root);
  for (const { path, git: inner } of filled)
    for (const pointer of await fillLargeFiles(inner, join(root, path))) pointers.push(`${path}/${pointer}`);
  const notes: string[] = [];
  if (missing.length > 0)
    notes.push(`Submodules are empty in a clean checkout until a stage runs "git submodule update --init": ${some(missing)}.`);
  if (pointers.length > 0)
    notes.push(`Files of Git LFS that this machine does not have are pointers until a stage runs "git lfs pull": ${some(pointers)}.`);
  return notes;
}

/** The paths that are still pointers; none where Git LFS was never set up, because the person's own folder is the same then. */
async function fillLargeFiles(git: Git, root: string): Promise<string[]> {
  const names = await git.textOf(["config", "--list", "--name-only"]);
  if (!/^filter\.lfs\./m.test(names)) return [];
  const paths = (await git.textOf(["ls-files", "-z", "--", ":(top,attr:filter=lfs)"])).split("\0").filter((path) => path !== "");
  if (paths.length > 0) await git.textOf(["lfs", "checkout"]);
  const found: string[] = [];
  for (const path of paths) if (await isPointer(join(root, path))) found.push(path);
  return found;
}

async function isPointer(path: string): Promise<boolean> {
  const size = await stat(path).then(
    (facts) => facts.size,
    () => 0,
  );
  if (size === 0 || size > maxPointerBytes) return false;
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(pointerStart.length) });
    return buffer.subarray(0, bytesRead).toString("latin1") === pointerStart;
  } finally {
    await file.close();
  }
}

function some(paths: readonly string[]): string {
  return paths.length > 5 ? `${paths.slice(0, 5).join(", ")} and ${paths.length - 5} more` : paths.join(", ");
}
