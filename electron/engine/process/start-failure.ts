import { accessSync, constants, statSync } from "node:fs";
import { delimiter, extname, isAbsolute, join } from "node:path";
import { type Failure, failure } from "../../../shared/result.ts";
import { formatBytes } from "../../../shared/time.ts";

/** Why a command never became a process. */
export type StartFailureCode = "shell-missing" | "folder-missing" | "could-not-start";

/** Linux takes no single variable of more (MAX_ARG_STRLEN), however many there are. */
const largestVariable = 128 * 1024 - 1_024;

interface Attempt {
  readonly cwd: string;
  readonly shell: string | null;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Finds out why a program could not be started. The system answers the same error for a missing folder and a missing
 * program, so both are looked at afterwards; `cause` is the exception where there was one. Empty `file`: the shell's
 * command line had no words.
 */
export function explainStartFailure(attempt: Attempt, file: string, cause: unknown): Failure<StartFailureCode> {
  if (file === "")
    return failure("shell-missing", "The shell's command line is empty.", "Name a shell, for instance bash, or leave it out.");
  const folder = statSync(attempt.cwd, { throwIfNoEntry: false });
  if (folder === undefined)
    return failure("folder-missing", `The folder ${attempt.cwd} is not there.`, "Create it, or correct cwd in the pipeline.");
  if (!folder.isDirectory()) return failure("folder-missing", `${attempt.cwd} is a file, not a folder.`, "Correct cwd in the pipeline.");
  if (!isAccessible(attempt.cwd))
    return failure("could-not-start", `The folder ${attempt.cwd} may not be entered.`, "Check its permissions.");
  if (cause !== null) return explainCause(cause, file, attempt.env);
  if (findProgram(file, attempt) === null) {
    return failure("shell-missing", `The shell ${file} was not found on PATH.`, `Install ${file}, or choose another shell for the stage.`);
  }
  return failure("could-not-start", `The system refused to start ${file}.`, "It may have reached its limit of processes or open files.");
}

function explainCause(cause: unknown, file: string, env: Attempt["env"]): Failure<StartFailureCode> {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (code === "E2BIG" || code === "ENAMETOOLONG") {
    const large = Object.keys(env).find((name) => (env[name]?.length ?? 0) >= largestVariable);
    if (large !== undefined)
      return failure(
        "could-not-start",
        `The variable ${large} is larger than the system accepts (${formatBytes(env[large]?.length ?? 0)}).`,
        "Hand it on in a file.",
      );
    return failure(
      "could-not-start",
      "The script and its environment are larger than the system accepts.",
      "Move the script into a file, or shorten the environment.",
    );
  }
  if (code === "ERR_INVALID_ARG_VALUE") {
    return failure("could-not-start", "The script or its environment holds a NUL character.", "Remove it.");
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return failure("could-not-start", `${file} could not be started: ${reason}.`);
}

function isAccessible(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The program that a name stands for in this environment, `null` when there is none. */
function findProgram(file: string, { cwd, env }: Attempt): string | null {
  const isPath = file.includes("/") || isAbsolute(file);
  const folders = isPath ? [isAbsolute(file) ? "" : cwd] : (searchPath(env) ?? "").split(delimiter);
  const endings = process.platform === "win32" && extname(file) === "" ? (env.PATHEXT ?? ".EXE;.CMD;.BAT").split(";") : [""];
  for (const folder of folders) {
    for (const ending of endings) {
      const path = join(folder, file + ending);
      if (statSync(path, { throwIfNoEntry: false })?.isFile() && isAccessible(path)) return path;
    }
  }
  return null;
}

/** Windows writes the variable's name in any case. */
function searchPath(env: Readonly<Record<string, string>>): string | undefined {
  const name = Object.keys(env).find((key) => key.toUpperCase() === "PATH");
  return name === undefined ? undefined : env[name];
}
