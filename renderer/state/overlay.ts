import { createStore } from "zustand/vanilla";
import type { ProjectId } from "../../shared/ids.ts";

/** A run that waits for the answer to the trust question. */
export interface RunRequest {
  readonly projectId: ProjectId;
  /** Names of stages; empty for the whole pipeline. */
  readonly stages: readonly string[];
  readonly only: boolean;
}

/** What stands over the window, if anything: one thing at a time. */
export type Overlay =
  | { readonly kind: "none" }
  | { readonly kind: "palette"; readonly query: string }
  | { readonly kind: "shortcuts" }
  | { readonly kind: "trust"; readonly request: RunRequest }
  /** Chooses a folder: to open it, or to say where a project's folder went. */
  | { readonly kind: "folder-chooser"; readonly relocate: ProjectId | null; readonly note: string }
  | { readonly kind: "rename"; readonly projectId: ProjectId }
  | { readonly kind: "remove"; readonly projectId: ProjectId };

export const overlayStore = createStore<{ readonly overlay: Overlay }>()(() => ({ overlay: { kind: "none" } }));

/** Puts something over the window, in place of what was there. */
export function showOverlay(overlay: Overlay): void {
  overlayStore.setState({ overlay });
}

/** What is written in the palette from now on. It is kept here, so that keys count which come before its field is drawn. */
export function typeIntoPalette(query: string): void {
  if (overlayStore.getState().overlay.kind === "palette") showOverlay({ kind: "palette", query });
}

/** Takes away what stands over the window. */
export function closeOverlay(): void {
  overlayStore.setState({ overlay: { kind: "none" } });
}
