import { createStore } from "zustand/vanilla";
import type { Service, ServiceLog, ServiceStart } from "../../shared/contract/services.ts";
import type { ProjectId, ServiceId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import { secondMs } from "../../shared/time.ts";
import { call } from "../link/call.ts";
import { soon } from "./soon.ts";

/** One service with its past. */
export interface ServiceDetail {
  readonly service: Service;
  /** The newest first. */
  readonly starts: readonly ServiceStart[];
  readonly logs: readonly ServiceLog[];
}

/** The services of the project that is shown. */
export interface ServicesState {
  readonly projectId: ProjectId | null;
  /** In the order of the file; `null` until they were read. */
  readonly services: readonly Service[] | null;
  /** From where they are, such as `Procfile`; empty when there are none. */
  readonly source: string;
  /** Why the file does not tell them; `null` when it does. */
  readonly problem: string | null;
  /** Why they could not be read. */
  readonly failure: Failure | null;
  /** The one whose page is shown; `null` for none, or until it was read. */
  readonly open: { readonly id: ServiceId; readonly detail: ServiceDetail | null; readonly failure: Failure | null } | null;
}

const nothing: ServicesState = { projectId: null, services: null, source: "", problem: null, failure: null, open: null };

export const servicesStore = createStore<ServicesState>()(() => nothing);

/** The service of that name, as far as it is known. */
export function serviceOf(state: ServicesState, name: string): Service | null {
  return state.services?.find((service) => service.name === name) ?? null;
}

/** Shows another project: forgets the one before. */
export function showServicesOf(projectId: ProjectId | null): void {
  if (servicesStore.getState().projectId === projectId) return;
  servicesStore.setState({ ...nothing, projectId }, true);
  readServicesSoon();
}

/** Reads how all of them stand, and what is known of the one whose page is shown. */
export async function readServices(): Promise<void> {
  const { projectId, open } = servicesStore.getState();
  if (projectId === null) return;
  if (open !== null) void readOpenService();
  const answer = await call((engine) => engine.services.list({ projectId }));
  servicesStore.setState((state) => {
    if (state.projectId !== projectId) return state;
    if (answer.ok) return { ...state, ...answer.value, failure: null };
    // Without an engine they are still to come, and the window says so elsewhere.
    return answer.failure.code === "ENGINE_LOST" ? state : { ...state, failure: answer.failure };
  });
}

/** Keeps one service with its past as new as the engine's, until the disposer is called. */
export function followService(id: ServiceId): () => void {
  servicesStore.setState({ open: { id, detail: null, failure: null } });
  void readOpenService();
  return () => {
    if (servicesStore.getState().open?.id === id) servicesStore.setState({ open: null });
  };
}

/** Reads the service whose page is shown again. */
export async function readOpenService(): Promise<void> {
  const id = servicesStore.getState().open?.id;
  if (id === undefined) return;
  const answer = await call((engine) => engine.services.get({ serviceId: id }));
  servicesStore.setState((state) => {
    if (state.open?.id !== id) return state;
    if (answer.ok) return { ...state, open: { id, detail: answer.value, failure: null } };
    return answer.failure.code === "ENGINE_LOST" ? state : { ...state, open: { ...state.open, failure: answer.failure } };
  });
}

// As often as their host takes the measure of them.
const measureMs = 5 * secondMs;

/** Reads them again and again, because what they use changes without notice. Until the disposer is called. */
export function measureServices(): () => void {
  const timer = setInterval(() => {
    if (!document.hidden) readServicesSoon();
  }, measureMs);
  return () => clearInterval(timer);
}

// Services that start together are read together.
const pauseMs = 150;

/** Reads them again, in a moment; once, however often it is asked for until then. */
export const readServicesSoon = soon(pauseMs, () => void readServices());
