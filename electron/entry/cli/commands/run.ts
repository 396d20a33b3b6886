import { type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import { loadPipeline } from "../../../engine/pipeline/pipeline.ts";
import { findFolder } from "../../../engine/project/folders.ts";
import { readSettings } from "../../../engine/service/project/settings.ts";
import { planRun, type RunWish } from "../../../engine/service/run/plan-run.ts";
import type { Rerun } from "../../../engine/service/run/rerun.ts";
import type { Store, StoredProject } from "../../../engine/store/store.ts";
import { staySmall } from "../../stay-small.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { openProject } from "../consented-project.ts";
import { fail, failUsage } from "../fail.ts";
import { findRun, openHistory, projectAt } from "../history.ts";
import { exitCodeOf, hostRun } from "../host-run.ts";
import { wholeNumber } from "../whole-number.ts";

const highestParallel = 256;

/** `millrace run`: this process is the run's host, so an open board shows it live. */
export const executeRunCommand: Execute = async (invocation) => {
  const { words, options, projectFolder } = invocation;
  if (options.only === true && words.length === 0)
    return failUsage("--only needs the names of stages.", "Without them a run is of the whole pipeline.");
  const folder = await findFolder(projectFolder);
  if (!folder.ok) return fail(folder.failure);
  const store = await openAsHost(invocation);
  if (!store.ok) return fail(store.failure);
  const stray = await findStray(store.value, folder.value);
  if (stray !== null) return fail(stray);
  const project = await openProject(store.value, folder.value);
  if (!project.ok) return project;
  return execute(invocation, store.value, project.value, {
    ...{ stages: words, only: options.only === true, trigger: "cli", rerun: null },
    usesCache: options["no-cache"] !== true,
    revision: typeof options.commit === "string" ? options.commit : null,
    ...takeHook(),
  });
};

/** What a hook of ours says in its environment; the stages are not told. No trigger of a file can have this group. */
function takeHook(): Pick<Wish, "cause"> {
  const hook = process.env.MILLRACE_HOOK;
  delete process.env.MILLRACE_HOOK;
  return hook === "pre-commit" || hook === "pre-push" ? { cause: { detail: `hook ${hook}`, group: "\nhook", branch: null } } : {};
}

/**
 * A folder below a project, with nothing to run of its own, is where somebody stands and not a project: it must not
 * become one, whose history would then hide the other's. `null` for every other folder.
 */
async function findStray(store: Store, folder: string): Promise<Failure | null> {
  const above = projectAt(store, folder);
  if (!above.ok) return above.failure;
  if (above.value === null || above.value.path === folder) return null;
  const { origin } = await loadPipeline(folder);
  if (origin !== "none") return null;
  const { name, path } = above.value;
  return failure("nothing-to-run", `${folder} has no stages of its own.`, `It is in ${name}: go to ${path}, or add --project ${path}.`);
}

/** `millrace runs retry ID`: the same choice of stages, or a part of it, in the pipeline as it stands now. */
export const executeRunsRetry: Execute = async (invocation) => {
  const what = rerunOf(invocation);
  if (!what.ok) return what;
  const store = await openAsHost(invocation);
  if (!store.ok) return fail(store.failure);
  const run = findRun(store.value, invocation.words[0] ?? "", invocation.projectFolder);
  if (!run.ok) return run;
  const { projectId, selection, only, isCheckout, commit } = run.value;
  const project = store.value.read(({ projects }) => projects.get(projectId));
  if (!project.ok) return fail(project.failure);
  if (project.value === null) return fail(failure("not-found", `The project of run ${run.value.id} is gone.`));
  const folder = await findFolder(project.value.path);
  if (!folder.ok) return fail(folder.failure);
  return execute(invocation, store.value, project.value, {
    ...{ stages: selection, only, trigger: "retry", usesCache: invocation.options["no-cache"] !== true },
    revision: isCheckout ? commit : null,
    rerun: { of: run.value.id, what: what.value },
  });
};

function rerunOf({ words, options }: Invocation): Result<Rerun, CommandFailure> {
  const stages = words.slice(1);
  if (options.failed === true && (stages.length > 0 || options.only === true))
    return failUsage("--failed chooses the stages itself.", "Leave out the names and --only.");
  if (options.failed === true) return ok({ what: "failed" });
  if (options.only === true && stages.length === 0) return failUsage("--only needs the names of stages.");
  if (stages.length === 0) return ok({ what: "all" });
  return ok({ what: options.only === true ? "only" : "from", stages });
}

/** Before anything is planned: what planning would leave in memory, every stage would pay for. */
function openAsHost(invocation: Invocation): ReturnType<typeof openHistory> {
  staySmall();
  return openHistory(invocation, true);
}

type Wish = Omit<RunWish, "parallel">;

async function execute(invocation: Invocation, store: Store, project: StoredProject, wish: Wish): Promise<Result<number, CommandFailure>> {
  const settings = readSettings(store);
  if (!settings.ok) return fail(settings.failure);
  const asked = invocation.options.parallel;
  const parallel = asked === undefined ? settings.value.stagesAtOnce : wholeNumber(asked, 1, highestParallel);
  if (parallel === null) return failUsage(`--parallel takes a whole number from 1 to ${highestParallel}.`);
  const planned = await planRun(store, project, { ...wish, parallel }, systemClock);
  if (!planned.ok) return fail(planned.failure);
  const { request, note } = planned.value;
  // Programs read standard error as one object, and that the tree is not known from the run.
  if (note !== null && !invocation.isJson) invocation.errorOut.write(`note: ${visible(note)}\n`);
  const run = await hostRun(invocation, store, request);
  store.close();
  return run.ok ? ok(exitCodeOf(run.value)) : fail(run.failure);
}
