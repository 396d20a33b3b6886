import type { ContentEntry, ReleaseContents } from "./contents.ts";

const blockBytes = 512;

/** The largest number of eleven octal digits. */
const mostOctalBytes = 8 ** 11 - 1;

/** Contents as a tar stream that every tar unpacks; nothing of owners and times is told, so the same is always the same. */
export async function* writeTar(contents: ReleaseContents): AsyncGenerator<Buffer, void, undefined> {
  for await (const { entry, content } of contents.open()) {
    yield* headersOf(entry);
    if (entry.kind !== "file") continue;
    yield* content;
    const padding = (blockBytes - (entry.bytes % blockBytes)) % blockBytes;
    if (padding > 0) yield Buffer.alloc(padding);
  }
  yield Buffer.alloc(2 * blockBytes);
}

const types = { file: "0", "same-file": "1", link: "2", folder: "5" };

function* headersOf(entry: ContentEntry): Generator<Buffer, void, undefined> {
  const target = entry.kind === "link" || entry.kind === "same-file" ? entry.target : "";
  if (Buffer.byteLength(target) > 100) yield* longName("K", target);
  if (Buffer.byteLength(entry.path) > 100) yield* longName("L", entry.path);
  const mode = entry.kind === "link" ? 0o777 : entry.kind === "same-file" ? 0o644 : entry.mode;
  yield header(entry.path, types[entry.kind], mode, entry.kind === "file" ? entry.bytes : 0, target);
}

/** GNU's way, which all others know: an entry whose bytes are the name of the next one. */
function* longName(type: "K" | "L", name: string): Generator<Buffer, void, undefined> {
  const bytes = Buffer.byteLength(name) + 1;
  yield header("././@LongLink", type, 0o644, bytes, "");
  const field = Buffer.alloc(Math.ceil(bytes / blockBytes) * blockBytes);
  field.write(name);
  yield field;
}

function header(path: string, type: string, mode: number, bytes: number, target: string): Buffer {
  const block = Buffer.alloc(blockBytes);
  block.write(path, 0, 100);
  block.write(octal(mode, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  if (bytes <= mostOctalBytes) block.write(octal(bytes, 12), 124);
  else {
    block[124] = 0x80;
    block.writeBigUInt64BE(BigInt(bytes), 128);
  }
  block.write(octal(0, 12), 136);
  block.write(" ".repeat(8), 148);
  block.write(type, 156);
  block.write(target, 157, 100);
  block.write("ustar  \0", 257, "latin1");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return block;
}

function octal(value: number, length: number): string {
  return `${value.toString(8).padStart(length - 1, "0")}\0`;
}
