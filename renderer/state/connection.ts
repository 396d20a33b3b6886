import { createStore } from "zustand/vanilla";
import type { Failure } from "../../shared/result.ts";
import type { LinkState } from "../link/connect.ts";

/** How the window stands with its engine. */
export interface ConnectionState {
  readonly state: LinkState;
  /** Whether there ever was a link: decides between "starting" and "lost". */
  readonly wasConnected: boolean;
  /** Why there will be no engine until somebody tries again; `null` while one is on its way. */
  readonly failure: Failure | null;
}

export const connectionStore = createStore<ConnectionState>()(() => ({ state: "connecting", wasConnected: false, failure: null }));

/** Records what the connector reports. */
export function setConnection(state: LinkState): void {
  connectionStore.setState(({ wasConnected, failure }) => ({
    state,
    wasConnected: wasConnected || state === "connected",
    failure: state === "connected" ? null : failure,
  }));
}

/** Records why the host gave the engine up, or with `null` that it is trying again. */
export function setEngineFailure(failure: Failure | null): void {
  connectionStore.setState({ failure });
}
