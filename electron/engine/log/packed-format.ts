import { fstatSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { firstPoint, type LogPoint } from "./log-index.ts";

/*
 * A packed log is one file of zstd frames, so that any tool that knows zstd gives the text back. Each frame holds
 * `frameBytes` of text (the last one fewer), by itself and with a checksum: any place is one small frame away. Behind
 * the text, in frames that zstd skips, stand pages of points (when was what written) and the table: for each frame its
 * place and the point at its end, then the pages' places, then a checksum over the table. See `pack-log.ts`.
 */

/** How much text a frame holds: read in about half a millisecond, and enough to be packed well. */
export const frameBytes = 256 * 1024;

/** The beginning of a frame that zstd skips; its length follows in four bytes. */
export const skippedMagic = 0x184d2a5e;

/** One entry of the table: place and length in the file, then the point at the end. All little endian. */
export const frameEntryBytes = 6 + 4 + 18;

/** One entry for each page of points: place and length in the file. */
export const pageEntryBytes = 6 + 4;

/** The table's end: bytes of text, frames, points, length of the table with this, its CRC-32, and a mark. */
export const trailerBytes = 6 + 4 + 6 + 4 + 4 + 8;

/** The last bytes of every packed log. */
export const packedMark = Buffer.from("millrlz1", "latin1");

/** Where the packed form of the log at `path` is. */
export function packedLogFile(path: string): string {
  return `${path}.zst`;
}

/** Where everything is in a packed log. */
export interface PackedTable {
  readonly textBytes: number;
  readonly frames: number;
  readonly points: number;
  /** Place and length in the file of frame `number`, from 0. */
  frame(number: number): { readonly offset: number; readonly length: number };
  /** What is known of the text at the end of frame `number`; the log's beginning for -1. */
  pointAfter(number: number): LogPoint;
  page(number: number): { readonly offset: number; readonly length: number };
}

/** Reads the table at the end of the file; `null` when it is damaged or the file was cut off. */
export function readTable(descriptor: number): PackedTable | null {
  const size = fstatSync(descriptor).size;
  const trailer = readExactly(descriptor, size - trailerBytes, trailerBytes);
  if (trailer === null || !trailer.subarray(-8).equals(packedMark)) return null;
  const length = trailer.readUInt32LE(16);
  const table = length < trailerBytes ? null : readExactly(descriptor, size - length, length);
  if (table === null || crc32(table.subarray(0, -12)) !== trailer.readUInt32LE(20)) return null;
  return tableOf(table, { textBytes: trailer.readUIntLE(0, 6), frames: trailer.readUInt32LE(6), points: trailer.readUIntLE(10, 6) });
}

function tableOf(table: Buffer, counts: Pick<PackedTable, "textBytes" | "frames" | "points">): PackedTable {
  const pagesAt = counts.frames * frameEntryBytes;
  const placeAt = (at: number) => ({ offset: table.readUIntLE(at, 6), length: table.readUInt32LE(at + 6) });
  return {
    ...counts,
    frame: (number) => placeAt(number * frameEntryBytes),
    pointAfter: (number) => {
      if (number < 0) return firstPoint;
      const at = number * frameEntryBytes + 10;
      return {
        bytes: Math.min(counts.textBytes, (number + 1) * frameBytes),
        lineFeeds: table.readUIntLE(at, 6),
        lineStart: table.readUIntLE(at + 6, 6),
        at: table.readUIntLE(at + 12, 6),
      };
    },
    page: (number) => placeAt(pagesAt + number * pageEntryBytes),
  };
}

/** A stretch of the file; `null` when the file does not hold it all. */
export function readExactly(descriptor: number, position: number, length: number): Buffer | null {
  if (position < 0) return null;
  const bytes = Buffer.allocUnsafe(length);
  return readSync(descriptor, bytes, 0, length, position) === length ? bytes : null;
}
