import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, truncateSync } from "node:fs";
import { crc32 } from "node:zlib";

/*
 * The sparse index beside a log. Sixteen bytes say what it is, then come points of 28 bytes, little endian: bytes,
 * line feeds, start of line and time with 48 bits each, then the CRC-32 of those 24 bytes. The file only ever grows,
 * so a reader beside the writer sees whole points and at most one torn at the end, which it leaves out. It holds
 * nothing that the log itself does not tell but the times.
 */

/** What is known of the first `bytes` of a log. */
export interface LogPoint {
  readonly bytes: number;
  /** How many line feeds they hold, which is how many lines they complete. */
  readonly lineFeeds: number;
  /** Where the line begins in which they end: behind the last line feed. */
  readonly lineStart: number;
  /** When they were seen, epoch milliseconds; 0 when nobody knows, because they were indexed afterwards. */
  readonly at: number;
}

/** The beginning of every log. */
export const firstPoint: LogPoint = { bytes: 0, lineFeeds: 0, lineStart: 0, at: 0 };

/** Points are this far apart: a reader scans at most so much to any line, and an index takes 0.04 % of its log. */
export const pointDistance = 64 * 1024;

/** The first bytes of every index. */
export const indexHeader = Buffer.from("millrace-log-1\n\0", "latin1");

/** The length of one point in the file. */
export const pointBytes = 28;

/** Writes a point into a buffer. */
export function encodePoint(point: LogPoint, target: Buffer, offset: number): void {
  target.writeUIntLE(point.bytes, offset, 6);
  target.writeUIntLE(point.lineFeeds, offset + 6, 6);
  target.writeUIntLE(point.lineStart, offset + 12, 6);
  target.writeUIntLE(Math.max(0, Math.round(point.at)), offset + 18, 6);
  target.writeUInt32LE(crc32(target.subarray(offset, offset + 24)), offset + 24);
}

/** Reads a point from a buffer; `null` when it is damaged. */
export function decodePoint(source: Buffer, offset: number): LogPoint | null {
  if (source.readUInt32LE(offset + 24) !== crc32(source.subarray(offset, offset + 24))) return null;
  const point = {
    bytes: source.readUIntLE(offset, 6),
    lineFeeds: source.readUIntLE(offset + 6, 6),
    lineStart: source.readUIntLE(offset + 12, 6),
    at: source.readUIntLE(offset + 18, 6),
  };
  return point.lineStart <= point.bytes && point.lineFeeds <= point.lineStart ? point : null;
}

/** How many points are read at once while looking for one. */
const pagePoints = 128;

/** Where the points of a log come from: the file beside a plain log, or what is packed with the text. */
export interface PointSource {
  /** How many there are, as long as it was when it was opened. */
  readonly count: number;
  /** Point number `place`, from 0 and below `count`; `null` when it is damaged. */
  at(place: number): LogPoint | null;
  close(): void;
}

/** The points of a log, to look places up in. Damage anywhere makes it empty. */
export class LogIndex {
  readonly #source: PointSource;
  #count: number;
  #isDamaged = false;

  constructor(source: PointSource) {
    this.#source = source;
    this.#count = source.count;
  }

  /** How many points there are. */
  get count(): number {
    return this.#count;
  }

  /** The last point, or the beginning of the log when there is none. */
  get last(): LogPoint {
    return this.point(this.#count - 1);
  }

  /** Point number `place` from 0; the beginning of the log when that is below 0 or the index turns out to be damaged. */
  point(place: number): LogPoint {
    if (place < 0 || place >= this.#count) return firstPoint;
    const point = this.#source.at(place);
    if (point === null) {
      this.#isDamaged = true;
      this.discard();
    }
    return point ?? firstPoint;
  }

  /** Whether a point was found damaged in use; since then it has been empty. */
  get isDamaged(): boolean {
    return this.#isDamaged;
  }

  /** Forgets all points, because they do not fit the log. */
  discard(): void {
    this.#count = 0;
  }

  /** The place of the first point that meets a condition which holds for all later ones, too; `count` when none does. */
  search(condition: (point: LogPoint) => boolean): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (condition(this.point(middle))) high = middle;
      else low = middle + 1;
    }
    return Math.min(low, this.#count);
  }

  /** The last point at or before the beginning or in the middle of line `line` (from 1). */
  pointBefore(line: number): LogPoint {
    return this.point(this.search((point) => point.lineFeeds >= line) - 1);
  }

  close(): void {
    this.#source.close();
    this.#count = 0;
  }
}

/** Nothing is known. */
export const noPoints: PointSource = { count: 0, at: () => null, close: () => {} };

/** The points in the file beside a log; none when it is missing or is none of ours. */
export function indexOfFile(path: string): PointSource {
  const descriptor = openToRead(path);
  if (descriptor === null) return noPoints;
  const points = new FilePoints(descriptor);
  if (points.count > 0) return points;
  points.close();
  return noPoints;
}

class FilePoints implements PointSource {
  readonly #descriptor: number;
  readonly #count: number;
  #page = Buffer.alloc(0);
  #pageStart = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
    const header = Buffer.alloc(indexHeader.length);
    const isOurs = readSync(descriptor, header, 0, header.length, 0) === header.length && header.equals(indexHeader);
    let count = isOurs ? Math.floor((fstatSync(descriptor).size - header.length) / pointBytes) : 0;
    // A tail torn by a power cut costs the tail, not the index.
    while (count > 0 && this.at(count - 1) === null) count -= 1;
    this.#count = count;
  }

  get count(): number {
    return this.#count;
  }

  at(place: number): LogPoint | null {
    const isInPage = place >= this.#pageStart && (place - this.#pageStart + 1) * pointBytes <= this.#page.length;
    if (!isInPage) {
      const page = Buffer.alloc(pagePoints * pointBytes);
      this.#pageStart = place - (place % pagePoints);
      const position = indexHeader.length + this.#pageStart * pointBytes;
      this.#page = page.subarray(0, readSync(this.#descriptor, page, 0, page.length, position));
    }
    const offset = (place - this.#pageStart) * pointBytes;
    return offset + pointBytes <= this.#page.length ? decodePoint(this.#page, offset) : null;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** A descriptor for reading; `null` when the file is missing or may not be read. */
export function openToRead(path: string): number | null {
  try {
    return openSync(path, "r");
  } catch {
    return null;
  }
}

/** Takes the points from an index that lie beyond the first `bytes` of its log. One that is missing has none. */
export function trimLogIndex(path: string, bytes: number): void {
  if (!existsSync(path)) return;
  const index = readFileSync(path);
  let end = index.length - ((index.length - indexHeader.length) % pointBytes);
  while (end > indexHeader.length && (decodePoint(index, end - pointBytes)?.bytes ?? Number.POSITIVE_INFINITY) > bytes) end -= pointBytes;
  truncateSync(path, Math.max(end, 0));
}
