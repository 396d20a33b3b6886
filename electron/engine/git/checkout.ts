import { mkdir, readdir, readFile, realpath, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { minuteMs } from "../../../shared/time.ts";
import type { Clock } from "../clock.ts";
import { fillIn } from "./fill-in.ts";
import type { SubmoduleSource } from "./fill-submodules.ts";
import { type Git, type GitFailure, notARepository, openGit } from "./gateway.ts";
import { lockReason, unregister, unregisterGone } from "./registrations.ts";
import { removeTree } from "./remove-tree.ts";

/** A commit's files in a folder of their own. */
export interface Checkout {
  /** The top of the working files. */
  readonly root: string;
  /** The project's folder in it: the same subfolder as in the repository. */
  readonly projectPath: string;
  /** How its run knows the project's folder: from the folder of all checkouts, with `/`; the first part is the checkout's own. */
  readonly name: string;
  /** What the commit names and this machine does not have: submodules, and files of Git LFS. One sentence each. */
  readonly notes: readonly string[];
}

/** Why there is no checkout. Nothing is left of it then. */
export type CheckoutFailure = GitFailure | RemovalFailure | Failure<"folder-not-in-commit" | "disk-full">;

/** Why a checkout is still there. */
export type RemovalFailure = Failure<"checkout-not-removed">;

/** What is written into a checkout's folder before git is asked for anything, so that it can be undone at any point. */
interface Record {
  /** What all worktrees of the repository have in common: its `.git`, or the bare repository itself. */
  readonly commonFolder: string;
  /** The name of the worktree in the checkout's folder. */
  readonly name: string;
}

const recordName = "checkout.json";

/** A large file, or a slow filter, says nothing for a while; the rest reports its progress. */
const silenceMs = 2 * minuteMs;

/** How often a worktree is tried to be added while others add and remove theirs, and how long the first wait is. */
const addAttempts = 6;
const firstWaitMs = 20;

/** What is to be laid out. */
export interface CheckoutRequest {
  /** The project's folder, which is trusted. */
  readonly folder: string;
  /** A full hash, see `resolveRevision`. */
  readonly commit: string;
  /** The folder of this checkout alone, in the folder of all checkouts. */
  readonly holder: string;
  readonly now: Clock;
  /** Breaks it off; nothing is left then. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Lays the files of a commit out as a detached worktree of the repository that the project's folder is in. The person's files, index, HEAD, stash and branches stay as they are; no hook runs. It belongs to
 * us until {@link removeCheckout}: the lock keeps git from tidying it away, and says so.
 */
export async function addCheckout(request: CheckoutRequest): Promise<Result<Checkout, CheckoutFailure>> {
  const { folder, holder, now, signal } = request;
  const opened = await openGit(folder, { isTrusted: true }, { ...apart, signal });
  if (!opened.ok) return opened;
  const place = await readPlace(opened.value, folder);
  if (!place.ok) return place;
  const { commonFolder, name, prefix, submodules } = place.value;
  const removed = await removeCheckout(holder, now);
  if (!removed.ok) return removed;
  const root = join(holder, name);
  await mkdir(holder, { recursive: true });
  await writeFile(join(holder, recordName), JSON.stringify({ commonFolder, name } satisfies Record));
  await unregisterGone(commonFolder, now());
  const made = await layOut(opened.value, request, { commonFolder, root, prefix, submodules });
  if (!made.ok) await removeCheckout(holder, now);
  return made;
}

/**
 * The same in a checkout that is there already, which only what differs is written into: it is made when it is missing, or
 * cannot be used any more. With `keepsIgnored` the files that git ignores stay, such as what a build made; without, all that
 * the commit does not have goes.
 */
export async function moveCheckout(request: CheckoutRequest, keepsIgnored: boolean): Promise<Result<Checkout, CheckoutFailure>> {
  const { folder, commit, holder, signal } = request;
  const record = await readRecord(holder);
  const root = record === null ? null : join(holder, record.name);
  // Submodules would have to be moved along, each with its own repository.
  if (root === null || (await isThere(join(root, ".gitmodules")))) return addCheckout(request);
  const outside = await openGit(folder, { isTrusted: true }, { ...apart, signal });
  const inside = await openGit(root, { isTrusted: true }, { ...apart, signal });
  if (!outside.ok || !inside.ok) return addCheckout(request);
  const place = await readPlace(outside.value, folder);
  if (!place.ok) return place;
  const isMoved =
    (await isOwnWorktree(inside.value, root, place.value.commonFolder)) &&
    (await inside.value.run([...writeFiles, commit])).ok &&
    (await inside.value.run(["clean", "-ffd", ...(keepsIgnored ? [] : ["-x"])])).ok &&
    !(await isThere(join(root, ".gitmodules")));
  return isMoved ? settle(inside.value, request, { ...place.value, root }) : addCheckout(request);
}

/**
 * A stage may have taken the worktree's own `.git` away, or put another one in its place: git would then move the files and
 * the HEAD of a repository that is not ours.
 */
async function isOwnWorktree(git: Git, root: string, commonFolder: string): Promise<boolean> {
  const own = (await git.textOf(["rev-parse", "--absolute-git-dir"])).trim();
  const isListed = own !== "" && (await isSamePath(dirname(own), join(commonFolder, "worktrees")));
  const place = isListed ? await readFile(join(own, "gitdir"), "utf8").catch(() => "") : "";
  return place !== "" && (await isSamePath(place.trim(), join(root, ".git")));
}

async function isSamePath(one: string, other: string): Promise<boolean> {
  const real = (path: string) => realpath(path).catch(() => null);
  const [first, second] = [await real(one), await real(other)];
  return first !== null && first === second;
}

const writeFiles = ["checkout", "--force", "--detach", "--no-recurse-submodules", "--progress"];

/**
 * Removes a checkout and what the repository knows of it, also when it is half there or its folder was deleted. Nothing
 * happens when there is none. Fails when files belong to somebody else; it can be tried again.
 */
export async function removeCheckout(holder: string, now: Clock): Promise<Result<undefined, RemovalFailure>> {
  const record = await readRecord(holder);
  try {
    if (record === null) await removeWithoutRecord(holder);
    else {
      // The record goes last: with it a removal that was broken off can be done again.
      await removeTree(join(holder, record.name)).finally(() => unregister(record.commonFolder, holder, record.name, now()));
      await removeTree(holder);
    }
    return ok(undefined);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return err(failure("checkout-not-removed", `${holder} could not be removed: ${why}.`, "Delete the folder by hand."));
  }
}

/** Without a whole record git was not asked for anything yet. What holds more than that is not ours to remove. */
async function removeWithoutRecord(holder: string): Promise<void> {
  await rm(join(holder, recordName), { force: true });
  await rmdir(holder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== "ENOENT") throw cause;
  });
}

/** What is known of the run that a checkout belongs to. `unknown`: no run names it, or none does yet. */
export type CheckoutUse = "in-use" | "over" | "unknown";

/** A run that is being planned names its checkout once it is laid out, which takes minutes at most. */
const unclaimedMs = 60 * minuteMs;

/**
 * Removes the checkouts in `folder` that are over, and those that no run has named for an hour: leftovers of processes that
 * were killed. `claimOf` is told the first part of a checkout's name. Answers what could not be removed.
 */
export async function sweepCheckouts(folder: string, claimOf: (name: string) => CheckoutUse, now: Clock): Promise<RemovalFailure[]> {
  const names = await readdir(folder).catch(() => []);
  const failures: RemovalFailure[] = [];
  for (const name of names) {
    const holder = join(folder, name);
    const use = claimOf(name);
    if (use === "in-use" || (use === "unknown" && now() - (await madeAtMs(holder)) < unclaimedMs)) continue;
    const removed = await removeCheckout(holder, now);
    if (!removed.ok) failures.push(removed.failure);
  }
  return failures;
}

async function madeAtMs(holder: string): Promise<number> {
  const facts = await stat(join(holder, recordName)).catch(() => stat(holder).catch(() => null));
  return facts?.mtimeMs ?? 0;
}

/**
 * No hook runs; no watcher of files is started for a folder that goes away; files are written by several processes where
 * that pays. Git LFS fetches nothing while git writes files: each of its files would be asked for over the network. A
 * partial clone must be able to fetch what it left out.
 */
const apart = {
  configuration: [
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "advice.detachedHead=false",
    `checkout.workers=${availableParallelism()}`,
  ],
  variables: { GIT_LFS_SKIP_SMUDGE: "1", GIT_NO_LAZY_FETCH: "0" },
  silenceMs,
};

interface Place {
  readonly commonFolder: string;
  /** What the top of the working files is called: some tools name things after their folder. */
  readonly name: string;
  /** The project's folder from there, with `/` at its end; empty for the top itself. */
  readonly prefix: string;
  /** Where the person's submodules are. */
  readonly submodules: SubmoduleSource;
}

async function readPlace(git: Git, folder: string): Promise<Result<Place, GitFailure>> {
  const facts = await git.run(["rev-parse", "--is-bare-repository", "--is-inside-work-tree", "--git-common-dir", "--git-dir"]);
  if (!facts.ok) return facts.failure.code === "git-missing" ? facts : err(notARepository(folder));
  const [isBare, isInside, common = "", own = ""] = facts.value.split("\n");
  const commonFolder = resolve(folder, common);
  // A linked worktree has its own; those of the first one do as well.
  const gitFolders = [...new Set([resolve(folder, own), commonFolder])];
  if (isInside === "true") {
    const top = await git.run(["rev-parse", "--show-prefix", "--show-toplevel"]);
    if (!top.ok) return top;
    const [prefix = "", root = ""] = top.value.split("\n");
    return ok({ commonFolder, name: nameOf(root), prefix, submodules: { gitFolders, top: root } });
  }
  return isBare === "true"
    ? ok({ commonFolder, name: nameOf(commonFolder), prefix: "", submodules: { gitFolders, top: null } })
    : err(notARepository(folder));
}

/** A disk's top has no name, and the record's own is taken. */
function nameOf(path: string): string {
  const name = basename(path).replace(/(?<=.)\.git$/, "");
  return name === "" || name === recordName ? "checkout" : name;
}

interface Layout extends Pick<Place, "commonFolder" | "prefix" | "submodules"> {
  readonly root: string;
}

async function layOut(git: Git, request: CheckoutRequest, layout: Layout): Promise<Result<Checkout, CheckoutFailure>> {
  const { commit, signal } = request;
  const { root } = layout;
  const added = await addWorktree(git, request, layout);
  if (!added.ok) return err(orDiskFull(added.failure));
  const opened = await openGit(root, { isTrusted: true }, { ...apart, signal });
  if (!opened.ok) return opened;
  const written = await opened.value.run([...writeFiles, commit]);
  return written.ok ? settle(opened.value, request, layout) : err(orDiskFull(written.failure));
}

/** What is left to do when the commit's files are there. */
async function settle(
  git: Git,
  { commit, holder }: CheckoutRequest,
  { root, prefix, submodules }: Layout,
): Promise<Result<Checkout, CheckoutFailure>> {
  const projectPath = resolve(root, prefix);
  if (!(await isFolder(projectPath)))
    return err(
      failure("folder-not-in-commit", `The folder ${prefix} is not in commit ${commit.slice(0, 10)}.`, "Choose a commit that has it."),
    );
  const name = [basename(holder), basename(root), prefix.replace(/\/$/, "")].filter((part) => part !== "").join("/");
  return ok({ root, projectPath, name, notes: await fillIn(git, root, submodules, apart.configuration) });
}

/** Adds the worktree without its files. Where many are added and removed at once, git's own steps may get into each other's way. */
async function addWorktree(
  git: Git,
  { commit, holder, now }: CheckoutRequest,
  { commonFolder, root }: Layout,
): Promise<Result<string, GitFailure>> {
  const plain = ["worktree", "add", "--detach", "--no-checkout"];
  let lock = ["--lock", "--reason", lockReason + holder];
  let waitMs = firstWaitMs;
  for (let attempt = 1; ; attempt += 1) {
    const added = await git.run([...plain, ...lock, root, commit]);
    if (added.ok || attempt === addAttempts) return added;
    if (/unknown option/.test(added.failure.message)) {
      // Before git 2.35 a lock had no reason; a worktree is then known as ours by its place.
      lock = [];
    } else if (!/worktrees|lock|File exists/i.test(added.failure.message)) return added;
    await sleep(waitMs + Math.random() * waitMs);
    waitMs *= 2;
    await removeTree(root);
    await unregister(commonFolder, holder, basename(root), now());
  }
}

async function readRecord(holder: string): Promise<Record | null> {
  try {
    return JSON.parse(await readFile(join(holder, recordName), "utf8")) as Record;
  } catch {
    // Not there, or only half written: then git was not asked for anything yet.
    return null;
  }
}

/** Where git cannot write a file it does not say why. A full disk is the reason, or one that fails, and both ask for another. */
function orDiskFull(problem: GitFailure): CheckoutFailure {
  return /No space left|quota exceeded|not enough space|unable to write/i.test(problem.message)
    ? failure(
        "disk-full",
        `The files of the commit could not be written: ${problem.message}`,
        "Make room on the disk of the data folder, or set MILLRACE_HOME to a folder on another one.",
      )
    : problem;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
