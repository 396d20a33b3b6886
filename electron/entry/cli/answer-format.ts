import { ok, type Result } from "../../../shared/result.ts";
import type { CommandFailure, Invocation } from "./command.ts";
import { failUsage } from "./fail.ts";

/** For people, for programs, or as a table in a file. */
export type AnswerFormat = "text" | "json" | "csv";

/** How a command with `--csv` answers. A table in a file is whole: what keeps a list short for people does not hold for it. */
export function answerFormat({ options, isJson }: Invocation): Result<AnswerFormat, CommandFailure> {
  if (options.csv !== true) return ok(isJson ? "json" : "text");
  return isJson ? failUsage("Either --csv or --json.") : ok("csv");
}
