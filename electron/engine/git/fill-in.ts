import { existsSync } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Git } from "./gateway.ts";

/** A pointer of Git LFS starts so and is always shorter than this (git-lfs, "spec"). */
const pointerStart = "version https://git-lfs.github.com/spec/v1";
const maxPointerBytes = 1024;

/**
 * Puts the files of Git LFS that this machine has in place of their pointers in the worktree at `root`; nothing is fetched.
 * Answers what the commit names and this machine does not have, one sentence each.
 */
export async function fillIn(git: Git, root: string): Promise<string[]> {
  const submodules = await emptySubmodules(git, root);
  const pointers = await fillLargeFiles(git, root);
  const notes: string[] = [];
  if (submodules.length > 0)
    notes.push(`Submodules are empty in a clean checkout until a stage runs "git submodule update --init": ${some(submodules)}.`);
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

async function emptySubmodules(git: Git, root: string): Promise<string[]> {
  const list = join(root, ".gitmodules");
  if (!existsSync(list)) return [];
  const text = await git.textOf(["config", "-z", "--file", list, "--get-regexp", "^submodule\\..*\\.path$"]);
  const paths = text.split("\0").flatMap((entry) => (entry.includes("\n") ? [entry.slice(entry.indexOf("\n") + 1)] : []));
  const found: string[] = [];
  for (const path of paths) {
    const names = await readdir(join(root, path)).catch(() => null);
    if (names !== null && names.length === 0) found.push(path);
  }
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
