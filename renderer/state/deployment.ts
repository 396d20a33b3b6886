import { createStore } from "zustand/vanilla";
import type { DeploymentDetail } from "../../shared/contract/deployments.ts";
import type { DeploymentId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import { call } from "../link/call.ts";
import { connectionStore } from "./connection.ts";
import { soon } from "./soon.ts";

/** The deployment whose page is shown. */
export interface DeploymentState {
  readonly id: DeploymentId | null;
  /** `null` until it was read. */
  readonly detail: DeploymentDetail | null;
  readonly failure: Failure | null;
}

const nothing: DeploymentState = { id: null, detail: null, failure: null };

export const deploymentStore = createStore<DeploymentState>()(() => nothing);

/** Keeps one deployment as new as the engine's, until the disposer is called. */
export function followDeployment(id: DeploymentId): () => void {
  deploymentStore.setState({ ...nothing, id }, true);
  void readDeployment();
  const stop = connectionStore.subscribe((now, before) => {
    if (now.state === "connected" && before.state !== "connected") void readDeployment();
  });
  return () => {
    stop();
    if (deploymentStore.getState().id === id) deploymentStore.setState(nothing, true);
  };
}

/** Reads the followed deployment again. */
export async function readDeployment(): Promise<void> {
  const { id } = deploymentStore.getState();
  if (id === null) return;
  const answer = await call((engine) => engine.deployments.get({ deploymentId: id }));
  deploymentStore.setState((state) => {
    if (state.id !== id) return state;
    if (answer.ok) return { id, detail: answer.value, failure: null };
    return answer.failure.code === "ENGINE_LOST" ? state : { ...state, failure: answer.failure };
  });
}

// Health may be measured several times a second.
const readSoon = soon(200, () => void readDeployment());

/** Takes notice of a deployment that changed: it is read again when it is the one that is shown, or its neighbour. */
export function noticeDeployment(): void {
  if (deploymentStore.getState().id !== null) readSoon();
}
