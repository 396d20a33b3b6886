import { createStore } from "zustand/vanilla";
import type { RunDetail } from "../../shared/contract/runs.ts";
import type { StageRun } from "../../shared/contract/schemas.ts";
import type { RunId, StageRunId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import { isTerminal } from "../../shared/status.ts";
import { call } from "../link/call.ts";
import { connectionStore } from "./connection.ts";
import { liveRunsStore, stagesOfRun } from "./live-runs.ts";

/** What is known of one run beyond its place in a list. */
export interface RunDetailEntry {
  /** `null` until it was read. */
  readonly detail: RunDetail | null;
  /** Why it could not be read; `null` when it could, or was not tried yet. */
  readonly failure: Failure | null;
}

/** The runs that were looked at last, by id. */
export type RunDetailsState = Readonly<Record<RunId, RunDetailEntry>>;

const keptDetails = 12;
const unknown: RunDetailEntry = { detail: null, failure: null };

// Steps begin without a notice of their own; this is how old the head above a log may be while its stage runs.
const refreshMs = 2_000;

export const runDetailsStore = createStore<RunDetailsState>()(() => ({}));

/** The entry of a run; one that knows nothing when it was never asked for. */
export function runDetailOf(state: RunDetailsState, runId: RunId): RunDetailEntry {
  return state[runId] ?? unknown;
}

/** Reads a run with all its stages. */
export async function readRunDetail(runId: RunId): Promise<void> {
  const answer = await call((engine) => engine.runs.get({ runId }));
  runDetailsStore.setState((state) => {
    const before = runDetailOf(state, runId);
    const entry = answer.ok ? { detail: withAnnounced(answer.value), failure: null } : { detail: before.detail, failure: answer.failure };
    const others = Object.entries(state).filter(([id]) => id !== runId);
    return Object.fromEntries([...others.slice(1 - keptDetails), [runId, entry]]);
  }, true);
}

const followed = new Map<RunId, { count: number; readonly stop: () => void }>();

/**
 * Keeps a run's details as new as the engine's: reads them now, after each reconnection, when the run's status changes,
 * and every two seconds while it is under way. Whoever asks shares the same reading. Returns a way to stop.
 */
export function followRunDetail(runId: RunId): () => void {
  const shared = followed.get(runId) ?? { count: 0, stop: keepReading(runId) };
  shared.count += 1;
  followed.set(runId, shared);
  return () => {
    shared.count -= 1;
    if (shared.count > 0) return;
    shared.stop();
    followed.delete(runId);
  };
}

function keepReading(runId: RunId): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;

  async function read(): Promise<void> {
    clearTimeout(timer);
    await readRunDetail(runId);
    if (isStopped) return;
    clearTimeout(timer);
    const { detail } = runDetailOf(runDetailsStore.getState(), runId);
    if (detail !== null && !isTerminal(detail.run.status)) timer = setTimeout(() => void read(), refreshMs);
  }

  const stopConnection = connectionStore.subscribe((now, before) => {
    if (now.state === "connected" && before.state !== "connected") void read();
  });
  const stopRuns = liveRunsStore.subscribe((now, before) => {
    if (now.runs[runId] === before.runs[runId] && now.stages[runId] === before.stages[runId]) return;
    showAnnounced(runId);
    const status = now.runs[runId]?.status;
    if (status !== undefined && status !== before.runs[runId]?.status) void read();
  });
  void read();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    stopConnection();
    stopRuns();
  };
}

/** Takes in what notices said of a followed run. */
function showAnnounced(runId: RunId): void {
  runDetailsStore.setState((state) => {
    const { detail, failure } = runDetailOf(state, runId);
    const next = detail === null ? null : withAnnounced(detail);
    return next === detail ? state : { ...state, [runId]: { detail: next, failure } };
  }, true);
}

/** A run's details with the newest standings that notices brought; the same object when nothing differs. */
function withAnnounced(detail: RunDetail): RunDetail {
  const live = liveRunsStore.getState();
  const announced = new Map(stagesOfRun(live, detail.run.id).map((stage) => [stage.id, stage]));
  const run = newer(detail.run, live.runs[detail.run.id]);
  let isChanged = run !== detail.run;
  const stages = detail.stages.map((stage) => {
    const next = newer(stage, announced.get(stage.id));
    announced.delete(stage.id);
    isChanged ||= next !== stage;
    return next;
  });
  // Stages that are tried again, since the run was read.
  if (announced.size > 0) stages.push(...announced.values());
  isChanged ||= announced.size > 0;
  return isChanged ? { ...detail, run, stages } : detail;
}

/** One stage run of a run; `null` while it is not known. */
export function stageRunOf(detail: RunDetail | null, stageRunId: StageRunId): StageRun | null {
  return detail?.stages.find(({ id }) => id === stageRunId) ?? null;
}

/** What was read may be older than what was announced, or newer after a broken link; an end is never taken back. Pins come after it. */
function newer<Item extends { status: StageRun["status"] }>(read: Item, announced: Item | undefined): Item {
  if (announced === undefined || (isTerminal(read.status) && !isTerminal(announced.status))) return read;
  return announced;
}
