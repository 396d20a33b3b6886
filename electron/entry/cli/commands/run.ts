import { basename } from "node:path";
import type { Run } from "../../../../shared/contract/schemas.ts";
import { failure, ok, type Result } from "../../../../shared/result.ts";
import { systemClock } from "../../../engine/clock.ts";
import { smallLogBytes } from "../../../engine/log/log.ts";
import { findFolder } from "../../../engine/project/folders.ts";
import { executeRun } from "../../../engine/run/run.ts";
import { planRun, type RunWish } from "../../../engine/service/plan-run.ts";
import { readSettings } from "../../../engine/service/settings.ts";
import type { Store, StoredProject } from "../../../engine/store/store.ts";
import { lateSecrets } from "../../late-secrets.ts";
import { personsEnvironment } from "../../persons-environment.ts";
import { version } from "../../places.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { findRun, openHistory } from "../history.ts";
import { printEvents } from "../run-output.ts";

const highestParallel = 256;

/** `millrace run`: this process is the run's host, so an open board shows it live. */
export const executeRunCommand: Execute = async (invocation) => {
  const { words, options, projectFolder } = invocation;
  const folder = await findFolder(projectFolder);
  if (!folder.ok) return fail(folder.failure);
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  const project = openProject(store.value, folder.value);
  if (!project.ok) return project;
  return execute(invocation, store.value, project.value, {
    ...{ stages: words, only: options.only === true, trigger: "cli", rerun: null },
    usesCache: options["no-cache"] !== true,
    revision: typeof options.commit === "string" ? options.commit : null,
  });
};

/** `millrace runs retry ID`: the same choice of stages, in the pipeline as it stands now. */
export const executeRunsRetry: Execute = async (invocation) => {
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  const run = findRun(store.value, invocation.words[0] ?? "", invocation.projectFolder);
  if (!run.ok) return run;
  const { projectId, selection, only } = run.value;
  const project = store.value.read(({ projects }) => projects.get(projectId));
  if (!project.ok) return fail(project.failure);
  if (project.value === null) return fail(failure("not-found", `The project of run ${run.value.id} is gone.`));
  const folder = await findFolder(project.value.path);
  if (!folder.ok) return fail(folder.failure);
  return execute(invocation, store.value, project.value, {
    ...{ stages: selection, only, trigger: "retry", usesCache: true, revision: null },
    rerun: { of: run.value.id, what: { what: "all" } },
  });
};

/** Typing `run` is the consent that the board asks for, so it is remembered as such. */
function openProject(store: Store, folder: string): Result<StoredProject, CommandFailure> {
  const opened = store.write(({ projects }) => {
    const known = projects.byPath(folder);
    if (known?.trusted === true) return known;
    const project = known ?? projects.open(folder, basename(folder) || folder, systemClock());
    projects.trust(project.id, true, systemClock());
    return project;
  });
  return opened.ok ? opened : fail(opened.failure);
}

type Wish = Omit<RunWish, "parallel">;

async function execute(invocation: Invocation, store: Store, project: StoredProject, wish: Wish): Promise<Result<number, CommandFailure>> {
  const settings = readSettings(store);
  if (!settings.ok) return fail(settings.failure);
  const parallel = invocation.options.parallel === undefined ? settings.value.stagesAtOnce : Number(invocation.options.parallel);
  if (!Number.isInteger(parallel) || parallel < 1 || parallel > highestParallel)
    return failUsage(`--parallel takes a whole number from 1 to ${highestParallel}.`);
  const planned = await planRun(store, project, { ...wish, parallel }, systemClock);
  if (!planned.ok) return fail(planned.failure);
  // The run goes on when its reader leaves (`millrace run | head`) or its terminal is closed: what it would print is dropped.
  invocation.out.removeAllListeners("error").on("error", () => {});
  const output = printEvents(invocation, planned.value.request.stages);
  const run = await executeRun(planned.value.request, {
    store,
    now: systemClock,
    environment: personsEnvironment(process.env, import.meta.dirname),
    version,
    secrets: lateSecrets(store, null),
    onEvent: output.onEvent,
  });
  await output.finish();
  if (run.ok) await packSoon(store, run.value);
  store.close();
  return run.ok ? ok(exitCodeOf(run.value)) : fail(run.failure);
}

/** Who waits for the prompt waits no longer for this; an open window, or the next one, does what is left. */
const packingMs = 250;

/** Packed in the time that there is, with the disk's own pace left out of account. */
const mostPackedBytes = 8 * 1024 * 1024;

/** Packs what the run wrote, where that is worth it. Loaded only then. */
async function packSoon(store: Store, run: Run): Promise<void> {
  const largest = store.read(({ stageRuns }) => stageRuns.largestLog(run.id));
  if (!largest.ok || largest.value < smallLogBytes) return;
  const { packRun } = await import("../../../engine/retention/retention.ts");
  await packRun(store, run.id, systemClock(), AbortSignal.timeout(packingMs), mostPackedBytes);
}

function exitCodeOf({ status }: Run): number {
  if (status === "passed" || status === "skipped") return exitCodes.passed;
  if (status === "canceled") return exitCodes.canceled;
  return status === "failed" ? exitCodes.failed : exitCodes.environment;
}
