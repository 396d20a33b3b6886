import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createInflateRaw } from "node:zlib";
import { type ArchiveEntry, BrokenArchive, noContent } from "./archive-entry.ts";

const endBytes = 22;
const largestCommentBytes = 65_535;
const signatures = { end: 0x06054b50, end64: 0x06064b50, locator64: 0x07064b50, central: 0x02014b50, local: 0x04034b50 };

/** Ways of packing that are read. */
const stored = 0;
const deflated = 8;

const symbolicLink = 0o120000;
const fileTypes = 0o170000;

/** Reads a zip archive by its directory at the end. Throws {@link BrokenArchive}. */
export async function* readZip(file: string): AsyncGenerator<ArchiveEntry, void, undefined> {
  const handle = await open(file, "r");
  try {
    const directory = await readDirectory(handle);
    for (let at = 0; at < directory.length; ) {
      const entry = entryAt(directory, at);
      at = entry.next;
      if ((entry.flags & 1) !== 0) throw new BrokenArchive(`${entry.path} is encrypted`);
      const isFolder = entry.path.endsWith("/");
      const isLink = (entry.mode & fileTypes) === symbolicLink;
      const content = isFolder ? noContent : contentOf(file, handle, entry);
      yield {
        path: entry.path,
        kind: isFolder ? "folder" : isLink ? "link" : "file",
        mode: entry.mode & 0o777 || (isFolder ? 0o755 : 0o644),
        bytes: isFolder || isLink ? 0 : entry.bytes,
        target: isLink ? (await collect(content)).toString("utf8") : "",
        content: isLink ? noContent : content,
      };
    }
  } catch (error) {
    if (error instanceof RangeError) throw new BrokenArchive("its directory is broken");
    throw error;
  } finally {
    await handle.close();
  }
}

interface DirectoryEntry {
  readonly path: string;
  readonly flags: number;
  readonly method: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Unix's file type and permission bits; 0 when another system made it. */
  readonly mode: number;
  readonly headerAt: number;
  /** Where the next one stands in the directory. */
  readonly next: number;
}

async function readDirectory(handle: FileHandle): Promise<Buffer> {
  const { size } = await handle.stat();
  const tail = await readAt(handle, Math.max(0, size - endBytes - largestCommentBytes), endBytes + largestCommentBytes);
  const end = findEnd(tail);
  if (end === -1) throw new BrokenArchive("it is no zip archive, or cut short");
  let bytes = tail.readUInt32LE(end + 12);
  let start = tail.readUInt32LE(end + 16);
  if (start === 0xffffffff && end >= 20 && tail.readUInt32LE(end - 20) === signatures.locator64) {
    const end64 = await readAt(handle, Number(tail.readBigUInt64LE(end - 20 + 8)), 56);
    if (end64.readUInt32LE(0) !== signatures.end64) throw new BrokenArchive("its directory cannot be found");
    bytes = Number(end64.readBigUInt64LE(40));
    start = Number(end64.readBigUInt64LE(48));
  }
  if (start + bytes > size) throw new BrokenArchive("its directory lies behind its end");
  return readAt(handle, start, bytes);
}

function findEnd(tail: Buffer): number {
  for (let at = tail.length - endBytes; at >= 0; at -= 1) if (tail.readUInt32LE(at) === signatures.end) return at;
  return -1;
}

function entryAt(directory: Buffer, at: number): DirectoryEntry {
  if (directory.readUInt32LE(at) !== signatures.central) throw new BrokenArchive("its directory is broken");
  const nameBytes = directory.readUInt16LE(at + 28);
  const extraBytes = directory.readUInt16LE(at + 30);
  const nameAt = at + 46;
  const large = largeNumbers(directory.subarray(nameAt + nameBytes, nameAt + nameBytes + extraBytes));
  const number = (offset: number): number => {
    const short = directory.readUInt32LE(at + offset);
    return short === 0xffffffff ? (large.shift() ?? short) : short;
  };
  // In this order, in which the large ones stand behind the name, too.
  const bytes = number(24);
  const packedBytes = number(20);
  const headerAt = number(42);
  const isFromUnix = directory.readUInt8(at + 5) === 3;
  return {
    path: directory.subarray(nameAt, nameAt + nameBytes).toString("utf8"),
    flags: directory.readUInt16LE(at + 8),
    method: directory.readUInt16LE(at + 10),
    packedBytes,
    bytes,
    mode: isFromUnix ? directory.readUInt16LE(at + 40) : 0,
    headerAt,
    next: nameAt + nameBytes + extraBytes + directory.readUInt16LE(at + 32),
  };
}

/** The numbers of 64 bits that do not fit into the entry itself. */
function largeNumbers(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) {
      const field = extra.subarray(at + 4, at + 4 + length);
      return Array.from({ length: Math.floor(field.length / 8) }, (_, index) => Number(field.readBigUInt64LE(index * 8)));
    }
    at += 4 + length;
  }
  return [];
}

async function* contentOf(file: string, handle: FileHandle, entry: DirectoryEntry): AsyncGenerator<Buffer, void, undefined> {
  const header = await readAt(handle, entry.headerAt, 30);
  if (header.length < 30 || header.readUInt32LE(0) !== signatures.local) throw new BrokenArchive(`${entry.path} is not where it should be`);
  if (entry.method !== stored && entry.method !== deflated)
    throw new BrokenArchive(`${entry.path} is packed in a way (${entry.method}) that is not known`);
  if (entry.packedBytes === 0) return;
  const start = entry.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const raw = createReadStream(file, { start, end: start + entry.packedBytes - 1, highWaterMark: 1024 * 1024 });
  const stream = entry.method === stored ? raw : pipeline(raw, createInflateRaw(), () => {});
  let left = entry.bytes;
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      left -= piece.length;
      if (left < 0) break;
      yield piece;
    }
  } catch (error) {
    throw new BrokenArchive(`${entry.path} cannot be unpacked: ${error instanceof Error ? error.message : error}`);
  } finally {
    raw.destroy();
  }
  if (left !== 0) throw new BrokenArchive(`${entry.path} has another length than its directory says`);
}

async function collect(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(length), position });
  return buffer.subarray(0, bytesRead);
}
