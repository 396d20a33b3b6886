import type { RunId } from "../../../shared/ids.ts";
import { isTerminal } from "../../../shared/status.ts";
import type { RunEvent } from "../../engine/run/run.ts";
import type { Store, StoredEvent, Tables } from "../../engine/store/store.ts";

/**
 * Tells what becomes of a run that another process executes, as its own host would, until it has ended. Events before the
 * call are not told. The disposer ends it early.
 */
export function followRun(store: Store, run: RunId, onEvent: (event: RunEvent) => void): { readonly ended: Promise<void>; stop(): void } {
  const ended = Promise.withResolvers<void>();
  const stop = store.watch((events) => {
    const own = events.filter((event) => "runId" in event && event.runId === run);
    const told = store.read((tables) => own.flatMap((event) => describe(tables, event) ?? []));
    // What cannot be read just now stays in the history; only the screen lacks it.
    for (const event of told.ok ? told.value : []) {
      onEvent(event);
      if (event.type === "run.finished") ended.resolve();
    }
  });
  return {
    ended: ended.promise,
    stop: () => {
      stop();
      ended.resolve();
    },
  };
}

function describe({ runs, stageRuns }: Tables, event: StoredEvent): RunEvent | null {
  if (event.type === "run") {
    const { runId, at, status, reason } = event;
    if (status === "running") return { type: "run.started", runId, at };
    if (status === "canceling") return { type: "run.canceling", runId, at };
    if (status === "waiting") return { type: "run.waiting", runId, at };
    return isTerminal(status) ? { type: "run.finished", runId, at, status, reason, durationMs: runs.get(runId)?.durationMs ?? null } : null;
  }
  if (event.type !== "stage-run") return null;
  const stage = stageRuns.get(event.stageRunId);
  if (stage === null) return null;
  const { id: stageRunId, runId, name, variant, attempt, detail, exitCode, signal, durationMs } = stage;
  const about = { runId, stageRunId, name, variant, attempt, at: event.at };
  if (event.status === "running") return { type: "stage.started", ...about };
  if (event.status === "canceling") return { type: "stage.canceling", ...about };
  if (event.status === "waiting") return { type: "stage.waiting", ...about };
  if (!isTerminal(event.status)) return null;
  return { type: "stage.finished", ...about, status: event.status, reason: event.reason, detail, exitCode, signal, durationMs };
}
