import { homedir, userInfo } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import type { RunId } from "../../shared/ids.ts";

/**
 * Where Millrace keeps its history: `MILLRACE_HOME` when set, else the platform's usual place for an application's
 * data (XDG Base Directory Specification 0.8 on Linux, by which a relative `XDG_DATA_HOME` does not count). Absolute:
 * other processes than this one use it as well.
 */
export function dataFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  const chosen = environment.MILLRACE_HOME;
  if (chosen) return resolve(chosen);
  // An empty `HOME` would put the history into whatever folder this was started in.
  const home = isAbsolute(homedir()) ? homedir() : userInfo().homedir;
  if (platform === "darwin") return join(home, "Library", "Application Support", "Millrace");
  if (platform === "win32") return join(environment.LOCALAPPDATA ?? join(home, "AppData", "Local"), "Millrace");
  const shared = environment.XDG_DATA_HOME ?? "";
  return join(isAbsolute(shared) ? shared : join(home, ".local", "share"), "millrace");
}

/** The history's database file. */
export function databaseFile(folder: string): string {
  return join(folder, "millrace.sqlite");
}

/** The folder of one run: its logs, their indexes and its artifacts. */
export function runFolder(folder: string, run: RunId): string {
  return join(folder, "runs", run);
}

/** What stage run number `sequence` of a run wrote, byte for byte. Missing when it wrote nothing. */
export function logFile(folder: string, run: RunId, sequence: number): string {
  return join(runFolder(folder, run), `${sequence}.log`);
}

/** The copy of a file that stage run number `sequence` of a run kept; `path` is relative to the project, with `/`. */
export function artifactFile(folder: string, run: RunId, sequence: number, path: string): string {
  return join(runFolder(folder, run), "artifacts", String(sequence), path);
}

/** The sparse index of that log: line numbers, places and times. Missing or stale ones are made good by readers. */
export function logIndexFile(folder: string, run: RunId, sequence: number): string {
  return join(runFolder(folder, run), `${sequence}.idx`);
}
