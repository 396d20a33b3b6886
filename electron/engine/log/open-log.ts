import { closeSync, existsSync, fstatSync, read, readSync } from "node:fs";
import { promisify } from "node:util";
import { indexOfFile, LogIndex, noPoints, openToRead } from "./log-index.ts";
import type { LogSource } from "./log-source.ts";
import { packedLogFile } from "./packed-format.ts";
import { openPackedLog } from "./packed-log.ts";

/**
 * Opens the log at `path`, in whichever form it is; without `indexPath` nothing is known of a plain one but its text. `null` when it is missing in both. The plain form goes first: it is
 * taken away only when the packed one is complete, so that one of the two is there at any moment.
 */
export function openLogSource(path: string, indexPath: string | null): LogSource | null {
  const descriptor = openToRead(path);
  if (descriptor !== null) return plainSource(descriptor, indexPath);
  const packed = openToRead(packedLogFile(path));
  return packed === null ? null : openPackedLog(packed, packedLogFile(path));
}

/** Whether there is a log at `path`, in either form. */
export function hasLog(path: string): boolean {
  return existsSync(path) || existsSync(packedLogFile(path));
}

const readAt = promisify(read);

/** The index is opened when it is asked for: who only looks through the text does without. */
function plainSource(descriptor: number, indexPath: string | null): LogSource {
  let opened: LogIndex | null = null;
  function index(): LogIndex {
    opened ??= new LogIndex(indexPath === null ? noPoints : indexOfFile(indexPath));
    return opened;
  }
  return {
    isPacked: false,
    get index() {
      return index();
    },
    get times() {
      return index();
    },
    size: () => fstatSync(descriptor).size,
    readNow: (target, offset, length, position) => readSync(descriptor, target, offset, length, position),
    read: async (target, offset, length, position) => (await readAt(descriptor, target, offset, length, position)).bytesRead,
    damage: [],
    close: () => {
      closeSync(descriptor);
      opened?.close();
    },
  };
}
