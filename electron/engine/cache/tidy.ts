import { lstatSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ProjectId } from "../../../shared/ids.ts";
import { ok, type Result } from "../../../shared/result.ts";
import { dayMs, minuteMs } from "../../../shared/time.ts";
import type { Clock } from "../clock.ts";
import { cacheFolder } from "../data-folder.ts";
import type { CacheRow, Store, StoreFailure } from "../store/store.ts";
import { untouchableMs } from "./blobs.ts";
import { draftsFolder, entryFile } from "./cache-folder.ts";
import { blobsOf, readEntry, removeEntry } from "./entry.ts";
import { isProcessAlive, Marks } from "./marks.ts";
import { Pace } from "./pace.ts";

/** What a tidying did. */
export interface TidyReport {
  readonly removedEntries: number;
  readonly freedBytes: number;
}

/** Tidying goes on until so much of the limit is free again, so that it is not needed after every stage. */
const roomShare = 0.1;

/** Indexes and notes of folders that no run has worked in for so long are forgotten. */
const forgottenAfterMs = 30 * dayMs;

/** Whether the results take more room than they may. One look at the database. */
export function isCacheOverfull(store: Store, maxBytes: number): boolean {
  const total = store.read(({ cache }) => cache.totalBytes());
  return total.ok && total.value > maxBytes;
}

/**
 * Brings the cache under its limit: the results that were not used for longest go first, then every blob that none of
 * the others has. Results that are being put back stay. May be called at any time, by several processes at once, and
 * killed at any point; it gives way to other work every few milliseconds.
 */
export async function tidyCache(
  store: Store,
  now: Clock,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<Result<TidyReport, StoreFailure>> {
  const pace = new Pace(signal);
  const startedAt = now();
  const listed = store.read(({ cache }) => ({ rows: cache.list(), lastKeys: cache.lastKeys() }));
  if (!listed.ok) return listed;
  const { rows, lastKeys } = listed.value;
  const busy = new Set(
    new Marks(store.folder, now)
      .all()
      .filter(({ pid }) => isProcessAlive(pid))
      .map(nameOf),
  );
  const total = rows.reduce((sum, { bytes }) => sum + bytes, 0);
  const aim = total > maxBytes ? maxBytes * (1 - roomShare) : maxBytes;
  const needed = new NeededBlobs();
  const kept = new Set<string>();
  let usedBytes = 0;
  let removedEntries = 0;
  for (const row of rows) {
    if (pace.isDue) await pace.rest();
    const own = sizeOf(store.folder, row, needed);
    const mayStay = own !== null && (usedBytes + own.bytes <= aim || busy.has(nameOf(row)));
    if (mayStay) {
      usedBytes += own.bytes;
      needed.add(own.blobs);
      kept.add(row.key);
      if (own.bytes !== row.bytes) store.write(({ cache }) => cache.resize(row.key, own.bytes));
      continue;
    }
    // One that somebody has used meanwhile stays, with its blobs.
    const removed = store.write(({ cache }) => cache.remove(row.key, row.usedAt));
    if (removed.ok && removed.value) {
      removeEntry(store.folder, row.key);
      removedEntries += 1;
    } else {
      needed.add(own?.blobs ?? []);
      kept.add(row.key);
    }
  }
  const sweep = new Sweep(store.folder, startedAt, pace);
  // Entries without a row, such as those of a history that was lost.
  await sweep.files("entries", (key) => kept.has(key));
  await sweep.files("blobs", (hash) => needed.has(hash));
  const recipes = new Set([...kept, ...lastKeys]);
  await sweep.files("recipes", (key) => recipes.has(key));
  sweep.leftovers();
  return ok({ removedEntries, freedBytes: sweep.freedBytes });
}

/** Removes every result, of one project or of all. What others need as well stays. */
export async function clearCache(store: Store, now: Clock, project: ProjectId | null): Promise<Result<TidyReport, StoreFailure>> {
  const rows = store.write(({ cache }) => {
    const before = cache.list().filter(({ projectId }) => project === null || projectId === project);
    cache.clear(project);
    return before;
  });
  if (!rows.ok) return rows;
  for (const { key } of rows.value) removeEntry(store.folder, key);
  // Also the newest blobs, which a tidying leaves alone: who clears wants the room. Whoever is just keeping a result makes
  // an entry that is found to be damaged, and runs the stage once more.
  const tidied = await tidyCache(store, () => now() + untouchableMs + minuteMs, Number.POSITIVE_INFINITY);
  return tidied.ok ? ok({ removedEntries: rows.value.length, freedBytes: tidied.value.freedBytes }) : tidied;
}

/** How much room the whole cache takes on the disk, in bytes; blobs that several results share count once. */
export async function measureCache(store: Store): Promise<number> {
  const pace = new Pace();
  const open = [cacheFolder(store.folder)];
  let bytes = 0;
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const entry of readNames(folder)) {
      const state = lstatSync(join(folder, entry), { throwIfNoEntry: false });
      if (state?.isDirectory()) open.push(join(folder, entry));
      else bytes += state?.size ?? 0;
      if (pace.isDue) await pace.rest();
    }
  }
  return bytes;
}

/** All results, the last used first. */
export function listCache(store: Store, project: ProjectId | null): Result<CacheRow[], StoreFailure> {
  return store.read(({ cache }) => cache.list().filter(({ projectId }) => project === null || projectId === project));
}

/**
 * Which blobs entries need. The first twelve hex digits stand for a hash, as one number: a wrong "needed" keeps a blob
 * too long, and a million of them take tens of megabytes less than as text.
 */
class NeededBlobs {
  readonly #numbers = new Set<number>();

  add(hashes: readonly string[]): void {
    for (const hash of hashes) this.#numbers.add(numberOf(hash));
  }

  has(hash: string): boolean {
    return this.#numbers.has(numberOf(hash));
  }
}

function numberOf(hash: string): number {
  return Number.parseInt(hash.slice(0, 12), 16);
}

/** What an entry takes beside what newer ones have already; `null` when it is missing or damaged. */
function sizeOf(
  dataFolder: string,
  { key }: CacheRow,
  needed: NeededBlobs,
): { readonly bytes: number; readonly blobs: readonly string[] } | null {
  const entry = readEntry(dataFolder, key);
  if (entry === null || entry === "damaged") return null;
  const counted = new Set<string>();
  let bytes = lstatSync(entryFile(dataFolder, key), { throwIfNoEntry: false })?.size ?? 0;
  const sizes = [
    ...entry.outputs.flatMap((item) => (item.kind === "file" ? [[item.hash, item.bytes] as const] : [])),
    ...entry.artifacts.map((artifact) => [artifact.sha256, artifact.bytes] as const),
    // Compressed to an unknown size: the log's own is the most that it can be.
    ...(entry.log.kind === "blob" ? [[entry.log.hash, entry.logBytes] as const] : []),
    ...(entry.summary === null ? [] : [[entry.summary.hash, entry.summary.bytes] as const]),
  ];
  for (const [hash, size] of sizes) {
    if (counted.has(hash) || needed.has(hash)) continue;
    counted.add(hash);
    bytes += size;
  }
  return { bytes, blobs: blobsOf(entry) };
}

class Sweep {
  readonly #folder: string;
  readonly #nowMs: number;
  readonly #pace: Pace;
  freedBytes = 0;

  constructor(dataFolder: string, nowMs: number, pace: Pace) {
    this.#folder = dataFolder;
    this.#nowMs = nowMs;
    this.#pace = pace;
  }

  /** Removes files, named by a hash, that nobody needs and nobody has just written. */
  async files(kind: "entries" | "blobs" | "recipes", isNeeded: (name: string) => boolean): Promise<void> {
    const folder = join(cacheFolder(this.#folder), kind);
    for (const part of readNames(folder)) {
      for (const name of readNames(join(folder, part))) {
        if (this.#pace.isDue) await this.#pace.rest();
        if (!isNeeded(name)) this.#removeOlder(join(folder, part, name), untouchableMs);
      }
    }
  }

  /** What killed processes left, and what is known of folders that nobody works in any more. */
  leftovers(): void {
    for (const name of readNames(draftsFolder(this.#folder))) this.#removeOlder(join(draftsFolder(this.#folder), name), dayMs);
    for (const kind of ["index", "marks"]) {
      const folder = join(cacheFolder(this.#folder), kind);
      for (const name of readNames(folder)) this.#removeOlder(join(folder, name), forgottenAfterMs);
    }
  }

  #removeOlder(file: string, ageMs: number): void {
    const state = lstatSync(file, { throwIfNoEntry: false });
    if (state === undefined || !state.isFile() || state.mtimeMs > this.#nowMs - ageMs) return;
    rmSync(file, { force: true });
    this.freedBytes += state.nlink > 1 ? 0 : state.size;
  }
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Not there yet, or removed by another tidying.
    return [];
  }
}

function nameOf({ stage, variant }: { readonly stage: string; readonly variant: string }): string {
  return `${stage}\0${variant}`;
}
