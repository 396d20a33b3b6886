import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { LogPoint } from "./log-index.ts";

/** How many points stand in one page: unpacked in less than a tenth of a millisecond. */
export const pagePoints = 1024;

const columns = ["bytes", "lineFeeds", "lineStart", "at"] as const;
const columnBytes = 6;
const options = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };

/**
 * Packs up to `pagePoints` points. Column by column and as differences they are mostly small and alike, and take a few
 * bytes each; a clock that was set back makes a difference below zero.
 */
export function encodePage(points: readonly LogPoint[]): Buffer {
  const raw = Buffer.alloc(points.length * columns.length * columnBytes);
  let offset = 0;
  for (const column of columns) {
    let last = 0;
    for (const point of points) {
      const value = Math.max(0, Math.round(point[column]));
      raw.writeIntLE(value - last, offset, columnBytes);
      last = value;
      offset += columnBytes;
    }
  }
  return zstdCompressSync(raw, options);
}

/** The points of a page; `null` when it is damaged. */
export function decodePage(packed: Buffer): LogPoint[] | null {
  let raw: Buffer;
  try {
    raw = zstdDecompressSync(packed, { maxOutputLength: pagePoints * columns.length * columnBytes });
  } catch {
    return null;
  }
  const count = raw.length / columns.length / columnBytes;
  if (!Number.isInteger(count)) return null;
  const points = Array.from({ length: count }, () => ({ bytes: 0, lineFeeds: 0, lineStart: 0, at: 0 }));
  let offset = 0;
  for (const column of columns) {
    let last = 0;
    for (const point of points) {
      last += raw.readIntLE(offset, columnBytes);
      point[column] = last;
      offset += columnBytes;
    }
  }
  return points;
}
