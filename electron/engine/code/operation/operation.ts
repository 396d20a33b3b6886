import type { OperationEvent } from "../../../../shared/contract/code/shared.ts";
import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import { type Git, type GitEnd, openGit } from "../../git/git.ts";
import { type CodeFailure, codeFailure, orCodeFailure, refused } from "../code-failure.ts";
import { createEventQueue } from "./event-queue.ts";
import { explainRefusal } from "./explain-refusal.ts";
import type { PromptDesk, PromptDoor } from "./prompts.ts";
import { tellText } from "./told-text.ts";
import type { Turns } from "./turns.ts";
import { whatIsLeft } from "./what-is-left.ts";

/**
 * Something long that git does, as events; what it returns last says whether it was done, and `done` was told only then.
 * Starts with the first event asked for. Leaving the iteration stops it.
 */
export type Operation = AsyncGenerator<OperationEvent, Result<undefined, CodeFailure>, void>;

/** Where an operation takes place. */
export interface OperationPlace {
  /** The folder of a trusted project. */
  readonly folder: string;
  readonly turns: Turns;
  /** Where git's questions are told; without it git asks the terminal, if there is one. */
  readonly prompts: PromptDesk | null;
  /** Stops it. */
  readonly signal?: AbortSignal | undefined;
}

/** What the work of an operation is given. */
export interface OperationTools {
  /** For questions, which are not told. */
  readonly git: Git;
  /** Has git do something and tells what it prints while it does. Its refusal is a failure that explains it. */
  act(command: readonly string[], input?: string): Promise<Result<GitEnd, CodeFailure>>;
  /** The same, but git's refusal is an answer: for what may end in conflicts. */
  attempt(command: readonly string[], input?: string): Promise<Result<GitEnd, CodeFailure>>;
  tell(event: OperationEvent): void;
  readonly signal: AbortSignal;
}

/** How it went well. */
export interface Done {
  /** One sentence for the person. */
  readonly text: string;
  readonly hasConflicts?: boolean;
}

/** Does the work when it is its turn in the repository, and tells `done` with where HEAD is then. */
export async function* operate(place: OperationPlace, work: (tools: OperationTools) => Promise<Result<Done, CodeFailure>>): Operation {
  const queue = createEventQueue();
  const ending = new AbortController();
  const signal = AbortSignal.any([ending.signal, ...(place.signal === undefined ? [] : [place.signal])]);
  const working = perform(place, signal, queue.tell, work).finally(queue.end);
  try {
    yield* queue.events();
    return await working;
  } finally {
    ending.abort();
    // Nothing of it goes on behind the back of whoever left.
    await working;
  }
}

/** Git for what changes a trusted project's repository: nothing opens an editor, and what hooks print is not garbled. */
export function openWritingGit(folder: string, variables: Readonly<Record<string, string>> = {}): ReturnType<typeof openGit> {
  return openGit(folder, { isTrusted: true }, { variables: { ...writingVariables(process.env), ...variables } });
}

/** What stands for a repository where turns are taken; every folder of one worktree gives the same. */
export async function repositoryOf(git: Git): Promise<Result<string, CodeFailure>> {
  const found = await git.run(["rev-parse", "--absolute-git-dir"]);
  return found.ok ? ok(found.value.trim()) : err(codeFailure(found.failure));
}

function writingVariables(environment: NodeJS.ProcessEnv): Record<string, string> {
  return {
    // A colon is git's own name for no editor at all.
    GIT_EDITOR: ":",
    GIT_SEQUENCE_EDITOR: ":",
    GIT_MERGE_AUTOEDIT: "no",
    // A partial clone fetches what it lacks.
    GIT_NO_LAZY_FETCH: "0",
    // Git's words in English, but characters as the person has them: hooks are the person's programs.
    LC_ALL: "",
    LC_MESSAGES: "C",
    LANGUAGE: "",
    LC_CTYPE: environment.LC_ALL || environment.LC_CTYPE || environment.LANG || "C.UTF-8",
  };
}

async function perform(
  place: OperationPlace,
  signal: AbortSignal,
  tell: (event: OperationEvent) => void,
  work: (tools: OperationTools) => Promise<Result<Done, CodeFailure>>,
): Promise<Result<undefined, CodeFailure>> {
  const asking = await openPrompts(place.prompts, tell);
  if (!asking.ok) return asking;
  try {
    const opened = orCodeFailure(await openWritingGit(place.folder, asking.value.variables));
    if (!opened.ok) return opened;
    const git = opened.value;
    const repository = await repositoryOf(git);
    if (!repository.ok) return repository;
    if (place.turns.isTaken(repository.value)) tell({ type: "progress", what: "Waiting for what git does here already", fraction: null });
    return await place.turns.take(repository.value, () => performNow(toolsFor(git, signal, tell), work));
  } finally {
    asking.value.close();
  }
}

async function openPrompts(prompts: PromptDesk | null, tell: (event: OperationEvent) => void): Promise<Result<PromptDoor, CodeFailure>> {
  if (prompts === null) return ok({ variables: { GIT_TERMINAL_PROMPT: process.stdin.isTTY ? "1" : "0" }, close: () => {} });
  const opened = await prompts.open(tell);
  return opened.ok ? opened : err(refused(opened.failure.message, opened.failure.hint, ""));
}

async function performNow(
  tools: OperationTools,
  work: (tools: OperationTools) => Promise<Result<Done, CodeFailure>>,
): Promise<Result<undefined, CodeFailure>> {
  const { git, signal, tell } = tools;
  if (signal.aborted) return err(failure("git-stopped", "It was stopped before it began."));
  const done = await work(tools);
  if (!done.ok) return done.failure.code === "git-stopped" ? err(await whatIsLeft(git, done.failure)) : done;
  const commit = (await git.textOf(["rev-parse", "--verify", "--end-of-options", "HEAD^{commit}"])).trim() || null;
  tell({ type: "done", text: done.value.text, commit, hasConflicts: done.value.hasConflicts ?? false });
  return ok(undefined);
}

function toolsFor(git: Git, signal: AbortSignal, tell: (event: OperationEvent) => void): OperationTools {
  const attempt: OperationTools["attempt"] = async (command, input) => {
    const tellers = { output: tellText(tell), complaint: tellText(tell) };
    const onText = (text: string, stream: "output" | "complaint") => tellers[stream].take(text);
    const ended = await git.perform(command, { input, signal, onText });
    tellers.output.end();
    tellers.complaint.end();
    return orCodeFailure(ended);
  };
  const act: OperationTools["act"] = async (command, input) => {
    const ended = await attempt(command, input);
    return ended.ok && ended.value.exitCode !== 0 ? err(explainRefusal(command, ended.value)) : ended;
  };
  return { git, act, attempt, tell, signal };
}
