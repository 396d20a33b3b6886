import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { RunId } from "../../../shared/ids.ts";
import { secondMs } from "../../../shared/time.ts";
import { importsFolder, runFolder } from "../data-folder.ts";
import { isStaging } from "../store/archive/staging.ts";
import type { Store } from "../store/store.ts";

/** A process that has just begun may not hold its folder yet. */
const youngMs = 10 * secondMs;

/** Brings the logs of an import whose rows are in the history to their places, and takes its folder away. Does no harm twice. */
export async function moveLogs(store: Store, name: string): Promise<void> {
  const own = join(importsFolder(store.folder), name);
  const runs = join(own, "runs");
  for (const run of await readdir(runs).catch(() => [] as string[])) {
    const place = runFolder(store.folder, run as RunId);
    await mkdir(dirname(place), { recursive: true });
    try {
      await rename(join(runs, run), place);
    } catch (error) {
      // Another process finishes the same import. Whatever else it is, the next one tries again.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") return;
    }
  }
  await rm(own, { recursive: true, force: true });
  store.write(({ imports }) => imports.forget(name));
}

/** Finishes what imports of processes that are gone had in the history already, and takes away what they had not. */
export async function sweepImports(store: Store, now: number): Promise<void> {
  const folder = importsFolder(store.folder);
  for (const name of await readdir(folder).catch(() => [] as string[])) {
    const own = join(folder, name);
    if (await isAtWork(own, name, now)) continue;
    const taken = store.read(({ imports }) => imports.isTaken(name));
    if (!taken.ok) return;
    if (taken.value) await moveLogs(store, name);
    else await rm(own, { recursive: true, force: true });
  }
  const left = store.read(({ imports }) => imports.all());
  if (!left.ok) return;
  for (const name of left.value)
    if ((await stat(join(folder, name)).catch(() => null)) === null) store.write(({ imports }) => imports.forget(name));
}

/** By the process that its name begins with, and, as another one may have that number by now, by what it holds. */
async function isAtWork(own: string, name: string, now: number): Promise<boolean> {
  const pid = Number(/^(\d+)-/.exec(name)?.[1] ?? 0);
  if (pid === 0 || !isAlive(pid)) return false;
  const found = await stat(own).catch(() => null);
  return (found !== null && now - found.mtimeMs < youngMs) || isStaging(own);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
