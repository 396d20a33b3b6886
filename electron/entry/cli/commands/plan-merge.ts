import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { failure, ok } from "../../../../shared/result.ts";
import { visible } from "../../../../shared/visible.ts";
import { mergeItems } from "../../../engine/plan/plan.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { mendedLine, repairLine } from "../plan-lines.ts";
import { withPlan } from "../plan-place.ts";

/** `millrace plan mend`. */
export const executePlanMend: Execute = (invocation) =>
  withPlan(invocation, async ({ plan, project }) => {
    const { options, isJson, print } = invocation;
    const projectId = project.id;
    const mended = options.check === true ? await plan.board({ projectId }) : await plan.mend({ projectId });
    if (!mended.ok) return fail(mended.failure);
    const board = await plan.board({ projectId });
    if (!board.ok) return fail(board.failure);
    const { repairs } = mended.value;
    const open = board.value.items.flatMap(({ key, conflicts }) => conflicts.map((conflict) => ({ key, ...conflict })));
    const isOver = open.length === 0 && (options.check !== true || repairs.length === 0);
    if (isJson) print(`${JSON.stringify({ repairs, conflicts: open })}\n`);
    else {
      const lines = [
        ...repairs.map(options.check === true ? repairLine : mendedLine),
        ...open.map(({ key, field, ours, theirs }) => `${key}: ${field} is ${JSON.stringify(ours)} or ${JSON.stringify(theirs)}`),
        ...(open.length > 0 ? ["millrace plan resolve ITEM FIELD ours|theirs chooses a side."] : []),
      ];
      print(`${(lines.length === 0 ? ["Nothing is to be mended."] : lines).map(visible).join("\n")}\n`);
    }
    return ok(isOver ? exitCodes.passed : exitCodes.failed);
  });

/** `millrace plan resolve ITEM FIELD ours|theirs`. */
export const executePlanResolve: Execute = (invocation) =>
  withPlan(invocation, async ({ plan, project, find }) => {
    const [word = "", field = "", take = ""] = invocation.words;
    if (take !== "ours" && take !== "theirs") return failUsage("The side is ours or theirs.");
    const item = await find(word);
    if (!item.ok) return item;
    const { key } = item.value;
    const resolved = await plan.resolve({ projectId: project.id, key, field, take });
    if (!resolved.ok) return fail(resolved.failure);
    const { isJson, print } = invocation;
    print(isJson ? `${JSON.stringify({ key, field, take })}\n` : `${visible(`${key}: ${field} is as ${take} now.`)}\n`);
    return ok(exitCodes.passed);
  });

/** `millrace plan merge-file BASE OURS THEIRS`. Git calls it, so it opens no history. */
export const executePlanMergeFile: Execute = async ({ words, isJson, print, errorOut }) => {
  const [base = "", ours = "", theirs = ""] = words.map((word) => resolve(word));
  const texts: (string | null)[] = [];
  for (const file of [base, ours, theirs]) {
    const text = textOf(file);
    if (text === null) return fail(failure("file-missing", `${file} cannot be read as text.`));
    texts.push(text);
  }
  const merged = mergeItems({ base: texts[0] ?? null, ours: texts[1] ?? "", theirs: texts[2] ?? "" });
  // Git keeps the file as unmerged then, and shows our side.
  if (!merged.ok) return fail(failure("plan-refused", `Line ${merged.failure.line}: ${merged.failure.message}.`), exitCodes.failed);
  const { text, conflicts } = merged.value;
  try {
    writeFileSync(ours, text);
  } catch (cause) {
    return fail(failure("plan-unwritable", `${ours} cannot be written: ${(cause as Error).message}.`));
  }
  if (isJson) print(`${JSON.stringify({ conflicts })}\n`);
  else for (const { field } of conflicts) errorOut.write(`${visible(`Both sides changed ${field}.`)}\n`);
  return ok(conflicts.length === 0 ? exitCodes.passed : exitCodes.failed);
};

/** `null` when it is no text, or not there. */
function textOf(file: string): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
  } catch {
    return null;
  }
}
