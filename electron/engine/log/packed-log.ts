import { closeSync } from "node:fs";
import { promisify } from "node:util";
import { zstdDecompress, zstdDecompressSync } from "node:zlib";
import { lineFeed } from "./line-feeds.ts";
import { LogIndex, type LogPoint, noPoints, type PointSource } from "./log-index.ts";
import type { DamagedPart, LogSource } from "./log-source.ts";
import { frameBytes, type PackedTable, readExactly, readTable } from "./packed-format.ts";
import { findFrames } from "./packed-frames.ts";
import { decodePage, pagePoints } from "./packed-points.ts";

/** Opens a packed log for reading; closing it closes `descriptor`. `name` is what a person is told of damage. */
export function openPackedLog(descriptor: number, name: string): LogSource {
  return new PackedLog(descriptor, readTable(descriptor) ?? findFrames(descriptor), name);
}

/** Frames that are kept unpacked: lines that are asked for one after the other often stand across two. */
const keptFrames = 2;

const unpack = promisify(zstdDecompress);
/** One chunk for all of it: joining small ones costs a fifth more. */
const unpackOptions = { maxOutputLength: frameBytes, chunkSize: frameBytes };

class PackedLog implements LogSource {
  readonly isPacked = true;
  readonly index: LogIndex;
  readonly times: LogIndex;
  readonly damage: DamagedPart[] = [];
  readonly #descriptor: number;
  readonly #table: PackedTable;
  readonly #name: string;
  readonly #kept = new Map<number, Buffer>();

  constructor(descriptor: number, table: PackedTable, name: string) {
    this.#descriptor = descriptor;
    this.#table = table;
    this.#name = name;
    this.index = new LogIndex({ count: table.frames, at: (place) => table.pointAfter(place), close: () => {} });
    this.times = new LogIndex(table.points > 0 ? packedPoints(descriptor, table) : noPoints);
    this.close = this.close.bind(this);
    this.readNow = this.readNow.bind(this);
    this.read = this.read.bind(this);
  }

  size(): number {
    return this.#table.textBytes;
  }

  readNow(target: Buffer, offset: number, length: number, position: number): number {
    let done = 0;
    for (const part of this.#partsOf(length, position)) {
      const text = this.#kept.get(part.frame) ?? this.#keep(part.frame, this.#unpackNow(part.frame));
      text.copy(target, offset + done, part.from, part.to);
      done += part.to - part.from;
    }
    return done;
  }

  async read(target: Buffer, offset: number, length: number, position: number): Promise<number> {
    let done = 0;
    const parts = this.#partsOf(length, position);
    const texts = await Promise.all(parts.map(({ frame }) => this.#kept.get(frame) ?? this.#unpackLater(frame)));
    for (const [place, { from, to }] of parts.entries()) {
      texts[place]?.copy(target, offset + done, from, to);
      done += to - from;
    }
    return done;
  }

  close(): void {
    closeSync(this.#descriptor);
    this.#kept.clear();
  }

  /** Which part of which frames make up a stretch of text. */
  #partsOf(length: number, position: number): { frame: number; from: number; to: number }[] {
    const end = Math.min(position + length, this.#table.textBytes);
    const parts = [];
    for (let at = position; at < end; ) {
      const frame = Math.floor(at / frameBytes);
      const start = frame * frameBytes;
      const to = Math.min(end, start + frameBytes);
      parts.push({ frame, from: at - start, to: to - start });
      at = to;
    }
    return parts;
  }

  #keep(frame: number, text: Buffer): Buffer {
    if (this.#kept.size >= keptFrames) this.#kept.delete(this.#kept.keys().next().value ?? -1);
    this.#kept.set(frame, text);
    return text;
  }

  #unpackNow(frame: number): Buffer {
    const packed = this.#packed(frame);
    try {
      return this.#checked(frame, packed === null ? null : zstdDecompressSync(packed, unpackOptions));
    } catch {
      return this.#checked(frame, null);
    }
  }

  async #unpackLater(frame: number): Promise<Buffer> {
    const packed = this.#packed(frame);
    const text = packed === null ? null : await unpack(packed, unpackOptions).catch(() => null);
    return this.#checked(frame, text);
  }

  #packed(frame: number): Buffer | null {
    const { offset, length } = this.#table.frame(frame);
    // More than zstd ever makes of a frame: a damaged table of a log that was found by its frames.
    return length > 2 * frameBytes ? null : readExactly(this.#descriptor, offset, length);
  }

  /** The text of a frame or, when it is damaged, a stand-in of the same length with the same lines. */
  #checked(frame: number, text: Buffer | null): Buffer {
    const before = this.#table.pointAfter(frame - 1);
    const after = this.#table.pointAfter(frame);
    if (text !== null && text.length === after.bytes - before.bytes) return text;
    if (!this.damage.some(({ from }) => from === before.bytes)) this.damage.push({ from: before.bytes, to: after.bytes });
    return standIn(before, after, `[Millrace: a part of this log cannot be read; ${this.#name} is damaged.]`);
  }
}

/** Text that takes a damaged frame's place: what happened, in as many lines as were there, so that all others keep theirs. */
function standIn(before: LogPoint, after: LogPoint, words: string): Buffer {
  const text = Buffer.alloc(after.bytes - before.bytes, " ");
  const lines = after.lineFeeds - before.lineFeeds;
  // The last line begins where it began; the empty ones stand directly before it.
  if (lines > 0) text.fill(lineFeed, after.lineStart - before.bytes - lines, after.lineStart - before.bytes);
  const room = lines > 0 ? after.lineStart - before.bytes - lines : text.length;
  text.write(words.length <= room ? words : "?".repeat(room));
  return text;
}

function packedPoints(descriptor: number, table: PackedTable): PointSource {
  let page: readonly LogPoint[] | null = null;
  let number = -1;
  return {
    count: table.points,
    at: (place) => {
      const wanted = Math.floor(place / pagePoints);
      if (wanted !== number) {
        const { offset, length } = table.page(wanted);
        const packed = length > maxPageBytes ? null : readExactly(descriptor, offset, length);
        page = packed === null ? null : decodePage(packed);
        number = wanted;
      }
      return page?.[place % pagePoints] ?? null;
    },
    close: () => {},
  };
}

const maxPageBytes = 64 * 1024;
