import { mkdirSync } from "node:fs";
import type { Run } from "../../../shared/contract/schemas.ts";
import type { Failure, Result } from "../../../shared/result.ts";
import type { Clock } from "../clock.ts";
import { runFolder } from "../data-folder.ts";
import type { Store, StoreFailure } from "../store/store.ts";
import { onTermination } from "./host-signals.ts";
import { listenForCommands } from "./host-socket.ts";
import { recoverRuns } from "./recovery.ts";
import { RunHost, type RunHostParts } from "./run-host.ts";
import type { SaveFailure } from "./run-record.ts";
import type { RecordedRun, RunRequest } from "./run-request.ts";
import { newSocketPlace } from "./socket-place.ts";
import { runMark } from "./stage-environment.ts";

/** Why a run was not recorded, or its end could not be. */
export type RunFailure = SaveFailure | Failure<"no-socket-folder" | "socket-failed">;

/**
 * Records and executes a run in this process, from its first row to its last. Answers the finished run. While it
 * works, a signal to end cancels the run, and a second one kills its stages. When the end cannot be recorded (the disk
 * stays full), all its processes are gone nevertheless, and recovery will call it interrupted.
 */
export async function executeRun(request: RunRequest, parts: RunHostParts): Promise<Result<Run, RunFailure>> {
  const { store, now, environment, onEvent } = parts;
  await recoverRuns(store, now);
  const place = newSocketPlace(environment);
  if (!place.ok) return place;
  let host: RunHost | null = null;
  const socket = await listenForCommands(place.value, ({ stageRunId }) => host?.cancel(stageRunId));
  if (!socket.ok) return socket;
  const recorded = recordRun(store, now, { ...request, socket: place.value });
  if (!recorded.ok) {
    socket.value.close();
    return recorded;
  }
  onEvent({ type: "run.queued", ...recorded.value, at: now() });
  host = new RunHost(request, parts, recorded.value, runMark(recorded.value.runId, place.value));
  const stopListening = onTermination(
    () => host?.cancel(null),
    () => host?.kill(),
  );
  try {
    return await host.execute();
  } finally {
    stopListening();
    socket.value.close();
  }
}

/** One transaction, with the run's folder in it: a disk without room for either leaves nothing behind. */
function recordRun(store: Store, now: Clock, run: RunRequest & { socket: string }): Result<RecordedRun, StoreFailure> {
  return store.write(({ runs, stageRuns }) => {
    const { id, number } = runs.insert(run, now());
    stageRuns.insert(run.projectId, id, run.stages);
    mkdirSync(runFolder(store.folder, id), { recursive: true });
    return { runId: id, number };
  });
}
