import { randomBytes } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { BlobStore } from "./blobs.ts";
import type { OutputItem } from "./entry.ts";
import { isAbsence, readState } from "./file-state.ts";
import type { FileHasher } from "./hash-files.ts";
import { isProcessAlive } from "./marks.ts";
import { Pace } from "./pace.ts";
import { type FoundFiles, type ProjectTree, restoringFolder } from "./project-tree.ts";

/** What must be done so that a stage's outputs are those of an entry. */
export interface RestorePlan {
  /** Items that are missing or different, in the order of their paths. */
  readonly puts: readonly OutputItem[];
  /** Files and folders that are right but for their permission bits. */
  readonly modes: readonly { readonly path: string; readonly mode: number }[];
  /** What the outputs' patterns match and the entry does not have, folders before what is in them. */
  readonly removals: readonly string[];
  /** Set when it cannot be done: what stands in the way. */
  readonly obstacle: string | null;
}

/** Compares what the outputs' patterns match with what an entry has. Reads only files that may have changed. */
export async function planRestore(
  tree: ProjectTree,
  hasher: FileHasher,
  items: readonly OutputItem[],
  found: FoundFiles,
  pace: Pace,
): Promise<RestorePlan> {
  const left = new Map(found.items);
  const puts: OutputItem[] = [];
  const modes: { path: string; mode: number }[] = [];
  const grounds = new Map<string, Ground>();
  for (const item of items) {
    left.delete(item.path);
    const ground = groundOf(tree, item.path, found.items, grounds);
    if (ground === "elsewhere")
      return { puts: [], modes: [], removals: [], obstacle: `the folder of ${item.path} is a link or a file now` };
    if (ground === "replaced" || !(await isThere(tree, hasher, item, pace))) puts.push(item);
    else if (item.kind !== "link" && tree.state(item.path)?.mode !== item.mode) modes.push({ path: item.path, mode: item.mode });
    if (pace.isDue) await pace.rest();
  }
  return { puts, modes, removals: [...left.keys()], obstacle: null };
}

/**
 * What stands above a path: folders only; or also a link or a file, which is among the outputs and makes place (what is
 * seen through it goes away with it); or one that is not ours to replace, and nothing is ever written through it.
 */
type Ground = "real" | "replaced" | "elsewhere";

function groundOf(tree: ProjectTree, path: string, outputs: ReadonlyMap<string, unknown>, known: Map<string, Ground>): Ground {
  const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
  if (parent === "") return "real";
  let ground = known.get(parent);
  if (ground !== undefined) return ground;
  ground = groundOf(tree, parent, outputs, known);
  if (ground === "real") {
    const state = tree.state(parent);
    if (state !== null && state.kind !== "folder") ground = outputs.has(parent) ? "replaced" : "elsewhere";
  }
  known.set(parent, ground);
  return ground;
}

async function isThere(tree: ProjectTree, hasher: FileHasher, item: OutputItem, pace: Pace): Promise<boolean> {
  const state = tree.state(item.path);
  if (state === null || state.kind !== item.kind) return false;
  if (item.kind === "folder") return true;
  if (item.kind === "link") return tree.linkTarget(item.path) === item.target;
  if (state.bytes !== item.bytes) return false;
  return (hasher.known(item.path, state) ?? (await hasher.hashFile(item.path, state, pace))) === item.hash;
}

/** Items that were copied into the project, beside their places and on the same disk. */
export interface StagedItems {
  /** Puts them in their places and takes away what is too much. May be done again after it was cut short. */
  switchIn(plan: RestorePlan): Promise<void>;
  /** Takes away what was not switched in. */
  discard(): void;
}

/** Copies what a plan puts. Answers the hash of a blob that is missing or not what it was; nothing is left then. */
export async function stageItems(
  tree: ProjectTree,
  blobs: BlobStore,
  puts: readonly OutputItem[],
  pace: Pace,
): Promise<StagedItems | { readonly lost: string }> {
  removeAbandoned(tree);
  const folder = tree.place(`${restoringFolder}/${process.pid}-${randomBytes(6).toString("hex")}`);
  const staged = join(folder, "outputs");
  const discard = () => {
    rmSync(folder, { recursive: true, force: true });
    removeIfEmpty(dirname(folder), dirname(dirname(folder)));
  };
  try {
    mkdirSync(staged, { recursive: true });
    // For the moment in which somebody may ask git what is new.
    writeFileSync(join(folder, ".gitignore"), "*\n");
    const madeFolders = new Set<string>();
    const makeFolder = (place: string) => {
      if (!madeFolders.has(place)) mkdirSync(place, { recursive: true });
      madeFolders.add(place);
    };
    for (const item of puts) {
      const place = join(staged, item.path);
      makeFolder(item.kind === "folder" ? place : dirname(place));
      if (item.kind === "link") symlinkSync(item.target, place);
      else if (item.kind === "file" && !(await blobs.copyTo(item.hash, item.bytes, place, item.mode, pace))) {
        discard();
        return { lost: item.hash };
      }
      if (pace.isDue) await pace.rest();
    }
  } catch (error) {
    discard();
    throw error;
  }
  return { switchIn: (plan) => switchIn(tree, staged, plan), discard };
}

async function switchIn(tree: ProjectTree, staged: string, { puts, modes, removals }: RestorePlan): Promise<void> {
  // From here on it is finished, whatever is asked meanwhile.
  const pace = new Pace();
  for (const path of [...removals].reverse()) {
    removeOne(tree.place(path));
    if (pace.isDue) await pace.rest();
  }
  for (const name of readdirSync(staged)) await putIn(join(staged, name), tree.place(name), pace);
  for (const { path, mode } of modes) chmodSync(tree.place(path), mode);
  // Last, and the deepest first: a folder may be one that nobody may write to.
  for (const item of [...puts].reverse()) if (item.kind === "folder") chmodSync(tree.place(item.path), item.mode);
}

async function putIn(from: string, to: string, pace: Pace): Promise<void> {
  if (pace.isDue) await pace.rest();
  if (readState(from)?.kind !== "folder") {
    replace(from, to);
    return;
  }
  const target = readState(to);
  if (target === null && renamed(from, to)) return;
  if (target !== null && target.kind !== "folder") unlinkSync(to);
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) await putIn(join(from, name), join(to, name), pace);
}

/** Whole folders move in one step where nothing is in their place. */
function renamed(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (isOneOf(error, ["ENOTEMPTY", "EEXIST", "EXDEV", "EPERM", "ENOENT"])) return false;
    throw error;
  }
}

function replace(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (isOneOf(error, ["EISDIR", "ENOTEMPTY", "EEXIST"])) {
      // What was in the folder is gone already, or is nothing of the outputs, and then this fails.
      rmdirSync(to);
      renameSync(from, to);
    } else if (isOneOf(error, ["EXDEV"])) copyBeside(from, to);
    else throw error;
  }
}

/** A folder in the project may be a disk of its own. */
function copyBeside(from: string, to: string): void {
  const draft = `${to}.millrace-${randomBytes(4).toString("hex")}`;
  const state = lstatSync(from);
  try {
    if (state.isSymbolicLink()) symlinkSync(readlinkSync(from), draft);
    else copyFileSync(from, draft);
    renameSync(draft, to);
  } finally {
    rmSync(draft, { force: true });
  }
}

function removeOne(place: string): void {
  try {
    if (lstatSync(place).isDirectory()) rmdirSync(place);
    else unlinkSync(place);
  } catch (error) {
    // Gone already, or a folder in which something is that nobody may remove, such as a repository.
    if (!isAbsence(error) && !isOneOf(error, ["ENOTEMPTY", "EEXIST"])) throw error;
  }
}

/** What processes left that were killed while they copied. */
function removeAbandoned(tree: ProjectTree): void {
  const folder = tree.place(restoringFolder);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if (isAbsence(error)) return;
    throw error;
  }
  for (const name of names) {
    const pid = Number.parseInt(name, 10);
    if (Number.isInteger(pid) && pid !== process.pid && !isProcessAlive(pid)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function removeIfEmpty(...folders: string[]): void {
  for (const folder of folders) {
    try {
      rmdirSync(folder);
    } catch {
      // Another restore is at work there, or the project keeps something of its own in it.
      return;
    }
  }
}

function isOneOf(error: unknown, codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}
