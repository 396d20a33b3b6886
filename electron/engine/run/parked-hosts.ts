import type { RunId, StageRunId } from "../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import type { Clock } from "../clock.ts";
import type { Store, StoreFailure } from "../store/store.ts";
import { cancelRun } from "./cancel.ts";
import { type HostFailure, type HostProgram, relaunchHost } from "./launch-host.ts";

/** Why a run was not told to stop; one that waits without a process needs one to clean up. */
export type StopFailure = StoreFailure | HostFailure | Failure<"not-found" | "not-running" | "host-silent">;

/** How often somebody else may get there first. */
const mostTries = 5;

/**
 * Gives a run that was left to wait for a person a host again. When another process has done so meanwhile, that host finds
 * whatever was answered by itself.
 */
export async function resumeElsewhere(runId: RunId, dataFolder: string, program: HostProgram): Promise<Result<undefined, HostFailure>> {
  const launched = await relaunchHost(runId, { isCanceled: false }, dataFolder, program);
  return launched.ok ? ok(undefined) : launched;
}

/** Tells a run, or with `stageRunId` one stage of it, to stop; one without a host gets one, which cleans up. */
export async function stopRun(
  store: Store,
  runId: RunId,
  stageRunId: StageRunId | null,
  program: HostProgram,
  now: Clock,
): Promise<Result<undefined, StopFailure>> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const told = await cancelRun(store, runId, stageRunId, now);
    if (told.ok) return ok(undefined);
    if (told.failure.code !== "parked") return { ok: false, failure: told.failure as StopFailure };
    // A host that was not told of the cancel can be told to leave one stage.
    const isCanceled = stageRunId === null;
    const launched = await relaunchHost(runId, { isCanceled }, store.folder, program);
    if (!launched.ok) return launched;
    if (launched.value && isCanceled) return ok(undefined);
  }
  return err(failure("host-silent", `Run ${runId} could not be told to stop: others answered it at the same time.`, "Try again."));
}
