import type { LogLine } from "../../../shared/contract/logs.ts";

/** Lines are asked for and forgotten in blocks of this many: about eight screens, well under what one answer carries. */
export const chunkLines = 500;

// What one log may hold in memory: enough to scroll back and forth without asking again, little enough that ten open
// logs full of the longest lines stay small.
const maxChunks = 48;
const maxCharacters = 4_000_000;

/** What an answer of the engine says of a log. */
export interface LogAnswer {
  readonly lines: readonly LogLine[];
  readonly totalLines: number;
  readonly totalBytes: number;
  readonly isLive: boolean;
}

/** How far a log is known to have come. */
export interface LogExtent {
  readonly totalLines: number;
  readonly totalBytes: number;
  readonly isLive: boolean;
}

/** Lines `fromLine` to `fromLine + limit - 1`, all in one chunk. */
export interface LineRange {
  readonly fromLine: number;
  readonly limit: number;
}

interface StoredLine {
  readonly line: LogLine;
  /** How long the log was when this was its last line, which may go on; `null` once the line is whole. */
  readonly openAtBytes: number | null;
}

interface Chunk {
  readonly lines: (StoredLine | undefined)[];
  characters: number;
}

/**
 * The part of one log that a window holds: chunks of lines, the least recently shown forgotten first. Answers may come
 * in any order. A line only ever grows, so of two versions the longer is the newer, and no late answer can undo one.
 */
export class LineCache {
  #chunks = new Map<number, Chunk>();
  #characters = 0;
  #extent: LogExtent = { totalLines: 0, totalBytes: 0, isLive: true };

  get extent(): LogExtent {
    return this.#extent;
  }

  store(answer: LogAnswer): void {
    const { totalLines, totalBytes, isLive } = answer;
    const known = this.#extent;
    this.#extent = {
      totalLines: Math.max(known.totalLines, totalLines),
      totalBytes: Math.max(known.totalBytes, totalBytes),
      isLive: known.isLive && isLive,
    };
    for (const line of answer.lines) {
      const isOpen = isLive && line.number === totalLines;
      this.#put({ line, openAtBytes: isOpen ? totalBytes : null });
    }
  }

  /** The newest known version of a line; `null` while it is not here. */
  lineAt(number: number): LogLine | null {
    return this.#stored(number)?.line ?? null;
  }

  /** The first lines from `first` to `last` that have to be asked for, at most one chunk; `null` when all are here. */
  missingIn(first: number, last: number): LineRange | null {
    const end = Math.min(last, this.#extent.totalLines);
    for (let number = Math.max(1, first); number <= end; number += 1) {
      if (this.#isCurrent(number)) continue;
      // The whole rest of the chunk comes along: one question a screen instead of one a line.
      const lastOfChunk = (chunkOf(number) + 1) * chunkLines;
      return { fromLine: number, limit: lastOfChunk - number + 1 };
    }
    return null;
  }

  /** Says which lines are looked at, and forgets others when there are too many. */
  retain(first: number, last: number): void {
    const newest = chunkOf(Math.max(1, last));
    const oldest = chunkOf(Math.max(1, first));
    for (let index = oldest; index <= newest; index += 1) {
      const chunk = this.#chunks.get(index);
      if (chunk === undefined) continue;
      this.#chunks.delete(index);
      this.#chunks.set(index, chunk);
    }
    for (const [index, chunk] of this.#chunks) {
      if (this.#chunks.size <= maxChunks && this.#characters <= maxCharacters) return;
      if (index >= oldest && index <= newest) continue;
      this.#chunks.delete(index);
      this.#characters -= chunk.characters;
    }
  }

  #put(stored: StoredLine): void {
    const { line } = stored;
    const index = chunkOf(line.number);
    const chunk = this.#chunks.get(index) ?? { lines: [], characters: 0 };
    const place = (line.number - 1) % chunkLines;
    const before = chunk.lines[place];
    if (before !== undefined && !isNewer(stored, before)) return;
    const grown = line.text.length - (before?.line.text.length ?? 0);
    // The same text keeps its object, so that a row on the screen sees that nothing changed.
    const isSame = before !== undefined && before.line.text === line.text && before.line.bytes === line.bytes;
    chunk.lines[place] = isSame ? { line: before.line, openAtBytes: stored.openAtBytes } : stored;
    chunk.characters += grown;
    this.#characters += grown;
    this.#chunks.set(index, chunk);
  }

  #stored(number: number): StoredLine | undefined {
    return this.#chunks.get(chunkOf(number))?.lines[(number - 1) % chunkLines];
  }

  #isCurrent(number: number): boolean {
    const stored = this.#stored(number);
    if (stored === undefined) return false;
    const { totalLines, totalBytes, isLive } = this.#extent;
    return stored.openAtBytes === null || (isLive && number === totalLines && stored.openAtBytes === totalBytes);
  }
}

function chunkOf(lineNumber: number): number {
  return Math.floor((lineNumber - 1) / chunkLines);
}

function isNewer(candidate: StoredLine, before: StoredLine): boolean {
  if (before.openAtBytes === null) return false;
  if (candidate.openAtBytes === null) return true;
  return candidate.openAtBytes >= before.openAtBytes;
}
