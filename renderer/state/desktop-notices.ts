import { createStore } from "zustand/vanilla";
import type { DesktopNotice } from "../../shared/contract/inbox.ts";
import { call } from "../link/call.ts";
import { desktopHost } from "../link/host.ts";
import { inboxAddress, placeAddress } from "./route.ts";
import { soon } from "./soon.ts";

/** Whether this browser may show notices; `null` where it cannot, or the desktop application does. */
export const showsNoticesStore = createStore<{ readonly permission: NotificationPermission | null }>()(() => ({
  permission: hasBrowserNotifications() ? Notification.permission : null,
}));

/** Whether notices are shown by this browser, if the person wants that. */
function hasBrowserNotifications(): boolean {
  return "Notification" in globalThis && desktopHost() === null;
}

/** Asks the person, by the browser's own question; only to be called because of a press. */
export async function askToShowNotices(): Promise<void> {
  showsNoticesStore.setState({ permission: await Notification.requestPermission() });
  showDesktopNoticesSoon();
}

const pauseMs = 150;

/** Shows what the desktop is to be told, where this browser may: what is taken is shown. */
export const showDesktopNoticesSoon = soon(pauseMs, () => void showDesktopNotices());

/** Browsers wait no longer than this at once. */
const longestWaitMs = 2 ** 31 - 1;
let quietTimer: ReturnType<typeof setTimeout> | undefined;

async function showDesktopNotices(): Promise<void> {
  if (!hasBrowserNotifications() || Notification.permission !== "granted") return;
  clearTimeout(quietTimer);
  const taken = await call((engine) => engine.inbox.takeDesktop());
  if (!taken.ok) return;
  const { notices, nextAt } = taken.value;
  for (const notice of notices) if (!notice.isSeenInWindow || !document.hasFocus()) show(notice);
  // Nothing announces that quiet hours are over.
  if (nextAt !== null) quietTimer = setTimeout(showDesktopNoticesSoon, Math.min(longestWaitMs, Math.max(0, nextAt - Date.now())));
}

function show({ title, body, tag, target }: DesktopNotice): void {
  const notification = new Notification(title, { body, tag });
  notification.onclick = () => {
    window.focus();
    showTarget(target);
    notification.close();
  };
}

/** Goes where a notice leads. */
export function showTarget(target: DesktopNotice["target"]): void {
  location.hash = target === null ? inboxAddress(null) : placeAddress(target.projectId, target);
}
