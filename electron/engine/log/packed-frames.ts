import { readSync } from "node:fs";
import { zstdDecompressSync } from "node:zlib";
import { countLineFeeds, lineFeed } from "./line-feeds.ts";
import { firstPoint, type LogPoint } from "./log-index.ts";
import { frameBytes, type PackedTable, skippedMagic } from "./packed-format.ts";

/*
 * The way back into a packed log whose table is lost. The format of zstd's frames is RFC 8878: a magic number, a header
 * of 2 to 14 bytes, blocks of three bytes' header each, and a checksum.
 */

const zstdMagic = 0xfd2fb528;

interface Found {
  readonly offset: number;
  readonly length: number;
  readonly after: LogPoint;
}

/** Room for the words that stand where the text breaks off. */
const brokenOffBytes = 512;

/**
 * Goes from frame to frame as far as they hold together, and counts the lines anew. Of what stands behind only a frame
 * that cannot be read is left, so that readers are told; the times are lost. Unpacks everything: this is for a damaged
 * file only.
 */
export function findFrames(descriptor: number): PackedTable {
  const found: Found[] = [];
  let point = firstPoint;
  for (let offset = 0; ; ) {
    const length = frameLength(descriptor, offset);
    const text = length === null ? null : unpacked(descriptor, offset, length);
    if (length === null || text === null) {
      if (!isEndOfText(descriptor, offset)) found.push({ offset: 0, length: 0, after: { ...point, bytes: point.bytes + brokenOffBytes } });
      break;
    }
    const count = countLineFeeds(text, 0, text.length);
    const lineStart = count === 0 ? point.lineStart : point.bytes + text.lastIndexOf(lineFeed) + 1;
    point = { bytes: point.bytes + text.length, lineFeeds: point.lineFeeds + count, lineStart, at: 0 };
    found.push({ offset, length, after: point });
    offset += length;
    // Only the last frame is shorter.
    if (text.length < frameBytes) break;
  }
  return {
    textBytes: found.at(-1)?.after.bytes ?? 0,
    frames: found.length,
    points: 0,
    frame: (number) => found[number] ?? { offset: 0, length: 0 },
    pointAfter: (number) => found[number]?.after ?? firstPoint,
    page: () => ({ offset: 0, length: 0 }),
  };
}

/** Behind the text stands what zstd skips. */
function isEndOfText(descriptor: number, offset: number): boolean {
  const magic = Buffer.alloc(4);
  return readSync(descriptor, magic, 0, 4, offset) === 4 && magic.readUInt32LE(0) === skippedMagic;
}

/** The length of the frame at `offset`; `null` when there is none. */
function frameLength(descriptor: number, offset: number): number | null {
  const head = Buffer.alloc(18);
  if (readSync(descriptor, head, 0, head.length, offset) < 9 || head.readUInt32LE(0) !== zstdMagic) return null;
  const description = head[4] ?? 0;
  const isSingle = (description & 0x20) !== 0;
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][description >> 6] ?? 0;
  const dictionaryBytes = [0, 1, 2, 4][description & 3] ?? 0;
  let at = offset + 5 + (isSingle ? 0 : 1) + dictionaryBytes + sizeBytes;
  const block = Buffer.alloc(3);
  for (let isLast = false; !isLast; ) {
    if (readSync(descriptor, block, 0, 3, at) < 3 || at - offset > 2 * frameBytes) return null;
    const header = block.readUIntLE(0, 3);
    isLast = (header & 1) === 1;
    // One byte that is repeated stands for all of its block.
    at += 3 + (((header >> 1) & 3) === 1 ? 1 : header >> 3);
  }
  return at - offset + ((description & 4) === 0 ? 0 : 4);
}

function unpacked(descriptor: number, offset: number, length: number): Buffer | null {
  const bytes = Buffer.allocUnsafe(length);
  if (readSync(descriptor, bytes, 0, length, offset) < length) return null;
  try {
    return zstdDecompressSync(bytes, { maxOutputLength: frameBytes });
  } catch {
    return null;
  }
}
