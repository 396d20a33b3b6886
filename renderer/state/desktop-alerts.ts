import { createStore } from "zustand/vanilla";
import type { DesktopNotification } from "../../shared/contract/alerts.ts";
import { call } from "../link/call.ts";
import { desktopHost } from "../link/host.ts";
import { alertAddress } from "./route.ts";
import { soon } from "./soon.ts";

/** Whether this browser may show alerts; `null` where it cannot, or the desktop application does. */
export const showsAlertsStore = createStore<{ readonly permission: NotificationPermission | null }>()(() => ({
  permission: hasBrowserNotifications() ? Notification.permission : null,
}));

/** Whether alerts are shown by this browser, if the person wants that. */
function hasBrowserNotifications(): boolean {
  return "Notification" in globalThis && desktopHost() === null;
}

/** Asks the person, by the browser's own question; only to be called because of a press. */
export async function askToShowAlerts(): Promise<void> {
  showsAlertsStore.setState({ permission: await Notification.requestPermission() });
  showDesktopAlertsSoon();
}

const pauseMs = 150;

/** Shows what the desktop is to be told, where this browser may: what is taken is shown. */
export const showDesktopAlertsSoon = soon(pauseMs, () => void showDesktopAlerts());

async function showDesktopAlerts(): Promise<void> {
  if (!hasBrowserNotifications() || Notification.permission !== "granted") return;
  const taken = await call((engine) => engine.alerts.takeDesktop());
  for (const notification of taken.ok ? taken.value : []) show(notification);
}

function show({ projectId, alertId, title, body, what }: DesktopNotification): void {
  const notification = new Notification(title, { body, tag: `millrace ${alertId} ${what}` });
  notification.onclick = () => {
    window.focus();
    location.hash = alertAddress(projectId, alertId);
    notification.close();
  };
}
