import { createStore } from "zustand/vanilla";
import type { InboxEntry } from "../../shared/contract/inbox.ts";
import type { ProjectId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import { call } from "../link/call.ts";
import { soon } from "./soon.ts";

/** Which entries a list shows. */
export const inboxViews = ["open", "unread", "snoozed", "muted", "ended"] as const;

/** See {@link inboxViews}. */
export type InboxView = (typeof inboxViews)[number];

/** What of the inbox is listed: of one project, or of all. */
export interface InboxScope {
  readonly projectId: ProjectId | null;
  readonly view: InboxView;
}

/** The newest of what is open, of all projects, wherever the window is. */
export interface InboxBell {
  readonly entries: readonly InboxEntry[];
  /** How many are neither read nor put off nor muted. */
  readonly unread: number;
}

/** The list of the inbox' page. */
export interface InboxList {
  /** `null` as long as no page shows one. */
  readonly scope: InboxScope | null;
  /** The newest change first, as far as they were read; `null` before. */
  readonly entries: readonly InboxEntry[] | null;
  readonly next: { readonly lastAt: number; readonly id: number } | null;
  readonly failure: Failure | null;
}

const noList: InboxList = { scope: null, entries: null, next: null, failure: null };

export const bellStore = createStore<InboxBell>()(() => ({ entries: [], unread: 0 }));
export const inboxStore = createStore<InboxList>()(() => noList);

const bellSize = 8;
// A page that was scrolled is read again as far as it was, up to what one answer may hold.
const pageSize = 100;
const mostAtOnce = 500;

/** Browsers wait no longer than this at once. */
const longestWaitMs = 2 ** 31 - 1;
let wakeTimer: ReturnType<typeof setTimeout> | undefined;

async function readBell(): Promise<void> {
  const answer = await call((engine) => engine.inbox.list({ which: "open", limit: bellSize }));
  if (!answer.ok) return;
  const { entries, unread, wakesAt } = answer.value;
  bellStore.setState({ entries, unread });
  clearTimeout(wakeTimer);
  // Nothing announces that what was put off is back.
  if (wakesAt !== null) wakeTimer = setTimeout(readInboxSoon, Math.min(longestWaitMs, Math.max(0, wakesAt - Date.now())));
}

function isShown({ projectId, view }: InboxScope): boolean {
  const { scope } = inboxStore.getState();
  return scope !== null && scope.projectId === projectId && scope.view === view;
}

/** Shows another list: forgets the one before. `null`: none is shown any more. */
export function showInbox(scope: InboxScope | null): void {
  if (scope !== null && isShown(scope)) return;
  inboxStore.setState({ ...noList, scope }, true);
  void readInbox();
}

/** Reads the newest entries. */
export async function readInbox(): Promise<void> {
  const { scope, entries } = inboxStore.getState();
  if (scope === null) return;
  const limit = Math.min(mostAtOnce, Math.max(pageSize, entries?.length ?? 0));
  const answer = await call((engine) => engine.inbox.list({ ...askOf(scope), limit }));
  inboxStore.setState((state) => {
    if (!isShown(scope)) return state;
    if (answer.ok) return { ...state, entries: answer.value.entries, next: answer.value.next, failure: null };
    return answer.failure.code === "ENGINE_LOST" ? state : { ...state, failure: answer.failure };
  });
}

let isLoading = false;

/** Reads on where the list ends. */
export async function readMoreInbox(): Promise<void> {
  const { scope, next } = inboxStore.getState();
  if (scope === null || next === null || isLoading) return;
  isLoading = true;
  const answer = await call((engine) => engine.inbox.list({ ...askOf(scope), before: next, limit: pageSize }));
  isLoading = false;
  inboxStore.setState((state) => {
    if (!isShown(scope) || state.next !== next || !answer.ok) return state;
    return { ...state, entries: [...(state.entries ?? []), ...answer.value.entries], next: answer.value.next };
  });
}

function askOf({ projectId, view }: InboxScope) {
  return { which: view, ...(projectId === null ? {} : { projectId }) };
}

/** Shows at once what was done with an entry, until it is read again. */
export function showChanged(ids: readonly number[], change: Partial<InboxEntry>): void {
  const isMeant = ({ id }: InboxEntry) => ids.includes(id);
  const changed = (entries: readonly InboxEntry[], view: InboxView) =>
    entries.map((entry) => (isMeant(entry) ? { ...entry, ...change } : entry)).filter((entry) => belongs(entry, view));
  bellStore.setState(({ entries, unread }) => {
    const next = changed(entries, "open");
    const gone = entries.filter(isUnread).length - next.filter(isUnread).length;
    return { entries: next, unread: Math.max(0, unread - gone) };
  });
  inboxStore.setState(({ scope, entries }) => ({ entries: scope === null || entries === null ? entries : changed(entries, scope.view) }));
}

function isUnread({ isRead }: InboxEntry): boolean {
  return !isRead;
}

/** Whether a list still shows an entry after something was done with it. What was read stays where it is until the list is read anew. */
function belongs({ isMuted, snoozedUntil }: InboxEntry, view: InboxView): boolean {
  if (view === "muted") return isMuted;
  if (view === "snoozed") return snoozedUntil !== null && !isMuted;
  return !isMuted && (view === "ended" || snoozedUntil === null || snoozedUntil <= Date.now());
}

const pauseMs = 150;

/** Reads the bell and the list again, in a moment; once, however often it is asked for until then. */
export const readInboxSoon = soon(pauseMs, () => {
  void readBell();
  void readInbox();
});
