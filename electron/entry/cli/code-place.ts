import { isAbsolute, relative, resolve, sep } from "node:path";
import type { ProjectId } from "../../../shared/ids.ts";
import { type Err, failure, ok, type Result } from "../../../shared/result.ts";
import { visible } from "../../../shared/visible.ts";
import { systemClock } from "../../engine/clock.ts";
import { createTurns } from "../../engine/code/code.ts";
import { type CodeChangesService, type CodeOperation, createCodeChangesService } from "../../engine/service/code/changes.ts";
import type { CommandFailure, Invocation } from "./command.ts";
import { exitCodes } from "./exit-codes.ts";
import { fail, failUsage } from "./fail.ts";
import { openHistory, projectAt } from "./history.ts";

/** The project whose repository a command is about, and what can be done there. */
export interface CodePlace {
  readonly code: CodeChangesService;
  readonly project: { readonly projectId: ProjectId };
  /** A path as it was typed, from the project's folder. */
  pathOf(word: string): Result<string, CommandFailure>;
}

/** Does something with the working folder of the project at the folder. */
export async function withCode(
  invocation: Invocation,
  work: (place: CodePlace) => Promise<Result<number, CommandFailure>>,
): Promise<Result<number, CommandFailure>> {
  const { projectFolder } = invocation;
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  try {
    const project = projectAt(store.value, projectFolder);
    if (!project.ok) return fail(project.failure);
    if (project.value === null) {
      return fail(
        failure("not-found", `No project was opened in ${projectFolder}.`, "millrace open puts it on the list; its board trusts it."),
      );
    }
    const { id, path } = project.value;
    return await work({
      code: createCodeChangesService(store.value, { turns: createTurns(), prompts: null, now: systemClock }),
      project: { projectId: id },
      pathOf: (word) => pathIn(path, resolve(projectFolder, word), word),
    });
  } finally {
    store.value.close();
  }
}

function pathIn(project: string, place: string, word: string): Result<string, CommandFailure> {
  const inside = relative(project, place);
  const isOutside = inside === "" || isAbsolute(inside) || inside.split(sep)[0] === "..";
  return isOutside ? failUsage(`${word} is no file of the project.`, `The project is ${project}.`) : ok(inside.replaceAll(sep, "/"));
}

/** All paths, or the first that is none of the project's. */
export function pathsOf({ pathOf }: CodePlace, words: readonly string[]): Result<string[], CommandFailure> {
  const paths: string[] = [];
  for (const word of words) {
    const path = pathOf(word);
    if (!path.ok) return path;
    paths.push(path.value);
  }
  return ok(paths);
}

/** Ends a command with a failure of git or of the repository. */
export function failCode(cause: Parameters<typeof fail>[0]): Err<CommandFailure> {
  if (cause.code === "git-failed" || cause.code === "code-diverged") return fail(cause, exitCodes.failed);
  return cause.code === "git-stopped" ? fail(cause, exitCodes.canceled) : fail(cause);
}

/** Prints what an operation tells while it goes. An interrupt from the terminal stops it; conflicts in the end count as failed. */
export async function printOperation(
  { isJson, print, errorOut }: Invocation,
  begin: (signal: AbortSignal) => CodeOperation,
): Promise<Result<number, CommandFailure>> {
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.on("SIGINT", onInterrupt).on("SIGTERM", onInterrupt);
  // Written over by whatever comes next; only a terminal can do that.
  const progress = (text: string) => errorOut.isTTY && errorOut.write(`\r\u001b[K${visible(text)}`);
  let hasConflicts = false;
  try {
    const operation = begin(stop.signal);
    for (;;) {
      const next = await operation.next();
      if (next.done !== true && isJson) print(`${JSON.stringify(next.value)}\n`);
      else if (next.done !== true && next.value.type === "progress") progress(progressText(next.value));
      else if (!isJson) progress("");
      if (next.done === true) {
        if (stop.signal.aborted && !next.value.ok) return fail(next.value.failure, exitCodes.canceled);
        return next.value.ok ? ok(hasConflicts ? exitCodes.failed : exitCodes.passed) : failCode(next.value.failure);
      }
      const event = next.value;
      if (event.type === "done") hasConflicts = event.hasConflicts;
      if (isJson) continue;
      if (event.type === "line") errorOut.write(`${visible(event.text)}\n`);
      if (event.type === "done") print(`${visible(event.text)}\n`);
    }
  } finally {
    process.off("SIGINT", onInterrupt).off("SIGTERM", onInterrupt);
  }
}

function progressText({ what, fraction }: { readonly what: string; readonly fraction: number | null }): string {
  return fraction === null ? `${what} …` : `${what} ${Math.floor(fraction * 100)} %`;
}
