import { availableParallelism } from "node:os";
import type { DesktopNotice, InboxEntry, NotifyRule } from "../../../../shared/contract/inbox.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import { endedTitle, holdsBack, placeOf, takeDesktop } from "../../inbox/inbox.ts";
import { settingsFrom } from "../../setting/setting.ts";
import type { InboxFilter, Store, StoredInboxEntry, StoreFailure, Tables } from "../../store/store.ts";
import type { NotFound } from "../not-there.ts";
import { findProject } from "../project/projects.ts";
import { sinceWords } from "./since-words.ts";
import { bringUpToDate } from "./upkeep.ts";

type Ids = { readonly ids: readonly number[] };

/** One page of the inbox. */
export interface InboxPage {
  readonly entries: InboxEntry[];
  readonly next: { readonly lastAt: number; readonly id: number } | null;
  readonly unread: number;
  readonly wakesAt: number | null;
}

/** The `inbox` area of the contract. */
export interface InboxService {
  list(input: InboxFilter & { readonly limit: number }): Promise<Result<InboxPage, NotFound | StoreFailure>>;
  read(input: Ids & { readonly isRead: boolean }): Result<void, StoreFailure>;
  readAll(input: { readonly projectId?: ProjectId | undefined }): Result<void, StoreFailure>;
  snooze(input: Ids & { readonly untilMs: number | null }): Result<void, StoreFailure>;
  mute(input: Ids & { readonly isMuted: boolean }): Result<void, StoreFailure>;
  rules(): Result<{ rules: NotifyRule[] }, StoreFailure>;
  setRule(rule: NotifyRule): Result<void, NotFound | StoreFailure>;
  takeDesktop(): Result<{ notices: DesktopNotice[]; nextAt: number | null }, StoreFailure>;
}

/** Tells what is broken, keeps what people did about it, and hands out what desktops are to be told. */
export function createInboxService(store: Store, now: Clock): InboxService {
  const upToDate = bringUpToDate(store, now);
  const quietHours = ({ settings }: Tables) => settingsFrom(settings.read(), availableParallelism());
  return {
    list: async ({ limit, ...filter }) => {
      const project = filter.projectId === undefined ? ok(null) : findProject(store, filter.projectId);
      if (!project.ok) return project;
      if (filter.before === null) await upToDate(filter.projectId);
      return store.read((tables) => {
        const at = now();
        const listed = tables.inbox.list(filter, at, limit + 1);
        const shown = listed.slice(0, limit);
        const last = listed.length > limit ? shown.at(-1) : undefined;
        return {
          entries: shown.map((entry) => describe(tables, entry)),
          next: last === undefined ? null : { lastAt: last.lastAt, id: last.id },
          unread: tables.inbox.unread(filter.projectId, at),
          wakesAt: tables.inbox.nextWake(filter.projectId, at),
        };
      });
    },
    read: ({ ids, isRead }) =>
      store.write(({ inbox, alerts }) => {
        const at = now();
        inbox.markRead(ids, isRead, at);
        for (const id of ids) {
          const alert = inbox.get(id)?.alertId ?? null;
          if (alert !== null) alerts.markRead(alert, isRead, at);
        }
      }),
    readAll: ({ projectId }) =>
      store.write(({ inbox, alerts, projects }) => {
        inbox.readAll(projectId, now());
        for (const { id } of projects.list()) if (projectId === undefined || id === projectId) alerts.read(id, [], now());
      }),
    snooze: ({ ids, untilMs }) => store.write(({ inbox }) => inbox.snooze(ids, untilMs, now())),
    mute: ({ ids, isMuted }) => store.write(({ inbox }) => inbox.mute(ids, isMuted, now())),
    rules: () => store.read(({ desktopNotices }) => ({ rules: desktopNotices.rules() })),
    setRule: (rule) => {
      const project = findProject(store, rule.projectId);
      return project.ok ? store.write(({ desktopNotices }) => desktopNotices.setRule(rule, now())) : project;
    },
    takeDesktop: () => {
      // Every window asks after every change: nobody is made a writer for nothing.
      const held = store.read((tables) => holdsBack(tables, quietHours(tables), now()));
      if (!held.ok) return held;
      if (held.value !== null) return ok({ notices: [], nextAt: held.value === "nothing" ? null : held.value });
      const taken = store.write((tables) => takeDesktop(tables, quietHours(tables), now()));
      return taken.ok ? ok({ notices: taken.value, nextAt: null }) : taken;
    },
  };
}

/** An entry as the window sees it. A run that was taken away meanwhile leads nowhere. */
function describe({ projects, inboxRuns }: Tables, entry: StoredInboxEntry): InboxEntry {
  const { id, projectId, kind, subject, branch, title, detail, since, times, lastAt, commit, endedAt, ending } = entry;
  const place = placeOf(entry);
  const hasRun = place.runId !== null && inboxRuns.has(place.runId);
  const what = endedAt !== null && kind === "stage" ? endedTitle(title, subject) : title;
  const words = sinceWords(entry);
  return {
    ...{ id, projectId, project: projects.get(projectId)?.name ?? "", kind, subject, branch, detail, since, times, lastAt, commit },
    title: words === "" ? what : `${what} ${words}`,
    ...{ endedAt, ending, isRead: entry.isRead, snoozedUntil: entry.snoozedUntil, isMuted: entry.isMuted },
    ...place,
    ...(hasRun ? {} : { runId: null, stageRunId: null }),
  };
}
