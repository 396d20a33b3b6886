import { once } from "node:events";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { type Entry, open, type ZipFile } from "yauzl";
import { type ArchiveEntry, BrokenArchive, noContent, unbroken, unbrokenPieces } from "./archive-entry.ts";

const symbolicLink = 0o120000;
const fileTypes = 0o170000;

/** Reads a zip archive by its directory at the end. Throws {@link BrokenArchive}. */
export async function* readZip(file: string): AsyncGenerator<ArchiveEntry, void, undefined> {
  // A name that leads out of the folder is told by whoever checks all names alike.
  const zip = await unbroken("it", () =>
    openZip(file, { lazyEntries: true, autoClose: false, strictFileNames: false, decodeStrings: true }),
  );
  try {
    for (;;) {
      const entry = await unbroken("it", () => nextEntry(zip));
      if (entry === null) return;
      yield await entryOf(zip, entry);
    }
  } finally {
    zip.close();
  }
}

const openZip = promisify<string, object, ZipFile>(open);

async function nextEntry(zip: ZipFile): Promise<Entry | null> {
  const stop = new AbortController();
  const next = Promise.race([once(zip, "entry", stop).then(([entry]) => entry as Entry), once(zip, "end", stop).then(() => null)]);
  zip.readEntry();
  return next.finally(() => stop.abort());
}

async function entryOf(zip: ZipFile, entry: Entry): Promise<ArchiveEntry> {
  const path = entry.fileName;
  if (entry.isEncrypted()) throw new BrokenArchive(`${path} is encrypted`);
  // Only Unix tells a file's type and permissions there.
  const mode = entry.versionMadeBy >> 8 === 3 ? entry.externalFileAttributes >>> 16 : 0;
  const isFolder = path.endsWith("/");
  const isLink = (mode & fileTypes) === symbolicLink;
  const content = isFolder ? noContent : contentOf(zip, entry);
  return {
    path,
    kind: isFolder ? "folder" : isLink ? "link" : "file",
    mode: mode & 0o777 || (isFolder ? 0o755 : 0o644),
    bytes: isFolder || isLink ? 0 : entry.uncompressedSize,
    target: isLink ? (await collect(content)).toString("utf8") : "",
    content: isLink ? noContent : content,
  };
}

/** Its length is compared with what the directory says. */
function contentOf(zip: ZipFile, entry: Entry): AsyncIterable<Buffer> {
  return unbrokenPieces(entry.fileName, () => promisify<Entry, Readable>(zip.openReadStream.bind(zip))(entry));
}

async function collect(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.concat(pieces);
}
