import type { CommitRow } from "../../../../shared/contract/code/history.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { ok } from "../../../../shared/result.ts";
import { commitColumns } from "../../../../shared/tables/commit-columns.ts";
import { pagesOf, type SavedTable } from "../../../actions/save-table.ts";
import { call } from "../../../link/call.ts";

const pageSize = 1_000;

/** All commits that match, also those that no page has loaded. */
export function commitsTable(projectId: ProjectId, from: "all" | "current", text: string): SavedTable<CommitRow> {
  return {
    name: "commits",
    columns: commitColumns,
    pages: (signal) =>
      pagesOf(async (after: string | null) => {
        const page = await call((engine) => engine.code.graph({ projectId, from, text, after, limit: pageSize }, { signal }));
        return page.ok ? ok({ rows: page.value.commits, next: page.value.next }) : page;
      }, signal),
  };
}
