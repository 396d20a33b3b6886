import type { RunId } from "../../../shared/ids.ts";
import { isTerminal } from "../../../shared/status.ts";
import type { RunEvent } from "../../engine/run/run.ts";
import type { Store, StoredEvent, Tables } from "../../engine/store/store.ts";

/** What cannot be read just now is read again after so long. */
const againMs = 1_000;

/** Tells what becomes of a run that another process executes. */
export interface RunTeller {
  /** Takes what the history has new, in its order; what belongs to other runs is passed over. */
  tell(events: readonly StoredEvent[]): void;
  /** Resolves when the run's end was told, or nobody listens any more. */
  readonly ended: Promise<void>;
  stop(): void;
}

/** Tells of a run as its own host would, as far as the caller brings the history's events. */
export function tellRun(store: Store, run: RunId, onEvent: (event: RunEvent) => void): RunTeller {
  const ended = Promise.withResolvers<void>();
  let untold: StoredEvent[] = [];
  let again: NodeJS.Timeout | null = null;
  const tell = (events: readonly StoredEvent[]) => {
    untold.push(...events.filter((event) => "runId" in event && event.runId === run));
    const told = store.read((tables) => untold.flatMap((event) => describe(tables, event) ?? []));
    if (!told.ok) {
      again ??= setTimeout(() => {
        again = null;
        tell([]);
      }, againMs);
      return;
    }
    untold = [];
    for (const event of told.value) {
      onEvent(event);
      if (event.type === "run.finished") ended.resolve();
    }
  };
  return {
    tell,
    ended: ended.promise,
    stop: () => {
      if (again !== null) clearTimeout(again);
      ended.resolve();
    },
  };
}

/** Tells of a run until it has ended. Events before the call are not told. The disposer ends it early. */
export function followRun(store: Store, run: RunId, onEvent: (event: RunEvent) => void): { readonly ended: Promise<void>; stop(): void } {
  const teller = tellRun(store, run, onEvent);
  const stopStore = store.watch(teller.tell);
  return {
    ended: teller.ended,
    stop: () => {
      stopStore();
      teller.stop();
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
