import { existsSync, renameSync } from "node:fs";

/**
 * Puts a damaged history out of the way, never deletes it: `millrace.sqlite.damaged-20261123T161205`, with its log
 * and shared memory files beside it. The log goes first: left behind, SQLite would play it into the new file. Gives the
 * new path. Throws what the file system throws.
 */
export function setAside(file: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+Z/g, "");
  let target = `${file}.damaged-${stamp}`;
  for (let count = 2; existsSync(target); count += 1) target = `${file}.damaged-${stamp}-${count}`;
  for (const suffix of ["-wal", "-shm", ""]) {
    if (existsSync(file + suffix)) renameSync(file + suffix, target + suffix);
  }
  return target;
}
