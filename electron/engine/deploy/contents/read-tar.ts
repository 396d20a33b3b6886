import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { extract, type Headers } from "tar-stream";
import { type ArchiveEntry, BrokenArchive, noContent, unbroken, unbrokenPieces } from "./archive-entry.ts";

const kinds: Partial<Record<NonNullable<Headers["type"]>, ArchiveEntry["kind"]>> = {
  file: "file",
  "contiguous-file": "file",
  directory: "folder",
  symlink: "link",
  link: "same-file",
};

/** Reads a tar archive (old, ustar, pax and GNU's). `isPacked`: by gzip. Throws {@link BrokenArchive}. */
export async function* readTar(file: string, isPacked: boolean): AsyncGenerator<ArchiveEntry, void, undefined> {
  const raw = createReadStream(file, { highWaterMark: 1024 * 1024 });
  // The oldest archives do not say what they are; a wrong sum is told in any case.
  const archive = extract({ allowUnknownFormat: true });
  // What goes wrong on the way arrives at whoever reads the entries.
  if (isPacked) pipeline(raw, createGunzip(), archive, () => {});
  else pipeline(raw, archive, () => {});
  const entries = archive[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await unbroken("it", () => entries.next());
      if (next.done) return;
      const entry = next.value;
      const { name: path, type, mode = 0o644, size = 0, linkname, pax } = entry.header as Headers & { pax?: Record<string, string> };
      const kind = kinds[type ?? "file"];
      if (kind === undefined) throw new BrokenArchive(`${path} is neither a file nor a folder nor a link`);
      if (Object.keys(pax ?? {}).some((key) => key.startsWith("GNU.sparse"))) throw new BrokenArchive(`${path} has holes`);
      const isFile = kind === "file";
      const content = isFile ? unbrokenPieces("it", async () => entry) : noContent;
      yield { path, kind, mode: mode & 0o777, bytes: isFile ? size : 0, target: linkname ?? "", content };
      // What was not read is passed over.
      entry.resume();
    }
  } finally {
    raw.destroy();
    archive.destroy();
  }
}
