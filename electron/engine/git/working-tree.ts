import { copyFile, mkdir, rm, stat, utimes } from "node:fs/promises";
import { join, resolve } from "node:path";
import { err, failure, ok, type Result } from "../../../shared/result.ts";
import { formatBytes, secondMs } from "../../../shared/time.ts";
import { changedLinesBetween, type FileLines } from "./changed-lines.ts";
import { type ChangeBase, type Changes, changesBetween, emptyTreeFor } from "./changes.ts";
import { type Git, type GitFailure, isRepository, notARepository, openGit } from "./gateway.ts";
import { type ChangedFile, type KeptChanges, keepChangesIn, unfinishedDiff } from "./kept-changes.ts";
import { type RawChange, rawChangesOf } from "./parse.ts";
import { openScratchFolder } from "./scratch-folder.ts";

/** The files of a trusted folder as they lay at one moment. */
export interface WorkingTree {
  /** What `git add --all` would commit: tracked, changed and new files of the whole repository, but no ignored ones. */
  readonly tree: string;
  /** `null` before the first commit. */
  readonly commit: string | null;
  /** Whether the files differ from the commit. */
  readonly isDirty: boolean;
  /**
   * Keeps in `folder` how the files differ from the commit: `changed-files.json` with the list, and a diff that `git apply`
   * takes, up to `maxBytes`. `null`, and no file, when they do not differ.
   */
  keepChanges(folder: string, maxBytes: number): Promise<Result<KeptChanges | null, GitFailure>>;
  /** Paths that differ from what `base` ran on. */
  changesSince(base: ChangeBase | null): Promise<Result<Changes, GitFailure>>;
  /** Lines that are new against a commit; files that git does not know yet are new as a whole. */
  linesSince(base: string | null): Promise<Result<FileLines[], GitFailure>>;
  /** The files below the folder that was asked for, as `git ls-files --stage -z` writes them. */
  listFiles(): Promise<Result<string, GitFailure>>;
  /** Takes away what it needed on the disk. */
  close(): Promise<void>;
}

/** A diff may take this many times its limit of files to look at: text that changed in one line is much larger than its diff. */
const largestInput = 10;

/** How often the size of a diff that is being written is looked at. */
const lookMs = 25;

/** No hook of the repository takes part, and no shared index is written into it. */
const quiet = ["core.hooksPath=/dev/null", "core.splitIndex=false"];

/**
 * Looks at the files as they lie, once for all questions. It is done with an index and an object folder of its own in the
 * temporary folder, so neither the person's index nor the repository changes.
 */
export async function openWorkingTree(folder: string, signal?: AbortSignal): Promise<Result<WorkingTree, GitFailure>> {
  const opened = await openGit(folder, { isTrusted: true }, { signal });
  if (!opened.ok) return opened;
  if (!(await isRepository(opened.value))) return err(notARepository(folder));
  const places = await opened.value.run(["rev-parse", "--git-path", "index", "--git-path", "objects"]);
  if (!places.ok) return places;
  const [index = "", objects = ""] = places.value
    .trimEnd()
    .split("\n")
    .map((path) => resolve(folder, path));
  const scratch = await openScratchFolder();
  const found = await lookAt(folder, { scratch: scratch.path, index, objects }, signal);
  if (!found.ok) {
    await scratch.close();
    return found;
  }
  return ok({ ...found.value, close: () => scratch.close() });
}

/** The tree hash of the files as they lie in a trusted folder, see {@link WorkingTree.tree}; `null` when git cannot tell. */
export async function readWorkingTreeHash(folder: string): Promise<string | null> {
  const opened = await openWorkingTree(folder);
  if (!opened.ok) return null;
  await opened.value.close();
  return opened.value.tree;
}

interface Places {
  readonly scratch: string;
  readonly index: string;
  readonly objects: string;
}

async function lookAt(
  folder: string,
  { scratch, index, objects }: Places,
  signal: AbortSignal | undefined,
): Promise<Result<Omit<WorkingTree, "close">, GitFailure>> {
  await mkdir(join(scratch, "objects"));
  await copyIndex(index, join(scratch, "index"));
  const variables = {
    GIT_INDEX_FILE: join(scratch, "index"),
    GIT_OBJECT_DIRECTORY: join(scratch, "objects"),
    GIT_ALTERNATE_OBJECT_DIRECTORIES: objects,
  };
  const own = await openGit(folder, { isTrusted: true }, { variables, configuration: quiet, signal });
  if (!own.ok) return own;
  const git = own.value;
  const added = await git.run(["add", "--all", "--verbose", ":/"]);
  if (!added.ok) return added;
  const written = await git.run(["write-tree"]);
  if (!written.ok) return written;
  const tree = written.value.trim();
  const [commit = "", commitTree = ""] = (await git.textOf(["rev-parse", "HEAD^{commit}", "HEAD^{tree}"])).split("\n");
  const before = commitTree || emptyTreeFor(tree);
  return ok({
    tree,
    commit: commit || null,
    isDirty: tree !== before,
    keepChanges: (target, maxBytes) => keepChanges(git, { commit: commit || null, before, tree }, target, maxBytes),
    changesSince: (base) => changesBetween(git, base, tree),
    linesSince: (base) => changedLinesBetween(git, base, tree),
    listFiles: () => git.run(["ls-files", "--stage", "-z"]),
  });
}

/**
 * The copy must not look younger than the original: git takes a file for unchanged when its time and size are those in the
 * index, unless the index is as old as that, because the file may then have changed in the same instant (git's
 * "racy-git").
 */
async function copyIndex(from: string, to: string): Promise<void> {
  const facts = await stat(from).catch(() => null);
  // No index yet: everything is new.
  if (facts === null) return;
  await copyFile(from, to);
  const second = Math.floor(facts.mtimeMs / secondMs);
  await utimes(to, second, second);
}

interface Pair {
  readonly commit: string | null;
  /** A tree. */
  readonly before: string;
  readonly tree: string;
}

async function keepChanges(
  git: Git,
  { commit, before, tree }: Pair,
  folder: string,
  maxBytes: number,
): Promise<Result<KeptChanges | null, GitFailure>> {
  if (tree === before) return ok(null);
  const listed = await git.run(["diff-tree", "-r", "-z", "--no-renames", "--no-abbrev", "--raw", before, tree]);
  if (!listed.ok) return listed;
  const raw = rawChangesOf(listed.value);
  const sizes = await sizesOf(git, raw);
  const files = raw.map(
    ({ path, status, mode, blob }): ChangedFile => ({ path, status, mode, blob, bytes: sizes.get(blob ?? "") ?? null }),
  );
  await mkdir(folder, { recursive: true });
  const changes = { commit, tree, files };
  const inputBytes = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  const tooLarge = { note: `The diff was not kept: it has more than ${formatBytes(maxBytes)}.` };
  if (inputBytes > largestInput * maxBytes) return ok(await keepChangesIn(folder, changes, tooLarge));
  const diffBytes = await writeDiff(git, before, tree, unfinishedDiff(folder), maxBytes);
  if (!diffBytes.ok) {
    await rm(unfinishedDiff(folder), { force: true });
    return diffBytes;
  }
  return ok(await keepChangesIn(folder, changes, diffBytes.value === null ? tooLarge : { diffBytes: diffBytes.value }));
}

/** Sizes in bytes of what the changed paths hold and held, by hash; submodules have none. */
async function sizesOf(git: Git, changes: readonly RawChange[]): Promise<Map<string, number>> {
  const blobs = changes.flatMap(({ mode, blob, blobBefore }) => (mode === "160000" ? [] : [blob, blobBefore]));
  const asked = [...new Set(blobs.filter((blob) => blob !== null))];
  const answer = await git.run(["cat-file", "--batch-check=%(objectname) %(objectsize)"], asked.map((blob) => `${blob}\n`).join(""));
  const sizes = new Map<string, number>();
  for (const line of answer.ok ? answer.value.split("\n") : []) {
    const [blob = "", size = ""] = line.split(" ");
    if (/^\d+$/.test(size)) sizes.set(blob, Number(size));
  }
  return sizes;
}

/**
 * Git writes the file itself, so that no diff is ever held in memory here. Answers its size; `null` when it grew beyond
 * `maxBytes` and was given up. What is written serves `git apply`: the person's settings for diffs do not count, and no
 * program of the repository takes part.
 */
async function writeDiff(
  git: Git,
  before: string,
  tree: string,
  file: string,
  maxBytes: number,
): Promise<Result<number | null, GitFailure>> {
  const sizeNow = () =>
    stat(file).then(
      ({ size }) => size,
      () => 0,
    );
  const stop = new AbortController();
  const watch = setInterval(() => void sizeNow().then((size) => size > maxBytes && stop.abort()), lookMs);
  try {
    const plain = ["--binary", "--full-index", "--no-ext-diff", "--no-textconv", "--no-color", "--find-renames"];
    const written = await git.run(["diff-tree", "-r", "-p", ...plain, `--output=${file}`, before, tree], undefined, stop.signal);
    const size = await sizeNow();
    if (size > maxBytes || stop.signal.aborted) return ok(null);
    return written.ok ? ok(size) : written;
  } catch (cause) {
    return err(failure("git-failed", `The diff could not be kept: ${cause instanceof Error ? cause.message : String(cause)}`));
  } finally {
    clearInterval(watch);
  }
}
