import type { InboxEntry, NotifyRule } from "../../shared/contract/inbox.ts";
import type { ProjectId } from "../../shared/ids.ts";
import type { Failure, Result } from "../../shared/result.ts";
import { hourMs } from "../../shared/time.ts";
import { call } from "../link/call.ts";
import { currentProjectId } from "../state/current.ts";
import { bellStore, readInboxSoon, showChanged } from "../state/inbox.ts";
import { navigate } from "../state/route.ts";
import { showFailure, showToast } from "../state/toasts.ts";
import type { Action } from "./action.ts";
import { always } from "./action.ts";

type Entry = Pick<InboxEntry, "id" | "title">;

/** Marks entries as read, or as not read. */
export async function readEntries(ids: readonly number[], isRead = true): Promise<void> {
  showChanged(ids, { isRead });
  settle(await call((engine) => engine.inbox.read({ ids: [...ids], isRead })));
}

/** Marks all as read that is not, of a project or of all. */
export async function readAllEntries(projectId: ProjectId | null): Promise<void> {
  settle(await call((engine) => engine.inbox.readAll(projectId === null ? {} : { projectId })));
}

/** Puts an entry off until a moment, or until it becomes worse; `null` brings it back. */
export async function snoozeEntry(entry: Entry, untilMs: number | null): Promise<void> {
  showChanged([entry.id], { snoozedUntil: untilMs });
  const isDone = settle(await call((engine) => engine.inbox.snooze({ ids: [entry.id], untilMs })));
  if (!isDone || untilMs === null) return;
  showToast({ message: `Put off: ${entry.title}.`, action: { label: "Undo", perform: () => void snoozeEntry(entry, null) } });
}

/** Tells nothing of an entry's subject any more, or again. */
export async function muteEntry(entry: Entry, isMuted: boolean): Promise<void> {
  showChanged([entry.id], { isMuted });
  const isDone = settle(await call((engine) => engine.inbox.mute({ ids: [entry.id], isMuted })));
  if (!isDone) return;
  const message = isMuted ? `Muted: ${entry.title}.` : `Told again: ${entry.title}.`;
  showToast({ message, action: { label: "Undo", perform: () => void muteEntry(entry, !isMuted) } });
}

/** Says what of a project the desktop is told. */
export async function setNotifyRule(rule: NotifyRule): Promise<boolean> {
  return settle(await call((engine) => engine.inbox.setRule(rule)));
}

function settle(answer: Result<unknown, Failure>): boolean {
  readInboxSoon();
  if (!answer.ok) showFailure(answer.failure);
  return answer.ok;
}

/** Until when something is put off, as it is offered. */
export interface SnoozeChoice {
  readonly label: string;
  readonly untilMs: number;
}

const morning = 9;
const evening = 18;

/** What is offered at a moment, in this machine's own time; the evening only before it. */
export function snoozeChoices(nowMs: number): SnoozeChoice[] {
  const now = new Date(nowMs);
  const at = (daysLater: number, hour: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + daysLater, hour).getTime();
  const daysToMonday = (8 - now.getDay()) % 7 || 7;
  return [
    { label: "For an hour", untilMs: nowMs + hourMs },
    ...(nowMs < at(0, evening) ? [{ label: "Until this evening", untilMs: at(0, evening) }] : []),
    { label: "Until tomorrow morning", untilMs: at(1, morning) },
    ...(daysToMonday === 1 ? [] : [{ label: "Until Monday morning", untilMs: at(daysToMonday, morning) }]),
    { label: "For a week", untilMs: at(7, morning) },
  ];
}

/** What is done about the inbox. */
export const inboxActions: readonly Action[] = [
  {
    id: "go.inbox",
    label: "Go to the inbox",
    group: "Go to",
    shortcut: "G B",
    keywords: "broken bell notifications what broke news",
    isEnabled: always,
    perform: () => navigate({ kind: "inbox", projectId: currentProjectId(), query: {} }),
    command: () => "millrace inbox list",
  },
  {
    id: "inbox.read",
    label: "Mark all of the inbox as read",
    group: "Operate",
    keywords: "clear bell broken",
    isEnabled: () => bellStore.getState().unread > 0,
    perform: () => void readAllEntries(null),
    command: () => "millrace inbox read --all-projects",
  },
];
