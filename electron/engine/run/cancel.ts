import type { RunId, StageRunId } from "../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { isTerminal } from "../../../shared/status.ts";
import type { Clock } from "../clock.ts";
import type { Store, StoreFailure } from "../store/store.ts";
import { type CancelReason, connectToHost, sendCommand } from "./host-socket.ts";
import { recoverRun } from "./recovery.ts";

/**
 * Why nothing was told to stop. `host-silent`: the run's process lives but does not answer. `parked`: it waits for a person
 * without a process; it is canceled by going on with it as canceled.
 */
export type CancelFailure = StoreFailure | Failure<"not-found" | "not-running" | "host-silent" | "parked">;

/**
 * Tells a run, or with `stageRunId` one stage of it, to stop. Answers when the host was told, not when it has stopped. A
 * run whose host turns out to be gone is recovered, and counts as not running.
 */
export async function cancelRun(
  store: Store,
  id: RunId,
  stageRunId: StageRunId | null,
  now: Clock,
  reason: CancelReason = "canceled-by-user",
): Promise<Result<void, CancelFailure>> {
  const found = store.read(({ runs, stageRuns }) => ({
    run: runs.get(id),
    socket: runs.socket(id),
    stage: stageRunId === null ? null : stageRuns.get(stageRunId),
  }));
  if (!found.ok) return found;
  const { run, socket, stage } = found.value;
  if (run === null || (stageRunId !== null && stage?.runId !== id))
    return err(failure("not-found", `${stageRunId ?? id} is not in the history.`));
  if (socket === null || (stage !== null && isTerminal(stage.status)))
    return err(hasEnded(stage === null ? `Run ${run.number}` : stage.name));
  const parked = failure("parked", `Run ${run.number} waits for a person.`);
  if (socket === "") return err(parked);
  const connection = await connectToHost(socket);
  if (connection.state === "nobody") {
    await recoverRun(store, now, { id, projectId: run.projectId, socket });
    return err(hasEnded(`Run ${run.number}`));
  }
  if (connection.state === "connected" && (await sendCommand(connection.socket, { type: "cancel", stageRunId, reason })))
    return ok(undefined);
  // It may have left the run to a person just then.
  const later = store.read(({ runs }) => runs.socket(id));
  if (later.ok && later.value === "") return err(parked);
  return err(
    failure("host-silent", `The process of run ${run.number} does not answer.`, "Try again; if it stays silent, end it yourself."),
  );
}

function hasEnded(what: string): Failure<"not-running"> {
  return failure("not-running", `${what} has ended already.`);
}
