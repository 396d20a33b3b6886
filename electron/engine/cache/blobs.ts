import { hash as hashOnce } from "node:crypto";
import {
  chmodSync,
  constants,
  createReadStream,
  createWriteStream,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { copyFile } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { createZstdCompress, createZstdDecompress } from "node:zlib";
import { hourMs, minuteMs } from "../../../shared/time.ts";
import type { Clock } from "../clock.ts";
import { blobFile, draftFile, draftsFolder } from "./cache-folder.ts";
import { isAbsence } from "./file-state.ts";
import { hashContent } from "./hash-files.ts";
import type { Pace } from "./pace.ts";

/** Up to here a file is read whole: a copy by the system would take three times as long. */
const smallBytes = 512 * 1024;

/** A blob that no entry names is left alone for so long: somebody may be about to name it. */
export const untouchableMs = hourMs;

/** A blob that is found again counts as new, but is not touched each time. */
const freshForMs = 10 * minuteMs;

/**
 * What stages made, each content once, named by its SHA-256. Blobs are drafted and then renamed, so none is ever seen
 * half written; what a power cut or somebody's hand makes of them is noticed when they are read, because every reader
 * hashes what it got. That is also why nothing is flushed: a blob that did not reach the disk is a result that is made
 * again, never a wrong one.
 */
export class BlobStore {
  readonly #dataFolder: string;
  readonly #now: Clock;
  readonly #madeFolders = new Set<string>();
  /** How much room new blobs took. */
  addedBytes = 0;

  constructor(dataFolder: string, now: Clock) {
    this.#dataFolder = dataFolder;
    this.#now = now;
  }

  /** Keeps a copy of a file of a project and answers its hash; `null` when the file is not there any more. */
  async keepFile(place: string, bytes: number, knownHash: string | null, pace: Pace): Promise<string | null> {
    if (knownHash !== null && this.#refresh(knownHash, bytes)) return knownHash;
    if (bytes <= smallBytes) {
      const content = readWhole(place);
      return content === null ? null : this.keepContent(content);
    }
    const draft = this.#newDraft();
    try {
      // Never a hard link: a stage that writes into its old file would write into the blob.
      await copyFile(place, draft, constants.COPYFILE_FICLONE);
      const hash = await hashContent(draft, pace);
      if (hash !== null) this.#adopt(draft, hash);
      return hash;
    } catch (error) {
      if (isAbsence(error)) return null;
      throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }

  /** Keeps bytes and answers their hash. */
  keepContent(content: Uint8Array): string {
    const hash = hashOnce("sha256", content, "hex");
    if (this.#refresh(hash, content.byteLength)) return hash;
    const draft = this.#newDraft();
    try {
      writeFileSync(draft, content);
      this.#adopt(draft, hash);
    } finally {
      rmSync(draft, { force: true });
    }
    return hash;
  }

  /** Keeps a file of the data folder, which nobody writes any more, without copying it where that is possible. */
  async keepOwnFile(place: string, bytes: number, hash: string, pace: Pace): Promise<void> {
    if (this.#refresh(hash, bytes)) return;
    const draft = this.#newDraft();
    try {
      linkSync(place, draft);
      this.#adopt(draft, hash);
    } catch (error) {
      if (!isLinkRefused(error)) throw error;
      await this.keepFile(place, bytes, null, pace);
    } finally {
      rmSync(draft, { force: true });
    }
  }

  /** Keeps a file compressed, however long it is, and answers the hash of what is kept. */
  async keepCompressed(place: string, pace: Pace): Promise<string> {
    const draft = this.#newDraft();
    try {
      await pipeline(createReadStream(place), createZstdCompress(), createWriteStream(draft));
      const hash = await hashContent(draft, pace);
      if (hash === null) throw new Error(`A draft of the cache went away: ${draft}`);
      this.#adopt(draft, hash);
      return hash;
    } finally {
      rmSync(draft, { force: true });
    }
  }

  /** Copies a blob to a place where nothing is yet. False when it is missing or not what it was; nothing is left then. */
  async copyTo(hash: string, bytes: number, place: string, mode: number, pace: Pace): Promise<boolean> {
    const blob = blobFile(this.#dataFolder, hash);
    if (bytes <= smallBytes) {
      const content = readWhole(blob);
      if (content === null || hashOnce("sha256", content, "hex") !== hash) return this.#discard(hash);
      writeFileSync(place, content, { mode, flag: "wx" });
      if ((mode & ~umask) !== mode) chmodSync(place, mode);
      return true;
    }
    try {
      await copyFile(blob, place, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
    } catch (error) {
      if (isAbsence(error)) return false;
      throw error;
    }
    // What was copied is looked at, and not what it was copied from.
    if ((await hashContent(place, pace)) === hash) {
      chmodSync(place, mode);
      return true;
    }
    rmSync(place, { force: true });
    return this.#discard(hash);
  }

  /** Puts a blob into a folder of ours, as the same file where that is possible. False as for `copyTo`. */
  async linkTo(hash: string, bytes: number, place: string, pace: Pace): Promise<boolean> {
    const blob = blobFile(this.#dataFolder, hash);
    mkdirSync(dirname(place), { recursive: true });
    try {
      linkSync(blob, place);
    } catch (error) {
      if (isAbsence(error)) return false;
      if (!isLinkRefused(error)) throw error;
      return this.copyTo(hash, bytes, place, 0o644, pace);
    }
    if ((await hashContent(place, pace)) === hash) return true;
    rmSync(place, { force: true });
    return this.#discard(hash);
  }

  /** Writes what was kept compressed to a place where nothing is yet. False as for `copyTo`. */
  async expandTo(hash: string, place: string, pace: Pace): Promise<boolean> {
    const blob = blobFile(this.#dataFolder, hash);
    if ((await hashContent(blob, pace)) !== hash) return this.#discard(hash);
    await pipeline(createReadStream(blob), createZstdDecompress(), createWriteStream(place, { flags: "wx" }));
    return true;
  }

  /** Takes a bad blob away: one of the right size would be taken for good when its content is kept again. */
  #discard(hash: string): false {
    rmSync(blobFile(this.#dataFolder, hash), { force: true });
    return false;
  }

  #newDraft(): string {
    const draft = draftFile(this.#dataFolder);
    this.#makeFolder(draftsFolder(this.#dataFolder));
    return draft;
  }

  #adopt(draft: string, hash: string): void {
    const blob = blobFile(this.#dataFolder, hash);
    this.#makeFolder(dirname(blob));
    this.addedBytes += lstatSync(draft).size;
    renameSync(draft, blob);
  }

  #makeFolder(folder: string): void {
    if (this.#madeFolders.has(folder)) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#madeFolders.add(folder);
  }

  /** Whether a blob is there; it is not swept for a while. A wrong size is one that a power cut left, and is replaced. */
  #refresh(hash: string, bytes: number): boolean {
    const blob = blobFile(this.#dataFolder, hash);
    const found = lstatSync(blob, { throwIfNoEntry: false });
    if (found === undefined || found.size !== bytes) return false;
    const now = this.#now();
    if (found.mtimeMs < now - freshForMs) utimesSync(blob, now / 1_000, now / 1_000);
    return true;
  }
}

const umask = process.umask();

function readWhole(place: string): Buffer | null {
  try {
    return readFileSync(place);
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
}

/** Another disk, a disk without links, too many of them, or a user who may not make them. */
function isLinkRefused(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : "";
  return ["EXDEV", "EMLINK", "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EACCES"].includes(String(code));
}
