import { createStore } from "zustand/vanilla";
import type { Runbook } from "../../shared/contract/runbooks.ts";
import type { ProjectId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import { call } from "../link/call.ts";
import { soon } from "./soon.ts";

/** The runbooks of the project that is shown. */
export interface RunbooksState {
  readonly projectId: ProjectId | null;
  /** In the order of the file; `null` until they were read. */
  readonly runbooks: readonly Runbook[] | null;
  /** Why the file does not tell them; `null` when it does. */
  readonly problem: string | null;
  /** Why they could not be read. */
  readonly failure: Failure | null;
}

const nothing: RunbooksState = { projectId: null, runbooks: null, problem: null, failure: null };

export const runbooksStore = createStore<RunbooksState>()(() => nothing);

/** The runbook of that name, as far as it is known. */
export function runbookOf(state: RunbooksState, name: string): Runbook | null {
  return state.runbooks?.find((runbook) => runbook.name === name) ?? null;
}

/** Shows another project: forgets the one before. */
export function showRunbooksOf(projectId: ProjectId | null): void {
  if (runbooksStore.getState().projectId === projectId) return;
  runbooksStore.setState({ ...nothing, projectId }, true);
  readRunbooksSoon();
}

/** Reads them with their last runs. */
export async function readRunbooks(): Promise<void> {
  const { projectId } = runbooksStore.getState();
  if (projectId === null) return;
  const answer = await call((engine) => engine.runbooks.list({ projectId }));
  runbooksStore.setState((state) => {
    if (state.projectId !== projectId) return state;
    if (answer.ok) return { ...state, ...answer.value, failure: null };
    return answer.failure.code === "ENGINE_LOST" ? state : { ...state, failure: answer.failure };
  });
}

const pauseMs = 150;

/** Reads them again, in a moment; once, however often it is asked for until then. */
export const readRunbooksSoon = soon(pauseMs, () => void readRunbooks());
