import { createStore } from "zustand/vanilla";
import type { LinkState } from "../link/connect.ts";

/** How the window stands with its engine. */
export interface ConnectionState {
  readonly state: LinkState;
  /** Whether there ever was a link: decides between "starting" and "lost". */
  readonly wasConnected: boolean;
}

export const connectionStore = createStore<ConnectionState>()(() => ({ state: "connecting", wasConnected: false }));

/** Records what the connector reports. */
export function setConnection(state: LinkState): void {
  connectionStore.setState((before) => ({ state, wasConnected: before.wasConnected || state === "connected" }));
}
