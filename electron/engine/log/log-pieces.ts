import { lineFeed } from "./line-feeds.ts";
import type { LogSource } from "./log-source.ts";

/** Some bytes of a log: whole lines, unless a line is longer than a piece. Valid until the next one is asked for. */
export interface LogPiece {
  readonly bytes: Buffer;
  /** Where it stands in the log. */
  readonly start: number;
  /** Where the next one begins: behind it, or a little before its end where a line goes on. */
  readonly next: number;
}

/** Read at once; searching so much takes about a millisecond, and the event loop is free between two. */
const pieceBytes = 1024 * 1024;

/**
 * Reads a log from `from` to `end` in pieces, the next one while the last is worked on. Of a line that is
 * longer than a piece the next piece repeats `overlap` bytes, so that a text of one byte more cannot fall between two.
 */
export async function* readPieces(source: LogSource, from: number, end: number, overlap: number): AsyncGenerator<LogPiece> {
  // What is left over from one piece goes in front of the next, where room is kept for it.
  const room = pieceBytes + overlap;
  let current = Buffer.allocUnsafeSlow(room + pieceBytes);
  let next = Buffer.allocUnsafeSlow(room + pieceBytes);
  let kept = 0;
  let position = from;
  let reading = source.read(current, room, Math.max(0, Math.min(pieceBytes, end - from)), from);
  try {
    while (position < end) {
      const bytesRead = await reading;
      if (bytesRead === 0) break;
      const start = position - kept;
      position += bytesRead;
      reading = source.read(next, room, Math.min(pieceBytes, end - position), position);
      const bytes = current.subarray(room - kept, room + bytesRead);
      const length = position < end ? bytes.lastIndexOf(lineFeed) + 1 : bytes.length;
      kept = length === 0 ? Math.min(overlap, bytes.length) : bytes.length - length;
      yield { bytes: length === 0 ? bytes : bytes.subarray(0, length), start, next: position - (position < end ? kept : 0) };
      bytes.copy(next, room - kept, bytes.length - kept);
      [current, next] = [next, current];
    }
  } finally {
    // The buffer must not be written to by a read that nobody waits for, nor the log be closed under it.
    await reading.catch(() => {});
  }
}
