import { listProcesses } from "./process-table.ts";

/**
 * Sends a signal to every process of a group; `false` when there was none left to get it. A group of another user's
 * processes only cannot be signaled and counts as none.
 */
export function signalGroup(groupId: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-groupId, signal);
  } catch {
    // ESRCH: nobody is left. EPERM: nobody whom we may signal, for instance zombies on macOS.
    return false;
  }
}

/** Asks one process to end, and nothing of its group; `false` when it is not there any more. */
export function askProcessToEnd(id: number): boolean {
  try {
    return process.kill(id, "SIGTERM");
  } catch {
    // It has ended just now.
    return false;
  }
}

/**
 * Whether a group still has a process that runs. A dead one that nobody has waited for yet would answer a signal, too
 * (in a container without an init process it does so for ever), so Linux's process table is asked as well.
 */
export function isGroupAlive(groupId: number): boolean {
  if (!signalGroup(groupId, 0)) return false;
  if (process.platform !== "linux") return true;
  return listProcesses().some((entry) => entry.groupId === groupId && !entry.isDead);
}
