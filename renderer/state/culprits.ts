import { createStore } from "zustand/vanilla";
import type { CulpritSearch } from "../../shared/contract/culprits.ts";
import type { ProjectId, RunId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import { call } from "../link/call.ts";
import { connectionStore } from "./connection.ts";

/** The searches of one run: those that were asked for it, or the one that it judged for. */
export interface CulpritsState {
  readonly runId: RunId | null;
  /** The newest first; `null` until they were read. */
  readonly searches: readonly CulpritSearch[] | null;
  /** Why they could not be read. */
  readonly failure: Failure | null;
}

const nothing: CulpritsState = { runId: null, searches: null, failure: null };

export const culpritsStore = createStore<CulpritsState>()(() => nothing);

let followed: { readonly projectId: ProjectId; readonly runId: RunId } | null = null;

/** Keeps the searches of a run as new as the engine's, until the disposer is called. */
export function followCulprits(projectId: ProjectId, runId: RunId): () => void {
  followed = { projectId, runId };
  culpritsStore.setState({ ...nothing, runId });
  void readFollowedCulprits(projectId);
  const stop = connectionStore.subscribe((now, before) => {
    if (now.state === "connected" && before.state !== "connected") void readFollowedCulprits(projectId);
  });
  return () => {
    stop();
    if (followed?.runId === runId) followed = null;
  };
}

/** Reads them again, when a run of this project is followed. */
export async function readFollowedCulprits(projectId: ProjectId): Promise<void> {
  if (followed === null || followed.projectId !== projectId) return;
  const { runId } = followed;
  const answer = await call((engine) => engine.culprits.list({ projectId, runId }));
  if (followed?.runId !== runId) return;
  culpritsStore.setState(({ searches }) =>
    answer.ok ? { runId, searches: answer.value, failure: null } : { runId, searches, failure: answer.failure },
  );
}

/** Takes in what a call answered, before its notice comes. */
export function takeCulprit(search: CulpritSearch): void {
  culpritsStore.setState((state) => {
    if (state.searches === null) return state;
    const others = state.searches.filter(({ id }) => id !== search.id);
    return {
      ...state,
      searches:
        others.length === state.searches.length ? [search, ...others] : state.searches.map((one) => (one.id === search.id ? search : one)),
    };
  });
}
