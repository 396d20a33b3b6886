import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../data-folder.ts";

/*
 * Where the cache keeps what, below the data folder. Everything is named by its content or by a hash, so no name that a
 * person chose becomes a file's name here.
 */

/** What stages made, by SHA-256. Two letters of it are a folder's name, so that none grows large. */
export function blobFile(dataFolder: string, hash: string): string {
  return join(cacheFolder(dataFolder), "blobs", hash.slice(0, 2), hash);
}

/** What is known of a result, by the stage's key. */
export function entryFile(dataFolder: string, key: string): string {
  return join(cacheFolder(dataFolder), "entries", key.slice(0, 2), key);
}

/** What a key was made from, by key: kept also where there is no result, to say later what has changed. */
export function recipeFile(dataFolder: string, key: string): string {
  return join(cacheFolder(dataFolder), "recipes", key.slice(0, 2), key);
}

/** The remembered hashes of a folder's files; `name` is made of its path. */
export function indexFile(dataFolder: string, name: string): string {
  return join(cacheFolder(dataFolder), "index", name);
}

/** The remembered versions of programs. */
export function toolsFile(dataFolder: string): string {
  return join(cacheFolder(dataFolder), "tools.json");
}

/** The folder of notes that say whose outputs are being put back. */
export function marksFolder(dataFolder: string): string {
  return join(cacheFolder(dataFolder), "marks");
}

let drafts = 0;

/** A file of this process alone, on the same disk as all of the cache. */
export function draftFile(dataFolder: string): string {
  drafts += 1;
  return join(draftsFolder(dataFolder), `${process.pid}-${startMark}-${drafts}`);
}

/** What is being written. What a process left there that was killed is removed after a while. */
export function draftsFolder(dataFolder: string): string {
  return join(cacheFolder(dataFolder), "drafts");
}

/** Tells this process from an earlier one of the same number. */
const startMark = randomBytes(4).toString("hex");

/**
 * A secret of this installation, under which values are hashed that must not be guessed from the outside, such as those of
 * variables. Made when it is first needed, and the same for all processes.
 */
export function readSalt(dataFolder: string): Buffer {
  const file = join(cacheFolder(dataFolder), "salt");
  for (;;) {
    try {
      const salt = readFileSync(file);
      if (salt.length === saltBytes) return salt;
      // Cut short by a full disk or a power cut: what it made is lost, and nothing else.
      rmSync(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    }
    createSalt(dataFolder, file);
  }
}

const saltBytes = 32;

function createSalt(dataFolder: string, file: string): void {
  const draft = draftFile(dataFolder);
  mkdirSync(draftsFolder(dataFolder), { recursive: true, mode: 0o700 });
  writeFileSync(draft, randomBytes(saltBytes), { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
