import { createStore } from "zustand/vanilla";
import type { Incident, Suspect, TimelineEntry } from "../../shared/contract/incidents.ts";
import type { IncidentId, ProjectId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import { call } from "../link/call.ts";
import { soon } from "./soon.ts";

/** One incident with what happened and what may be its cause. */
export interface IncidentDetail {
  readonly incident: Incident;
  /** The oldest first. */
  readonly timeline: readonly TimelineEntry[];
  /** The likeliest first. */
  readonly suspects: readonly Suspect[];
}

/** The incidents of the project that is shown, as far as they were read. */
export interface IncidentsState {
  readonly projectId: ProjectId | null;
  /** Only those that stand so are read; `null` for all. */
  readonly wanted: Incident["state"] | null;
  /** The newest first; `null` until they were read. Until others that are wanted have come, those before. */
  readonly incidents: readonly Incident[] | null;
  /** What was wanted when they were read. */
  readonly read: Incident["state"] | null;
  /** The last one read, when there are more behind it. */
  readonly next: IncidentId | null;
  /** Those that nobody has taken on yet, of all. */
  readonly openCount: number;
  /** Why they could not be read. */
  readonly failure: Failure | null;
  /** The one whose page is shown; `null` for none, or until it was read. */
  readonly open: { readonly id: IncidentId; readonly detail: IncidentDetail | null; readonly failure: Failure | null } | null;
}

const nothing: IncidentsState = {
  ...{ projectId: null, wanted: null, incidents: null, read: null, next: null, openCount: 0, failure: null, open: null },
};
const pageSize = 100;
// As many as the contract gives at once.
const mostAtOnce = 500;

export const incidentsStore = createStore<IncidentsState>()(() => nothing);

/** Shows another project: forgets the one before. */
export function showIncidentsOf(projectId: ProjectId | null): void {
  if (incidentsStore.getState().projectId === projectId) return;
  incidentsStore.setState({ ...nothing, projectId }, true);
  readIncidentsSoon();
}

/** Reads only those that stand so from now on; `null` for all. */
export function wantIncidents(wanted: IncidentsState["wanted"]): void {
  if (incidentsStore.getState().wanted === wanted) return;
  incidentsStore.setState({ wanted, next: null });
  void readIncidents();
}

function stateOf(wanted: IncidentsState["wanted"]): { state?: Incident["state"] } {
  return wanted === null ? {} : { state: wanted };
}

/** Reads the list from its start, as far as it was read before, and the one whose page is shown. */
export async function readIncidents(): Promise<void> {
  const { projectId, wanted, incidents, open } = incidentsStore.getState();
  if (projectId === null) return;
  if (open !== null) void readOpenIncident();
  const limit = Math.min(mostAtOnce, Math.max(pageSize, incidents?.length ?? 0));
  const [answer, unanswered] = await Promise.all([
    call((engine) => engine.incidents.list({ projectId, ...stateOf(wanted), limit })),
    call((engine) => engine.incidents.list({ projectId, state: "open", limit: mostAtOnce })),
  ]);
  incidentsStore.setState((state) => {
    if (state.projectId !== projectId || state.wanted !== wanted) return state;
    const openCount = unanswered.ok ? unanswered.value.incidents.length : state.openCount;
    if (answer.ok) return { ...state, incidents: answer.value.incidents, read: wanted, next: answer.value.next, openCount, failure: null };
    // Without an engine they are still to come, and the window says so elsewhere.
    return answer.failure.code === "ENGINE_LOST" ? state : { ...state, failure: answer.failure };
  });
}

/** Reads the next page, if there is one. */
export async function readMoreIncidents(): Promise<void> {
  const { projectId, wanted, next } = incidentsStore.getState();
  if (projectId === null || next === null) return;
  incidentsStore.setState({ next: null });
  const answer = await call((engine) => engine.incidents.list({ projectId, ...stateOf(wanted), before: next, limit: pageSize }));
  incidentsStore.setState((state) => {
    if (state.projectId !== projectId || state.wanted !== wanted || state.incidents === null) return state;
    if (!answer.ok) return { ...state, next, failure: answer.failure };
    return { ...state, incidents: [...state.incidents, ...answer.value.incidents], next: answer.value.next };
  });
}

/** Keeps one incident as new as the engine's, until the disposer is called. */
export function followIncident(id: IncidentId): () => void {
  incidentsStore.setState({ open: { id, detail: null, failure: null } });
  void readOpenIncident();
  return () => {
    if (incidentsStore.getState().open?.id === id) incidentsStore.setState({ open: null });
  };
}

/** Reads the incident whose page is shown again. */
export async function readOpenIncident(): Promise<void> {
  const id = incidentsStore.getState().open?.id;
  if (id === undefined) return;
  const answer = await call((engine) => engine.incidents.get({ incidentId: id }));
  incidentsStore.setState((state) => {
    if (state.open?.id !== id) return state;
    if (answer.ok) return { ...state, open: { id, detail: answer.value, failure: null } };
    return answer.failure.code === "ENGINE_LOST" ? state : { ...state, open: { ...state.open, failure: answer.failure } };
  });
}

/** Reads again, before its notice comes, what was changed from here. */
export function takeIncident(incident: Incident): void {
  incidentsStore.setState((state) => ({
    incidents: state.incidents?.map((one) => (one.id === incident.id ? incident : one)) ?? null,
  }));
  readIncidentsSoon();
}

// What is noted of one alert comes together.
const pauseMs = 150;

/** Reads all that was asked for again, in a moment; once, however often it is asked for until then. */
export const readIncidentsSoon = soon(pauseMs, () => void readIncidents());
