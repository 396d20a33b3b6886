import { ok } from "../../../../shared/result.ts";
import { type Status, statuses } from "../../../../shared/status.ts";
import { systemClock } from "../../../engine/clock.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { findRun, openHistory, projectAt } from "../history.ts";
import { runLine } from "../print.ts";
import { visible } from "../visible.ts";

const defaultLimit = 20;
const highestLimit = 10_000;

/** `millrace runs list`: of this folder's project; of all when it has none or with `--all`. */
export const executeRunsList: Execute = async (invocation) => {
  const { options, isJson, projectFolder, print } = invocation;
  const limit = options.limit === undefined ? defaultLimit : Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > highestLimit)
    return failUsage(`--limit takes a whole number from 1 to ${highestLimit}.`);
  const status = options.status;
  if (status !== undefined && !(statuses as readonly unknown[]).includes(status))
    return failUsage(`There is no status ${JSON.stringify(status)}.`, `There are ${statuses.join(", ")}.`);
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  const project = projectAt(store.value, projectFolder);
  if (!project.ok) return fail(project.failure);
  if (project.value === null && options.all !== true) {
    print(
      isJson ? `${JSON.stringify({ runs: [] })}\n` : `No project was opened in ${visible(projectFolder)}. See millrace open, or --all.\n`,
    );
    return ok(exitCodes.passed);
  }
  const before = options.before === undefined ? null : findRun(store.value, String(options.before), projectFolder);
  if (before !== null && !before.ok) return before;
  const filter = {
    ...(options.all === true || project.value === null ? {} : { projectId: project.value.id }),
    ...(status === undefined ? {} : { status: status as Status }),
    ...(options.branch === undefined ? {} : { branch: String(options.branch) }),
  };
  const page = store.value.read(({ runs }) => runs.page(filter, before?.value ?? null, limit));
  store.value.close();
  if (!page.ok) return fail(page.failure);
  const now = systemClock();
  if (isJson) print(`${JSON.stringify({ runs: page.value.runs })}\n`);
  else if (page.value.runs.length === 0) print("No runs yet. millrace run starts one.\n");
  else print(`${page.value.runs.map((run) => runLine(run, now)).join("\n")}\n`);
  return ok(exitCodes.passed);
};
