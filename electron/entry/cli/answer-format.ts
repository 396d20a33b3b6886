import { ok, type Result } from "../../../shared/result.ts";
import type { CommandFailure, Invocation } from "./command.ts";
import { failUsage } from "./fail.ts";

/** How a command with `--csv` answers. A table in a file is whole: what keeps a list short for people does not hold for it. */
export function answerFormat({ options, isJson }: Invocation): Result<"text" | "json" | "csv", CommandFailure> {
  if (options.csv !== true) return ok(isJson ? "json" : "text");
  return isJson ? failUsage("Either --csv or --json.") : ok("csv");
}
