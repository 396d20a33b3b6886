import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import type { RawChange } from "./parse.ts";

/** How the files that a run ran on differed from its commit. */
export interface KeptChanges {
  /** `null` before the first commit: then every file is new. */
  readonly commit: string | null;
  /** Git's hash of all files with the changes. */
  readonly tree: string;
  /** All of them, by path from the top of the repository. */
  readonly files: readonly ChangedFile[];
  /** The name of the file with the diff; `null` when there was too much to keep, and `note` says so. */
  readonly diff: "changes.diff" | "changes.diff.gz" | null;
  /** Uncompressed; 0 without one. */
  readonly diffBytes: number;
  readonly note: string | null;
}

/** One of them. `mode` and `blob` are `null` when it is gone, `bytes` also for a submodule. */
export interface ChangedFile extends Pick<RawChange, "path" | "status" | "mode" | "blob"> {
  readonly bytes: number | null;
}

/** From this size on a diff is compressed. */
const compressFromBytes = 64 * 1024;

const listName = "changed-files.json";
const names = [listName, "changes.diff", "changes.diff.gz"];

/** While a diff is being written it has this name, so that half a one is never taken for a whole one. */
export function unfinishedDiff(folder: string): string {
  return join(folder, "changes.partial");
}

/** Keeps the list, and the finished diff beside it; without one there is only the list, with `note`. */
export async function keepChangesIn(
  folder: string,
  changes: Pick<KeptChanges, "commit" | "tree" | "files">,
  written: { readonly diffBytes: number } | { readonly note: string },
): Promise<KeptChanges> {
  const kept: KeptChanges =
    "note" in written
      ? { ...changes, diff: null, diffBytes: 0, note: written.note }
      : { ...changes, diff: await finishDiff(folder, written.diffBytes), diffBytes: written.diffBytes, note: null };
  await rm(unfinishedDiff(folder), { force: true });
  await writeFile(join(folder, listName), JSON.stringify(kept));
  return kept;
}

async function finishDiff(folder: string, bytes: number): Promise<"changes.diff" | "changes.diff.gz"> {
  const from = unfinishedDiff(folder);
  if (bytes < compressFromBytes) {
    await rename(from, join(folder, "changes.diff"));
    return "changes.diff";
  }
  await pipeline(createReadStream(from), createGzip(), createWriteStream(join(folder, "changes.diff.gz")));
  return "changes.diff.gz";
}

/** What a run's folder keeps; `null` for a run on a clean commit, and where it was cleared away or is damaged. */
export async function readKeptChanges(folder: string): Promise<KeptChanges | null> {
  try {
    return JSON.parse(await readFile(join(folder, listName), "utf8")) as KeptChanges;
  } catch {
    return null;
  }
}

/** The diff as `git apply` takes it; `null` when none was kept. */
export async function readKeptDiff(folder: string): Promise<string | null> {
  const kept = await readKeptChanges(folder);
  if (kept?.diff == null) return null;
  const file = createReadStream(join(folder, kept.diff));
  try {
    return await text(kept.diff.endsWith(".gz") ? file.pipe(createGunzip()) : file);
  } catch {
    return null;
  }
}

/** Looks for texts in a stream of bytes, however it is cut into pieces. */
export interface TextFinder {
  look(piece: Buffer): void;
  /** Their names, when all was looked at. */
  found(): ReadonlySet<string>;
}

/**
 * Takes away of what was kept whatever holds one of the texts that must not be: the diff as a whole, and paths from the
 * list. The `note` says so.
 */
export async function refuseInChanges(folder: string, newFinder: () => TextFinder): Promise<void> {
  const kept = await readKeptChanges(folder);
  if (kept === null) return;
  const files = kept.files.filter(({ path }) => {
    const finder = newFinder();
    finder.look(Buffer.from(path));
    return finder.found().size === 0;
  });
  const held = kept.diff === null ? new Set<string>() : await lookThrough(join(folder, kept.diff), newFinder());
  if (files.length === kept.files.length && held.size === 0) return;
  const [name] = held;
  const note =
    name === undefined
      ? "A path of a changed file shows a secret, so it was not kept."
      : `The diff holds the secret ${name}, so it was not kept.`;
  // First what must not be there.
  if (kept.diff !== null) await rm(join(folder, kept.diff), { force: true });
  await writeFile(join(folder, listName), JSON.stringify({ ...kept, files, diff: null, diffBytes: 0, note } satisfies KeptChanges));
}

async function lookThrough(path: string, finder: TextFinder): Promise<ReadonlySet<string>> {
  const file = createReadStream(path);
  for await (const piece of path.endsWith(".gz") ? file.pipe(createGunzip()) : file) finder.look(piece);
  return finder.found();
}

/**
 * Moves what was kept before there was a run into the run's folder; both are on the same disk. Nothing happens when
 * nothing was kept. The list comes last: with it everything is there.
 */
export async function moveKeptChanges(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of names.toReversed()) {
    const isThere = await stat(join(from, name)).then(
      () => true,
      () => false,
    );
    if (isThere) await rename(join(from, name), join(to, name));
  }
  await rm(from, { recursive: true, force: true });
}
