import { randomBytes } from "node:crypto";
import { lstat, mkdir, open, readdir, readFile, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { ok, type Result } from "../../../../shared/result.ts";
import { dayMs, gibibyte } from "../../../../shared/time.ts";
import { asked } from "../asked.ts";
import type { CodeFailure } from "../code-failure.ts";
import type { Repository } from "../repository.ts";

/** A file that was taken away. */
export interface KeptFile {
  /** From the top of the repository. */
  readonly path: string;
  /** Its name in the kept folder; `null` when it was not there, so that bringing back means to remove it. */
  readonly kept: string | null;
  /**
   * What lies there since: the SHA-256 of its content, or `clean` for what git has. Anything else was put there by
   * somebody, and is in the way.
   */
  readonly after: string;
}

/** What was taken away. */
export type Kept =
  | { readonly kind: "files"; readonly files: readonly KeptFile[] }
  /** A branch or a tag by its full name, and what it pointed to. */
  | {
      readonly kind: "ref";
      readonly ref: string;
      readonly target: string;
      /** What git's configuration had for it, such as what a branch follows. */
      readonly configuration?: readonly (readonly [name: string, value: string])[];
    }
  | { readonly kind: "stash"; readonly commit: string; readonly message: string };

/** Something that can be brought back. */
export interface UndoRecord {
  readonly undoId: string;
  readonly at: number;
  readonly kept: Kept;
  /** The folder with the kept files. */
  readonly folder: string;
}

const recordName = "record.json";
const idPattern = /^[0-9a-z]{6,12}-[0-9a-f]{12}$/;

/** Kept things go when they are older, when there are more, or when they take more room; the newest stays. */
const limits = { ageMs: 30 * dayMs, count: 200, bytes: 2 * gibibyte };

/**
 * Keeps a record, on the disk when this returns, with an empty folder for the files. It lies in git's folder of the
 * worktree: on the same disk as the files, which are moved there however large they are, and gone with it. A commit that
 * is needed is held by a ref.
 */
export async function keepRecord(repository: Repository, kept: Kept, nowMs: number): Promise<UndoRecord> {
  await prune(repository, nowMs);
  const undoId = `${nowMs.toString(36)}-${randomBytes(6).toString("hex")}`;
  const folder = join(storeOf(repository), undoId);
  const commit = kept.kind === "ref" ? kept.target : kept.kind === "stash" ? kept.commit : null;
  if (commit !== null) await repository.writer.run(["update-ref", refOf(undoId), commit]);
  await mkdir(folder, { recursive: true });
  const file = await open(join(folder, recordName), "wx");
  try {
    await file.writeFile(JSON.stringify({ at: nowMs, kept }));
    await file.sync();
  } finally {
    await file.close();
  }
  return { undoId, at: nowMs, kept, folder };
}

/** Takes something away with a command, so that it can be brought back; a refusal leaves no record behind. */
export async function keeping(
  repository: Repository,
  kept: Kept,
  nowMs: number,
  command: readonly string[],
): Promise<Result<{ undoId: string }, CodeFailure>> {
  const record = await keepRecord(repository, kept, nowMs);
  const done = await asked(repository.writer, command);
  if (done.ok) return ok({ undoId: record.undoId });
  await dropRecord(repository, record);
  return done;
}

/** A record by its id; `null` when it was brought back already, or is too old. */
export async function findRecord(repository: Repository, undoId: string): Promise<UndoRecord | null> {
  if (!idPattern.test(undoId)) return null;
  const folder = join(storeOf(repository), undoId);
  try {
    const { at, kept } = JSON.parse(await readFile(join(folder, recordName), "utf8")) as Pick<UndoRecord, "at" | "kept">;
    return { undoId, at, kept, folder };
  } catch {
    return null;
  }
}

/** All of them, the newest first. */
export async function listRecords(repository: Repository): Promise<UndoRecord[]> {
  const found = await Promise.all((await idsOf(repository)).map((undoId) => findRecord(repository, undoId)));
  return found.filter((record) => record !== null).sort((left, right) => right.at - left.at);
}

/** Forgets one, with all that was kept for it. */
export async function dropRecord(repository: Repository, { undoId, kept, folder }: UndoRecord): Promise<void> {
  if (kept.kind !== "files") await repository.writer.run(["update-ref", "-d", refOf(undoId)]);
  await rm(folder, { recursive: true, force: true });
}

function storeOf({ gitFolder }: Repository): string {
  return join(gitFolder, "millrace", "undo");
}

/** Outside of everything that git shows, pushes or fetches by itself. */
function refOf(undoId: string): string {
  return `refs/millrace/undo/${undoId}`;
}

async function idsOf(repository: Repository): Promise<string[]> {
  return (await readdir(storeOf(repository)).catch(() => [])).filter((name) => idPattern.test(name));
}

async function prune(repository: Repository, nowMs: number): Promise<void> {
  await removeStillborn(repository, nowMs);
  let bytes = 0;
  for (const [index, record] of (await listRecords(repository)).entries()) {
    bytes += await bytesIn(record.folder);
    const isNewest = index === 0;
    const isTooMuch = index >= limits.count - 1 || bytes > limits.bytes || nowMs - record.at > limits.ageMs;
    if (isTooMuch && !isNewest) await dropRecord(repository, record);
  }
}

/** What ended before it had a record has no files either: removing a folder with something in it fails, and is to. */
async function removeStillborn(repository: Repository, nowMs: number): Promise<void> {
  for (const undoId of await idsOf(repository)) {
    const folder = join(storeOf(repository), undoId);
    const facts = await lstat(folder).catch(() => null);
    if (facts !== null && nowMs - facts.mtimeMs > dayMs) await rmdir(folder).catch(() => {});
  }
}

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])) {
    if (entry.isFile()) bytes += (await lstat(join(entry.parentPath, entry.name)).catch(() => null))?.size ?? 0;
  }
  return bytes;
}
