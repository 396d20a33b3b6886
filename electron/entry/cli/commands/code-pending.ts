import { ok } from "../../../../shared/result.ts";
import { failCode, printOperation, withCode } from "../code-place.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { failUsage } from "../fail.ts";

const sides = ["ours", "theirs", "deletion", "file"] as const;

/** `millrace code resolve PATH --take SIDE` */
export const executeCodeResolve: Execute = async (invocation) => {
  const { words, options, isJson, print } = invocation;
  const take = sides.find((side) => side === options.take);
  if (take === undefined) return failUsage(`--take is one of ${sides.join(", ")}.`, "file takes it as it lies there, without marks.");
  return withCode(invocation, async (place) => {
    const path = place.pathOf(words[0] ?? "");
    if (!path.ok) return path;
    const resolved = await place.code.resolve({ ...place.project, path: path.value, how: { take } });
    if (!resolved.ok) return failCode(resolved.failure);
    if (isJson) print(`${JSON.stringify({ path: path.value })}\n`);
    return ok(exitCodes.passed);
  });
};

/** `millrace code continue` */
export const executeCodeContinue: Execute = goOn("continue");

/** `millrace code skip` */
export const executeCodeSkip: Execute = goOn("skip");

/** `millrace code abort` */
export const executeCodeAbort: Execute = goOn("abort");

function goOn(what: "continue" | "skip" | "abort"): Execute {
  return async (invocation) => {
    return withCode(invocation, async (place) => {
      const { code, project } = place;
      return printOperation(invocation, (signal) => code.pending({ ...project, what }, signal));
    });
  };
}
