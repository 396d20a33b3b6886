import { createHash, hash } from "node:crypto";
import { closeSync, constants, openSync, readSync } from "node:fs";
import type { Clock } from "../clock.ts";
import { type FileState, isAbsence, readState } from "./file-state.ts";
import type { Pace } from "./pace.ts";
import type { ProjectTree } from "./project-tree.ts";
import type { StatIndex } from "./stat-index.ts";

/** How much is read at once; hashing it takes half a millisecond. */
const chunkBytes = 1024 * 1024;

/** Shared by all readers: nothing waits between filling and hashing it. */
let chunk: Buffer | null = null;

/** A link or a pipe that took a file's place meanwhile is neither followed nor waited for. Windows knows neither. */
const readOnly = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** The SHA-256 of what stands at `place`, in lower-case hex; `null` when it is not there. `visit` sees every piece. */
export async function hashContent(place: string, pace: Pace, visit?: (piece: Buffer) => void): Promise<string | null> {
  chunk ??= Buffer.allocUnsafe(chunkBytes);
  let descriptor: number;
  try {
    descriptor = openSync(place, readOnly);
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
  try {
    const first = chunk.subarray(0, readSync(descriptor, chunk, 0, chunkBytes, null));
    visit?.(first);
    // A file that fills less than the chunk is whole: what was read is its end.
    if (first.length < chunkBytes) return hash("sha256", first, "hex");
    const digest = createHash("sha256").update(first);
    for (;;) {
      if (pace.isDue) await pace.rest();
      const bytesRead = readSync(descriptor, chunk, 0, chunkBytes, null);
      if (bytesRead === 0) return digest.digest("hex");
      visit?.(chunk.subarray(0, bytesRead));
      digest.update(chunk.subarray(0, bytesRead));
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Hashes files of one project, and only those that may have changed. */
export interface FileHasher {
  /** `null` when the file is not there any more, or changes while it is read. */
  hashFile(path: string, state: FileState, pace: Pace): Promise<string | null>;
  /** The same, when it is known without reading. */
  known(path: string, state: FileState): string | null;
}

/** How often a file that changes while it is read is read again. */
const attempts = 3;

/** Makes a hasher that remembers in `index`. */
export function createFileHasher(tree: ProjectTree, index: StatIndex, now: Clock): FileHasher {
  async function read(path: string, expected: FileState, pace: Pace): Promise<string | null> {
    const place = tree.place(path);
    let before: FileState | null = expected;
    for (let attempt = 0; attempt < attempts && before?.kind === "file"; attempt += 1) {
      const startedAt = now();
      const found = await hashContent(place, pace);
      const after = readState(place);
      if (found === null || after === null) return null;
      if (isUntouched(before, after)) {
        index.note(path, after, found, startedAt);
        return found;
      }
      before = after;
    }
    return null;
  }
  return {
    known: (path, state) => index.hashOf(path, state),
    hashFile: (path, state, pace) => {
      const known = index.hashOf(path, state);
      return known === null ? read(path, state, pace) : Promise.resolve(known);
    },
  };
}

/** Whether nothing happened to a file between two looks. */
export function isUntouched(before: FileState, after: FileState): boolean {
  return (
    before.kind === after.kind &&
    before.bytes === after.bytes &&
    before.modifiedNs === after.modifiedNs &&
    before.changedNs === after.changedNs &&
    before.inode === after.inode
  );
}
