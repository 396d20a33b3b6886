import { setTimeout as sleep } from "node:timers/promises";
import { err, ok, type Result } from "../../../../shared/result.ts";
import type { Git, GitEnd } from "../../git/git.ts";
import { type CodeFailure, codeFailure } from "../code-failure.ts";
import { waitForIndex } from "../folder/index-lock.ts";
import { openRepository, type Repository } from "../repository.ts";
import { explainRefusal } from "./explain-refusal.ts";
import type { PromptDesk } from "./prompts.ts";
import type { Turns } from "./turns.ts";

/** Where something is changed. */
export interface ChangePlace {
  /** The folder of a trusted project. */
  readonly folder: string;
  readonly turns: Turns;
  /** Where git's questions are told, such as for the passphrase of a signature. */
  readonly prompts: PromptDesk | null;
  readonly now: () => number;
}

/** Another git may take the lock between two looks: so often it is tried again. */
const maxTries = 5;
const pauseMs = 100;

/** Does something short in the repository when it is its turn there, and no other git holds the index. */
export async function changeIn<Value>(
  { folder, turns, now }: ChangePlace,
  work: (repository: Repository) => Promise<Result<Value, CodeFailure>>,
): Promise<Result<Value, CodeFailure>> {
  const repository = await openRepository(folder);
  if (!repository.ok) return repository;
  return turns.take(repository.value.gitFolder, async () => {
    const free = await waitForIndex(repository.value, now);
    return free.ok ? work(repository.value) : free;
  });
}

/** Runs a command that does nothing when the index is locked, again and again while it is. */
export async function perform(git: Git, command: readonly string[], input?: string | Buffer): Promise<Result<GitEnd, CodeFailure>> {
  for (let tries = 1; ; tries += 1) {
    const ended = await git.perform(command, { input });
    if (!ended.ok) return err(codeFailure(ended.failure));
    if (ended.value.exitCode === 0) return ok(ended.value);
    const cause = explainRefusal(command, ended.value);
    if (tries === maxTries || cause.code !== "git-locked") return err(cause);
    await sleep(pauseMs);
  }
}

/** Tells a command to read its paths from its input, whatever their names hold. */
export const pathsFromInput = ["--pathspec-from-file=-", "--pathspec-file-nul"] as const;

/** The input for {@link pathsFromInput}. */
export function pathInput(paths: readonly string[]): string {
  return paths.map((path) => `${path}\0`).join("");
}
