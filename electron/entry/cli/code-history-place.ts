import type { ProjectId } from "../../../shared/ids.ts";
import { failure, ok, type Result } from "../../../shared/result.ts";
import { systemClock } from "../../engine/clock.ts";
import { createTurns } from "../../engine/code/code.ts";
import { type CodeHistoryService, createCodeHistoryService } from "../../engine/service/code/history.ts";
import { commandLine } from "../engine-options.ts";
import { printOperation } from "./code-place.ts";
import type { CommandFailure, Execute, Invocation } from "./command.ts";
import { fail } from "./fail.ts";
import { openHistory, projectAt } from "./history.ts";

/** The project whose repository a command is about, and what can be done with its history. */
export interface CodeHistoryPlace {
  readonly code: CodeHistoryService;
  readonly project: { readonly projectId: ProjectId };
  /** The project's, absolute. */
  readonly folder: string;
}

/** Does something with the history of the project at the folder. Git asks the terminal itself, if there is one. */
export async function withCodeHistory(
  invocation: Invocation,
  work: (place: CodeHistoryPlace) => Promise<Result<number, CommandFailure>>,
): Promise<Result<number, CommandFailure>> {
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  const project = projectAt(store.value, invocation.projectFolder);
  if (!project.ok) return fail(project.failure);
  if (project.value === null) {
    return fail(
      failure(
        "not-found",
        `No project was opened in ${invocation.projectFolder}.`,
        "millrace open puts it on the list; its board trusts it.",
      ),
    );
  }
  const parts = { turns: createTurns(), prompts: null, commandLine: commandLine(), now: systemClock };
  const code = createCodeHistoryService(store.value, parts);
  try {
    return await work({ code, project: { projectId: project.value.id }, folder: project.value.path });
  } finally {
    code.close();
    store.value.close();
  }
}

/** A command that is one long operation. */
export function operationCommand(
  begin: (place: CodeHistoryPlace, invocation: Invocation, signal: AbortSignal) => ReturnType<CodeHistoryService["fetch"]>,
): Execute {
  return (invocation) => withCodeHistory(invocation, (place) => printOperation(invocation, (signal) => begin(place, invocation, signal)));
}

/** Prints an answer, as JSON or as lines for people. */
export function printRows<Row>(
  { isJson, print }: Invocation,
  name: string,
  rows: readonly Row[],
  line: (row: Row) => string,
  none: string,
): Result<number, never> {
  if (isJson) print(`${JSON.stringify({ [name]: rows })}\n`);
  else print(rows.length === 0 ? `${none}\n` : `${rows.map(line).join("\n")}\n`);
  return ok(0);
}
