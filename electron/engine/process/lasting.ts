import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Failure } from "../../../shared/result.ts";
import { isGroupAlive, signalGroup } from "./groups.ts";
import { findHolders, killLeftovers } from "./leftovers.ts";
import { listProcessIds, readProcess, readProcFile } from "./process-table.ts";
import { shellCommand } from "./shells.ts";
import { startDirectly } from "./start-directly.ts";
import { explainStartFailure, type StartFailureCode } from "./start-failure.ts";
import type { ProcessEnd } from "./start-process.ts";
import { killTree } from "./supervised-command.ts";

/*
 * Processes that outlive whoever has started them, and are found again: by their pid, by what tells them from another
 * process that got that pid later, and by the cookie that they and all that they start carry in their environment.
 */

/** What to start and where. */
export interface LastingRequest {
  readonly script: string;
  /** See `shellCommand`; `null` takes the platform's default. */
  readonly shell: string | null;
  /** An absolute folder. */
  readonly cwd: string;
  /** The complete environment, with the cookie as `MILLRACE_SERVICE`. */
  readonly env: Readonly<Record<string, string>>;
  /** Gets standard output and standard error; stays the caller's. */
  readonly outputFd: number;
}

/** Starts one, as the first of a group and a session of its own. Its pid, or why there is none; `onExit` comes later. */
export function startLasting(
  request: LastingRequest,
  onExit: (end: ProcessEnd) => void,
): { readonly pid: number } | { readonly failure: Failure<StartFailureCode> } {
  const program = shellCommand(request.shell, request.script, process.platform);
  let started: { pid: number } | { failure: Failure<StartFailureCode> } = {
    failure: explainStartFailure(request, program?.file ?? "", null),
  };
  if (program === null) return started;
  const { cwd, env, outputFd } = request;
  startDirectly(
    { ...program, cwd, env, outputFd },
    {
      onStart: (pid) => {
        started = { pid };
      },
      onExit,
      onLost: () => {},
      onFailure: (cause) => {
        started = { failure: explainStartFailure(request, program.file, cause) };
      },
    },
  );
  return started;
}

/** What tells a process from all others that have or had its pid, also before the machine was started last; `null` when it does not run. */
export function identityOf(pid: number): string | null {
  if (process.platform !== "linux") return isThere(pid) ? "" : null;
  const entry = readProcess(pid);
  return entry === null || entry.isDead ? null : `${bootId()}/${entry.startTick}`;
}

let boot: string | undefined;

function bootId(): string {
  boot ??= readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  return boot;
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The processes that carry cookies, by the cookie, the first one first; nobody on Windows. One look for all of them. */
export async function findByCookie(cookies: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>> {
  const found = new Map<string, number[]>();
  if (cookies.length === 0) return found;
  if (process.platform !== "linux") {
    for (const cookie of cookies) found.set(cookie, await findHolders({ name: "MILLRACE_SERVICE", value: cookie }));
    return found;
  }
  for (const id of listProcessIds()) {
    const cookie = cookieIn(readProcFile(id, "environ"));
    if (cookie !== null && id !== process.pid) found.set(cookie, [...(found.get(cookie) ?? []), id]);
  }
  for (const ids of found.values()) if (ids.length > 1) ids.sort((one, other) => ageOf(one) - ageOf(other));
  return found;
}

const cookieMark = Buffer.from("MILLRACE_SERVICE=");

function cookieIn(environment: Buffer): string | null {
  for (let at = environment.indexOf(cookieMark); at !== -1; at = environment.indexOf(cookieMark, at + 1)) {
    if (at > 0 && environment[at - 1] !== 0) continue;
    const end = environment.indexOf(0, at);
    return environment.toString("utf8", at + cookieMark.length, end === -1 ? environment.length : end);
  }
  return null;
}

/** Who leads no group is not the first of a service: it goes behind all that do. */
function ageOf(id: number): number {
  const entry = readProcess(id);
  if (entry === null) return Number.POSITIVE_INFINITY;
  return entry.groupId === id ? entry.startTick : Number.MAX_SAFE_INTEGER;
}

/** The environment that a process was started with, as far as it has not written over it; empty where nobody can tell. */
export function environmentOfProcess(pid: number): ReadonlyMap<string, string> {
  const variables = readProcFile(pid, "environ").toString("utf8").split("\0");
  return new Map(
    variables.filter((text) => text.includes("=")).map((text) => [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)]),
  );
}

/** Between two looks at a process that was asked to end: soon at first, then rarely. */
const firstLookMs = 4;
const lastLookMs = 100;

/** How long what was killed may take to vanish. */
const burialMs = 1_000;

/** A process that was started here, or by another process like this one. */
export interface LastingProcess {
  readonly pid: number;
  /** See `identityOf`; `null` when it had ended before anybody could look. */
  readonly identity: string | null;
  readonly cookie: string;
}

/**
 * Asks the group of a process to end, gives it `graceMs`, then kills what is left of it, and whatever carries the cookie,
 * also in sessions of its own. `graceMs` 0 asks for nothing. Answers when all of it is gone. Who has got its pid since is
 * left alone.
 */
export async function endLasting(lasting: LastingProcess, signal: NodeJS.Signals, graceMs: number): Promise<void> {
  const { pid, cookie } = lasting;
  if (graceMs > 0 && isGroupThere(lasting)) {
    ask(pid, signal);
    await untilGone(lasting, graceMs);
  }
  if (isGroupThere(lasting)) {
    // First those who can be found by their parents, too: once the parents are dead nothing leads to them.
    await killLeftovers({ name: "MILLRACE_SERVICE", value: cookie });
    killTree(pid);
    await untilGone(lasting, burialMs);
  }
  await killLeftovers({ name: "MILLRACE_SERVICE", value: cookie });
}

async function untilGone(lasting: LastingProcess, mostMs: number): Promise<void> {
  const deadline = performance.now() + mostMs;
  for (let pauseMs = firstLookMs; isGroupThere(lasting) && performance.now() < deadline; pauseMs = Math.min(pauseMs * 2, lastLookMs)) {
    await sleep(Math.min(pauseMs, Math.max(0, deadline - performance.now())));
  }
}

/** One look at the first process is enough while it lives; what it leaves of its group is looked for afterwards. */
function isGroupThere({ pid, identity }: LastingProcess): boolean {
  const current = identityOf(pid);
  // While one of a group is left, nobody gets the pid that the group is named after.
  if (current !== null && current !== identity) return false;
  if (process.platform === "win32") return isThere(pid);
  const entry = process.platform === "linux" ? readProcess(pid) : null;
  return (entry !== null && !entry.isDead && entry.groupId === pid) || isGroupAlive(pid);
}

function ask(pid: number, signal: NodeJS.Signals): void {
  if (process.platform === "win32") return;
  signalGroup(pid, signal);
  // A process that is stopped (Ctrl-Z) would see the signal only when it goes on.
  signalGroup(pid, "SIGCONT");
}
