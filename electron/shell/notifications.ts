import { Notification } from "electron";
import { questionOf } from "../../shared/approval-words.ts";
import type { Settings } from "../../shared/contract/app.ts";
import type { Run, StageRun } from "../../shared/contract/schemas.ts";
import { subjectOf } from "../../shared/deployment-stage.ts";
import { formatDuration } from "../../shared/time.ts";
import { hasBroken } from "./activity.ts";

/** The text of one desktop notification. */
export interface NotificationText {
  readonly title: string;
  readonly body: string;
}

/** What decides whether the end of a run is told. */
export interface NotificationRule {
  readonly notifyOn: Settings["notifyOn"];
  /** Somebody who looks at the window sees the run end. */
  readonly isWindowFocused: boolean;
}

const endings = {
  passed: "passed",
  failed: "failed",
  errored: "could not run",
  interrupted: "was interrupted",
} as const;

/** What to tell when a run ended; `null` for nothing. A run that the person canceled is no news, nor is a step of a search. */
export function notificationFor(run: Run, projectName: string, rule: NotificationRule): NotificationText | null {
  if (rule.isWindowFocused || rule.notifyOn === "never" || run.trigger === "culprit") return null;
  if (rule.notifyOn === "failure" && !hasBroken(run)) return null;
  const ending = run.status in endings ? endings[run.status as keyof typeof endings] : null;
  if (ending === null) return null;
  const after = run.durationMs === null ? "" : ` after ${formatDuration(run.durationMs)}`;
  const what = run.selection.length === 0 ? "The pipeline" : run.selection.join(", ");
  const where = [run.branch, run.subject].filter((part) => part !== null).join(": ");
  return { title: `${projectName}: run ${run.number} ${ending}`, body: [`${what} ${ending}${after}.`, where].filter(Boolean).join("\n") };
}

/** What to tell when a stage begins to wait for a person, whatever became of its run so far; `null` for nothing. */
export function waitingNotification(stage: StageRun, projectName: string, rule: NotificationRule): NotificationText | null {
  if (rule.isWindowFocused || rule.notifyOn === "never") return null;
  return { title: `${projectName}: ${subjectOf(stage)} waits for approval`, body: questionOf(stage.name, stage.approval?.question ?? "") };
}

/** A notification that nobody holds is collected, and its click with it. */
const shown = new Set<Notification>();

/** Whether the system shows notifications. */
export function canNotify(): boolean {
  return Notification.isSupported();
}

/** Shows a notification where the system can. `onClick` comes when the person follows it. */
export function notify(text: NotificationText, onClick: () => void): void {
  if (!canNotify()) return;
  const notification = new Notification({ title: text.title, body: text.body });
  shown.add(notification);
  notification.on("click", onClick);
  notification.on("click", () => shown.delete(notification));
  notification.on("close", () => shown.delete(notification));
  notification.show();
}
