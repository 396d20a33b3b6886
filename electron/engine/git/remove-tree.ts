import { chmod, lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** A process that is just ending may still write; removing is tried again so often, a little later each time. */
const attempts = 5;

/**
 * Removes a folder with all that is in it, also where folders were made read-only, as Go does with its modules. Throws
 * when it cannot: something belongs to somebody else.
 */
export async function removeTree(folder: string): Promise<void> {
  const how = { recursive: true, force: true, maxRetries: attempts, retryDelay: 50 };
  try {
    await rm(folder, how);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== "EACCES" && code !== "EPERM") throw cause;
    await makeWritable(folder);
    await rm(folder, how);
  }
}

/** Links are not followed: what they lead to is not ours. */
async function makeWritable(folder: string): Promise<void> {
  const found = await lstat(folder).catch(() => null);
  if (found === null || !found.isDirectory()) return;
  await chmod(folder, 0o700).catch(() => {
    // Somebody else's: removing it will say so.
  });
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await makeWritable(join(folder, entry.name));
}
