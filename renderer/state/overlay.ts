import { createStore } from "zustand/vanilla";
import type { IncidentId, ProjectId, ReleaseId, RunId, StageRunId } from "../../shared/ids.ts";

/** A run that waits for the answer to the trust question. */
export interface RunRequest {
  readonly projectId: ProjectId;
  /** Names of stages; empty for the whole pipeline. */
  readonly stages: readonly string[];
  readonly only: boolean;
  /** Whether stages may be left out because nothing has changed; they may when it is left out. */
  readonly useCache?: boolean;
  /** The run of which something is run again: all of it, what failed, or `stages` and what needs them or they alone. */
  readonly again?: { readonly runId: RunId; readonly what: "all" | "failed" | "from" | "only" };
}

/** What stands over the window, if anything: one thing at a time. */
export type Overlay =
  | { readonly kind: "none" }
  | { readonly kind: "palette"; readonly query: string }
  | { readonly kind: "shortcuts" }
  /** The branches to switch to; the Code screen draws them at its head. */
  | { readonly kind: "branches" }
  /** `instead` is done after a yes in place of the run. */
  | { readonly kind: "trust"; readonly request: RunRequest; readonly instead?: () => void }
  /** Chooses a folder: to open it, or to say where a project's folder went. */
  | { readonly kind: "folder-chooser"; readonly relocate: ProjectId | null; readonly note: string }
  /** Asks a person what one stage, or several variants of it, wait for. */
  | { readonly kind: "approval"; readonly stageRunIds: readonly StageRunId[] }
  | { readonly kind: "deploy"; readonly environment: string; readonly releaseId: ReleaseId | null }
  | { readonly kind: "rollback"; readonly environment: string }
  | { readonly kind: "freeze"; readonly environment: string }
  /** Asks for a runbook's parameters and whether it is really wanted. */
  | { readonly kind: "runbook"; readonly name: string }
  /** Opens an incident by hand. */
  | { readonly kind: "open-incident" }
  /** Writes the columns of the plan's board. */
  | { readonly kind: "plan-columns" }
  /** Asks what the cause was and what was done. */
  | { readonly kind: "resolve-incident"; readonly incidentId: IncidentId }
  | { readonly kind: "rename"; readonly projectId: ProjectId }
  | { readonly kind: "remove"; readonly projectId: ProjectId };

export const overlayStore = createStore<{ readonly overlay: Overlay }>()(() => ({ overlay: { kind: "none" } }));

/** Puts something over the window, in place of what was there. */
export function showOverlay(overlay: Overlay): void {
  overlayStore.setState({ overlay });
}

/** Asks whether a project may be trusted, and goes on with something when it may. */
export function askForTrust(projectId: ProjectId, instead: () => void): void {
  showOverlay({ kind: "trust", request: { projectId, stages: [], only: false }, instead });
}

/** What is written in the palette from now on. It is kept here, so that keys count which come before its field is drawn. */
export function typeIntoPalette(query: string): void {
  if (overlayStore.getState().overlay.kind === "palette") showOverlay({ kind: "palette", query });
}

/** Takes away what stands over the window. */
export function closeOverlay(): void {
  overlayStore.setState({ overlay: { kind: "none" } });
}
