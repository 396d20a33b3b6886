import { lstat, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hourMs } from "../../../shared/time.ts";

const prefix = "millrace-tree-";

/** Nobody looks at changed files for longer than seconds, or minutes where they are many and the disk is slow. */
const leftAfterMs = hourMs;

/** A folder in the temporary folder for as long as it is needed. */
export interface ScratchFolder {
  readonly path: string;
  /** Removes it, and those that processes have left which were killed. */
  close(): Promise<void>;
}

/** Makes one. */
export async function openScratchFolder(): Promise<ScratchFolder> {
  const all = tmpdir();
  const path = await mkdtemp(join(all, prefix));
  return {
    path,
    close: async () => {
      // Ages are told by the disk's own times: nothing depends on a clock that was set.
      const now = await lstat(path).catch(() => null);
      await rm(path, { recursive: true, force: true });
      if (now !== null) await removeLeft(all, now.mtimeMs, now.uid);
    },
  };
}

/** Only folders of the same person: a name in a folder that everybody may write to proves nothing. */
async function removeLeft(all: string, nowMs: number, uid: number): Promise<void> {
  const names = await readdir(all).catch(() => []);
  for (const name of names.filter((other) => other.startsWith(prefix))) {
    const left = join(all, name);
    const facts = await lstat(left).catch(() => null);
    const isLeft = facts?.isDirectory() === true && facts.uid === uid && nowMs - facts.mtimeMs > leftAfterMs;
    // What cannot be removed now is met again the next time.
    if (isLeft) await rm(left, { recursive: true, force: true }).catch(() => {});
  }
}
