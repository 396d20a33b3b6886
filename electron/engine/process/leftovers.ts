import { setTimeout as sleep } from "node:timers/promises";
import { listProcesses, listProcessIds, readProcFile } from "./process-table.ts";
import { readOutput } from "./read-output.ts";

/** The mark that every process of a run, of a stage, of a service or of a question to git carries in its environment. */
export interface Cookie {
  readonly name: "MILLRACE_RUN" | "MILLRACE_STAGE_RUN" | "MILLRACE_GIT" | "MILLRACE_SERVICE";
  readonly value: string;
}

/** Between two looks: long enough for a killed process to be gone, short against any grace. */
const pauseMs = 3;

/** Between two looks at processes that were asked to end and may take their time. */
const lookPauseMs = 20;

/** Who forks faster than this many looks find is beyond us; nobody waits for ever. */
const maxLooks = 200;

/**
 * Kills every process that carries the cookie, wherever it hid: in a session of its own, forked twice, left in the
 * background; and what those started, even with an environment made empty. Looks again until a look finds none, since
 * they may fork meanwhile. Answers how many were killed. Never kills the caller. On Windows environments cannot be
 * read: there the tree is killed when a command is stopped, and this answers 0.
 */
export async function killLeftovers(cookie: Cookie): Promise<number> {
  const killed = new Set<number>();
  for (let look = 0; look < maxLooks; look += 1) {
    const found = await findHolders(cookie);
    if (found.length === 0) break;
    for (const id of found) {
      if (signalProcess(id, "SIGKILL")) killed.add(id);
    }
    await sleep(pauseMs);
  }
  return killed.size;
}

/**
 * Asks every process that carries the cookie, and what those started, to end, and kills what has not after `graceMs`. On
 * Windows, where nobody can be found by the cookie, this answers at once.
 */
export async function endLeftovers(cookie: Cookie, graceMs: number): Promise<void> {
  const deadline = performance.now() + graceMs;
  const asked = new Set<number>();
  while (performance.now() < deadline) {
    const found = await findHolders(cookie);
    if (found.length === 0) return;
    for (const id of found) {
      if (!asked.has(id)) signalProcess(id, "SIGTERM");
      asked.add(id);
    }
    await sleep(lookPauseMs);
  }
  await killLeftovers(cookie);
}

function signalProcess(id: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(id, signal);
  } catch {
    // ESRCH: it ended by itself since it was found. EPERM: it is another user's.
    return false;
  }
}

/** The processes that carry the cookie, and what those started; nobody on Windows. */
export async function findHolders(cookie: Cookie): Promise<number[]> {
  switch (process.platform) {
    case "linux":
      return findHoldersInProc(cookie);
    case "win32":
      return [];
    default:
      return findHoldersWithPs(cookie);
  }
}

function findHoldersInProc(cookie: Cookie): number[] {
  const mark = Buffer.from(`${cookie.name}=${cookie.value}\0`);
  const holders = new Set<number>();
  for (const id of listProcessIds()) {
    if (id !== process.pid && holdsMark(readProcFile(id, "environ"), mark)) holders.add(id);
  }
  if (holders.size === 0) return [];
  return withDescendants(holders, listProcesses());
}

/** Whether one of the NUL-ended variables is exactly the mark. */
export function holdsMark(environment: Buffer, mark: Buffer): boolean {
  for (let at = environment.indexOf(mark); at !== -1; at = environment.indexOf(mark, at + 1)) {
    if (at === 0 || environment[at - 1] === 0) return true;
  }
  return false;
}

/** Those that live of the given processes and all that descend from them, without the caller. */
export function withDescendants(
  roots: ReadonlySet<number>,
  table: readonly { readonly id: number; readonly parentId: number; readonly isDead: boolean }[],
): number[] {
  const all = new Set(roots);
  for (let size = -1; size !== all.size; ) {
    size = all.size;
    for (const entry of table) {
      if (all.has(entry.parentId)) all.add(entry.id);
    }
  }
  return table.filter((entry) => all.has(entry.id) && !entry.isDead && entry.id !== process.pid).map((entry) => entry.id);
}

/** macOS and the BSDs show the environment behind the command line; other users' stay hidden, which is right. */
/** The processes that carry the cookie, and what those started; nobody on Windows. */
export async function findHoldersWithPs(cookie: Cookie): Promise<number[]> {
  const mark = `${cookie.name}=${cookie.value}`;
  const lines = (await readOutput("ps", ["-axEww", "-o", "pid=,command="])).split("\n");
  return lines
    .filter((line) => line.split(" ").includes(mark))
    .map((line) => Number.parseInt(line, 10))
    .filter((id) => Number.isInteger(id) && id !== process.pid);
}
