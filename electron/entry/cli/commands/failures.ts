import type { FailureGroup } from "../../../../shared/contract/failure-groups.ts";
import { failureBranchWords, failureEndWords } from "../../../../shared/failure-words.ts";
import { ok } from "../../../../shared/result.ts";
import { formatAge } from "../../../../shared/time.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import { createFailureService } from "../../../engine/service/history/failures.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { openHistory, projectAt } from "../history.ts";
import { wholeNumber } from "../whole-number.ts";

/** `millrace failures [TEXT]`: failed stages of all runs, put together by what is the same about them. */
export const executeFailures: Execute = async (invocation) => {
  const { words, options, isJson, print } = invocation;
  const limit = options.limit === undefined ? 20 : wholeNumber(options.limit, 1, 200);
  if (limit === null) return failUsage("--limit takes a whole number from 1 to 200.");
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  const project = projectAt(store.value, invocation.projectFolder);
  if (!project.ok) return fail(project.failure);
  if (project.value === null) return failUsage(`No project was opened in ${invocation.projectFolder}.`, "See millrace open.");
  const page = createFailureService(store.value).page({ projectId: project.value.id, text: words[0] ?? "", after: null, limit });
  store.value.close();
  if (!page.ok) return fail(page.failure);
  const { groups, next } = page.value;
  if (isJson) {
    print(`${JSON.stringify({ failures: groups, next })}\n`);
    return ok(exitCodes.passed);
  }
  const now = systemClock();
  for (const group of groups) print(`${visible(`${group.stage}  ${group.title}`)}\n${visible(`  ${factsOf(group, now)}`)}\n`);
  if (next !== null) print("and more: see --limit\n");
  if (groups.length === 0) print(words[0] === undefined ? "No stage has failed yet.\n" : "No failure holds this text.\n");
  return ok(exitCodes.passed);
};

function factsOf({ runCount, first, last, branches, end }: FailureGroup, now: number): string {
  const seen =
    runCount === 1
      ? `run ${last.runNumber}, ${formatAge(now - last.at)}`
      : `${runCount} runs, ${first.runNumber} to ${last.runNumber}, last ${formatAge(now - last.at)}`;
  return [[seen, failureBranchWords(branches)].filter(Boolean).join(" "), end === null ? "" : failureEndWords(end)]
    .filter(Boolean)
    .join("; ");
}
