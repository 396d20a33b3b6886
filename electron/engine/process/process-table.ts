import { closeSync, openSync, readdirSync, readSync } from "node:fs";

/** One row of Linux's process table. */
export interface ProcessEntry {
  readonly id: number;
  readonly parentId: number;
  readonly groupId: number;
  readonly sessionId: number;
  /** Ended, but not yet waited for by its parent: cannot be killed and does no harm. */
  readonly isDead: boolean;
  /** Processor time used so far, in clock ticks: a hundredth of a second each. */
  readonly ticks: number;
  /** When it was started, in clock ticks since the machine was. */
  readonly startTick: number;
  /** Pages in memory. */
  readonly pages: number;
}

/** All processes that are visible to us, from `/proc`; empty where there is none. About 10 µs each. */
export function listProcesses(): ProcessEntry[] {
  return listProcessIds().flatMap((id) => readProcess(id) ?? []);
}

/** One process, from `/proc`; `null` when there is none, or no `/proc`. */
export function readProcess(id: number): ProcessEntry | null {
  return parseStat(id, readProcFile(id, "stat").toString("latin1"));
}

/** The ids of all processes, from `/proc`; empty where there is none. */
export function listProcessIds(): number[] {
  try {
    return readdirSync("/proc")
      .map(Number)
      .filter((id) => Number.isInteger(id));
  } catch {
    return [];
  }
}

/**
 * The program's name stands in brackets and may hold blanks and brackets itself, so the fields are counted from the
 * last closing one: state, parent, group, session. `null` when the process has gone meanwhile.
 */
export function parseStat(id: number, text: string): ProcessEntry | null {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ", 22);
  const [state, parentId, groupId, sessionId] = fields;
  if (state === undefined || parentId === undefined || groupId === undefined) return null;
  const field = (number: number) => Number(fields[number] ?? 0);
  return {
    ...{ id, parentId: Number(parentId), groupId: Number(groupId), sessionId: Number(sessionId) },
    isDead: state === "Z" || state === "X",
    ...{ ticks: field(11) + field(12), startTick: field(19), pages: field(21) },
  };
}

let buffer = Buffer.alloc(0);

/** A file of one process, whole; empty when it is gone or not ours to read. The bytes are valid until the next call. */
export function readProcFile(id: number, name: "stat" | "environ"): Buffer {
  if (buffer.length === 0) buffer = Buffer.allocUnsafeSlow(64 * 1024);
  let descriptor: number;
  try {
    descriptor = openSync(`/proc/${id}/${name}`, "r");
  } catch {
    return buffer.subarray(0, 0);
  }
  let length = 0;
  try {
    for (;;) {
      const count = readSync(descriptor, buffer, length, buffer.length - length, null);
      if (count === 0) break;
      length += count;
      if (length < buffer.length) continue;
      const larger = Buffer.allocUnsafeSlow(buffer.length * 2);
      buffer.copy(larger);
      buffer = larger;
    }
  } catch {
    // ESRCH: it ended while we read; what belongs to another user answers EACCES. Neither is ours.
    length = 0;
  } finally {
    closeSync(descriptor);
  }
  return buffer.subarray(0, length);
}
