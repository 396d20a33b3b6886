import { homedir, userInfo } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { type ProjectId, type ReleaseId, type RunId, runOf, type ServiceId, type StageRunId, stageRunKeyOf } from "../../shared/ids.ts";

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

/** The folder of the stage cache: results that can be brought back. It may be removed at any time; only time is lost. */
export function cacheFolder(folder: string): string {
  return join(folder, "cache");
}

/** What a project's pipeline came to when it was last read; `name` is made of its path. In the cache: only time is lost. */
export function parsedPipelineFile(folder: string, name: string): string {
  return join(cacheFolder(folder), "pipelines", name);
}

/** What whoever changes a project's plan holds meanwhile. */
export function planLockFile(folder: string, project: ProjectId): string {
  return join(folder, "locks", `plan-${project}`);
}

/** The folder of one run: its logs, their indexes and its artifacts. */
export function runFolder(folder: string, run: RunId): string {
  return join(folder, "runs", run);
}

/** Clean checkouts that runs work in. */
export function checkoutsFolder(folder: string): string {
  return join(folder, "checkouts");
}

/** The copies of files that the stages of a run kept. */
export function artifactsFolder(folder: string, run: RunId): string {
  return join(runFolder(folder, run), "artifacts");
}

/** What stage run number `sequence` of a run wrote, byte for byte. Missing when it wrote nothing. */
export function logFile(folder: string, run: RunId, sequence: number): string {
  return join(runFolder(folder, run), `${sequence}.log`);
}

/** The copy of a file that stage run number `sequence` of a run kept; `path` is relative to the project, with `/`. */
export function artifactFile(folder: string, run: RunId, sequence: number, path: string): string {
  return join(runFolder(folder, run), "artifacts", String(sequence), path);
}

/** The folder of all releases. */
export function releasesFolder(folder: string): string {
  return join(folder, "releases");
}

/** The folder of one release: its files, their sums and its bill of materials. */
export function releaseFolder(folder: string, release: ReleaseId): string {
  return join(releasesFolder(folder), release);
}

/** A release's own copy of a file; `path` is relative to the project, with `/`. */
export function releaseFile(folder: string, release: ReleaseId, path: string): string {
  return join(releaseFolder(folder, release), "files", path);
}

/** The Markdown that `$MILLRACE_SUMMARY` names for stage run number `sequence` of a run. Missing when it wrote none. */
export function summaryFile(folder: string, run: RunId, sequence: number): string {
  return join(runFolder(folder, run), `${sequence}.summary.md`);
}

/** Paths that changed since the last run that passed, one JSON array: kept for a run that waits for a person. */
export function changesFile(folder: string, run: RunId): string {
  return join(runFolder(folder, run), "changes.json");
}

/** What came before the stages of a run in an earlier one, as JSON. Missing for a run that stands for itself. */
export function stagesBeforeFile(folder: string, run: RunId): string {
  return join(runFolder(folder, run), "before.json");
}

/** What the stages of a run came to for the cache, as JSON. Missing without a cache; without it only time is lost. */
export function cacheMemoryFile(folder: string, run: RunId): string {
  return join(runFolder(folder, run), "cache.json");
}

/** What is being taken in from files of histories, a folder for each; nothing is left there afterwards. */
export function importsFolder(folder: string): string {
  return join(folder, "imports");
}

/** A folder for what belongs to a run that is not recorded yet. */
export function pendingFolder(folder: string, name: string): string {
  return join(folder, "pending", name);
}

/** A project's folder in a clean checkout, by the name that its run knows: with `/`, the first part is the checkout's own. */
export function checkoutFolder(folder: string, name: string): string {
  return join(checkoutsFolder(folder), name);
}

/** The sparse index of that log: line numbers, places and times. Missing or stale ones are made good by readers. */
export function logIndexFile(folder: string, run: RunId, sequence: number): string {
  return join(runFolder(folder, run), `${sequence}.idx`);
}

/** What services wrote, a folder for each project. */
export function servicesFolder(folder: string): string {
  return join(folder, "services");
}

/** The folder of one service: the files of its log and their indexes. */
export function serviceFolder(folder: string, project: ProjectId, service: ServiceId): string {
  return join(servicesFolder(folder), project, service);
}

/** File number `sequence` of what a service wrote, byte for byte. Missing when it wrote nothing. */
export function serviceLogFile(folder: string, project: ProjectId, service: ServiceId, sequence: number): string {
  return join(serviceFolder(folder, project, service), `${sequence}.log`);
}

/** The sparse index of that file. */
export function serviceLogIndexFile(folder: string, project: ProjectId, service: ServiceId, sequence: number): string {
  return join(serviceFolder(folder, project, service), `${sequence}.idx`);
}

/** Where everything is that one stage run writes. */
export interface StageFiles {
  readonly logPath: string;
  readonly indexPath: string;
  /** What it keeps is copied below it. */
  readonly artifactFolder: string;
  readonly outputPath: string;
  readonly summaryPath: string;
}

/** The files of one stage run; none of them is there before something is written. */
export function stageFiles(folder: string, id: StageRunId): StageFiles {
  const run = runOf(id);
  const { sequence } = stageRunKeyOf(id);
  return {
    logPath: logFile(folder, run, sequence),
    indexPath: logIndexFile(folder, run, sequence),
    artifactFolder: artifactFile(folder, run, sequence, ""),
    outputPath: join(runFolder(folder, run), `${sequence}.output`),
    summaryPath: summaryFile(folder, run, sequence),
  };
}
