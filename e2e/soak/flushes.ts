import { execFileSync } from "node:child_process";
import fs, { fstatSync, readSync, statSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/** What is known to be on the disk of one history's log. */
export interface Flushes {
  /** How many of its bytes are. */
  safeBytes(): number;
  /** How long the slowest one took; one that is still going on counts. */
  slowestMs(): number;
  stop(): void;
}

/** Listens to every `fdatasync` of this process and notes how much of the log at `path` it has brought to the disk. */
export function watchFlushes(path: string): Flushes {
  const plain = fs.fdatasync;
  let slowestMs = 0;
  let startedAt: number | null = null;
  const safe = { salt: "", bytes: 0 };
  const watched = (descriptor: number, done: fs.NoParamCallback): void => {
    const inode = statSync(path, { throwIfNoEntry: false })?.ino;
    const { ino, size } = fstatSync(descriptor);
    const salt = ino === inode ? saltOf(descriptor) : "";
    startedAt = performance.now();
    plain(descriptor, (error) => {
      slowestMs = Math.max(slowestMs, performance.now() - (startedAt ?? 0));
      startedAt = null;
      if (error === null && salt !== "") Object.assign(safe, { salt, bytes: size });
      done(error);
    });
  };
  fs.fdatasync = Object.assign(watched, { __promisify__: plain.__promisify__ });
  syncBuiltinESMExports();
  return {
    safeBytes: () => Math.max(backfilledBytes(`${path.slice(0, -4)}-shm`), saltAt(path) === safe.salt ? safe.bytes : 0),
    slowestMs: () => Math.ceil(Math.max(slowestMs, startedAt === null ? 0 : performance.now() - startedAt)),
    stop: () => {
      fs.fdatasync = plain;
      syncBuiltinESMExports();
    },
  };
}

/** SQLite begins its log again from the front, with another salt, when all of it is in the main file and on the disk. */
function saltOf(descriptor: number): string {
  const header = Buffer.alloc(32);
  readSync(descriptor, header, 0, header.length, 0);
  return header.toString("hex", 16, 24);
}

function saltAt(path: string): string {
  const descriptor = fs.openSync(path, "r");
  try {
    return saltOf(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

const frameBytes = 4_096 + 24;

/**
 * What SQLite has begun to bring into the main file, it has flushed in the log before (Write-Ahead Log format, 2.3: the
 * number of frames is at byte 96 of the shared memory). Read by another process: closing the file here would let go of
 * SQLite's locks.
 */
function backfilledBytes(path: string): number {
  const frames = execFileSync("head", ["-c", "100", path]).readUInt32LE(96);
  return frames === 0 ? 0 : 32 + frames * frameBytes;
}
