import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { visible } from "../../../../shared/visible.ts";
import type { ReleaseFileCopy, ReleaseFiles } from "../order.ts";
import { type ArchiveEntry, BrokenArchive, noContent } from "./archive-entry.ts";
import { pathInside, staysInside, whyNotInside } from "./entry-path.ts";
import { readTar } from "./read-tar.ts";
import { readZip } from "./read-zip.ts";
import { sumOf } from "./sum.ts";

/** What is put into a release's folder on a target, with its path there. */
export type ContentEntry =
  | { readonly kind: "file"; readonly path: string; readonly mode: number; readonly bytes: number; readonly sha256: string }
  | { readonly kind: "folder"; readonly path: string; readonly mode: number }
  | { readonly kind: "link"; readonly path: string; readonly target: string }
  /** Shares the bytes of a file before it, whose path is `target`. */
  | { readonly kind: "same-file"; readonly path: string; readonly target: string };

/** A release as it is put on a target: its files, or what is in its archive. */
export interface ReleaseContents {
  readonly entries: readonly ContentEntry[];
  /** Of all files. */
  readonly bytes: number;
  /**
   * All of it from the start. `content` is read before the next is asked for, or not at all. Throws what the disk does, and
   * {@link BrokenArchive} when a file was changed meanwhile.
   */
  open(): AsyncGenerator<{ readonly entry: ContentEntry; readonly content: AsyncIterable<Buffer> }, void, undefined>;
}

/** The release cannot be put anywhere: a file of it is not what it was, or its archive is bad. */
export type ContentsFailure = Failure<"release-damaged">;

const archiveEnding = /\.(tar|tar\.gz|tgz|zip)$/i;

/**
 * Lists what a release puts on its target. `unpack`: whether archives are unpacked; `null`: a single one is. Archives are read
 * through once and compared with their sum; an entry that would leave the folder, a link that leads out of it, and whatever
 * is neither file nor folder nor link makes the release unfit. All other files are read when they are put.
 */
export async function readContents(release: ReleaseFiles, unpack: boolean | null): Promise<Result<ReleaseContents, ContentsFailure>> {
  const isSingle = release.files.length === 1;
  const isUnpacked = (file: ReleaseFileCopy) => archiveEnding.test(file.path) && (unpack ?? isSingle);
  const listing = new Listing();
  for (const file of release.files) {
    const why = await listing.take(file, isUnpacked(file));
    if (why !== null)
      return err(
        failure("release-damaged", `${visible(file.path)} of ${release.version} cannot be deployed: ${why}.`, "Make the release anew."),
      );
  }
  const { entries, bytes } = listing;
  return ok({ entries, bytes, open: () => openAll(release.files, isUnpacked, entries) });
}

class Listing {
  readonly entries: ContentEntry[] = [];
  bytes = 0;
  readonly #kinds = new Map<string, ContentEntry["kind"]>();
  readonly #links = new Map<string, string>();

  /** Why the file cannot be part of a release; `null` when it can. */
  async take(file: ReleaseFileCopy, isUnpacked: boolean): Promise<string | null> {
    try {
      const { size, mode } = await stat(file.storedPath);
      if (size !== file.bytes) return `it has ${size} bytes instead of ${file.bytes}`;
      if (isUnpacked) return await this.#takeArchive(file);
      // Read-only copies are kept; whether it can be run is all that matters elsewhere.
      const entry: ContentEntry = { kind: "file", path: "", mode: fileMode(mode), bytes: file.bytes, sha256: file.sha256 };
      return this.#add(file.path, entry);
    } catch (error) {
      if (error instanceof BrokenArchive) return error.message;
      if (error instanceof Error && "code" in error) return error.message;
      throw error;
    }
  }

  async #takeArchive(file: ReleaseFileCopy): Promise<string | null> {
    if ((await sumOf(createReadStream(file.storedPath))) !== file.sha256) return "it is not what it was when the release was made";
    for await (const entry of readArchive(file.storedPath, file.path)) {
      const why = this.#add(entry.path, await checkedEntry(entry));
      if (why !== null) return why;
    }
    const leaving = [...this.#links.keys()].find((path) => !staysInside(path, this.#links));
    return leaving === undefined ? null : `the link ${leaving} in it leads out of it`;
  }

  #add(path: string, entry: ContentEntry): string | null {
    const inside = pathInside(path);
    if (inside === null) return `${JSON.stringify(path)} in it ${whyNotInside(path)}`;
    if (inside === "") return null;
    const parents = inside.split("/").map((_, index, parts) => parts.slice(0, index).join("/"));
    const blocked = parents.find((parent) => parent !== "" && (this.#kinds.get(parent) ?? "folder") !== "folder");
    if (blocked !== undefined) return `${inside} is below ${blocked}, which is no folder`;
    const known = this.#kinds.get(inside);
    if (known === "folder" && entry.kind === "folder") return null;
    if (known !== undefined) return `${inside} is in it twice`;
    for (const parent of parents) if (parent !== "") this.#kinds.set(parent, "folder");
    this.#kinds.set(inside, entry.kind);
    if (entry.kind === "link") this.#links.set(inside, entry.target);
    if (entry.kind === "file") this.bytes += entry.bytes;
    if (entry.kind !== "same-file") {
      this.entries.push({ ...entry, path: inside });
      return null;
    }
    const target = pathInside(entry.target) ?? "";
    if (this.#kinds.get(target) !== "file") return `${inside} shares its bytes with what is not there`;
    this.entries.push({ ...entry, path: inside, target });
    return null;
  }
}

async function checkedEntry({ kind, path, mode, bytes, target, content }: ArchiveEntry): Promise<ContentEntry> {
  switch (kind) {
    case "file":
      return { kind, path, mode: fileMode(mode), bytes, sha256: await sumOf(content) };
    case "folder":
      return { kind, path, mode: 0o755 };
    case "link":
    case "same-file":
      return { kind, path, target };
  }
}

async function* openAll(
  files: readonly ReleaseFileCopy[],
  isUnpacked: (file: ReleaseFileCopy) => boolean,
  entries: readonly ContentEntry[],
): ReturnType<ReleaseContents["open"]> {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  for (const file of files) {
    const found = isUnpacked(file) ? readArchive(file.storedPath, file.path) : [{ path: file.path, content: readWhole(file) }];
    for await (const { path, content } of found) {
      const entry = byPath.get(pathInside(path) ?? "");
      // The folder itself, and folders that are named twice.
      if (entry === undefined) continue;
      byPath.delete(entry.path);
      yield { entry, content: entry.kind === "file" ? content : noContent };
    }
  }
}

function readArchive(storedPath: string, path: string): AsyncGenerator<ArchiveEntry, void, undefined> {
  return /\.zip$/i.test(path) ? readZip(storedPath) : readTar(storedPath, /gz$/i.test(path));
}

/** Opened when the first byte is asked for. */
async function* readWhole({ path, storedPath, bytes }: ReleaseFileCopy): AsyncGenerator<Buffer, void, undefined> {
  if (bytes === 0) return;
  let left = bytes;
  for await (const piece of createReadStream(storedPath, { end: bytes - 1, highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    left -= piece.length;
    yield piece;
  }
  if (left > 0) throw new BrokenArchive(`${path} became shorter while it was read`);
}

function fileMode(mode: number): number {
  return (mode & 0o111) === 0 ? 0o644 : 0o755;
}
