import { ok } from "../../../../shared/result.ts";
import { visible } from "../../../../shared/visible.ts";
import { printRows, withCodeHistory } from "../code-history-place.ts";
import { failCode } from "../code-place.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { failUsage } from "../fail.ts";

/** `millrace code tags` */
export const executeCodeTags: Execute = (invocation) =>
  withCodeHistory(invocation, async ({ code, project }) => {
    const tags = await code.tags(project);
    if (!tags.ok) return failCode(tags.failure);
    const line = ({ name, commit, message }: (typeof tags.value)[number]) =>
      visible(`${name.padEnd(20)}  ${commit.slice(0, 8)}  ${message?.split("\n", 1)[0] ?? ""}`.trimEnd());
    return printRows(invocation, "tags", tags.value, line, "There is no tag.");
  });

/** `millrace code tag NAME [REVISION]`: makes or removes one. */
export const executeCodeTag: Execute = async (invocation) => {
  const { words, options, isJson, print } = invocation;
  const [name = "", revision = "HEAD"] = words;
  if (options.delete === true && (words.length > 1 || options.message !== undefined)) return failUsage("--delete takes the name only.");
  return withCodeHistory(invocation, async ({ code, project }) => {
    if (options.delete === true) {
      const deleted = await code.deleteTag({ ...project, name });
      if (!deleted.ok) return failCode(deleted.failure);
      const { undoId } = deleted.value;
      print(
        isJson ? `${JSON.stringify({ name, undoId })}\n` : `${visible(name)} is removed. millrace code undo ${undoId} brings it back.\n`,
      );
      return ok(exitCodes.passed);
    }
    const message = typeof options.message === "string" ? options.message : "";
    const made = await code.createTag({ ...project, name, revision, message });
    if (!made.ok) return failCode(made.failure);
    print(isJson ? `${JSON.stringify({ name })}\n` : `${visible(name)} is made.\n`);
    return ok(exitCodes.passed);
  });
};
