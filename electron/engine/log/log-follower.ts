import { closeSync, openSync, readSync, statSync, writeSync } from "node:fs";
import type { Clock } from "../clock.ts";
import { encodePoint, firstPoint, indexHeader, type LogPoint, openToRead, pointBytes, pointDistance } from "./log-index.ts";
import { scanPoints } from "./point-scanner.ts";

/** Indexes a log behind the process that writes it. */
export interface LogFollower {
  /**
   * Looks at what is new, at most 2 MiB (about 1 ms), so that the event loop stays free. `true` when there is more:
   * call it again soon, but let others have their turn first.
   */
  poll(): boolean;
  /** Looks at all that is left, completes the index and closes both files. Cheap after a `poll` that answered `false`. */
  finish(): { readonly bytes: number; readonly lines: number };
  /** How much of the log has been looked at. */
  readonly bytes: number;
  /** How many lines that is; an unfinished last one counts. */
  readonly lines: number;
}

const bytesPerPoll = 2 * 1024 * 1024;

/** Between two points of a log that grows slowly: as exact as anybody wants to know a line's time. */
const pointIntervalMs = 250;

/**
 * Follows the log at `path` and writes its index. The log may be missing as long as nothing was written; then no
 * index is made and looking costs one system call. An index that cannot be written (a full disk) is given up without
 * a word: readers make up for it.
 */
export function createLogFollower(path: string, indexPath: string, now: Clock): LogFollower {
  let log: number | null = null;
  let index: number | null | "given up" = null;
  let point: LogPoint = firstPoint;
  let written: LogPoint = firstPoint;

  function poll(): boolean {
    // Asking for the size first is a third of the cost of trying to open what is not there.
    if (log === null && (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0) log = openToRead(path);
    const descriptor = log;
    if (descriptor === null) return false;
    const at = now();
    const limit = point.bytes + bytesPerPoll;
    const points: LogPoint[] = [];
    let last = written;
    point = scanPoints(
      (...place) => readSync(descriptor, ...place),
      point,
      limit,
      at,
      (next) => {
        if (next.bytes - last.bytes < pointDistance && at - last.at < pointIntervalMs) return;
        points.push(next);
        last = next;
      },
    );
    // What grew a little at the last look and has been still since then.
    if (last.bytes < point.bytes && at - last.at >= pointIntervalMs) points.push(point);
    write(points);
    return point.bytes === limit;
  }

  function write(points: readonly LogPoint[]): void {
    written = points.at(-1) ?? written;
    if (points.length === 0 || index === "given up") return;
    try {
      index ??= openIndex(indexPath);
      const block = Buffer.allocUnsafe(points.length * pointBytes);
      for (const [place, entry] of points.entries()) encodePoint(entry, block, place * pointBytes);
      writeSync(index, block);
    } catch {
      // A full disk, most likely. The log is what counts; readers make up for a missing index.
      if (typeof index === "number") closeSync(index);
      index = "given up";
    }
  }

  function finish(): { bytes: number; lines: number } {
    while (poll());
    if (point.bytes > written.bytes) write([point]);
    if (log !== null) closeSync(log);
    if (typeof index === "number") closeSync(index);
    log = null;
    index = "given up";
    return { bytes: point.bytes, lines: lineCount(point) };
  }

  return {
    poll,
    finish,
    get bytes() {
      return point.bytes;
    },
    get lines() {
      return lineCount(point);
    },
  };
}

/** How many lines a log has that ends at a point: an unfinished last one counts. */
export function lineCount(point: LogPoint): number {
  return point.lineFeeds + (point.bytes > point.lineStart ? 1 : 0);
}

function openIndex(path: string): number {
  const descriptor = openSync(path, "w");
  writeSync(descriptor, indexHeader);
  return descriptor;
}
