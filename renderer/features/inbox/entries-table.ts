import type { InboxEntry } from "../../../shared/contract/inbox.ts";
import { ok } from "../../../shared/result.ts";
import { inboxColumns } from "../../../shared/tables/inbox-columns.ts";
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
    columns: inboxColumns,
  };
}
