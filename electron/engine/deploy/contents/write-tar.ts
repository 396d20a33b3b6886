import { once } from "node:events";
import { type Headers, pack } from "tar-stream";
import type { ContentEntry, ReleaseContents } from "./contents.ts";

/** Contents as a tar stream that every tar unpacks; nothing of owners and times is told, so the same is always the same. */
export async function* writeTar(contents: ReleaseContents): AsyncGenerator<Buffer, void, undefined> {
  const archive = pack();
  const writing = writeAll(archive, contents).catch((error: Error) => archive.destroy(error));
  for await (const piece of archive) yield piece as Buffer;
  await writing;
}

async function writeAll(archive: ReturnType<typeof pack>, contents: ReleaseContents): Promise<void> {
  for await (const { entry, content } of contents.open()) {
    const place = archive.entry(headerOf(entry));
    if (entry.kind === "file") for await (const piece of content) if (!place.write(piece)) await once(place, "drain");
    place.end();
  }
  archive.finalize();
}

const epoch = new Date(0);

function headerOf(entry: ContentEntry): Headers {
  const { path: name } = entry;
  switch (entry.kind) {
    case "file":
      return { name, type: "file", mode: entry.mode, size: entry.bytes, mtime: epoch };
    case "folder":
      return { name, type: "directory", mode: entry.mode, mtime: epoch };
    case "link":
      return { name, type: "symlink", mode: 0o777, linkname: entry.target, mtime: epoch };
    case "same-file":
      return { name, type: "link", mode: 0o644, linkname: entry.target, mtime: epoch };
  }
}
