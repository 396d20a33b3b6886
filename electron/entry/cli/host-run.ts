import type { Run } from "../../../shared/contract/schemas.ts";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { systemClock } from "../../engine/clock.ts";
import { smallLogBytes } from "../../engine/log/log.ts";
import {
  cancelRun,
  executeRun,
  givenFirst,
  onTermination,
  type RunHostParts,
  type RunRequest,
  resumeRun,
  watchHosts,
} from "../../engine/run/run.ts";
import type { Store } from "../../engine/store/store.ts";
import { lateSecrets } from "../late-secrets.ts";
import { ownPrograms } from "../own-programs.ts";
import { personsEnvironment } from "../persons-environment.ts";
import { version } from "../places.ts";
import type { Invocation } from "./command.ts";
import { exitCodes } from "./exit-codes.ts";
import { followRun } from "./follow-run.ts";
import { printEvents, type RunOutput } from "./run-output.ts";

/** Executes a run in this process and shows it, to its end: also to where other processes bring it when people are asked. */
export async function hostRun(
  invocation: Invocation,
  store: Store,
  request: RunRequest,
  given: Readonly<Record<string, string>> = {},
): Promise<Result<Run, Failure>> {
  // The run goes on when its reader leaves (`millrace run | head`) or its terminal is closed: what it would print is dropped.
  const onLost = (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || error.code === "EIO") return;
    invocation.errorOut.write(`millrace: What the run prints could not be written: ${error.message}. It goes on, and its logs are kept.\n`);
  };
  invocation.out
    .removeAllListeners("error")
    .once("error", onLost)
    .on("error", () => {});
  const output = printEvents(invocation, request.stages, store);
  const parts: RunHostParts = {
    ...{ store, now: systemClock, version, secrets: givenFirst(given, lateSecrets(store, null)), ownPrograms },
    environment: personsEnvironment(process.env, import.meta.dirname),
    onEvent: output.onEvent,
  };
  const run = await executeRun(request, parts);
  const last = run.ok && run.value.status === "waiting" ? await waitForPeople(store, run.value, output, parts) : run;
  await output.finish();
  output.leave();
  if (last.ok) await packSoon(store, last.value);
  return last;
}

/** What a run's end is to the shell. */
export function exitCodeOf({ status }: Run): number {
  if (status === "passed" || status === "skipped") return exitCodes.passed;
  if (status === "canceled") return exitCodes.canceled;
  return status === "failed" ? exitCodes.failed : exitCodes.environment;
}

/**
 * Stays until people have said how the run goes on and another process has brought it to its end. Ctrl-C gives the run up;
 * when this process is killed, it goes on waiting.
 */
async function waitForPeople(store: Store, { id }: Run, output: RunOutput, parts: RunHostParts): Promise<Result<Run, Failure>> {
  const following = followRun(store, id, output.onEvent);
  // The process that goes on with the run may be killed, and nobody else need be there to notice.
  const stopWatching = watchHosts(store, systemClock);
  let givingUp: Promise<unknown> = Promise.resolve();
  const stopListening = onTermination(
    () => {
      givingUp = cancelRun(store, id, null, systemClock).then((told) =>
        !told.ok && told.failure.code === "parked" ? resumeRun(id, { isCanceled: true }, { ...parts, onEvent: () => {} }) : null,
      );
    },
    () => process.exit(exitCodes.canceled),
  );
  await following.ended;
  await givingUp;
  following.stop();
  stopWatching();
  stopListening();
  const run = store.read(({ runs }) => runs.get(id));
  if (!run.ok) return run;
  return run.value === null ? err(failure("not-found", `Run ${id} is not in the history any more.`)) : ok(run.value);
}

/** Who waits for the prompt waits no longer for this; an open window, or the next one, does what is left. */
const packingMs = 250;

/** Packed in the time that there is, with the disk's own pace left out of account. */
const mostPackedBytes = 8 * 1024 * 1024;

/** Packs what the run wrote, where that is worth it. Loaded only then. */
async function packSoon(store: Store, run: Run): Promise<void> {
  const largest = store.read(({ stageRuns }) => stageRuns.largestLog(run.id));
  if (!largest.ok || largest.value < smallLogBytes) return;
  const { packRun } = await import("../../engine/retention/retention.ts");
  await packRun(store, run.id, systemClock(), AbortSignal.timeout(packingMs), mostPackedBytes);
}
