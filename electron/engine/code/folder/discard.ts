import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { ChangedFile } from "../../../../shared/contract/code/changes.ts";
import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import { type CodeFailure, codeFailure, impossible, refused } from "../code-failure.ts";
import { pathInput, pathsFromInput, perform } from "../operation/change-in.ts";
import { explainRefusal } from "../operation/explain-refusal.ts";
import { fromTop, type Repository } from "../repository.ts";
import { copyEntry, moveEntry, removeEmptyFolders } from "./move-file.ts";
import { unstagePaths } from "./stage.ts";
import { createStatusReader } from "./status-records.ts";
import { dropRecord, type KeptFile, keepRecord, type UndoRecord } from "./undo-store.ts";

/** More is not given as words: the system bounds them. */
const maxWordBytes = 60_000;

/** A file to be kept. `moves`: it is taken away by that, since git has nothing to put there. */
interface Planned extends KeptFile {
  readonly moves: boolean;
}

/**
 * Puts files back to what the index has, and takes away those that git does not know. What lay there is kept first, so
 * nothing is lost whenever this ends. Answers the id to bring it back with.
 */
export async function discardPaths(
  repository: Repository,
  paths: readonly string[],
  nowMs: number,
): Promise<Result<{ undoId: string }, CodeFailure>> {
  const found = await readChanged(repository, paths);
  if (!found.ok) return found;
  const files = found.value.filter(({ unstaged, conflict }) => unstaged !== null || conflict !== null);
  const refusal = refusalOf(files, paths);
  if (refusal !== null) return err(refusal);
  const known = await knownPaths(repository, files);
  const planned = await plan(repository, files, known);
  const record = await keepFiles(repository, planned, nowMs);
  if (!record.ok) return record;
  const restored = files
    .filter(({ path, unstaged }) => known.has(path) && unstaged !== "added")
    .map(({ path }) => fromTop(repository, path));
  if (restored.length > 0) {
    const done = await perform(repository.pathWriter, ["restore", "--worktree", ...pathsFromInput], pathInput(restored));
    if (!done.ok) {
      if (planned.every(({ moves }) => !moves)) await dropRecord(repository, record.value);
      return done;
    }
  }
  // git was told that these will come.
  const announced = files.filter(({ path, unstaged }) => known.has(path) && unstaged === "added").map(({ path }) => path);
  const forgotten = announced.length > 0 ? await unstagePaths(repository, announced) : ok(undefined);
  return forgotten.ok ? ok({ undoId: record.value.undoId }) : forgotten;
}

/** Keeps what lies there: first a note of what will be, then copies, and last what is taken away by being moved. */
async function keepFiles(repository: Repository, planned: readonly Planned[], nowMs: number): Promise<Result<UndoRecord, CodeFailure>> {
  const files = planned.map(({ path, kept, after }) => ({ path, kept, after }));
  try {
    const record = await keepRecord(repository, { kind: "files", files }, nowMs);
    for (const { path, kept, moves } of planned) {
      if (kept !== null && !moves) await copyEntry(join(repository.top, path), join(record.folder, kept));
    }
    for (const { path, kept, moves } of planned) {
      if (kept === null || !moves) continue;
      await moveEntry(join(repository.top, path), join(record.folder, kept));
      await removeEmptyFolders(join(repository.top, path), repository.top);
    }
    return ok(record);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return err(refused(`What was to be discarded could not be kept: ${why}`, "What was moved already is among what can be undone.", why));
  }
}

async function readChanged({ reader, prefix }: Repository, paths: readonly string[]): Promise<Result<ChangedFile[], CodeFailure>> {
  const words = paths.map((path) => prefix + path);
  const areFew = words.reduce((sum, word) => sum + Buffer.byteLength(word) + 1, 0) < maxWordBytes;
  const command = ["status", "--porcelain=v2", "-z", "--untracked-files=all", "--no-renames", "--", ...(areFew ? words : [])];
  const records = createStatusReader(prefix, Number.POSITIVE_INFINITY);
  const asked = await reader.perform(command, { onBytes: records.take });
  if (!asked.ok) return err(codeFailure(asked.failure));
  if (asked.value.exitCode !== 0) return err(explainRefusal(command, asked.value));
  const wanted = new Set(paths.map((path) => path.replace(/\/+$/, "")));
  return ok(records.end().files.filter(({ path }) => isWanted(path, wanted)));
}

/** Whether the path, or a folder above it, is among those. */
function isWanted(path: string, wanted: ReadonlySet<string>): boolean {
  for (let at = path.length; at > 0; at = path.lastIndexOf("/", at - 1)) {
    if (wanted.has(path.slice(0, at))) return true;
  }
  return false;
}

function refusalOf(files: readonly ChangedFile[], paths: readonly string[]): CodeFailure | null {
  if (files.length === 0) return failure("code-stale", `${paths[0]} has no changes to discard.`, "Look at the status again.");
  const conflict = files.find((file) => file.conflict !== null);
  if (conflict !== undefined) return impossible(`${conflict.path} has conflicts.`, "Resolve it, or give up the whole merge.");
  const other = files.find((file) => file.isSubmodule);
  if (other !== undefined) return impossible(`${other.path} is a repository of its own.`, "Discard changes in it, not from here.");
  const odd = files.find((file) => file.path.includes("\ufffd"));
  if (odd !== undefined) return impossible(`${odd.path} has a name that is no UTF-8, and cannot be named here.`, "Use git itself for it.");
  return null;
}

/** Which of them the index holds. */
async function knownPaths({ reader, prefix }: Repository, files: readonly ChangedFile[]): Promise<ReadonlySet<string>> {
  const sure = files.filter(({ unstaged }) => unstaged !== "added").map(({ path }) => path);
  if (sure.length === files.length) return new Set(sure);
  const added = await reader.textOf(["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--diff-filter=A"]);
  const announced = new Set(added.split("\0"));
  return new Set([...sure, ...files.map(({ path }) => path).filter((path) => announced.has(prefix + path))]);
}

/** What has to be kept before git puts the files back: also a folder that stands where a file was, or a file where a folder was. */
async function plan(repository: Repository, files: readonly ChangedFile[], known: ReadonlySet<string>): Promise<Planned[]> {
  const planned = new Map<string, Planned>();
  const add = (path: string, how: { isThere: boolean; moves: boolean }) => {
    planned.set(path, { path, kept: how.isThere ? `file-${planned.size}` : null, after: "clean", moves: how.moves });
  };
  for (const { path, unstaged } of files) {
    const whole = fromTop(repository, path);
    const occupant = await occupantOf(repository.top, whole);
    if (!known.has(path) || unstaged === "added") add(whole, { isThere: true, moves: true });
    else if (occupant === null) add(whole, { isThere: false, moves: false });
    else {
      if (occupant.path !== whole) add(whole, { isThere: false, moves: false });
      add(occupant.path, { isThere: true, moves: occupant.isForeign });
    }
  }
  // What lies in a folder that is moved is moved with it.
  const moved = new Set([...planned.values()].filter(({ moves }) => moves).map(({ path }) => path));
  return [...planned.values()].filter(
    ({ path, kept }) => kept === null || !isWanted(path.slice(0, Math.max(0, path.lastIndexOf("/"))), moved),
  );
}

/** What lies at a path: the file itself, or what stands in its place. */
async function occupantOf(top: string, path: string): Promise<{ path: string; isForeign: boolean } | null> {
  const parts = path.split("/");
  for (let count = 1; count <= parts.length; count += 1) {
    const here = parts.slice(0, count).join("/");
    const facts = await lstat(join(top, here)).catch(() => null);
    if (facts === null) return null;
    const isLast = count === parts.length;
    if (isLast !== !facts.isDirectory()) return { path: here, isForeign: true };
    if (isLast) return { path: here, isForeign: false };
  }
  return null;
}
