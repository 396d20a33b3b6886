import { createStore } from "zustand/vanilla";
import type { Run, StageRun } from "../../shared/contract/schemas.ts";
import { type ProjectId, type RunId, runOf, type StageRunId, stageRunKeyOf } from "../../shared/ids.ts";
import { isTerminal } from "../../shared/status.ts";
import { call } from "../link/call.ts";

/** Runs that are under way or ended while this window watched, and their stage runs. */
export interface LiveRunsState {
  readonly runs: Readonly<Record<RunId, Run>>;
  /** The stage runs of each run in the plan's order: another array exactly when one of them changed. */
  readonly stages: Readonly<Record<RunId, readonly StageRun[]>>;
  /** Of all of them those that run, stop or wait for a person, the oldest first: few, however many there are. */
  readonly open: readonly StageRun[];
}

const empty: LiveRunsState = { runs: {}, stages: {}, open: [] };

// Enough to look back at what just happened; older runs are read from the history.
const keptFinishedRuns = 20;

export const liveRunsStore = createStore<LiveRunsState>()(() => empty);

/** Reads all unfinished runs. What ended while nobody watched is forgotten here and found in the history. */
export async function readActiveRuns(): Promise<void> {
  const answer = await call((engine) => engine.runs.active());
  if (!answer.ok) return;
  const stages = answer.value.flatMap((active) => active.stages);
  const runs = answer.value.map(({ run }) => run);
  liveRunsStore.setState(applied(empty, runs, stages), true);
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

  const nextStages: Record<RunId, readonly StageRun[]> = { ...state.stages };
  for (const [runId, changed] of Map.groupBy(stages, (stage) => stage.runId)) {
    const ofRun = [...stagesOfRun(state, runId)];
    for (const stage of changed) put(ofRun, stage);
    nextStages[runId] = ofRun;
  }
  return withoutOld({ runs: nextRuns, stages: nextStages, open: stillOpen(state.open, stages) });
}

/** Puts a stage run at its place, instead of what was known of it before. */
function put(ofRun: StageRun[], stage: StageRun): void {
  const index = placeOf(ofRun, stage.id);
  ofRun.splice(index, ofRun[index]?.id === stage.id ? 1 : 0, stage);
}

/** Where a stage run of a run stands, or would stand. */
function placeOf(ofRun: readonly StageRun[], id: StageRunId): number {
  const { sequence } = stageRunKeyOf(id);
  let [low, high] = [0, ofRun.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = ofRun[middle];
    if (other !== undefined && stageRunKeyOf(other.id).sequence < sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}

function stillOpen(before: readonly StageRun[], changed: readonly StageRun[]): readonly StageRun[] {
  const ids = new Set(changed.map(({ id }) => id));
  const isOpen = ({ status }: StageRun) => status === "running" || status === "canceling" || status === "waiting";
  return [...before.filter(({ id }) => !ids.has(id)), ...changed.filter(isOpen)].sort(byAge);
}

function byAge(one: StageRun, other: StageRun): number {
  const [a, b] = [stageRunKeyOf(one.id), stageRunKeyOf(other.id)];
  return a.runRow - b.runRow || a.sequence - b.sequence;
}

function withoutOld(state: LiveRunsState): LiveRunsState {
  const finished = Object.values(state.runs).filter((run) => isTerminal(run.status));
  if (finished.length <= keptFinishedRuns) return state;
  const runs = { ...state.runs };
  const stages = { ...state.stages };
  for (const { id } of finished.slice(0, -keptFinishedRuns)) {
    delete stages[id];
    delete runs[id];
  }
  return { runs, stages, open: state.open.filter(({ runId }) => runs[runId] !== undefined) };
}

const none: readonly StageRun[] = [];

/** The stage runs of a run in the plan's order; empty when they are not known here. The same array until one of them changes. */
export function stagesOfRun(state: LiveRunsState, runId: RunId): readonly StageRun[] {
  return state.stages[runId] ?? none;
}

/** A stage run that is known here. */
export function liveStageOf(state: LiveRunsState, id: StageRunId): StageRun | undefined {
  const ofRun = stagesOfRun(state, runOf(id));
  const stage = ofRun[placeOf(ofRun, id)];
  return stage?.id === id ? stage : undefined;
}

/**
 * Whether a run says where its project stands: not one on an old commit for a search, and not one that only brings a
 * release somewhere.
 */
export function isOwnRun({ trigger }: Pick<Run, "trigger">): boolean {
  return trigger !== "culprit" && trigger !== "deploy" && trigger !== "runbook";
}

/** The newest runs of a project, the newest first, as far as they say where it stands. Makes a new array on every call. */
export function newestRunsOf(state: LiveRunsState, projectId: ProjectId, count: number): Run[] {
  return Object.values(state.runs)
    .filter((run) => run.projectId === projectId && isOwnRun(run))
    .sort((one, other) => other.number - one.number)
    .slice(0, count);
}

/**
 * The unfinished run of a project that matters most: the newest that goes on, else the newest that has not started, else
 * the newest that only waits for a person. Only those that {@link isOwnRun} lets through. `null` without.
 */
export function activeRunOf(state: LiveRunsState, projectId: ProjectId | null): Run | null {
  let best: Run | null = null;
  for (const run of Object.values(state.runs)) {
    if (run.projectId !== projectId || isTerminal(run.status) || !isOwnRun(run)) continue;
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
  return state.open.filter((stage) => stage.projectId === projectId && stage.status === "waiting");
}

/** Whether anything runs, or will without a person, in any project. */
export function isAnythingActive(state: LiveRunsState): boolean {
  return Object.values(state.runs).some((run) => !isTerminal(run.status) && !isParked(run));
}
