import { constants } from "node:fs";
import { access, lstat, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { DoctorCheck } from "../../../shared/contract/app.ts";
import { formatBytes } from "../../../shared/time.ts";
import { databaseFile } from "../data-folder.ts";
import { gitVersion } from "../git/git.ts";
import { findProgram } from "../process/process.ts";

/** Tools that pipelines commonly call. One that is missing is no fault: not every project needs it. */
const tools = [
  "npm",
  "pnpm",
  "yarn",
  "bun",
  "deno",
  "make",
  "cmake",
  "ninja",
  "meson",
  "cargo",
  "go",
  "mvn",
  "gradle",
  "java",
  "dotnet",
  "python3",
  "uv",
  "composer",
  "bundle",
  "just",
  "task",
  "docker",
  "podman",
  "ssh",
  "rsync",
  "rg",
];

/** Below this much free space runs may fail while they write their logs. */
const lowDiskBytes = 512 * 1024 * 1024;

/** What is installed, what is missing and where the data is. Starts nothing but `git version`. */
export async function examine(dataFolder: string, environment: NodeJS.ProcessEnv): Promise<DoctorCheck[]> {
  const path = environment.PATH ?? "";
  const own = [
    runtimeCheck(),
    await gitCheck(),
    await shellCheck(path),
    await dataFolderCheck(dataFolder),
    await databaseCheck(dataFolder),
    await diskCheck(dataFolder),
  ];
  const found = await Promise.all(tools.map(async (name) => toolCheck(name, await findProgram(name, path))));
  return [...own, ...found];
}

function runtimeCheck(): DoctorCheck {
  const electron = process.versions.electron;
  return {
    name: "runtime",
    state: "ok",
    detail: electron === undefined ? `Node ${process.versions.node}` : `Electron ${electron}, Node ${process.versions.node}`,
  };
}

async function gitCheck(): Promise<DoctorCheck> {
  const version = await gitVersion();
  if (version.ok) return { name: "git", state: "ok", detail: version.value };
  return { name: "git", state: version.failure.code === "git-missing" ? "missing" : "fault", detail: version.failure.message };
}

async function shellCheck(path: string): Promise<DoctorCheck> {
  const shell = process.platform === "win32" ? "powershell" : "sh";
  const file = await findProgram(shell, path);
  return file === null
    ? { name: "shell", state: "fault", detail: `${shell} is not on the PATH; stages cannot run.` }
    : { name: "shell", state: "ok", detail: file };
}

async function dataFolderCheck(dataFolder: string): Promise<DoctorCheck> {
  const place = await nearestFolder(dataFolder);
  try {
    if (!(await stat(place)).isDirectory()) throw new Error(`${place} is a file`);
    await access(place, constants.W_OK | constants.X_OK);
    return { name: "data folder", state: "ok", detail: place === dataFolder ? dataFolder : `${dataFolder}, made when it is needed` };
  } catch (cause) {
    return {
      name: "data folder",
      state: "fault",
      detail: `${dataFolder} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
    };
  }
}

/** The folder itself, or the nearest one above it that is there: looking must not make any. */
async function nearestFolder(folder: string): Promise<string> {
  for (let place = folder; ; place = dirname(place)) {
    const isThere = await lstat(place).then(
      () => true,
      () => false,
    );
    if (isThere || place === dirname(place)) return place;
  }
}

async function databaseCheck(dataFolder: string): Promise<DoctorCheck> {
  const file = databaseFile(dataFolder);
  const found = await stat(file).catch(() => null);
  return {
    name: "database",
    state: "ok",
    detail: found === null ? `${file}, made with the first project` : `${file}, ${formatBytes(found.size)}`,
  };
}

async function diskCheck(dataFolder: string): Promise<DoctorCheck> {
  const disk = await statfs(await nearestFolder(dataFolder)).catch(() => null);
  if (disk === null) return { name: "disk", state: "fault", detail: `The disk of ${dataFolder} cannot be read.` };
  const free = disk.bavail * disk.bsize;
  return { name: "disk", state: free < lowDiskBytes ? "fault" : "ok", detail: `${formatBytes(free)} free` };
}

function toolCheck(name: string, file: string | null): DoctorCheck {
  return file === null ? { name, state: "missing", detail: "not on the PATH" } : { name, state: "ok", detail: file };
}
