import { createStore } from "zustand/vanilla";
import type { StageRunId } from "../../shared/ids.ts";

/** The log panel below the board. */
export interface DockState {
  readonly isOpen: boolean;
  /** The stage run whose log is shown; `null` before any was chosen. */
  readonly stageRunId: StageRunId | null;
}

export const dockStore = createStore<DockState>()(() => ({ isOpen: false, stageRunId: null }));

/** Opens the log of a stage run below the board. */
export function openLog(stageRunId: StageRunId): void {
  dockStore.setState({ isOpen: true, stageRunId });
}

/** Closes the panel; it remembers what it showed. */
export function closeLog(): void {
  dockStore.setState({ isOpen: false });
}
