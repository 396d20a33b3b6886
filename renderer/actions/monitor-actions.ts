import type { Monitor } from "../../shared/contract/monitors.ts";
import type { AlertId } from "../../shared/ids.ts";
import { hourMs } from "../../shared/time.ts";
import { call } from "../link/call.ts";
import { alertsStore, markRead } from "../state/alerts.ts";
import { currentProjectId } from "../state/current.ts";
import { readMonitors, readMonitorsSoon } from "../state/monitors.ts";
import { askForTrust } from "../state/overlay.ts";
import { navigate } from "../state/route.ts";
import { showFailure, showToast } from "../state/toasts.ts";
import { type Action, always } from "./action.ts";

type MonitorName = Pick<Monitor, "id" | "name" | "projectId">;

/** Shows a monitor's page. */
export function showMonitor({ projectId, id }: Pick<Monitor, "projectId" | "id">): void {
  navigate({ kind: "monitor", projectId, monitorId: id, query: {} });
}

/** Looks at something now, and says what was found. */
export async function checkNow({ id, name, projectId }: MonitorName): Promise<void> {
  const answer = await call((engine) => engine.monitors.check({ monitorId: id }));
  if (!answer.ok) {
    if (answer.failure.code === "NOT_TRUSTED") askForTrust(projectId, () => void checkNow({ id, name, projectId }));
    else showFailure(answer.failure);
    return;
  }
  await readMonitors();
  const { isGood, detail } = answer.value;
  showToast({ kind: isGood ? "done" : "problem", message: `${name}: ${isGood ? "all is well" : "the check failed"}.`, hint: detail });
}

/** Looks no more at something until it is resumed. */
export async function pauseMonitor({ id, name, projectId }: MonitorName): Promise<void> {
  const answer = await call((engine) => engine.monitors.pause({ monitorId: id }));
  if (!answer.ok) return showFailure(answer.failure);
  readMonitorsSoon();
  showToast({ message: `${name} is paused.`, action: { label: "Undo", perform: () => void resumeMonitor({ id, name, projectId }) } });
}

/** Looks at it again. */
export async function resumeMonitor({ id }: MonitorName): Promise<void> {
  const answer = await call((engine) => engine.monitors.resume({ monitorId: id }));
  if (!answer.ok) return showFailure(answer.failure);
  readMonitorsSoon();
}

/** For how long nobody is told, as it is offered. */
export const silences = [
  { label: "1 hour", forMs: hourMs },
  { label: "4 hours", forMs: 4 * hourMs },
  { label: "1 day", forMs: 24 * hourMs },
  { label: "1 week", forMs: 7 * 24 * hourMs },
] as const;

/** Tells nobody for so long; `null` ends that. */
export async function silence(monitor: MonitorName, forMs: number | null): Promise<void> {
  const { id, name } = monitor;
  const answer = await call((engine) => engine.monitors.silence({ monitorId: id, until: forMs === null ? null : Date.now() + forMs }));
  if (!answer.ok) return showFailure(answer.failure);
  readMonitorsSoon();
  if (forMs === null) showToast({ message: `${name} is told of again.` });
  else showToast({ message: `Nobody is told of ${name}.`, action: { label: "Undo", perform: () => void silence(monitor, null) } });
}

/** Marks alerts as read; none named: all of the project. */
export async function readAlertsOf(alertIds: readonly AlertId[]): Promise<void> {
  const failure = await markRead(alertIds);
  if (failure !== null) showFailure(failure);
}

/** Shows the alerts, and one of them. */
export function showAlerts(alertId: AlertId | null = null): void {
  const projectId = currentProjectId();
  const open: Record<string, string> = alertId === null ? {} : { alert: alertId };
  if (projectId !== null) navigate({ kind: "screen", projectId, screen: "monitors", query: { view: "alerts", ...open } });
}

/** What is done about alerts and all monitors. */
export const alertActions: readonly Action[] = [
  {
    id: "go.alerts",
    label: "Go to alerts",
    group: "Go to",
    shortcut: "G A",
    keywords: "inbox bell notifications",
    isEnabled: () => currentProjectId() !== null,
    perform: () => showAlerts(),
    command: () => "millrace alerts list",
  },
  {
    id: "go.machine",
    label: "Go to this machine",
    group: "Go to",
    keywords: "host cpu memory disk network load charts",
    isEnabled: () => currentProjectId() !== null,
    perform: () => {
      const projectId = currentProjectId();
      if (projectId !== null) navigate({ kind: "screen", projectId, screen: "monitors", query: { view: "machine" } });
    },
  },
  {
    id: "alerts.read",
    label: "Mark all alerts as read",
    group: "Operate",
    keywords: "inbox clear bell",
    isEnabled: () => alertsStore.getState().unread > 0,
    perform: () => void readAlertsOf([]),
    command: () => "millrace alerts read",
  },
];

/** What the palette offers for a monitor. */
export function monitorActions(monitor: Monitor): Action[] {
  const { name, state, silencedUntil } = monitor;
  const of = (id: string, label: string, perform: () => unknown, command: string): Action => ({
    id: `monitor.${id}.${name}`,
    label: `${label} ${name}`,
    group: "Operate",
    keywords: "monitor check uptime",
    isEnabled: always,
    perform: () => void perform(),
    command: () => `millrace monitors ${command} ${name}`,
  });
  return [
    of("check", "Check", () => checkNow(monitor), "check"),
    of("show", "Open the monitor", () => showMonitor(monitor), "show"),
    state === "paused"
      ? of("resume", "Resume the monitor", () => resumeMonitor(monitor), "resume")
      : of("pause", "Pause the monitor", () => pauseMonitor(monitor), "pause"),
    silencedUntil === null
      ? of("silence", "Silence for an hour:", () => silence(monitor, hourMs), "silence")
      : of("unsilence", "End the silence of", () => silence(monitor, null), "silence --end"),
  ];
}
