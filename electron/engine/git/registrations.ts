import { existsSync } from "node:fs";
import { readdir, readFile, realpath, rm, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { secondMs } from "../../../shared/time.ts";

/*
 * What a repository knows of its worktrees (gitrepository-layout, "worktrees"): a folder each, in which `gitdir` names the
 * worktree and `locked` says why nobody may tidy it away. `git worktree remove` refuses what is half there, and
 * `git worktree prune` takes away more than what is ours, so ours are taken away here, by name.
 */

/** Starts the reason of the lock on each of ours; the folder of the checkout follows. People read it in `git worktree list`. */
export const lockReason = "A clean checkout of Millrace, which goes away with its run: ";

/** Git fills in a registration within milliseconds of making its folder. */
const stillbornMs = 10 * secondMs;

/** Takes away what the repository knows of the worktree `name` in the checkout `holder`, however little that is. */
export async function unregister(commonFolder: string, holder: string, name: string, nowMs: number): Promise<void> {
  // Git writes down the real place, whatever links lead there.
  const link = join(await realpath(holder).catch(() => holder), name, ".git");
  await removeWhere(commonFolder, nowMs, ({ reason, gitdir }) => reason === lockReason + holder || gitdir === link);
}

/** Takes away all of ours whose checkout is gone, as when somebody deleted the data folder. */
export async function unregisterGone(commonFolder: string, nowMs: number): Promise<void> {
  await removeWhere(commonFolder, nowMs, ({ reason }) => reason.startsWith(lockReason) && !existsSync(reason.slice(lockReason.length)));
}

interface Registration {
  /** Empty when there is no lock, or nothing in it. */
  readonly reason: string;
  /** Empty when it is not there. */
  readonly gitdir: string;
}

/**
 * Takes away those that are meant, and those that a git that was killed left with an empty lock and nothing else: they say
 * nothing of whose they are, and the lock would keep git from ever tidying them away.
 */
async function removeWhere(commonFolder: string, nowMs: number, isMeant: (registration: Registration) => boolean): Promise<void> {
  const all = join(commonFolder, "worktrees");
  const names = await readdir(all).catch(() => []);
  for (const name of names) {
    const folder = join(all, name);
    const registration = { reason: await textOf(join(folder, "locked")), gitdir: await textOf(join(folder, "gitdir")) };
    if (!isMeant(registration) && !(await isStillborn(folder, registration, nowMs))) continue;
    // Without it git takes no notice of the rest, and nobody reads what is half removed.
    await rm(join(folder, "gitdir"), { force: true });
    await rm(folder, { recursive: true, force: true });
  }
  // As git does after the last one; it fails while there are others.
  if (names.length > 0) await rmdir(all).catch(() => {});
}

async function isStillborn(folder: string, { reason, gitdir }: Registration, nowMs: number): Promise<boolean> {
  if (reason !== "" || gitdir !== "") return false;
  const facts = await stat(folder).catch(() => null);
  return facts !== null && nowMs - facts.mtimeMs > stillbornMs;
}

async function textOf(file: string): Promise<string> {
  return readFile(file, "utf8").then(
    (text) => text.replace(/\n$/, ""),
    () => "",
  );
}
