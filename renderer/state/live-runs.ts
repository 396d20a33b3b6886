import { createStore } from "zustand/vanilla";
import type { Run, StageRun } from "../../shared/contract/schemas.ts";
import type { ProjectId, RunId, StageRunId } from "../../shared/ids.ts";
import { isTerminal } from "../../shared/status.ts";
import { call } from "../link/call.ts";

/** Runs that are under way or ended while this window watched, and their stage runs. */
export interface LiveRunsState {
  readonly runs: Readonly<Record<RunId, Run>>;
  readonly stages: Readonly<Record<StageRunId, StageRun>>;
  /** The stage runs of each run, in the order in which they became known (the plan's order). */
  readonly stageIds: Readonly<Record<RunId, readonly StageRunId[]>>;
}

const empty: LiveRunsState = { runs: {}, stages: {}, stageIds: {} };

// Enough to look back at what just happened; older runs are read from the history.
const keptFinishedRuns = 20;

export const liveRunsStore = createStore<LiveRunsState>()(() => empty);

/** Reads all unfinished runs. What ended while nobody watched is forgotten here and found in the history. */
export async function readActiveRuns(): Promise<void> {
  const answer = await call((engine) => engine.runs.active());
  if (!answer.ok) return;
  const stages = answer.value.flatMap((active) => active.stages);
  liveRunsStore.setState(
    applied(
      empty,
      answer.value.map(({ run }) => run),
      stages,
    ),
    true,
  );
}

/** Takes in the newest standings of runs and stage runs: one store update, however many there are. */
export function applyToLiveRuns(runs: readonly Run[], stages: readonly StageRun[]): void {
  if (runs.length + stages.length === 0) return;
  liveRunsStore.setState((state) => applied(state, runs, stages), true);
}

function applied(state: LiveRunsState, runs: readonly Run[], stages: readonly StageRun[]): LiveRunsState {
  const nextRuns: Record<RunId, Run> = { ...state.runs };
  for (const run of runs) {
    // The last announced stands last: an old run that was pinned is news, too.
    delete nextRuns[run.id];
    nextRuns[run.id] = run;
  }
  if (stages.length === 0) return withoutOld({ ...state, runs: nextRuns });

  const nextStages: Record<StageRunId, StageRun> = { ...state.stages };
  const nextIds: Record<RunId, readonly StageRunId[]> = { ...state.stageIds };
  const grown = new Map<RunId, StageRunId[]>();
  for (const stage of stages) {
    if (nextStages[stage.id] === undefined) {
      const ids = grown.get(stage.runId) ?? [...(nextIds[stage.runId] ?? [])];
      ids.push(stage.id);
      grown.set(stage.runId, ids);
    }
    nextStages[stage.id] = stage;
  }
  for (const [runId, ids] of grown) nextIds[runId] = ids.sort(byPlace);
  return withoutOld({ runs: nextRuns, stages: nextStages, stageIds: nextIds });
}

function byPlace(one: StageRunId, other: StageRunId): number {
  return placeOf(one) - placeOf(other);
}

function placeOf(id: StageRunId): number {
  return Number(id.slice(id.indexOf(".") + 1));
}

function withoutOld(state: LiveRunsState): LiveRunsState {
  const finished = Object.values(state.runs).filter((run) => isTerminal(run.status));
  if (finished.length <= keptFinishedRuns) return state;
  const runs = { ...state.runs };
  const stages = { ...state.stages };
  const stageIds = { ...state.stageIds };
  for (const { id } of finished.slice(0, -keptFinishedRuns)) {
    for (const stageId of stageIds[id] ?? []) delete stages[stageId];
    delete stageIds[id];
    delete runs[id];
  }
  return { runs, stages, stageIds };
}

/** The stage runs of a run in the plan's order; empty when they are not known here. Makes a new array on every call. */
export function stagesOfRun(state: LiveRunsState, runId: RunId): StageRun[] {
  return (state.stageIds[runId] ?? []).flatMap((id) => state.stages[id] ?? []);
}

/**
 * The unfinished run of a project that matters most: the newest that goes on, else the newest that has not started, else
 * the newest that only waits for a person. `null` without.
 */
export function activeRunOf(state: LiveRunsState, projectId: ProjectId | null): Run | null {
  let best: Run | null = null;
  for (const run of Object.values(state.runs)) {
    if (run.projectId !== projectId || isTerminal(run.status)) continue;
    if (best === null || weight(run) > weight(best)) best = run;
  }
  return best;
}

function weight(run: Run): number {
  const rank = isParked(run) ? 0 : run.startedAt === null ? 1 : 2;
  return rank * 1e9 + run.number;
}

/** Whether nothing of a run goes on before a person has answered. */
export function isParked(run: Run): boolean {
  return run.status === "waiting";
}

/** The stage runs of a project that wait for a person, the oldest first. Makes a new array on every call. */
export function waitingStages(state: LiveRunsState, projectId: ProjectId | null): StageRun[] {
  return Object.values(state.stages).filter((stage) => stage.projectId === projectId && stage.status === "waiting");
}

/** Whether anything runs, or will without a person, in any project. */
export function isAnythingActive(state: LiveRunsState): boolean {
  return Object.values(state.runs).some((run) => !isTerminal(run.status) && !isParked(run));
}
