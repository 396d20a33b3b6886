import { createStore } from "zustand/vanilla";
import type { Environment } from "../../shared/contract/deployments.ts";
import type { ProjectId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import { call } from "../link/call.ts";
import { soon } from "./soon.ts";

/** The environments of the project that is shown. */
export interface EnvironmentsState {
  readonly projectId: ProjectId | null;
  /** In the order of the file; `null` until they were read. */
  readonly environments: readonly Environment[] | null;
  /** Why the file does not tell them; `null` when it does. */
  readonly problem: string | null;
  /** Why they could not be read. */
  readonly failure: Failure | null;
  /** Counts up whenever there may be news of deployments: lists of them are read again by it. */
  readonly news: number;
}

const nothing: EnvironmentsState = { projectId: null, environments: null, problem: null, failure: null, news: 0 };

export const environmentsStore = createStore<EnvironmentsState>()(() => nothing);

/** The environment of that name, as far as it is known. */
export function environmentOf(state: EnvironmentsState, name: string): Environment | null {
  return state.environments?.find((environment) => environment.name === name) ?? null;
}

/** Shows another project: forgets the one before. */
export function showEnvironmentsOf(projectId: ProjectId | null): void {
  if (environmentsStore.getState().projectId === projectId) return;
  environmentsStore.setState({ ...nothing, projectId }, true);
  readEnvironmentsSoon();
}

/** Reads what is where. */
export async function readEnvironments(): Promise<void> {
  const { projectId } = environmentsStore.getState();
  if (projectId === null) return;
  const answer = await call((engine) => engine.environments.list({ projectId }));
  environmentsStore.setState((state) => {
    if (state.projectId !== projectId) return state;
    if (answer.ok) return { ...state, ...answer.value, failure: null, news: state.news + 1 };
    // Without an engine it is still to come, and the window says so elsewhere.
    return answer.failure.code === "ENGINE_LOST" ? state : { ...state, failure: answer.failure };
  });
}

/** Takes in what a call answered, before its notice comes. */
export function takeEnvironment(environment: Environment): void {
  environmentsStore.setState(({ environments }) => ({
    environments: environments?.map((one) => (one.name === environment.name ? environment : one)) ?? null,
  }));
}

// A deployment that is measured twice a second is read three times a second, not after every measurement.
const pauseMs = 300;

/** Reads them again, in a moment; once, however often it is asked for until then. */
export const readEnvironmentsSoon = soon(pauseMs, () => void readEnvironments());
