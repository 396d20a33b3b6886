import { createStore } from "zustand/vanilla";
import type { Check, Monitor, MonitorSpan } from "../../shared/contract/monitors.ts";
import type { MonitorId, ProjectId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import { secondMs } from "../../shared/time.ts";
import { call } from "../link/call.ts";
import { soon } from "./soon.ts";

/** One monitor with its past. */
export interface MonitorDetail {
  readonly monitor: Monitor;
  /** The newest first. */
  readonly checks: readonly Check[];
  /** The newest first. */
  readonly spans: readonly MonitorSpan[];
}

/** The monitors of the project that is shown. */
export interface MonitorsState {
  readonly projectId: ProjectId | null;
  /** In the order of the file; `null` until they were read. */
  readonly monitors: readonly Monitor[] | null;
  /** Whether somebody looks now. */
  readonly isWatched: boolean;
  /** Why the file does not tell them; `null` when it does. */
  readonly problem: string | null;
  /** Why they could not be read. */
  readonly failure: Failure | null;
  /** Counts up when one may stand otherwise: bars of uptime are read again by it. */
  readonly news: number;
  /** The one whose page is shown; `null` for none. */
  readonly open: { readonly id: MonitorId; readonly detail: MonitorDetail | null; readonly failure: Failure | null } | null;
}

const nothing: MonitorsState = {
  projectId: null,
  monitors: null,
  isWatched: true,
  problem: null,
  failure: null,
  news: 0,
  open: null,
};

export const monitorsStore = createStore<MonitorsState>()(() => nothing);

/** Shows another project: forgets the one before. */
export function showMonitorsOf(projectId: ProjectId | null): void {
  if (monitorsStore.getState().projectId === projectId) return;
  monitorsStore.setState({ ...nothing, projectId, open: monitorsStore.getState().open }, true);
  readMonitorsSoon();
}

/** Reads how all of them stand, and what is known of the one whose page is shown. */
export async function readMonitors(): Promise<void> {
  const { projectId, open } = monitorsStore.getState();
  if (projectId === null) return;
  if (open !== null) void readOpenMonitor();
  const answer = await call((engine) => engine.monitors.list({ projectId }));
  monitorsStore.setState((state) => {
    if (state.projectId !== projectId) return state;
    if (answer.ok) return { ...state, ...answer.value, failure: null };
    // Without an engine they are still to come, and the window says so elsewhere.
    return answer.failure.code === "ENGINE_LOST" ? state : { ...state, failure: answer.failure };
  });
}

/** Keeps one monitor with its past as new as the engine's, until the disposer is called. */
export function followMonitor(id: MonitorId): () => void {
  monitorsStore.setState({ open: { id, detail: null, failure: null } });
  void readOpenMonitor();
  return () => {
    if (monitorsStore.getState().open?.id === id) monitorsStore.setState({ open: null });
  };
}

/** Reads the monitor whose page is shown again. */
export async function readOpenMonitor(): Promise<void> {
  const id = monitorsStore.getState().open?.id;
  if (id === undefined) return;
  const answer = await call((engine) => engine.monitors.get({ monitorId: id }));
  monitorsStore.setState((state) => {
    if (state.open?.id !== id) return state;
    if (answer.ok) return { ...state, open: { id, detail: answer.value, failure: null } };
    return answer.failure.code === "ENGINE_LOST" ? state : { ...state, open: { ...state.open, failure: answer.failure } };
  });
}

// Checks that change nothing are not told; a page that is looked at shows them nevertheless.
const lookMs = 3 * secondMs;

/** Reads them again and again, because checks that change nothing come without notice. Until the disposer is called. */
export function keepMonitorsNew(): () => void {
  const timer = setInterval(() => {
    if (!document.hidden) readMonitorsSoon();
  }, lookMs);
  return () => clearInterval(timer);
}

// Monitors that go down together are read together.
const pauseMs = 150;

/** Reads them again, in a moment; once, however often it is asked for until then. */
export const readMonitorsSoon = soon(pauseMs, () => void readMonitors());

/** Takes notice of one that stands otherwise. */
export function noticeMonitor(projectId: ProjectId): void {
  if (projectId !== monitorsStore.getState().projectId) return;
  monitorsStore.setState(({ news }) => ({ news: news + 1 }));
  readMonitorsSoon();
}
