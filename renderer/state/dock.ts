import { createStore } from "zustand/vanilla";
import type { StageRun } from "../../shared/contract/schemas.ts";
import type { RunId, StageRunId } from "../../shared/ids.ts";
import { currentStages, lookOf } from "../../shared/stage-groups.ts";
import { isTerminal } from "../../shared/status.ts";
import { type LiveRunsState, stagesOfRun } from "./live-runs.ts";

/** The log panel below the board. */
export interface DockState {
  readonly isOpen: boolean;
  /** The stage run whose log is shown; `null` before any was chosen. */
  readonly stageRunId: StageRunId | null;
  /** The run that the panel moves along with, from stage to stage; `null` once the person chose a log or closed it. */
  readonly followedRunId: RunId | null;
}

export const dockStore = createStore<DockState>()(() => ({ isOpen: false, stageRunId: null, followedRunId: null }));

/** Opens the log of a stage run below the board. */
export function openLog(stageRunId: StageRunId): void {
  dockStore.setState({ isOpen: true, stageRunId, followedRunId: null });
}

/** Closes the panel; it remembers what it showed. */
export function closeLog(): void {
  dockStore.setState({ isOpen: false, followedRunId: null });
}

/** Forgets what was shown: another project's log must not stay below this one's board. */
export function forgetLog(): void {
  dockStore.setState({ isOpen: false, stageRunId: null, followedRunId: null });
}

/** Shows the logs of a run as it goes on, until the person chooses one. */
export function followRun(runId: RunId): void {
  dockStore.setState({ followedRunId: runId });
}

// Shorter than this nobody can read a log; a run of two thousand stages would make the panel flicker.
const dwellMs = 1_500;
let dwell: ReturnType<typeof setTimeout> | null = null;

/** Moves the panel along with the run that it follows, at most once in a while. `current` gives the newest state. */
export function moveDock(current: () => LiveRunsState): void {
  const { followedRunId, stageRunId } = dockStore.getState();
  if (followedRunId === null || dwell !== null) return;
  const next = stageToShow(current(), followedRunId, stageRunId);
  if (next === null || next === stageRunId) return;
  dockStore.setState({ isOpen: true, stageRunId: next });
  dwell = setTimeout(() => {
    dwell = null;
    moveDock(current);
  }, dwellMs);
}

/**
 * The stage of a run whose log deserves to be seen: the shown one while it runs or when it went wrong, else one that
 * was asked for by name, else the first that runs, else the first that went wrong. `null` when there is none of these.
 */
export function stageToShow(state: LiveRunsState, runId: RunId, shownId: StageRunId | null): StageRunId | null {
  // A try that was made again has said what it had to say.
  const stages = currentStages(stagesOfRun(state, runId));
  const shown = stages.find((stage) => stage.id === shownId);
  const wanted = state.runs[runId]?.selection ?? [];
  const running = stages.filter((stage) => stage.status === "running");
  const asked = running.find((stage) => wanted.includes(stage.name));
  if (shown !== undefined && wentWrong(shown)) return shown.id;
  if (shown !== undefined && !isTerminal(shown.status) && (asked === undefined || wanted.includes(shown.name))) return shown.id;
  return (asked ?? running[0] ?? stages.find(wentWrong))?.id ?? null;
}

function wentWrong(stage: StageRun): boolean {
  const look = lookOf(stage);
  return look === "failed" || look === "errored";
}
