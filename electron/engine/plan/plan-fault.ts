import { type Failure, failure } from "../../../shared/result.ts";

/** Why an item was not read or changed. */
export type PlanFault = Failure<"plan-stale" | "plan-unwritable" | "plan-refused">;

/** The file is another one by now. */
export function stale(path: string): Failure<"plan-stale"> {
  return failure("plan-stale", `${path} has changed meanwhile.`, "Look at it again, and do it once more.");
}

/** The system does not let it be written. */
export function unwritable(path: string, reason: string): Failure<"plan-unwritable"> {
  return failure("plan-unwritable", `${path} cannot be written: ${reason}.`, "Nothing of it was changed.");
}

/** It would lose something, or makes no sense as things stand. */
export function refused(message: string, hint = ""): Failure<"plan-refused"> {
  return failure("plan-refused", message, hint);
}
