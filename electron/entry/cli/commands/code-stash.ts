import type { Stash } from "../../../../shared/contract/code/changes.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import { visible } from "../../../../shared/visible.ts";
import { type CodePlace, failCode, pathsOf, withCode } from "../code-place.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { failUsage } from "../fail.ts";

const doings = ["list", "push", "apply", "pop", "drop"] as const;

/** `millrace code stash list|push|apply|pop|drop`: a stash is named by its number, the newest is 0. */
export const executeCodeStash: Execute = async (invocation) => {
  const [word, ...words] = invocation.words;
  const doing = doings.find((each) => each === word);
  if (doing === undefined) return failUsage(`There is no stash ${word}.`, `There are ${doings.join(", ")}.`);
  return withCode(invocation, async (place) => {
    if (doing === "push") return push(invocation, place, words);
    const listed = await place.code.stashes(place.project);
    if (!listed.ok) return failCode(listed.failure);
    if (doing === "list") return list(invocation, listed.value);
    const named = words[0] ?? "0";
    const stash = listed.value.find(({ index, commit }) => String(index) === named || commit === named);
    if (stash === undefined) return failUsage(`There is no stash ${named}.`, "See millrace code stash list.");
    return doing === "drop" ? drop(invocation, place, stash) : bringBack(invocation, place, stash, doing);
  });
};

async function push(
  { options, isJson, print }: Invocation,
  place: CodePlace,
  words: readonly string[],
): Promise<Result<number, CommandFailure>> {
  const paths = pathsOf(place, words);
  if (!paths.ok) return paths;
  const message = typeof options.message === "string" ? options.message : "";
  const some = paths.value.length === 0 ? {} : { paths: paths.value };
  const done = await place.code.stash({ ...place.project, message, hasUntracked: options["tracked-only"] !== true, ...some });
  if (!done.ok) return failCode(done.failure);
  if (isJson) print("{}\n");
  return ok(exitCodes.passed);
}

function list({ isJson, print }: Invocation, stashes: readonly Stash[]): Result<number, CommandFailure> {
  const lines = stashes.map(({ index, message, branch, at }) =>
    visible(`${String(index).padStart(3)}  ${new Date(at).toISOString()}  ${branch ?? "(no branch)"}  ${message}`),
  );
  print(isJson ? `${JSON.stringify({ stashes })}\n` : lines.length === 0 ? "Nothing is put aside.\n" : `${lines.join("\n")}\n`);
  return ok(exitCodes.passed);
}

async function bringBack(
  { isJson, print }: Invocation,
  { code, project }: CodePlace,
  { commit }: Stash,
  what: "apply" | "pop",
): Promise<Result<number, CommandFailure>> {
  const done = await code.unstash({ ...project, commit, what });
  if (!done.ok) return failCode(done.failure);
  if (isJson) print(`${JSON.stringify({ commit })}\n`);
  return ok(exitCodes.passed);
}

async function drop(
  { isJson, print }: Invocation,
  { code, project }: CodePlace,
  { commit }: Stash,
): Promise<Result<number, CommandFailure>> {
  const done = await code.dropStash({ ...project, commit });
  if (!done.ok) return failCode(done.failure);
  print(isJson ? `${JSON.stringify(done.value)}\n` : `millrace code undo ${done.value.undoId} brings it back.\n`);
  return ok(exitCodes.passed);
}
