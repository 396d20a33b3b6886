import { createStore } from "zustand/vanilla";
import type { Release, ReleaseDetail } from "../../shared/contract/releases.ts";
import type { ProjectId, ReleaseId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import { call } from "../link/call.ts";
import { soon } from "./soon.ts";

/** The releases of the project that is shown, as far as they were read. */
export interface ReleasesState {
  readonly projectId: ProjectId | null;
  /** The newest first; `null` until they were read. */
  readonly releases: readonly Release[] | null;
  /** The last one read, when there are more behind it. */
  readonly next: ReleaseId | null;
  /** Why they could not be read. */
  readonly failure: Failure | null;
  /** The one that is open beside the list; `null` for none, or until it was read. */
  readonly open: { readonly id: ReleaseId; readonly detail: ReleaseDetail | null; readonly failure: Failure | null } | null;
}

const nothing: ReleasesState = { projectId: null, releases: null, next: null, failure: null, open: null };
const pageSize = 100;
// As many as the contract gives at once.
const mostAtOnce = 500;

export const releasesStore = createStore<ReleasesState>()(() => nothing);

/** Shows another project: forgets the one before. */
export function showReleasesOf(projectId: ProjectId | null): void {
  if (releasesStore.getState().projectId === projectId) return;
  releasesStore.setState({ ...nothing, projectId }, true);
  readReleasesSoon();
}

/** Reads the list from its start, as far as it was read before, and what is open beside it. */
export async function readReleases(): Promise<void> {
  const { projectId, releases, open } = releasesStore.getState();
  if (projectId === null) return;
  if (open !== null) void readOpenRelease();
  const limit = Math.min(mostAtOnce, Math.max(pageSize, releases?.length ?? 0));
  const answer = await call((engine) => engine.releases.list({ projectId, limit }));
  releasesStore.setState((state) => {
    if (state.projectId !== projectId) return state;
    if (answer.ok) return { ...state, releases: answer.value.releases, next: answer.value.next, failure: null };
    // Without an engine they are still to come, and the window says so elsewhere.
    return answer.failure.code === "ENGINE_LOST" ? state : { ...state, failure: answer.failure };
  });
}

/** Reads the next page, if there is one. */
export async function readMoreReleases(): Promise<void> {
  const { projectId, next } = releasesStore.getState();
  if (projectId === null || next === null) return;
  releasesStore.setState({ next: null });
  const answer = await call((engine) => engine.releases.list({ projectId, before: next, limit: pageSize }));
  releasesStore.setState((state) => {
    if (state.projectId !== projectId || state.releases === null) return state;
    if (!answer.ok) return { ...state, next, failure: answer.failure };
    return { ...state, releases: [...state.releases, ...answer.value.releases], next: answer.value.next };
  });
}

/** Opens a release beside the list; `null` closes it. It is kept new from then on. */
export function openRelease(releaseId: ReleaseId | null): void {
  if (releasesStore.getState().open?.id === (releaseId ?? undefined)) return;
  releasesStore.setState({ open: releaseId === null ? null : { id: releaseId, detail: null, failure: null } });
  if (releaseId !== null) void readOpenRelease();
}

/** Reads what is open beside the list again. */
export async function readOpenRelease(): Promise<void> {
  const id = releasesStore.getState().open?.id;
  if (id === undefined) return;
  const answer = await call((engine) => engine.releases.get({ releaseId: id }));
  releasesStore.setState((state) => {
    if (state.open?.id !== id) return state;
    const open = answer.ok
      ? { id, detail: answer.value, failure: null }
      : { ...state.open, failure: answer.failure.code === "ENGINE_LOST" ? null : answer.failure };
    return { ...state, open };
  });
}

/** Takes in what a call answered, before its notice comes. */
export function takeRelease(release: Release): void {
  releasesStore.setState((state) => {
    if (state.projectId !== release.projectId || state.releases === null) return state;
    const isKnown = state.releases.some(({ id }) => id === release.id);
    return {
      ...state,
      releases: isKnown ? state.releases.map((one) => (one.id === release.id ? release : one)) : [release, ...state.releases],
    };
  });
  readReleasesSoon();
}

// Long enough for the steps of a release that end together.
const pauseMs = 200;

/** Reads all that was asked for again, in a moment; once, however often it is asked for until then. */
export const readReleasesSoon = soon(pauseMs, () => void readReleases());
