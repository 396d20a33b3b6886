import type { RunFilter } from "../../../../shared/contract/runs.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import { type Status, statuses } from "../../../../shared/status.ts";
import { dayMs, parseDay } from "../../../../shared/time.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { findRun, openHistory, projectAt } from "../history.ts";
import { runLine } from "../print.ts";
import { wholeNumber } from "../whole-number.ts";

const defaultLimit = 20;
const highestLimit = 10_000;

/** `millrace runs list`: of this folder's project; of all when it has none or with `--all`. */
export const executeRunsList: Execute = async (invocation) => {
  const { options, isJson, projectFolder, print } = invocation;
  const limit = options.limit === undefined ? defaultLimit : wholeNumber(options.limit, 1, highestLimit);
  if (limit === null) return failUsage(`--limit takes a whole number from 1 to ${highestLimit}.`);
  const wanted = filterOf(options);
  if (!wanted.ok) return wanted;
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
  const filter = { ...wanted.value, ...(options.all === true || project.value === null ? {} : { projectId: project.value.id }) };
  const found = store.value.read(({ runs, projects }) => ({
    runs: runs.page(filter, before?.value ?? null, limit).runs,
    names: new Map(options.all === true ? projects.list().map(({ id, name }) => [id, name]) : []),
  }));
  store.value.close();
  if (!found.ok) return fail(found.failure);
  const now = systemClock();
  const { runs, names } = found.value;
  const nothing = Object.keys(wanted.value).length === 0 && before === null ? "No runs yet. millrace run starts one." : "No run matches.";
  if (isJson) print(`${JSON.stringify({ runs })}\n`);
  else if (runs.length === 0) print(`${nothing}\n`);
  else print(`${runs.map((run) => runLine(run, now, options.all === true ? (names.get(run.projectId) ?? "") : null)).join("\n")}\n`);
  return ok(exitCodes.passed);
};

/** What the options narrow a list to, but for the project. */
function filterOf({ status, branch, stage, since, until, all }: Invocation["options"]): Result<RunFilter, CommandFailure> {
  if (status !== undefined && !(statuses as readonly unknown[]).includes(status))
    return failUsage(`There is no status ${JSON.stringify(status)}.`, `There are ${statuses.join(", ")}.`);
  if (stage !== undefined && all === true) return failUsage("--stage names a stage of one project.", "Leave out --all.");
  const [sinceDay, untilDay] = [since, until].map((day) => (day === undefined ? undefined : parseDay(String(day))));
  if (sinceDay === null || untilDay === null) return failUsage("--since and --until take a day such as 2026-10-08.");
  return ok({
    ...(status === undefined ? {} : { status: status as Status }),
    ...(branch === undefined ? {} : { branch: String(branch) }),
    ...(stage === undefined ? {} : { stage: String(stage) }),
    ...(sinceDay === undefined ? {} : { fromMs: sinceDay * dayMs }),
    ...(untilDay === undefined ? {} : { toMs: (untilDay + 1) * dayMs }),
  });
}
