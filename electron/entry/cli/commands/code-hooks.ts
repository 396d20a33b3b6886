import type { Hook } from "../../../../shared/contract/code/history.ts";
import { ok } from "../../../../shared/result.ts";
import { visible } from "../../../../shared/visible.ts";
import { printRows, withCodeHistory } from "../code-history-place.ts";
import { failCode } from "../code-place.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { failUsage } from "../fail.ts";

/** `millrace code hooks [HOOK [STAGE…]]`: lists, sets or, with `--off`, removes. */
export const executeCodeHooks: Execute = async (invocation) => {
  const { words, options, isJson, print } = invocation;
  const [word, ...stages] = words;
  if (word === undefined) {
    if (options.off === true) return failUsage("--off needs the name of a hook.", "It is pre-commit or pre-push.");
    return withCodeHistory(invocation, async ({ code, project }) => {
      const hooks = await code.hooks(project);
      return hooks.ok ? printRows(invocation, "hooks", hooks.value, hookLine, "") : failCode(hooks.failure);
    });
  }
  if (word !== "pre-commit" && word !== "pre-push")
    return failUsage(`There is no hook ${JSON.stringify(word)} that runs stages.`, "There are pre-commit and pre-push.");
  if ((options.off === true) === stages.length > 0) return failUsage(`millrace code hooks ${word} takes stages, or --off.`);
  return withCodeHistory(invocation, async ({ code, project }) => {
    const done = await code.setHook({ ...project, hook: word, stages });
    if (!done.ok) return failCode(done.failure);
    const text =
      stages.length === 0 ? `${word} runs no stage of Millrace.` : `${word} runs ${stages.join(", ")} on the files as they lie there.`;
    print(isJson ? `${JSON.stringify({ hook: word, stages })}\n` : `${visible(text)}\n`);
    return ok(exitCodes.passed);
  });
};

function hookLine({ hook, stages, hasOther, note }: Hook): string {
  const what = stages.length === 0 ? "no stage" : stages.join(", ");
  return visible(`${hook.padEnd(10)}  ${what}${hasOther ? ", and another hook" : ""}${note === null ? "" : `  (${note})`}`);
}
