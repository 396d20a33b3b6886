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

/** Up to here waiting for another thread takes longer than to read it. Most logs are that small. */
export const smallBytes = 128 * 1024;

/** Memory that is used for one log after the other: to take it anew from the system for each costs more than to search it. */
export class PieceBuffers {
  /** Up to so many bytes are read without letting the event loop go; a thread of its own has nobody to let in. */
  readonly readNowBytes: number;
  #first = Buffer.alloc(0);
  #second = Buffer.alloc(0);
  #isTaken = false;

  constructor(readNowBytes: number = smallBytes) {
    this.readNowBytes = readNowBytes;
  }

  /** Two of at least `bytes` bytes, for one reader at a time; another one gets its own. */
  take(bytes: number): [Buffer, Buffer] {
    if (this.#isTaken) return [Buffer.allocUnsafeSlow(bytes), Buffer.allocUnsafeSlow(bytes)];
    this.#isTaken = true;
    if (this.#first.length < bytes) this.#first = Buffer.allocUnsafeSlow(bytes);
    if (this.#second.length < bytes) this.#second = Buffer.allocUnsafeSlow(bytes);
    return [this.#first, this.#second];
  }

  /** Ends the use of what was taken. */
  giveBack([first]: readonly [Buffer, Buffer]): void {
    if (first === this.#first) this.#isTaken = false;
  }
}

/**
 * Hands over all of a log as one piece when it has at most `smallBytes`, without asking for its size first: of many small
 * logs most of the time is asking the system. Answers whether it was that small; an empty one is, and has no piece.
 */
export async function readSmallLog(source: LogSource, buffers: PieceBuffers, use: (piece: LogPiece) => Promise<void>): Promise<boolean> {
  const taken = buffers.take(smallBytes + 1);
  try {
    const length = source.readNow(taken[0], 0, smallBytes + 1, 0);
    if (length > smallBytes) return false;
    if (length > 0) await use({ bytes: taken[0].subarray(0, length), start: 0, next: length });
    return true;
  } finally {
    buffers.giveBack(taken);
  }
}

/**
 * Reads a log from `from` to `end` in pieces, the next one while the last is worked on. Of a line that is
 * longer than a piece the next piece repeats `overlap` bytes, so that a text of one byte more cannot fall between two.
 */
export async function* readPieces(
  source: LogSource,
  from: number,
  end: number,
  overlap: number,
  buffers: PieceBuffers = new PieceBuffers(),
): AsyncGenerator<LogPiece> {
  const length = Math.max(0, end - from);
  // What is left over from one piece goes in front of the next, where room is kept for it.
  const room = length <= pieceBytes ? 0 : pieceBytes + overlap;
  const taken = buffers.take(room + Math.min(length, pieceBytes));
  try {
    if (length > buffers.readNowBytes) yield* readAhead(source, from, end, overlap, room, taken);
    else {
      const bytes = taken[0].subarray(0, source.readNow(taken[0], 0, length, from));
      if (bytes.length > 0) yield { bytes, start: from, next: from + bytes.length };
    }
  } finally {
    buffers.giveBack(taken);
  }
}

async function* readAhead(
  source: LogSource,
  from: number,
  end: number,
  overlap: number,
  room: number,
  buffers: readonly [Buffer, Buffer],
): AsyncGenerator<LogPiece> {
  let [current, next] = buffers;
  let kept = 0;
  let position = from;
  let reading = source.read(current, room, Math.max(0, Math.min(pieceBytes, end - from)), from);
  try {
    while (position < end) {
      const bytesRead = await reading;
      if (bytesRead === 0) break;
      const start = position - kept;
      position += bytesRead;
      reading = position < end ? source.read(next, room, Math.min(pieceBytes, end - position), position) : Promise.resolve(0);
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
