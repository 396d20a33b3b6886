import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from "node:fs";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Clock } from "../clock.ts";
import { createLogFollower, type LogFollower, trimLogIndex } from "../log/log.ts";
import { askProgram, findProgram } from "../process/process.ts";

/** Where file number `sequence` of a service's log and its index are. */
export type LogPlaces = (sequence: number) => { readonly path: string; readonly indexPath: string };

/** The newest file of a service's log, which its processes write to themselves. */
export class ServiceLogFile {
  sequence: number;
  readonly #places: LogPlaces;
  readonly #now: Clock;
  #follower: LogFollower | null = null;

  constructor(places: LogPlaces, sequence: number, now: Clock) {
    this.#places = places;
    this.#now = now;
    this.sequence = sequence;
  }

  get path(): string {
    return this.#places(this.sequence).path;
  }

  get indexPath(): string {
    return this.#places(this.sequence).indexPath;
  }

  get bytes(): number {
    return statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Opens it for whoever is to write to it; the caller closes it. */
  open(): number {
    const { path } = this;
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, "a");
  }

  /** Indexes what is new. `true` when there is more. */
  look(): boolean {
    this.#follower ??= createLogFollower(this.path, this.indexPath, this.#now);
    return this.#follower.poll();
  }

  /** Completes the index; how long the file is. */
  finish(): number {
    while (this.look());
    this.#follower?.finish();
    this.#follower = null;
    return this.bytes;
  }

  /** Takes files away that are older than the `kept` before the newest; their sequences, of the known ones. */
  removeOld(known: readonly number[], kept: number): number[] {
    const old = known.filter((sequence) => sequence < this.sequence - kept);
    for (const sequence of old) {
      const { path, indexPath } = this.#places(sequence);
      for (const file of [path, indexPath]) rmSync(file, { force: true });
    }
    return old;
  }

  /**
   * Ends the file where it stands now, and goes on in the next one, although processes hold it open and write: what is
   * written by now is copied, and then cut off at the front, which only some file systems can. No byte is lost or there
   * twice. `impossible`: it cannot be done here, and the file just grows; `not now`: the disk is full.
   */
  async rotate(): Promise<{ readonly bytes: number } | "impossible" | "not now"> {
    const { path } = this;
    const next = this.#places(this.sequence + 1).path;
    const part = partOf(path);
    const bytes = wholeBlocks(path);
    if (bytes === 0) return "not now";
    this.finish();
    try {
      await pipeline(createReadStream(path, { end: bytes - 1 }), createWriteStream(part));
      // At once: whoever reads the file never misses it.
      renameSync(path, next);
      renameSync(part, path);
    } catch (error) {
      if (!(error instanceof Error && "code" in error)) throw error;
      rmSync(part, { recursive: true, force: true });
      return "not now";
    }
    if (!(await cutFront(next, bytes))) {
      renameSync(next, path);
      return "impossible";
    }
    trimLogIndex(this.indexPath, bytes);
    this.sequence += 1;
    return { bytes };
  }

  /** Goes on in the next file, when nobody holds this one open any more; how long it is. */
  next(): number {
    const bytes = this.finish();
    this.sequence += 1;
    return bytes;
  }

  /**
   * Brings to an end what a rotation was at when its process was killed. How long the file was made that was the newest; `null`
   * when there was none, or it has been undone.
   */
  recover(): { readonly bytes: number } | null {
    const { path } = this;
    const next = this.#places(this.sequence + 1).path;
    const part = partOf(path);
    rmSync(part, { force: true });
    if (!existsSync(next)) return null;
    // Whether its front was cut off, only what stands there now can tell.
    if (!existsSync(path) || beginsWith(next, path)) {
      renameSync(next, path);
      return null;
    }
    trimLogIndex(this.indexPath, this.bytes);
    const { bytes } = this;
    this.sequence += 1;
    return { bytes };
  }
}

function partOf(path: string): string {
  return `${path}.part`;
}

/** How much of a file is whole blocks of its file system. */
function wholeBlocks(path: string): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return 0;
  return size - (size % statfsSync(path).bsize);
}

/** How long it may take to move the rest of a file. */
const cutMs = 30_000;

async function cutFront(path: string, bytes: number): Promise<boolean> {
  const file = process.platform === "linux" ? await findProgram("fallocate", process.env.PATH ?? "") : null;
  if (file === null) return false;
  const args = ["--collapse-range", "--offset", "0", "--length", String(bytes), path];
  const answer = await askProgram({ file, args, cwd: dirname(path), environment: process.env, timeoutMs: cutMs });
  return answer?.exitCode === 0;
}

const chunkBytes = 1024 * 1024;

function beginsWith(path: string, otherPath: string): boolean {
  const [file, other] = [openSync(path, "r"), openSync(otherPath, "r")];
  const [chunk, otherChunk] = [Buffer.allocUnsafe(chunkBytes), Buffer.allocUnsafe(chunkBytes)];
  try {
    for (;;) {
      const bytes = readSync(other, otherChunk);
      if (bytes === 0) return true;
      if (readSync(file, chunk, 0, bytes, null) !== bytes || !chunk.subarray(0, bytes).equals(otherChunk.subarray(0, bytes))) return false;
    }
  } finally {
    closeSync(file);
    closeSync(other);
  }
}
