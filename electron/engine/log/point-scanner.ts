import { countLineFeeds, lineFeed } from "./line-feeds.ts";
import { type LogPoint, pointDistance } from "./log-index.ts";

/** Small enough to stay in the processor's cache between the copy and the count. */
const bufferBytes = 4 * pointDistance;

/** Reads bytes of a log into `target`; answers how many. */
export type ReadNow = (target: Buffer, offset: number, length: number, position: number) => number;

let shared = Buffer.alloc(0);

/**
 * Reads a log from a point on and hands out a point after every `pointDistance` bytes and one where it stopped: at
 * `limit`, which is a position in the file, or at the end of what is written. Everything is done when it returns, with
 * one buffer for all logs, so callers bound the work by `limit`: about half a millisecond for a MiB.
 */
export function scanPoints(read: ReadNow, from: LogPoint, limit: number, at: number, onPoint: (point: LogPoint) => void): LogPoint {
  if (shared.length === 0) shared = Buffer.allocUnsafeSlow(bufferBytes);
  let point = from;
  while (point.bytes < limit) {
    const length = read(shared, 0, Math.min(bufferBytes, limit - point.bytes), point.bytes);
    if (length === 0) break;
    const base = point.bytes;
    for (let start = 0; start < length; start += pointDistance) {
      const end = Math.min(start + pointDistance, length);
      point = pointAfter(point, base, shared, start, end, at);
      onPoint(point);
    }
  }
  return point;
}

function pointAfter(point: LogPoint, base: number, bytes: Buffer, start: number, end: number, at: number): LogPoint {
  const count = countLineFeeds(bytes, start, end);
  const lineStart = count === 0 ? point.lineStart : base + bytes.lastIndexOf(lineFeed, end - 1) + 1;
  return { bytes: base + end, lineFeeds: point.lineFeeds + count, lineStart, at };
}
