import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";

/** What was asked for does not exist, or not any more. */
export type NotFound = Failure<"not-found">;

/** A value that was looked up, or the failure that it is not there. `what` names it for the person. */
export function found<Value, F extends Failure>(result: Result<Value | null, F>, what: string): Result<Value, F | NotFound> {
  if (!result.ok) return result;
  if (result.value === null)
    return err(failure("not-found", `${what} is not in the history.`, "It may have been removed since; go back and choose again."));
  return ok(result.value);
}
