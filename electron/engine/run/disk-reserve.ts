import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Enough to record the end of an ordinary run. */
const reserveBytes = 256 * 1024;

/**
 * Takes some room in a run's folder while there still is some, so that a run whose own output fills the disk can be
 * recorded as what it is. Answers what gives the room back, once or more often. Without room there is no reserve.
 */
export function keepDiskReserve(folder: string): () => void {
  const path = reserveFile(folder);
  const release = () => rmSync(path, { force: true });
  try {
    // Real bytes: a file that only claims its size holds no room.
    writeFileSync(path, Buffer.alloc(reserveBytes, 1));
  } catch {
    release();
  }
  return release;
}

/** Takes away what a host that was killed has left of it. */
export function dropDiskReserve(folder: string): void {
  rmSync(reserveFile(folder), { force: true });
}

function reserveFile(folder: string): string {
  return join(folder, "reserve");
}
