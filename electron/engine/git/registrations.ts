import { readdir, readFile, realpath, rm, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";

/*
 * What a repository knows of its worktrees (gitrepository-layout, "worktrees"): a folder each, in which `gitdir` names the
 * worktree and `locked` says why nobody may tidy it away. `git worktree remove` refuses what is half there, and
 * `git worktree prune` takes away more than what is ours, so ours are taken away here, by name.
 */

/** Starts the reason of the lock on each of ours; the folder of the checkout follows. People read it in `git worktree list`. */
export const lockReason = "A clean checkout of Millrace, which goes away with its run: ";

/** Takes away what the repository knows of the worktree `name` in the checkout `holder`, however little that is. */
export async function unregister(commonFolder: string, holder: string, name: string): Promise<void> {
  // Git writes down the real place, whatever links lead there.
  const link = join(await realpath(holder).catch(() => holder), name, ".git");
  await removeWhere(commonFolder, async (folder) => {
    return (await textOf(join(folder, "locked"))) === lockReason + holder || (await textOf(join(folder, "gitdir"))) === link;
  });
}

/** Takes away all of ours whose checkout is gone, as when somebody deleted the data folder. */
export async function unregisterGone(commonFolder: string): Promise<void> {
  await removeWhere(commonFolder, async (folder) => {
    const reason = await textOf(join(folder, "locked"));
    return reason.startsWith(lockReason) && !(await isThere(reason.slice(lockReason.length)));
  });
}

async function removeWhere(commonFolder: string, isMeant: (folder: string) => Promise<boolean>): Promise<void> {
  const all = join(commonFolder, "worktrees");
  const names = await readdir(all).catch(() => []);
  for (const name of names) {
    const folder = join(all, name);
    if (!(await isMeant(folder))) continue;
    // Without it git takes no notice of the rest, and nobody reads what is half removed.
    await rm(join(folder, "gitdir"), { force: true });
    await rm(folder, { recursive: true, force: true });
  }
  // As git does after the last one; it fails while there are others.
  if (names.length > 0) await rmdir(all).catch(() => {});
}

async function textOf(file: string): Promise<string> {
  return readFile(file, "utf8").then(
    (text) => text.replace(/\n$/, ""),
    () => "",
  );
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
