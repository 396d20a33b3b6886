import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, readdir, readlink, rm, utimes } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Undoable } from "../../../../shared/contract/code/changes.ts";
import { countOf } from "../../../../shared/counts.ts";
import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import { secondMs } from "../../../../shared/time.ts";
import { type CodeFailure, impossible, inTheWay, refused } from "../code-failure.ts";
import { isBelow } from "../inside.ts";
import { perform } from "../operation/change-in.ts";
import type { Repository } from "../repository.ts";
import { moveEntry, removeEmptyFolders } from "./move-file.ts";
import { dropRecord, findRecord, type KeptFile, listRecords, type UndoRecord } from "./undo-store.ts";

const maxToldPaths = 100;

/** Everything that can be brought back, the newest first. */
export async function listUndoables(repository: Repository): Promise<Undoable[]> {
  const records = await listRecords(repository);
  return records.map(({ undoId, at, kept }) => {
    const files = kept.kind === "files" ? kept.files : [];
    const here = files.filter(({ path }) => path.startsWith(repository.prefix));
    const paths = here.slice(0, maxToldPaths).map(({ path }) => path.slice(repository.prefix.length));
    const what =
      kept.kind === "files"
        ? `bring back ${countOf(files.length, "file")}`
        : kept.kind === "stash"
          ? `bring back the stash "${kept.message}"`
          : `bring back ${kept.ref.replace(/^refs\/(?:heads|tags)\//, "")}`;
    return { undoId, at, what, paths };
  });
}

/** Brings back what was discarded, dropped or deleted, and forgets that it was kept. Nothing is done when something is in the way. */
export async function undo(repository: Repository, undoId: string, nowMs: number): Promise<Result<undefined, CodeFailure>> {
  const record = await findRecord(repository, undoId);
  if (record === null) {
    return err(failure("code-stale", "There is nothing to bring back under this id.", "It was brought back already, or was too long ago."));
  }
  const done = await bringBack(repository, record, nowMs).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    return err(refused(`It could not be brought back: ${why}`, "What is missing is still kept: try again when the reason is gone.", why));
  });
  if (done.ok) await dropRecord(repository, record);
  return done;
}

async function bringBack(repository: Repository, record: UndoRecord, nowMs: number): Promise<Result<undefined, CodeFailure>> {
  const { kept } = record;
  if (kept.kind === "stash") {
    const stored = await perform(repository.writer, ["stash", "store", `--message=${kept.message}`, kept.commit]);
    return stored.ok ? ok(undefined) : stored;
  }
  if (kept.kind === "ref") {
    // The empty old value: it must not be there.
    const made = await perform(repository.writer, ["update-ref", "--no-deref", kept.ref, kept.target, "0".repeat(kept.target.length)]);
    if (!made.ok)
      return err(impossible(`${kept.ref.replace(/^refs\/(?:heads|tags)\//, "")} is there again already.`, "Rename that one first."));
    for (const [name, value] of kept.configuration ?? []) {
      const set = await perform(repository.writer, ["config", "--local", "--add", name, value]);
      if (!set.ok) return set;
    }
    return ok(undefined);
  }
  return bringBackFiles(repository, record, kept.files, nowMs);
}

async function bringBackFiles(
  repository: Repository,
  { folder }: UndoRecord,
  files: readonly KeptFile[],
  nowMs: number,
): Promise<Result<undefined, CodeFailure>> {
  const clean = await cleanPaths(repository, files);
  const leaving = new Set(files.flatMap(({ path, kept }) => (kept === null ? [path] : [])));
  const blocking: string[] = [];
  for (const file of files) {
    if (!(await isFree(repository, folder, file, { clean, leaving }))) blocking.push(file.path);
  }
  if (blocking.length > 0) {
    return err(inTheWay("The files have been changed since.", "Put them aside or discard them, and try again.", blocking));
  }
  // First what has to go, so that folders can stand there again.
  for (const { path, kept } of files) {
    if (kept !== null) continue;
    await rm(join(repository.top, path), { force: true });
    await removeEmptyFolders(join(repository.top, path), repository.top);
  }
  for (const { path, kept } of files) {
    if (kept === null) continue;
    const from = join(folder, kept);
    const to = join(repository.top, path);
    const facts = await lstat(from).catch(() => null);
    // Nothing was taken away yet when its end came.
    if (facts === null) continue;
    if (facts.isDirectory()) await rm(to, { force: true });
    await moveEntry(from, to);
    // It is new here, for git and for whoever builds what has changed.
    if (facts.isFile()) await utimes(to, nowMs / secondMs, nowMs / secondMs);
  }
  return ok(undefined);
}

/** Paths that lie there as the index has them. */
async function cleanPaths({ reader }: Repository, files: readonly KeptFile[]): Promise<ReadonlySet<string>> {
  if (files.length === 0) return new Set();
  const [known, changed] = await Promise.all([
    reader.textOf(["ls-files", "-z"]),
    reader.textOf(["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff"]),
  ]);
  const all = new Set(known.split("\0"));
  const differing = new Set(changed.split("\0"));
  return new Set(files.map(({ path }) => path).filter((path) => all.has(path) && !differing.has(path)));
}

/** Whether nothing of anybody's is lost when the file comes back. */
async function isFree(
  repository: Repository,
  folder: string,
  { path, kept, after }: KeptFile,
  { clean, leaving }: { clean: ReadonlySet<string>; leaving: ReadonlySet<string> },
): Promise<boolean> {
  const place = join(repository.top, path);
  if (!(await isBelow(repository.top, place))) return false;
  const there = await identityOf(place);
  if (there === "blocked") return false;
  if (there === null) return true;
  if (there === "folder") return holdsOnly(repository.top, place, leaving);
  if (after === "clean" ? clean.has(path) : there === `file ${after}`) return true;
  const before = kept === null ? null : await identityOf(join(folder, kept));
  // It was not taken away, or lies there again already.
  return kept !== null && (before === null || before === there);
}

/** Whether a folder holds nothing but files of that list. */
async function holdsOnly(top: string, folder: string, leaving: ReadonlySet<string>): Promise<boolean> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.every(
    (entry) => entry.isDirectory() || leaving.has(relative(top, join(entry.parentPath, entry.name)).replaceAll("\\", "/")),
  );
}

/** What lies at a place: its kind and the SHA-256 of its content; `null` for nothing, `blocked` below a file. */
async function identityOf(place: string): Promise<string | null> {
  const facts = await lstat(place).catch((cause: NodeJS.ErrnoException) => (cause.code === "ENOTDIR" ? "blocked" : null));
  if (facts === null || facts === "blocked") return facts;
  if (facts.isDirectory()) return "folder";
  if (facts.isSymbolicLink()) return `link ${await readlink(place)}`;
  if (!facts.isFile()) return "other";
  const hash = createHash("sha256");
  for await (const piece of createReadStream(place) as AsyncIterable<Buffer>) hash.update(piece);
  return `file ${hash.digest("hex")}`;
}
