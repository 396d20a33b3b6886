import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** What a run's folder keeps beside its logs when those are removed. */
const artifactsName = "artifacts";

/**
 * Takes everything but the artifacts out of a run's folder. False when something could not be removed. A missing folder
 * has nothing in it.
 */
export async function removeLogs(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => [] as string[]);
  try {
    for (const name of names) if (name !== artifactsName) await rm(join(folder, name), { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}
