import { Notification } from "electron";
import type { DesktopNotice } from "../../shared/contract/inbox.ts";

/** A notification that nobody holds is collected, and its click with it. */
const shown = new Set<Notification>();

/** Whether the system shows notifications. */
export function canNotify(): boolean {
  return Notification.isSupported();
}

/** Shows a notification where the system can. `onClick` comes when the person follows it. */
export function notify(text: Pick<DesktopNotice, "title" | "body">, onClick: () => void): void {
  if (!canNotify()) return;
  const notification = new Notification({ title: text.title, body: text.body });
  shown.add(notification);
  notification.on("click", onClick);
  notification.on("click", () => shown.delete(notification));
  notification.on("close", () => shown.delete(notification));
  notification.show();
}
