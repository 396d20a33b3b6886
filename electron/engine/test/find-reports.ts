import { glob, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { secondMs } from "../../../shared/time.ts";
import { type KeptReport, unreadReport } from "./known-reports.ts";

/** A file that is to be read. */
export interface FoundReport {
  /** Relative to the project, with `/`. */
  readonly path: string;
  /** Where it really is. */
  readonly place: string;
  /** Changes whenever the file is written. */
  readonly stamp: string;
}

/** What patterns match. */
export interface FoundReports {
  /** In the order of their paths. */
  readonly files: readonly FoundReport[];
  /** What was matched and is not read, and patterns that match nothing, with the reason. */
  readonly unread: readonly KeptReport[];
}

/** What is looked for. */
export interface ReportSearch {
  /** The folder that the stage ran in, links followed. */
  readonly root: string;
  readonly patterns: readonly string[];
  /** When the stage began, in epoch milliseconds. */
  readonly startedAtMs: number;
  /** Stamps of reports that other stages of the same run wrote, by path. */
  readonly taken: ReadonlyMap<string, string>;
}

/** By so much a file may look older than it is: the system's clock for files ticks a hundred times a second at least. */
const tickMs = 20;

/** The same where the file's system keeps whole seconds only, or every second one. */
const coarseTickMs = 2 * secondMs;

/** Names in a message; more help nobody. */
const namedFiles = 3;

/**
 * Finds the reports that a stage wrote. Only files in the project, wherever links lead, that were written since the stage
 * began: what an earlier run left must never count. Each file once, whichever patterns match it.
 */
export async function findReports({ root, patterns, startedAtMs, taken }: ReportSearch): Promise<FoundReports> {
  const files = new Map<string, FoundReport>();
  const unread: KeptReport[] = [];
  for (const pattern of patterns) {
    const reasons: string[] = [];
    let isFresh = false;
    for await (const match of glob(pattern, { cwd: root })) {
      const path = match.split(sep).join("/");
      const found = await lookAt(root, path, startedAtMs);
      if (found === null) continue;
      if (typeof found === "string") reasons.push(found);
      else if (taken.get(found.place) !== found.stamp) {
        isFresh = true;
        if (!files.has(found.place)) files.set(found.place, found);
      } else reasons.push(`${path} was read for another stage of this run`);
    }
    if (!isFresh) unread.push(unreadReport(pattern, nothingFound(reasons)));
  }
  return { files: [...files.values()].sort((one, other) => (one.path < other.path ? -1 : 1)), unread };
}

/** The file, why it is not read, or `null` for what is none: a folder, or something that went away. */
async function lookAt(root: string, path: string, startedAtMs: number): Promise<FoundReport | string | null> {
  try {
    const place = await realpath(join(root, path));
    if (!place.startsWith(root.endsWith(sep) ? root : root + sep)) return `${path} leads out of the project`;
    const state = await stat(place, { bigint: true });
    if (state.isDirectory()) return null;
    if (!state.isFile()) return `${path} is no ordinary file`;
    const writtenAtMs = Number(state.mtimeNs / 1_000n) / 1_000;
    const slackMs = state.mtimeNs % 1_000_000_000n === 0n ? coarseTickMs : tickMs;
    if (writtenAtMs < startedAtMs - slackMs)
      return `${path} is older than this run of the stage: it was written at ${new Date(writtenAtMs).toISOString().replace(/\.\d+/, "")}`;
    return { path, place, stamp: `${state.mtimeNs} ${state.size} ${state.ino}` };
  } catch {
    // It went away, or nobody may look at it.
    return null;
  }
}

function nothingFound(reasons: readonly string[]): string {
  const more = reasons.length > namedFiles ? [`and ${reasons.length - namedFiles} more`] : [];
  const why = [...reasons.slice(0, namedFiles), ...more].join("; ");
  return why === "" ? "No file matches it." : `No report of this run of the stage matches it: ${why}.`;
}
