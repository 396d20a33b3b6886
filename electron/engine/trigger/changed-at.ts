import { lstat } from "node:fs/promises";
import { dirname } from "node:path";

/** Files that are looked at together. */
const atOnce = 64;

/**
 * When the first of these absolute paths changed, as the file system has it: what is told late, as on a machine with much
 * else to do, is not taken for what happened late. What is gone counts by the folder that it is gone from. Never later than
 * `noticedAtMs`, which stands where nothing is known.
 */
export async function changedAt(paths: readonly string[], noticedAtMs: number): Promise<number> {
  let firstMs = noticedAtMs;
  for (let start = 0; start < paths.length; start += atOnce)
    firstMs = Math.min(firstMs, ...(await Promise.all(paths.slice(start, start + atOnce).map(lastChangeMs))));
  return firstMs;
}

/** By its change time: that of the content could have been set by whoever unpacked or copied it. */
async function lastChangeMs(path: string): Promise<number> {
  const facts = await lstat(path).catch(() => null);
  // Some file systems tell parts of a millisecond, which our clocks leave out.
  if (facts !== null) return Math.floor(facts.ctimeMs);
  const folder = dirname(path);
  return folder === path ? Number.POSITIVE_INFINITY : lastChangeMs(folder);
}
