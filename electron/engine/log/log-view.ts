import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { lineFeed } from "./line-feeds.ts";
import { encodePoint, firstPoint, indexHeader, indexOfFile, LogIndex, type LogPoint, pointBytes } from "./log-index.ts";
import type { LogSource } from "./log-source.ts";
import { openLogSource } from "./open-log.ts";
import { scanPoints } from "./point-scanner.ts";

/** A log and what is known of it at one moment. */
export interface LogView {
  readonly source: LogSource;
  /** Where lines are. */
  readonly index: LogIndex;
  /** When they were written, as exactly as is known. */
  readonly times: LogIndex;
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
 * when the log is missing: it is empty then, unless it was removed. The caller closes it.
 */
export async function openLogView(path: string, indexPath: string, isLive: boolean): Promise<LogView | null> {
  const source = openLogSource(path, indexPath);
  if (source === null) return null;
  return viewOf(source, path, indexPath, isLive);
}

/** The same for a log that is open; closing the view closes it. A failure of the disk has closed it, too. */
export async function viewOf(source: LogSource, path: string, indexPath: string, isLive: boolean): Promise<LogView> {
  return source.isPacked ? viewPacked(source) : viewPlain(source, path, indexPath, isLive);
}

/** Nothing of a packed log is unknown, and its parts are checked as they are read. */
function viewPacked(source: LogSource): LogView {
  const { index, times } = source;
  return { source, index, times, end: index.last, close: source.close };
}

async function viewPlain(source: LogSource, path: string, indexPath: string, isLive: boolean): Promise<LogView> {
  // The index was opened first: the log is never shorter than an index that was read before its size was asked for.
  let index = source.index;
  function close(): void {
    // The next reader makes a new one. While the log grows its writer still has this one open.
    if (index.isDamaged && !isLive) rmSync(indexPath, { force: true });
    if (index !== source.index) index.close();
    source.close();
  }
  try {
    const size = source.size();
    if (!fits(index, source, size)) index.discard();
    if (!isLive && size - index.last.bytes > bytesWorthIndexing) {
      await extendIndex(source, index, path, indexPath, size);
      index = new LogIndex(indexOfFile(indexPath));
      if (!fits(index, source, size)) index.discard();
    }
    const limit = isLive && index.count > 0 ? Math.min(size, index.last.bytes + bytesAhead) : size;
    const end = await scanInTurns(source, index.last, limit, () => {});
    return { source, index, times: index, end, close };
  } catch (error) {
    close();
    throw error;
  }
}

function fits(index: LogIndex, source: LogSource, size: number): boolean {
  const { bytes, lineStart } = index.last;
  return bytes <= size && (lineStart === 0 || byteAt(source, lineStart - 1) === lineFeed);
}

function byteAt(source: LogSource, position: number): number | undefined {
  const byte = Buffer.alloc(1);
  return source.readNow(byte, 0, 1, position) === 1 ? byte[0] : undefined;
}

async function scanInTurns(source: LogSource, from: LogPoint, limit: number, onPoint: (point: LogPoint) => void): Promise<LogPoint> {
  let point = from;
  while (point.bytes < limit) {
    const next = scanPoints(source.readNow, point, Math.min(limit, point.bytes + bytesPerTurn), 0, onPoint);
    if (next.bytes === point.bytes) break;
    point = next;
    if (point.bytes < limit) await nextTurn();
  }
  return point;
}

/** Writes the index anew, with what was good in it and points for the rest, whose times nobody knows. */
async function extendIndex(source: LogSource, index: LogIndex, path: string, indexPath: string, size: number): Promise<void> {
  const points: LogPoint[] = [];
  for (let place = 0; place < index.count; place += 1) points.push(index.point(place));
  await scanInTurns(source, points.at(-1) ?? firstPoint, size, (point) => points.push(point));
  const block = Buffer.allocUnsafe(indexHeader.length + points.length * pointBytes);
  indexHeader.copy(block);
  for (const [place, point] of points.entries()) encodePoint(point, block, indexHeader.length + place * pointBytes);
  const draft = `${indexPath}.${process.pid}`;
  try {
    writeFileSync(draft, block);
    renameSync(draft, indexPath);
    // Packed or removed while it was read here: an index by itself would stay for good.
    if (!existsSync(path)) rmSync(indexPath, { force: true });
  } catch {
    // A full disk or a folder that may only be read: the next reader scans again.
    rmSync(draft, { force: true });
  }
}
