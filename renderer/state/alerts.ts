import { createStore } from "zustand/vanilla";
import type { Alert } from "../../shared/contract/alerts.ts";
import type { AlertId, ProjectId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import { call } from "../link/call.ts";
import { soon } from "./soon.ts";

/** The alerts of the project that is shown. */
export interface AlertsState {
  readonly projectId: ProjectId | null;
  /** The newest first, as far as they were read; `null` before. */
  readonly alerts: readonly Alert[] | null;
  /** Where the rest begins; `null` when there is none. */
  readonly next: AlertId | null;
  /** How many nobody has read, of all. */
  readonly unread: number;
  readonly failure: Failure | null;
}

const nothing: AlertsState = { projectId: null, alerts: null, next: null, unread: 0, failure: null };

export const alertsStore = createStore<AlertsState>()(() => nothing);

// A page that was scrolled is read again as far as it was, up to what one answer may hold.
const pageSize = 50;
const mostAtOnce = 500;

/** Shows another project: forgets the one before. */
export function showAlertsOf(projectId: ProjectId | null): void {
  if (alertsStore.getState().projectId === projectId) return;
  alertsStore.setState({ ...nothing, projectId }, true);
  readAlertsSoon();
}

/** Reads the newest alerts. */
export async function readAlerts(): Promise<void> {
  const { projectId, alerts: before } = alertsStore.getState();
  if (projectId === null) return;
  const limit = Math.min(mostAtOnce, Math.max(pageSize, before?.length ?? 0));
  const answer = await call((engine) => engine.alerts.list({ projectId, limit }));
  alertsStore.setState((state) => {
    if (state.projectId !== projectId) return state;
    if (answer.ok) return { ...state, ...answer.value, failure: null };
    return answer.failure.code === "ENGINE_LOST" ? state : { ...state, failure: answer.failure };
  });
}

let isLoading = false;

/** Reads on where the list ends. */
export async function readMoreAlerts(): Promise<void> {
  const { projectId, next } = alertsStore.getState();
  if (projectId === null || next === null || isLoading) return;
  isLoading = true;
  const answer = await call((engine) => engine.alerts.list({ projectId, before: next, limit: pageSize }));
  isLoading = false;
  alertsStore.setState((state) => {
    if (state.projectId !== projectId || state.next !== next || !answer.ok) return state;
    return { ...state, ...answer.value, alerts: [...(state.alerts ?? []), ...answer.value.alerts] };
  });
}

/** Marks alerts as read; none named: all. What is seen changes at once, and is read again. */
export async function markRead(alertIds: readonly AlertId[]): Promise<Failure | null> {
  const { projectId, alerts } = alertsStore.getState();
  if (projectId === null) return null;
  const isMeant = (alert: Alert) => alertIds.length === 0 || alertIds.includes(alert.id);
  const newlyRead = (alerts ?? []).filter((alert) => !alert.isRead && isMeant(alert)).length;
  alertsStore.setState((state) => ({
    alerts: state.alerts?.map((alert) => (isMeant(alert) ? { ...alert, isRead: true } : alert)) ?? null,
    unread: alertIds.length === 0 ? 0 : Math.max(0, state.unread - newlyRead),
  }));
  const answer = await call((engine) => engine.alerts.read({ projectId, alertIds: [...alertIds] }));
  readAlertsSoon();
  return answer.ok ? null : answer.failure;
}

const pauseMs = 150;

/** Reads them again, in a moment; once, however often it is asked for until then. */
export const readAlertsSoon = soon(pauseMs, () => void readAlerts());
