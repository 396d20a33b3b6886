import { opendir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { DiskUse } from "../../../shared/contract/app.ts";
import { ok, type Result } from "../../../shared/result.ts";
import type { Clock } from "../clock.ts";
import { cacheFolder, checkoutsFolder, releasesFolder, servicesFolder } from "../data-folder.ts";
import type { Store, StoreFailure } from "../store/store.ts";
import type { Limits } from "./choose-removals.ts";
import { previewCleanUp } from "./clean-up.ts";

/**
 * What Millrace takes on the disk. Of runs the sums are kept as they change; the other folders are gone through, a file
 * after the other, which takes a while and keeps nobody from working.
 */
export async function readDiskUse(store: Store, limits: Limits, now: Clock, signal?: AbortSignal): Promise<Result<DiskUse, StoreFailure>> {
  const read = store.read(({ keptRuns }) => ({ projects: keptRuns.use(), uncountedRuns: keptRuns.countUncounted() }));
  if (!read.ok) return read;
  const wouldFree = await previewCleanUp(store, limits, now, signal);
  if (!wouldFree.ok) return wouldFree;
  const [cacheBytes, checkoutBytes, releaseBytes, serviceLogBytes] = await Promise.all([
    folderBytes(cacheFolder(store.folder), signal),
    folderBytes(checkoutsFolder(store.folder), signal),
    folderBytes(releasesFolder(store.folder), signal),
    folderBytes(servicesFolder(store.folder), signal),
  ]);
  const database = await Promise.all([store.file, `${store.file}-wal`].map((file) => fileBytes(file)));
  return ok({
    ...read.value,
    projects: [...read.value.projects],
    databaseBytes: database.reduce((sum, bytes) => sum + bytes, 0),
    cacheBytes,
    checkoutBytes,
    releaseBytes,
    serviceLogBytes,
    wouldFree: wouldFree.value,
  });
}

/** What the files below a folder take together; links are not followed. A missing folder takes nothing. */
async function folderBytes(folder: string, signal?: AbortSignal): Promise<number> {
  let bytes = 0;
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined && !signal?.aborted; next = folders.pop()) {
    const entries = await opendir(next).catch(() => null);
    if (entries === null) continue;
    for await (const entry of entries) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) bytes += await fileBytes(path);
    }
    await nextTurn();
  }
  return bytes;
}

async function fileBytes(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}
