import type { CodeComment } from "../../../../shared/contract/plan.ts";
import { type Failure, ok } from "../../../../shared/result.ts";
import { visible } from "../../../../shared/visible.ts";
import { failCode } from "../code-place.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { failUsage } from "../fail.ts";
import { failPlan, withPlan } from "../plan-place.ts";
import { wholeNumber } from "../whole-number.ts";

const mostTitle = 300;

/** `millrace plan start ITEM`: a branch for it, switched to. */
export const executePlanStart: Execute = (invocation) =>
  withPlan(invocation, async ({ project, work, find }) => {
    const item = await find(invocation.words[0] ?? "");
    if (!item.ok) return item;
    const { branch: asked } = invocation.options;
    const started = await work.start({
      projectId: project.id,
      key: item.value.key,
      ...(typeof asked === "string" ? { branch: asked } : {}),
    });
    if (!started.ok) return failWork(started.failure);
    const { branch } = started.value;
    const { key, number, title } = item.value;
    if (invocation.isJson) invocation.print(`${JSON.stringify({ key, branch })}\n`);
    else invocation.print(`${visible(`On ${branch}, for ${number === null ? title : `#${number} ${title}`}.`)}\n`);
    return ok(exitCodes.passed);
  });

/** `millrace plan todo`: TODO and FIXME in the code; with `--add N` the N-th of them becomes an item. */
export const executePlanTodo: Execute = (invocation) =>
  withPlan(invocation, async ({ project, plan, work }) => {
    const { isJson, print, options } = invocation;
    const projectId = project.id;
    const found = await work.codeComments({ projectId });
    if (!found.ok) return failWork(found.failure);
    const { comments, isCut } = found.value;
    if (options.add === undefined) {
      if (isJson) print(`${JSON.stringify(found.value)}\n`);
      else if (comments.length === 0) print("No TODO and no FIXME in the files that git knows.\n");
      else print(`${[...comments.map(lineOf), ...(isCut ? ["… and more"] : [])].map(visible).join("\n")}\n`);
      return ok(exitCodes.passed);
    }
    const place = wholeNumber(options.add, 1, Math.max(1, comments.length));
    const comment = place === null ? undefined : comments[place - 1];
    if (comment === undefined) return failUsage(`--add takes the number of a line of the list, from 1 to ${comments.length}.`);
    const { kind, path, line, sum, text } = comment;
    const description = `${kind} in \`${path}\`, line ${line}:\n\n> ${text}\n`;
    const title = text === "" || text === kind ? `${kind} in ${path}` : text;
    const added = await plan.add({
      projectId,
      title: title.slice(0, mostTitle),
      description,
      source: { kind: "comment", path, line, sum },
    });
    if (!added.ok) return failPlan(added.failure);
    const { key, number } = added.value;
    if (isJson) print(`${JSON.stringify({ key, number })}\n`);
    else print(`${visible(`#${number} ${title}`)}\n`);
    return ok(exitCodes.passed);
  });

function failWork(cause: Failure): ReturnType<typeof failPlan> {
  if (cause.code === "not-trusted") {
    return failCode({ ...cause, hint: "Trust it on its board (millrace serve), or run something of it (millrace run)." });
  }
  return cause.code.startsWith("plan-") ? failPlan(cause) : failCode(cause);
}

function lineOf({ kind, path, line, text, item }: CodeComment, index: number): string {
  return `${String(index + 1).padStart(4)}  ${kind.padEnd(5)}  ${path}:${line}  ${text}${item === null ? "" : `  [${item}]`}`;
}
