import { readdir, readFile, readlink, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { CodeStatus } from "../../../../shared/contract/code/changes.ts";
import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import { formatAge, minuteMs } from "../../../../shared/time.ts";
import type { CodeFailure } from "../code-failure.ts";
import type { Repository } from "../repository.ts";

type Lock = NonNullable<CodeStatus["lock"]>;
type Place = Pick<Repository, "gitFolder" | "top">;

/** Another git that only looked needs no longer; one that works is better told than waited for. */
const patienceMs = 1_500;
const lookMs = 50;

/** Where nobody can be asked who holds it, a younger lock counts as held. */
const surelyLeftMs = 10 * minuteMs;

/** Commands that take no lock but for a moment with an open descriptor: they hold no lock by being there. */
const looking = new Set([
  "status",
  "diff",
  "log",
  "show",
  "rev-parse",
  "rev-list",
  "cat-file",
  "ls-files",
  "config",
  "for-each-ref",
  "blame",
]);

/** The lock of the index, when there is one. */
export async function readIndexLock(place: Place, nowMs: number): Promise<Lock | null> {
  const path = join(place.gitFolder, "index.lock");
  const facts = await stat(path).catch(() => null);
  if (facts === null) return null;
  const ageMs = Math.max(0, nowMs - facts.mtimeMs);
  return { path, ageMs, isHeld: await isHeld(path, place, ageMs) };
}

/** Waits a moment for another git to be done. */
export async function waitForIndex(place: Place, now: () => number): Promise<Result<undefined, CodeFailure>> {
  const path = join(place.gitFolder, "index.lock");
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += lookMs) {
    const isThere = await stat(path).then(
      () => true,
      () => false,
    );
    if (!isThere) return ok(undefined);
    await sleep(lookMs);
  }
  const lock = await readIndexLock(place, now());
  return lock === null ? ok(undefined) : err(lockFailure(lock));
}

/** Takes the lock away when nobody holds it. That there is none is fine. */
export async function removeIndexLock(place: Place, now: () => number): Promise<Result<undefined, CodeFailure>> {
  const lock = await readIndexLock(place, now());
  if (lock === null) return ok(undefined);
  if (lock.isHeld) return err(lockFailure(lock));
  try {
    await rm(lock.path, { force: true });
    return ok(undefined);
  } catch (cause) {
    return err(failure("git-locked", `${lock.path} cannot be removed: ${cause instanceof Error ? cause.message : String(cause)}`));
  }
}

function lockFailure({ path, ageMs, isHeld: held }: Lock): CodeFailure {
  const age = formatAge(ageMs);
  return held
    ? failure("git-locked", `Another git is at work here: it locked the index ${age}.`, "Try again when it is done.")
    : failure(
        "git-locked",
        `A git that was killed left the lock of the index behind, ${age}: ${path}`,
        "Nobody holds it any more: millrace code unlock removes it.",
      );
}

/**
 * Whether a process holds the lock: has it open, or is a git at work on these files. While a hook runs, git has closed the
 * lock and still relies on it.
 */
async function isHeld(path: string, place: Place, ageMs: number): Promise<boolean> {
  const ids = await readdir("/proc").catch(() => null);
  if (process.platform !== "linux" || ids === null) return ageMs < surelyLeftMs;
  for (const id of ids.filter((name) => /^\d+$/.test(name))) {
    if ((await hasOpen(id, path)) || (await isGitAtWork(id, place))) return true;
  }
  return false;
}

async function hasOpen(id: string, path: string): Promise<boolean> {
  // Other people's processes cannot be looked into.
  const descriptors = await readdir(`/proc/${id}/fd`).catch(() => []);
  for (const descriptor of descriptors) {
    if ((await linkOf(`/proc/${id}/fd/${descriptor}`)) === path) return true;
  }
  return false;
}

async function isGitAtWork(id: string, { top, gitFolder }: Place): Promise<boolean> {
  const name = await readFile(`/proc/${id}/comm`, "utf8").catch(() => "");
  if (!/^git(-.*)?\n$/.test(name)) return false;
  const folder = await linkOf(`/proc/${id}/cwd`);
  if (folder === null || !(isIn(folder, top) || isIn(folder, gitFolder))) return false;
  const words = (await readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "")).split("\0");
  return words[0] !== "" && !words.some((word) => looking.has(word));
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

async function linkOf(path: string): Promise<string | null> {
  return readlink(path).catch(() => null);
}
