import { existsSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";

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

/** Tells a file from another that took its name; `null` when there is none that can be looked at. */
export function identityOf(file: string): number | null {
  try {
    return statSync(file).ino;
  } catch {
    return null;
  }
}

/** Remembers that damage was met in the file, so that the next to open it looks through all of it, however large. */
export function suspect(file: string): void {
  try {
    writeFileSync(markOf(file), "");
  } catch {
    // Then it is met again.
  }
}

/** Whether damage was met in the file since it was last opened. */
export function isSuspect(file: string): boolean {
  return existsSync(markOf(file));
}

/** Forgets it: the file was looked through. */
export function clearSuspicion(file: string): void {
  if (isSuspect(file)) rmSync(markOf(file), { force: true });
}

function markOf(file: string): string {
  return `${file}.suspect`;
}
