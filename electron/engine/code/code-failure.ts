import type { RunId } from "../../../shared/ids.ts";
import { err, type Failure, failure, type Result } from "../../../shared/result.ts";
import type { GitFailure } from "../git/git.ts";
import { hidePasswords } from "./operation/hide-passwords.ts";

/** Why git was not asked, or did not do it: the `codeFailures` of the contract. */
export type CodeFailure =
  | Failure<"not-trusted" | "no-repository" | "git-missing" | "git-locked" | "code-stale" | "code-impossible">
  | Failure<"git-stopped">
  | RefusedByGit
  | Diverged
  | InTheWay;

/** Git said no. */
export interface RefusedByGit extends Failure<"git-failed"> {
  /** All that it printed, at most 64 KiB. */
  readonly output: string;
  /** The hook that said no, with the run of stages that a hook of ours had made; `null` when it was git itself. */
  readonly hook: { readonly runId: RunId | null } | null;
}

/** Both sides have commits that the other has not. */
export interface Diverged extends Failure<"code-diverged"> {
  /** All that git printed, at most 64 KiB. */
  readonly output: string;
}

/** It would lose work, and was not done. */
export interface InTheWay extends Failure<"code-in-the-way"> {
  readonly paths: readonly string[];
}

/** More of git's words help nobody. */
const maxOutputCharacters = 64 * 1024;

/** For what cannot be done here. */
export function impossible(message: string, hint: string): Failure<"code-impossible"> {
  return failure("code-impossible", message, hint);
}

/** For work that would be lost. */
export function inTheWay(message: string, hint: string, paths: readonly string[]): InTheWay {
  return { ...failure("code-in-the-way", message, hint), paths };
}

/** For git's refusal; the end of what it printed is kept, where the reason is. */
export function refused(message: string, hint: string, output: string): RefusedByGit {
  return { ...failure("git-failed", hidePasswords(message), hint), output: hidePasswords(output.slice(-maxOutputCharacters)), hook: null };
}

/** For sides that have to be brought together first. */
export function diverged(message: string, hint: string, output: string): Diverged {
  return { ...failure("code-diverged", message, hint), output: hidePasswords(output.slice(-maxOutputCharacters)) };
}

/** What the gateway's failure is to the Code area. */
export function codeFailure(cause: GitFailure): CodeFailure {
  switch (cause.code) {
    case "git-missing":
      return failure("git-missing", cause.message, cause.hint);
    case "git-stopped":
      return failure("git-stopped", cause.message, cause.hint);
    case "not-a-repository":
      return noRepository(cause.message);
    case "git-failed":
      return /not a git repository/.test(cause.message) ? noRepository(cause.message) : refused(cause.message, cause.hint, cause.message);
  }
}

/** A result of the gateway as one of the Code area. */
export function orCodeFailure<Value>(result: Result<Value, GitFailure>): Result<Value, CodeFailure> {
  return result.ok ? result : err(codeFailure(result.failure));
}

function noRepository(message: string): Failure<"no-repository"> {
  return failure("no-repository", message, "git init in this folder makes one.");
}
