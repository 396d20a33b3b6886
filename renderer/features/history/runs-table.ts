import type { RunFilter } from "../../../shared/contract/runs.ts";
import type { Run } from "../../../shared/contract/schemas.ts";
import { momentCell, tableColumns } from "../../../shared/csv.ts";
import { ok } from "../../../shared/result.ts";
import { pagesOf, type SavedTable } from "../../actions/save-table.ts";
import { call } from "../../link/call.ts";
import type { RunCursor } from "./run-list.ts";

const pageSize = 500;

/** All runs that match, as a file. */
export function runsTable(filter: RunFilter): SavedTable<Run> {
  return {
    name: "runs",
    pages: (signal) =>
      pagesOf(async (before: RunCursor | null) => {
        const page = await call((engine) => engine.runs.page({ filter, before, limit: pageSize }, { signal }));
        return page.ok ? ok({ rows: page.value.runs, next: page.value.next }) : page;
      }, signal),
    columns: tableColumns<Run>({
      id: ({ id }) => id,
      number: ({ number }) => number,
      status: ({ status }) => status,
      reason: ({ reason }) => reason,
      trigger: ({ trigger }) => trigger,
      triggerDetail: ({ triggerDetail }) => triggerDetail,
      stages: ({ selection }) => selection.join(" "),
      branch: ({ branch }) => branch,
      commit: ({ commit }) => commit,
      subject: ({ subject }) => subject,
      author: ({ author }) => author,
      isDirty: ({ dirty }) => dirty,
      createdAt: ({ createdAt }) => momentCell(createdAt),
      startedAt: ({ startedAt }) => momentCell(startedAt),
      finishedAt: ({ finishedAt }) => momentCell(finishedAt),
      durationMs: ({ durationMs }) => durationMs,
    }),
  };
}
