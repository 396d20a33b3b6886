import { text } from "node:stream/consumers";
import { checkMessage } from "../../../../shared/commit-message.ts";
import { ok } from "../../../../shared/result.ts";
import { visible } from "../../../../shared/visible.ts";
import { failCode, printOperation, withCode } from "../code-place.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { failUsage } from "../fail.ts";

const maxMessageCharacters = 100_000;

/** `millrace code commit`: the message comes with `-m`, or from standard input. Advice about it is said, and obeyed by nobody. */
export const executeCodeCommit: Execute = async (invocation) => {
  const { options, isJson, errorOut, print } = invocation;
  return withCode(invocation, async (place) => {
    const { code, project } = place;
    let message = typeof options.message === "string" ? options.message : null;
    if (message === null && options.amend === true && process.stdin.isTTY) {
      const status = await code.status(project);
      if (!status.ok) return failCode(status.failure);
      message = status.value.lastMessage;
    }
    if (message === null && process.stdin.isTTY) return failUsage("A commit needs a message.", "Give it with -m, or on standard input.");
    message ??= await text(process.stdin);
    if (message.trim() === "" || message.length > maxMessageCharacters)
      return failUsage("The message is empty, or longer than git's tools take.");
    const hints = checkMessage(message);
    if (options.check === true) {
      const lines = hints.map((hint) => visible(`line ${hint.line + 1}: ${hint.text}`));
      print(isJson ? `${JSON.stringify({ hints })}\n` : lines.length === 0 ? "" : `${lines.join("\n")}\n`);
      return ok(hints.some(({ kind }) => kind === "error") ? exitCodes.failed : exitCodes.passed);
    }
    if (!isJson) for (const hint of hints) errorOut.write(`${visible(`note: line ${hint.line + 1}: ${hint.text}`)}\n`);
    const how = {
      isAmend: options.amend === true,
      isSignedOff: options.signoff === true,
      isHookless: options["no-verify"] === true,
      isAll: options.all === true,
    };
    return printOperation(invocation, (signal) => code.commit({ ...project, message: message ?? "", ...how }, signal));
  });
};
