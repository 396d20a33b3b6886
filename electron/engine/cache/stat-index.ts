import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import type { FileState } from "./file-state.ts";

/*
 * Remembers the hash of a file for as long as the system says that nothing touched it, so that a run which finds nothing
 * new reads no file. The rule is git's: a file that was written in the same moment in which it was read is "racily clean"
 * (git's Documentation/technical/racy-git) and is read again next time.
 */

interface Remembered {
  readonly bytes: number;
  readonly inode: bigint;
  readonly modifiedNs: bigint;
  readonly changedNs: bigint;
  readonly hash: string;
}

/**
 * A file that changed this shortly before it was read may change again under the same time stamp: Linux stamps with its
 * tick of up to 10 ms, and a disk that keeps no fractions, such as FAT's, may be 2 s coarse.
 */
const fineGraceNs = 100_000_000n;
const coarseGraceNs = 2_000_000_000n;

/** Beyond this many, files that were not met in this run are forgotten once they are the larger part. */
const manyFiles = 10_000;

const magic = 0x4d_52_53_31;
const headerBytes = 16;
const rowBytes = 64;

/** The remembered hashes of one project's files, in one file. A missing, damaged or foreign file is an empty one. */
export class StatIndex {
  readonly #file: string;
  readonly #old: ReadonlyMap<string, number>;
  readonly #rows: Buffer;
  readonly #met = new Map<string, Remembered>();
  #hasChanged = false;

  constructor(file: string) {
    this.#file = file;
    const { rows, places } = load(file);
    this.#rows = rows;
    this.#old = places;
  }

  /** The hash of a file that is as it was when it was hashed; `null` when that is not known. */
  hashOf(path: string, state: FileState): string | null {
    const met = this.#met.get(path);
    if (met !== undefined) return isSame(met, state) ? met.hash : null;
    const row = this.#old.get(path);
    if (row === undefined) return null;
    const remembered = this.#read(row);
    if (!isSame(remembered, state)) return null;
    this.#met.set(path, remembered);
    return remembered.hash;
  }

  /** Notes the hash of a file that was in this state before and after it was read, which began at `nowMs`. */
  note(path: string, state: FileState, hash: string, nowMs: number): void {
    if (!isSettled(state, nowMs)) return;
    this.#met.set(path, { ...state, hash });
    this.#hasChanged = true;
  }

  /** Writes what is new, all at once. Of two processes the last one wins; the other's files are read again. */
  save(): void {
    if (!this.#hasChanged) return;
    this.#hasChanged = false;
    const all = new Map(this.#met);
    if (this.#old.size <= Math.max(manyFiles, 2 * this.#met.size)) {
      for (const [path, row] of this.#old) if (!all.has(path)) all.set(path, this.#read(row));
    }
    const draft = `${this.#file}.${process.pid}`;
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      writeFileSync(draft, encode(all));
      renameSync(draft, this.#file);
    } catch {
      // It only saves time; without room for it files are read again.
      rmSync(draft, { force: true });
    }
  }

  #read(row: number): Remembered {
    const at = row * rowBytes;
    return {
      bytes: Number(this.#rows.readBigUInt64LE(at)),
      inode: this.#rows.readBigUInt64LE(at + 8),
      modifiedNs: this.#rows.readBigInt64LE(at + 16),
      changedNs: this.#rows.readBigInt64LE(at + 24),
      hash: this.#rows.toString("hex", at + 32, at + rowBytes),
    };
  }
}

function isSame(remembered: Omit<Remembered, "hash">, state: FileState): boolean {
  return (
    remembered.bytes === state.bytes &&
    remembered.modifiedNs === state.modifiedNs &&
    remembered.changedNs === state.changedNs &&
    remembered.inode === state.inode
  );
}

/** Whether something that looked so at `nowMs` cannot change any more without looking different. */
export function isSettled({ modifiedNs, changedNs }: FileState, nowMs: number): boolean {
  const newest = modifiedNs > changedNs ? modifiedNs : changedNs;
  const grace = newest % 1_000_000n === 0n ? coarseGraceNs : fineGraceNs;
  return newest + grace < BigInt(Math.floor(nowMs)) * 1_000_000n;
}

/** Rows of fixed size, then the paths with a NUL after each, then a checksum of it all. */
function encode(files: ReadonlyMap<string, Remembered>): Buffer {
  const head = Buffer.alloc(headerBytes);
  const rows = Buffer.alloc(files.size * rowBytes);
  let at = 0;
  for (const { bytes, inode, modifiedNs, changedNs, hash } of files.values()) {
    rows.writeBigUInt64LE(BigInt(bytes), at);
    rows.writeBigUInt64LE(inode, at + 8);
    rows.writeBigInt64LE(modifiedNs, at + 16);
    rows.writeBigInt64LE(changedNs, at + 24);
    rows.write(hash, at + 32, "hex");
    at += rowBytes;
  }
  const paths = Buffer.from([...files.keys()].join("\0"));
  head.writeUInt32LE(magic, 0);
  head.writeUInt32LE(files.size, 4);
  head.writeUInt32LE(crc32(paths, crc32(rows)), 8);
  return Buffer.concat([head, rows, paths]);
}

function load(file: string): { readonly rows: Buffer; readonly places: ReadonlyMap<string, number> } {
  const nothing = { rows: Buffer.alloc(0), places: new Map<string, number>() };
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch {
    // Missing at first; one that cannot be read costs only time.
    return nothing;
  }
  if (content.length < headerBytes || content.readUInt32LE(0) !== magic) return nothing;
  const count = content.readUInt32LE(4);
  const body = content.subarray(headerBytes);
  if (crc32(body) !== content.readUInt32LE(8) || body.length < count * rowBytes) return nothing;
  const paths = body.toString("utf8", count * rowBytes).split("\0");
  return { rows: body.subarray(0, count * rowBytes), places: new Map(paths.slice(0, count).map((path, row) => [path, row])) };
}
