import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { type ArchiveEntry, BrokenArchive, noContent } from "./archive-entry.ts";
import { ByteReader } from "./byte-reader.ts";

const blockBytes = 512;

/** Names are short; whoever claims more would have us hold it in memory. */
const mostNameBytes = 1024 * 1024;

/** Reads a tar archive (old, ustar, pax and GNU's). `isPacked`: by gzip. Throws {@link BrokenArchive}. */
export async function* readTar(file: string, isPacked: boolean): AsyncGenerator<ArchiveEntry, void, undefined> {
  const raw = createReadStream(file, { highWaterMark: blockBytes * 2048 });
  // Its errors arrive at whoever reads the last of the streams.
  const stream = isPacked ? pipeline(raw, createGunzip(), () => {}) : raw;
  const reader = new ByteReader(stream as AsyncIterable<Buffer>);
  try {
    yield* readEntries(reader);
  } catch (error) {
    if (error instanceof Error && "code" in error && String(error.code).startsWith("Z_"))
      throw new BrokenArchive(`it cannot be unpacked: ${error.message}`);
    throw error;
  } finally {
    await reader.close();
    raw.destroy();
  }
}

async function* readEntries(reader: ByteReader): AsyncGenerator<ArchiveEntry, void, undefined> {
  /** What the entries before say of the next one. */
  let told = new Map<string, string>();
  for (;;) {
    const header = await reader.take(blockBytes);
    if (header === null || header.every((byte) => byte === 0)) return;
    checkSum(header);
    const type = String.fromCharCode(header[156] ?? 0);
    const bytes = told.has("size") ? Number(told.get("size")) : numberAt(header, 124, 12);
    if (!Number.isSafeInteger(bytes) || bytes < 0) throw new BrokenArchive("a size in it is none");
    const padding = (blockBytes - (bytes % blockBytes)) % blockBytes;
    if (type === "x" || type === "g" || type === "L" || type === "K") {
      if (bytes > mostNameBytes) throw new BrokenArchive("a name in it is too long");
      const text = (await reader.take(bytes)) ?? Buffer.alloc(0);
      await reader.take(padding);
      if (type === "x") told = new Map([...told, ...paxRecords(text)]);
      else if (type !== "g") told.set(type === "L" ? "path" : "linkpath", text.toString("utf8").replace(/\0+$/, ""));
      continue;
    }
    const path = told.get("path") ?? nameOf(header);
    if ([...told.keys()].some((key) => key.startsWith("GNU.sparse"))) throw new BrokenArchive(`${path} has holes`);
    const kind = kindOf(type, path);
    let left = kind === "file" ? bytes : 0;
    const content = kind === "file" ? countDown(reader.pass(bytes), (count) => (left -= count)) : noContent;
    yield {
      path,
      kind,
      mode: numberAt(header, 100, 8) & 0o777,
      bytes: left,
      target: told.get("linkpath") ?? textAt(header, 157, 100),
      content,
    };
    told = new Map();
    // What was not read is passed over.
    for await (const _ of reader.pass(kind === "file" ? left + padding : bytes + padding));
  }
}

async function* countDown(stream: AsyncIterable<Buffer>, took: (count: number) => void): AsyncGenerator<Buffer, void, undefined> {
  for await (const piece of stream) {
    took(piece.length);
    yield piece;
  }
}

function kindOf(type: string, path: string): ArchiveEntry["kind"] {
  switch (type) {
    case "\0":
      return path.endsWith("/") ? "folder" : "file";
    case "0":
    case "7":
      return "file";
    case "1":
      return "same-file";
    case "2":
      return "link";
    case "5":
      return "folder";
    default:
      throw new BrokenArchive(`${path} is neither a file nor a folder nor a link`);
  }
}

/** The sum of all bytes of a header, its own field taken for blanks. */
function checkSum(header: Buffer): void {
  let sum = 0;
  for (let index = 0; index < blockBytes; index += 1) sum += index >= 148 && index < 156 ? 0x20 : (header[index] ?? 0);
  if (sum !== numberAt(header, 148, 8)) throw new BrokenArchive("it is no tar archive, or damaged");
}

function nameOf(header: Buffer): string {
  const name = textAt(header, 0, 100);
  const prefix = header.subarray(257, 262).toString("latin1") === "ustar" && header[262] === 0 ? textAt(header, 345, 155) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

function textAt(header: Buffer, start: number, length: number): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.subarray(0, end === -1 ? length : end).toString("utf8");
}

/** Octal digits; or, where those do not do, a number in base 256 behind a set highest bit. */
function numberAt(header: Buffer, start: number, length: number): number {
  const field = header.subarray(start, start + length);
  if (((field[0] ?? 0) & 0x80) === 0) return Number.parseInt(textAt(header, start, length).trim() || "0", 8);
  return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, (field[0] ?? 0) & 0x7f);
}

/** Records such as `20 path=some/name\n`: a length in bytes that counts itself, a key, a value. */
function paxRecords(text: Buffer): [string, string][] {
  const records: [string, string][] = [];
  for (let at = 0; at < text.length; ) {
    const blank = text.indexOf(0x20, at);
    const length = Number(text.subarray(at, blank).toString("latin1"));
    if (blank === -1 || !Number.isInteger(length) || length <= blank - at) throw new BrokenArchive("a record in it is broken");
    const record = text.subarray(blank + 1, at + length - 1).toString("utf8");
    records.push([record.slice(0, record.indexOf("=")), record.slice(record.indexOf("=") + 1)]);
    at += length;
  }
  return records;
}
