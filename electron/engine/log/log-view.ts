import { closeSync, fstatSync, readSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { lineFeed } from "./line-feeds.ts";
import { encodePoint, firstPoint, indexHeader, LogIndex, type LogPoint, openToRead, pointBytes } from "./log-index.ts";
import { scanPoints } from "./point-scanner.ts";

/** A log and what is known of it at one moment. */
export interface LogView {
  readonly descriptor: number;
  readonly index: LogIndex;
  /** How far the log has been looked at: the log "so far" ends here. */
  readonly end: LogPoint;
  close(): void;
}

/** How much is scanned in one turn of the event loop. */
const bytesPerTurn = 4 * 1024 * 1024;

/**
 * How far a reader runs ahead of a healthy index that is still being written. A flood is indexed behind the process
 * that writes it; whoever reads meanwhile sees the log a moment late instead of counting the same bytes again.
 */
const bytesAhead = 16 * 1024 * 1024;

/** A finished log with more than this behind its index gets a new one, so that only the first reader pays. */
const bytesWorthIndexing = 1024 * 1024;

/**
 * Opens a log with its index. An index that does not fit the log is not used, and what it lacks is scanned. `null`
 * when the log is missing, which means that it is empty. The caller closes it.
 */
export async function openLogView(path: string, indexPath: string, isLive: boolean): Promise<LogView | null> {
  const descriptor = openToRead(path);
  if (descriptor === null) return null;
  // In this order: the log is never shorter than an index that was read before its size was asked for.
  let index = new LogIndex(indexPath);
  function close(): void {
    closeSync(descriptor as number);
    // The next reader makes a new one. While the log grows its writer still has this one open.
    if (index.isDamaged && !isLive) rmSync(indexPath, { force: true });
    index.close();
  }
  try {
    const size = fstatSync(descriptor).size;
    if (!fits(index, descriptor, size)) index.discard();
    if (!isLive && size - index.last.bytes > bytesWorthIndexing) {
      await extendIndex(descriptor, index, indexPath, size);
      index.close();
      index = new LogIndex(indexPath);
      if (!fits(index, descriptor, size)) index.discard();
    }
    const limit = isLive && index.count > 0 ? Math.min(size, index.last.bytes + bytesAhead) : size;
    const end = await scanInTurns(descriptor, index.last, limit, () => {});
    return { descriptor, index, end, close };
  } catch (error) {
    close();
    throw error;
  }
}

function fits(index: LogIndex, descriptor: number, size: number): boolean {
  const { bytes, lineStart } = index.last;
  return bytes <= size && (lineStart === 0 || byteAt(descriptor, lineStart - 1) === lineFeed);
}

function byteAt(descriptor: number, position: number): number | undefined {
  const byte = Buffer.alloc(1);
  return readSync(descriptor, byte, 0, 1, position) === 1 ? byte[0] : undefined;
}

async function scanInTurns(descriptor: number, from: LogPoint, limit: number, onPoint: (point: LogPoint) => void): Promise<LogPoint> {
  let point = from;
  while (point.bytes < limit) {
    const next = scanPoints(descriptor, point, Math.min(limit, point.bytes + bytesPerTurn), 0, onPoint);
    if (next.bytes === point.bytes) break;
    point = next;
    if (point.bytes < limit) await nextTurn();
  }
  return point;
}

/** Writes the index anew, with what was good in it and points for the rest, whose times nobody knows. */
async function extendIndex(descriptor: number, index: LogIndex, indexPath: string, size: number): Promise<void> {
  const points: LogPoint[] = [];
  for (let place = 0; place < index.count; place += 1) points.push(index.point(place));
  await scanInTurns(descriptor, points.at(-1) ?? firstPoint, size, (point) => points.push(point));
  const block = Buffer.allocUnsafe(indexHeader.length + points.length * pointBytes);
  indexHeader.copy(block);
  for (const [place, point] of points.entries()) encodePoint(point, block, indexHeader.length + place * pointBytes);
  const draft = `${indexPath}.${process.pid}`;
  try {
    writeFileSync(draft, block);
    renameSync(draft, indexPath);
  } catch {
    // A full disk or a folder that may only be read: the next reader scans again.
    rmSync(draft, { force: true });
  }
}
