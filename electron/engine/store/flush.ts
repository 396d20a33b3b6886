import { closeSync, fdatasync, fdatasyncSync, openSync } from "node:fs";
import { secondMs } from "../../../shared/time.ts";

/** Brings what was committed to the disk, a little later. */
export interface Flusher {
  /** Something was committed. */
  note(): void;
  /** Brings the rest to the disk, at once. */
  close(): void;
}

/**
 * Commits are not waited for until the disk has them: that costs ten times as much as the commit. Instead SQLite's log is
 * brought to the disk within a second, beside the event loop, so that a power cut takes the last second at most; killed
 * processes lose nothing anyway.
 */
export function createFlusher(file: string): Flusher {
  const log = `${file}-wal`;
  let timer: NodeJS.Timeout | null = null;
  function flush(): void {
    timer = null;
    const descriptor = openLog(log);
    if (descriptor !== null) fdatasync(descriptor, () => closeSync(descriptor));
  }
  return {
    note: () => {
      timer ??= setTimeout(flush, secondMs).unref();
    },
    close: () => {
      if (timer === null) return;
      clearTimeout(timer);
      timer = null;
      const descriptor = openLog(log);
      if (descriptor === null) return;
      try {
        fdatasyncSync(descriptor);
      } catch {
        // A disk that fails now fails the next commit, too, and that one says so.
      }
      closeSync(descriptor);
    },
  };
}

/** `null` when there is none: then everything is in the main file and on the disk already. */
function openLog(path: string): number | null {
  try {
    return openSync(path, "r+");
  } catch {
    return null;
  }
}
