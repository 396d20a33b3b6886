import { visible } from "../../../../shared/visible.ts";
import { operationCommand, printRows, withCodeHistory } from "../code-history-place.ts";
import { failCode } from "../code-place.ts";
import type { Execute } from "../command.ts";
import { failUsage } from "../fail.ts";

const ways = ["configured", "fast-forward-only", "merge", "rebase"] as const;

/** `millrace code remotes` */
export const executeCodeRemotes: Execute = (invocation) =>
  withCodeHistory(invocation, async ({ code, project }) => {
    const remotes = await code.remotes(project);
    if (!remotes.ok) return failCode(remotes.failure);
    const line = ({ name, fetchUrl, pushUrl }: (typeof remotes.value)[number]) =>
      visible(`${name.padEnd(16)}  ${fetchUrl}${pushUrl === fetchUrl ? "" : `  (pushed to ${pushUrl})`}`);
    return printRows(invocation, "remotes", remotes.value, line, "This repository knows no other one.");
  });

/** `millrace code fetch [REMOTE]` */
export const executeCodeFetch: Execute = operationCommand(({ code, project }, { words, options }, signal) =>
  code.fetch({ ...project, remote: words[0], isPruned: options["no-prune"] !== true }, signal),
);

/** `millrace code pull` */
export const executeCodePull: Execute = async (invocation) => {
  const asked = invocation.options.how ?? "configured";
  const how = ways.find((way) => way === asked);
  if (how === undefined) return failUsage(`--how is one of ${ways.join(", ")}.`);
  return operationCommand(({ code, project }, _, signal) => code.pull({ ...project, how }, signal))(invocation);
};

/** `millrace code push [REF…]` */
export const executeCodePush: Execute = operationCommand(({ code, project }, { words, options }, signal) => {
  const to = {
    ...(typeof options.remote === "string" ? { remote: options.remote } : {}),
    ...(words.length === 0 ? {} : { refs: words }),
  };
  const how = { hasTags: options.tags === true, isForced: options.force === true, isUpstreamSet: options["no-upstream"] !== true };
  return code.push({ ...project, ...to, ...how }, signal);
});
