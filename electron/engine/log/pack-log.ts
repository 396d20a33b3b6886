import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { constants, crc32, zstdCompress } from "node:zlib";
import { countLineFeeds, lineFeed } from "./line-feeds.ts";
import { firstPoint, type LogIndex, type LogPoint } from "./log-index.ts";
import { openLogView } from "./log-view.ts";
import { frameBytes, frameEntryBytes, packedLogFile, packedMark, pageEntryBytes, skippedMagic, trailerBytes } from "./packed-format.ts";
import { encodePage, pagePoints } from "./packed-points.ts";

/** Smaller logs stay as they are: they take a few of the disk's blocks in any form. */
export const smallLogBytes = 16 * 1024;

/** A log that shrinks by less than one part in so many (noise, or packed already) is not worth another form. */
const worthwhileOneIn = 10;

/** What packing came to. */
export type PackOutcome =
  | { readonly kind: "packed"; readonly bytes: number; readonly packedBytes: number }
  /** Left as it was: missing, small, or hardly smaller when packed. */
  | { readonly kind: "left"; readonly bytes: number };

const pack = promisify(zstdCompress);
const options = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };

/**
 * Packs the log at `path`, which nobody writes any more, and takes the plain file and its index away. At any moment,
 * also when this process is killed, at least one of the two forms is there and complete: the packed one is written
 * under another name, brought to the disk, and only then given its own. Several processes may do it at once. Works in
 * small turns. Aborting leaves the log as it was. Throws what the disk refuses.
 */
export async function packLog(path: string, indexPath: string, signal?: AbortSignal): Promise<PackOutcome> {
  const found = await stat(path).catch(() => null);
  if (found === null || found.size < smallLogBytes) return { kind: "left", bytes: found?.size ?? 0 };
  const view = await openLogView(path, indexPath, false);
  // Another process may have packed it since it was looked at.
  if (view === null || view.source.isPacked) {
    view?.close();
    return { kind: "left", bytes: found.size };
  }
  const draft = `${packedLogFile(path)}.${process.pid}.draft`;
  try {
    const file = await open(draft, "w", found.mode & 0o777);
    let packedBytes: number;
    try {
      packedBytes = await writePacked(file, view.source.read, view.end, view.index, signal);
      await file.sync();
    } finally {
      await file.close();
    }
    const isWorthIt = packedBytes < view.end.bytes - view.end.bytes / worthwhileOneIn;
    // Something that outlived its stage may have gone on writing; what it says must not get lost.
    if (!isWorthIt || view.source.size() !== view.end.bytes) {
      await rm(draft, { force: true });
      return { kind: "left", bytes: found.size };
    }
    await rename(draft, packedLogFile(path));
    await syncFolder(dirname(path));
    await rm(path, { force: true });
    await rm(indexPath, { force: true });
    return { kind: "packed", bytes: view.end.bytes, packedBytes };
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    view.close();
  }
}

type Read = (target: Buffer, offset: number, length: number, position: number) => Promise<number>;

/** Answers how long the file is. */
async function writePacked(file: FileHandle, read: Read, end: LogPoint, index: LogIndex, signal: AbortSignal | undefined): Promise<number> {
  let offset = 0;
  async function append(bytes: Buffer): Promise<{ offset: number; length: number }> {
    const place = { offset, length: bytes.length };
    await file.writeFile(bytes);
    offset += bytes.length;
    return place;
  }
  const table = Buffer.alloc(Math.ceil(end.bytes / frameBytes) * frameEntryBytes);
  const text = Buffer.allocUnsafe(frameBytes);
  const timeOf = timesIn(index);
  let point = firstPoint;
  for (let entry = 0; entry < table.length; entry += frameEntryBytes) {
    signal?.throwIfAborted();
    const length = await read(text, 0, Math.min(frameBytes, end.bytes - point.bytes), point.bytes);
    if (length === 0) throw new Error("The log became shorter while it was packed.");
    point = pointAfter(point, text, length, timeOf);
    const place = await append(await pack(text.subarray(0, length), options));
    table.writeUIntLE(place.offset, entry, 6);
    table.writeUInt32LE(place.length, entry + 6);
    table.writeUIntLE(point.lineFeeds, entry + 10, 6);
    table.writeUIntLE(point.lineStart, entry + 16, 6);
    table.writeUIntLE(point.at, entry + 22, 6);
  }
  const pages: Buffer[] = [];
  for (let place = 0; place < index.count; place += pagePoints) {
    signal?.throwIfAborted();
    const points = Array.from({ length: Math.min(pagePoints, index.count - place) }, (_, number) => index.point(place + number));
    const page = encodePage(points);
    await append(skippedHead(page.length));
    const where = await append(page);
    const entry = Buffer.alloc(pageEntryBytes);
    entry.writeUIntLE(where.offset, 0, 6);
    entry.writeUInt32LE(where.length, 6);
    pages.push(entry);
  }
  const whole = Buffer.concat([table, ...pages, Buffer.alloc(trailerBytes)]);
  writeTrailer(whole, end.bytes, table.length / frameEntryBytes, index.count);
  await append(skippedHead(whole.length));
  await append(whole);
  return offset;
}

function writeTrailer(table: Buffer, textBytes: number, frames: number, points: number): void {
  const at = table.length - trailerBytes;
  table.writeUIntLE(textBytes, at, 6);
  table.writeUInt32LE(frames, at + 6);
  table.writeUIntLE(points, at + 10, 6);
  table.writeUInt32LE(table.length, at + 16);
  table.writeUInt32LE(crc32(table.subarray(0, at + 20)), at + 20);
  packedMark.copy(table, at + 24);
}

function skippedHead(length: number): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(skippedMagic, 0);
  head.writeUInt32LE(length, 4);
  return head;
}

function pointAfter(point: LogPoint, text: Buffer, length: number, timeOf: (bytes: number) => number): LogPoint {
  const count = countLineFeeds(text, 0, length);
  const lineStart = count === 0 ? point.lineStart : point.bytes + text.lastIndexOf(lineFeed, length - 1) + 1;
  const bytes = point.bytes + length;
  return { bytes, lineFeeds: point.lineFeeds + count, lineStart, at: timeOf(bytes) };
}

/** When so many bytes had been written; must be asked in order. 0 when nobody knows. */
function timesIn(index: LogIndex): (bytes: number) => number {
  let place = 0;
  return (bytes) => {
    while (place < index.count && index.point(place).bytes < bytes) place += 1;
    return index.point(place).at;
  };
}

/** Brings a new name to the disk before the old file goes; where folders cannot be synced, the system keeps the order. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
