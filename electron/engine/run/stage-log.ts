import { closeSync, openSync, readSync, statfsSync, unlinkSync } from "node:fs";
import { dirname } from "node:path";
import type { Clock } from "../clock.ts";
import { createLogFollower, type LogFollower } from "../log/log.ts";

/** The log of a running stage, indexed behind the processes that write it. Costs nothing before it is asked for. */
export interface StageLog {
  /** Looks at what is new, a piece in each turn of the event loop. */
  look(): void;
  /** The same, and calls `done` once all that was there is known: at once when that is little. */
  catchUp(done: () => void): void;
  /** Ends with a log of `size` bytes that nobody writes any more: completes the index, then tells what is in it. */
  finish(size: number, done: (log: { readonly bytes: number; readonly lines: number }) => void): void;
  readonly bytes: number;
  readonly lines: number;
}

/** Follows the log at `path`, which need not exist. */
export function followLog(path: string, indexPath: string, now: Clock): StageLog {
  let follower: LogFollower | null = null;
  let isLooking = false;
  let waiting: (() => void)[] = [];

  function look(): void {
    if (isLooking) return;
    follower ??= createLogFollower(path, indexPath, now);
    isLooking = follower.poll();
    if (isLooking) {
      setImmediate(lookOn);
      return;
    }
    const done = waiting;
    waiting = [];
    for (const tell of done) tell();
  }
  function lookOn(): void {
    isLooking = false;
    look();
  }
  function catchUp(done: () => void): void {
    waiting.push(done);
    look();
  }

  return {
    look,
    catchUp,
    finish: (size, done) => {
      if (size === 0 && follower === null) done({ bytes: 0, lines: 0 });
      else catchUp(() => done(follower?.finish() ?? { bytes: 0, lines: 0 }));
    },
    get bytes() {
      return follower?.bytes ?? 0;
    },
    get lines() {
      return follower?.lines ?? 0;
    },
  };
}

/** Whether a log of `size` bytes ends in the middle of a line. One that somebody took away does not. */
export function endsInLine(path: string, size: number): boolean {
  if (size === 0) return false;
  const descriptor = openToRead(path);
  if (descriptor === null) return false;
  try {
    const byte = Buffer.alloc(1);
    return readSync(descriptor, byte, 0, 1, size - 1) === 1 && byte[0] !== 0x0a;
  } finally {
    closeSync(descriptor);
  }
}

function openToRead(path: string): number | null {
  try {
    return openSync(path, "r");
  } catch {
    return null;
  }
}

/** Takes the file of a stage that wrote nothing away: readers take a missing log as empty. */
export function removeEmptyLog(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Somebody took it away already, or the folder cannot be written any more; an empty file says the same.
  }
}

/** Less room than this counts as none: writers have failed already when so little is left. */
const roomBytes = 64 * 1024;

/** Whether there is no room left where the log is. */
export function isDiskFull(path: string): boolean {
  try {
    const disk = statfsSync(dirname(path));
    // The last blocks of many disks are the administrator's alone.
    const blocks = process.getuid?.() === 0 ? disk.bfree : disk.bavail;
    return blocks * disk.bsize < roomBytes;
  } catch {
    // What cannot be asked is not known to be full.
    return false;
  }
}
