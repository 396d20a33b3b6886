import { realpath, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import type { Fingerprint } from "../../../shared/contract/fingerprint.ts";
import { secondMs } from "../../../shared/time.ts";
import { askProgram, findProgram } from "../process/process.ts";
import type { ToolFile } from "../store/store.ts";
import { versionWords } from "./relevant-tools.ts";

type ToolFact = Fingerprint["tools"][number];

/** What programs said before. */
export interface VersionMemory {
  /** `undefined` when this file was never asked, `null` when it did not say. */
  recall(file: ToolFile): string | null | undefined;
  remember(file: ToolFile, version: string | null): void;
}

/** Where and how programs are asked. */
export interface ToolSurroundings {
  /** The project's folder: a shim answers for it. */
  readonly project: string;
  /** What stages inherit; its PATH is where programs are looked for. */
  readonly environment: NodeJS.ProcessEnv;
  readonly memory: VersionMemory;
  readonly signal?: AbortSignal | undefined;
}

/** A JVM on a busy machine needs a second or two. */
const answerMs = 5 * secondMs;

/** Stages have begun meanwhile, and the processors are theirs. */
const askedAtOnce = 4;

/**
 * Looks for programs on the PATH and says what each answers of its version; those that are not there are left out. A file
 * is asked once: until it changes the answer is remembered.
 */
export async function readTools(names: readonly string[], surroundings: ToolSurroundings): Promise<ToolFact[]> {
  const facts: ToolFact[] = [];
  const open = [...names];
  async function work(): Promise<void> {
    for (let name = open.shift(); name !== undefined; name = open.shift()) {
      const fact = await readTool(name, surroundings);
      if (fact !== null) facts.push(fact);
    }
  }
  await Promise.all(Array.from({ length: askedAtOnce }, work));
  return facts.sort((left, right) => (left.name < right.name ? -1 : 1));
}

async function readTool(name: string, surroundings: ToolSurroundings): Promise<ToolFact | null> {
  const { project, environment, memory, signal } = surroundings;
  const found = await findProgram(name, environment.PATH ?? "");
  if (found === null) return null;
  try {
    const path = await realpath(found);
    const { mtimeMs, size } = await stat(path);
    const file: ToolFile = { name, path, stamp: `${mtimeMs} ${size}` };
    const remembered = isShim(found, path) ? undefined : memory.recall(file);
    if (remembered !== undefined) return { name, path, version: remembered };
    const answer = await askProgram({
      ...{ file: found, args: versionWords(name), timeoutMs: answerMs, signal },
      // Away from the project, unless the answer depends on it.
      cwd: isShim(found, path) ? project : tmpdir(),
      environment: { ...withoutOwn(environment), ...quiet },
    });
    const version = answer === null || answer.exitCode !== 0 ? null : versionIn(answer.text);
    if (answer !== null && !isShim(found, path)) memory.remember(file, version);
    return { name, path, version };
  } catch {
    // It vanished just now.
    return null;
  }
}

/**
 * Whether a file only leads to the program of one of several versions, which may change while the file stays: rustup,
 * corepack, and the shims of version managers (asdf, mise, pyenv, rbenv, nodenv, volta, jenv).
 */
function isShim(found: string, real: string): boolean {
  return /[\\/](shims|corepack|\.volta|volta|\.cargo[\\/]bin)[\\/]|[\\/]rustup(\.exe)?$/.test(`${found}\n${real}`);
}

/** A question for the version installs nothing, fetches nothing and paints nothing. */
const quiet = {
  COREPACK_ENABLE_NETWORK: "0",
  COREPACK_ENABLE_DOWNLOAD_PROMPT: "0",
  RUSTUP_AUTO_INSTALL: "0",
  GOTOOLCHAIN: "local",
  DOTNET_NOLOGO: "1",
  DOTNET_CLI_TELEMETRY_OPTOUT: "1",
  NPM_CONFIG_UPDATE_NOTIFIER: "false",
  NO_COLOR: "1",
  FORCE_COLOR: "0",
  CLICOLOR_FORCE: "0",
  LC_ALL: "C",
};

/** The mark of a run would have the question killed with the run's leftovers. */
function withoutOwn(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("MILLRACE_")));
}

/** The version in what a program says: the first number with a point in it, else the first line; `null` for nothing. */
export function versionIn(text: string): string | null {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  for (const line of lines) {
    const found = /\d+(?:\.\d+)+[\w.+~-]*/.exec(line)?.[0];
    if (found !== undefined) return found.replace(/[.-]+$/, "");
  }
  return lines.find((line) => line !== "")?.slice(0, 100) ?? null;
}
