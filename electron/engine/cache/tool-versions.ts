import { closeSync, mkdirSync, openSync, readFileSync, readSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { startCommand } from "../process/process.ts";
import { draftFile, toolsFile } from "./cache-folder.ts";

/** Asks programs for their versions. */
export interface ToolVersions {
  /** The first line of what `name --version` says; `null` when it is not on the `PATH` or does not answer. Asked once. */
  versionOf(name: string, environment: Readonly<Record<string, string>>): Promise<string | null>;
}

interface Remembered {
  readonly identity: string;
  readonly version: string;
}

/** A program that has not said its version after so long will not. */
const patienceMs = 10_000;

const mostCharacters = 100;

/**
 * Programs that stand for others and decide by the folder which one they are: their own file says nothing, so they are
 * asked in every run.
 */
const standIns = /(^|[/\\])(\.?shims?|volta-shim|rustup|mise|asdf|pyenv|rbenv|jenv|fnm|proto|proto-shim)([/\\]|\.|$)/;

/** Versions are asked in `projectPath`, once a run; they are remembered between runs as long as the program's file stays as it is. */
export function createToolVersions(dataFolder: string, projectPath: string): ToolVersions {
  const asked = new Map<string, Promise<string | null>>();
  async function find(place: string, environment: Readonly<Record<string, string>>): Promise<string | null> {
    const identity = identify(place);
    const remembered = identity === null ? undefined : load(dataFolder)[place];
    if (remembered !== undefined && remembered.identity === identity) return remembered.version;
    const version = await ask(dataFolder, place, projectPath, environment);
    if (identity !== null && version !== null) remember(dataFolder, place, { identity, version });
    return version;
  }
  return {
    versionOf: (name, environment) => {
      const place = locate(name, environment);
      if (place === null) return Promise.resolve(null);
      let answer = asked.get(place);
      if (answer === undefined) {
        answer = find(place, environment);
        asked.set(place, answer);
      }
      return answer;
    },
  };
}

function locate(name: string, environment: Readonly<Record<string, string>>): string | null {
  const variable = Object.keys(environment).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  const endings = process.platform === "win32" ? [".exe", ".cmd", ".bat"] : [""];
  for (const folder of (environment[variable] ?? "").split(delimiter)) {
    for (const ending of folder === "" ? [] : endings) {
      const place = join(folder, name + ending);
      const found = statSync(place, { throwIfNoEntry: false });
      if (found?.isFile() && (process.platform === "win32" || (found.mode & 0o111) !== 0)) return place;
    }
  }
  return null;
}

/** What changes when the program is replaced; `null` when its file does not say which program it is. */
function identify(place: string): string | null {
  const real = realpathSync(place);
  if (standIns.test(real) || standIns.test(place) || standIns.test(basename(real))) return null;
  const { size, mtimeNs, ctimeNs, ino } = statSync(real, { bigint: true });
  return [real, size, mtimeNs, ctimeNs, ino].join(" ");
}

function ask(dataFolder: string, place: string, cwd: string, environment: Readonly<Record<string, string>>): Promise<string | null> {
  const file = draftFile(dataFolder);
  mkdirSync(dirname(file), { recursive: true });
  const outputFd = openSync(file, "w+");
  return new Promise<string | null>((resolve) => {
    // A program by its path takes the place of the shell, and the option that of the script.
    const shell = `"${place.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
    const command = startCommand({ script: "--version", shell, cwd, env: environment, outputFd }, (end) => {
      clearTimeout(patience);
      resolve(end.kind === "exited" && end.exitCode === 0 ? firstLine(outputFd) : null);
    });
    const patience = setTimeout(() => command.kill(), patienceMs);
  }).finally(() => {
    closeSync(outputFd);
    rmSync(file, { force: true });
  });
}

function firstLine(descriptor: number): string | null {
  const start = Buffer.alloc(4 * mostCharacters);
  const text = start.toString("utf8", 0, readSync(descriptor, start, 0, start.length, 0));
  const line = text.split(/[\r\n\t]/).find((part) => part.trim() !== "");
  return line === undefined ? null : line.trim().slice(0, mostCharacters);
}

function load(dataFolder: string): Record<string, Remembered> {
  try {
    return JSON.parse(readFileSync(toolsFile(dataFolder), "utf8"));
  } catch {
    // Missing at first, or damaged: programs are asked again.
    return {};
  }
}

function remember(dataFolder: string, place: string, version: Remembered): void {
  const draft = draftFile(dataFolder);
  writeFileSync(draft, JSON.stringify({ ...load(dataFolder), [place]: version }));
  renameSync(draft, toolsFile(dataFolder));
}
