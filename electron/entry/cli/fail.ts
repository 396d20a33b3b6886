import { type Err, err, type Failure, failure } from "../../../shared/result.ts";
import type { CommandFailure } from "./command.ts";
import { exitCodes } from "./exit-codes.ts";

/** Failures that are the project's or the command line's, not the machine's. */
const usageCodes = new Set([
  "usage",
  "folder-missing",
  "folder-unreadable",
  "not-a-folder",
  "not-found",
  "pipeline-invalid",
  "unknown-stage",
  "unknown-environment",
  "nothing-to-run",
  "file-exists",
  "file-missing",
  "history-file-refused",
  "not-running",
  "not-waiting",
  "no-checkout",
  "secret-refused",
  "not-trusted",
  "unknown-name",
  "no-repository",
  "not-releasable",
  "release-under-way",
  "release-stands",
  "artifacts-missing",
  "plan-stale",
  "plan-refused",
  "code-stale",
  "code-in-the-way",
  "code-impossible",
]);

/** Ends a command with a failure of the engine; the exit code follows from its code. */
export function fail(cause: Failure, exitCode?: number): Err<CommandFailure> {
  return err({ ...cause, exitCode: exitCode ?? (usageCodes.has(cause.code) ? exitCodes.usage : exitCodes.environment) });
}

/** Ends a command because of how it was called. */
export function failUsage(message: string, hint = ""): Err<CommandFailure> {
  return fail(failure("usage", message, hint), exitCodes.usage);
}
