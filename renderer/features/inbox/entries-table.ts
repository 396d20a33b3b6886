import type { InboxEntry } from "../../../shared/contract/inbox.ts";
import { momentCell, tableColumns } from "../../../shared/csv.ts";
import { ok } from "../../../shared/result.ts";
import { pagesOf, type SavedTable } from "../../actions/save-table.ts";
import { call } from "../../link/call.ts";
import type { InboxScope } from "../../state/inbox.ts";

const pageSize = 500;

/** All entries of a list of the inbox, as a file. */
export function entriesTable({ projectId, view }: InboxScope): SavedTable<InboxEntry> {
  return {
    name: `inbox ${view}`,
    pages: (signal) =>
      pagesOf(async (before: { lastAt: number; id: number } | null) => {
        const of = projectId === null ? {} : { projectId };
        const page = await call((engine) => engine.inbox.list({ which: view, ...of, before, limit: pageSize }, { signal }));
        return page.ok ? ok({ rows: page.value.entries, next: page.value.next }) : page;
      }, signal),
    columns: tableColumns<InboxEntry>({
      id: ({ id }) => id,
      project: ({ project }) => project,
      kind: ({ kind }) => kind,
      subject: ({ subject }) => subject,
      branch: ({ branch }) => branch,
      title: ({ title }) => title,
      detail: ({ detail }) => detail,
      since: ({ since }) => momentCell(since),
      times: ({ times }) => times,
      lastAt: ({ lastAt }) => momentCell(lastAt),
      commit: ({ commit }) => commit?.commit ?? null,
      commitSubject: ({ commit }) => commit?.subject ?? null,
      commitAuthor: ({ commit }) => commit?.author ?? null,
      endedAt: ({ endedAt }) => momentCell(endedAt),
      ending: ({ ending }) => ending,
      isRead: ({ isRead }) => isRead,
      snoozedUntil: ({ snoozedUntil }) => momentCell(snoozedUntil),
      isMuted: ({ isMuted }) => isMuted,
    }),
  };
}
