import type { RunFilter } from "../../../shared/contract/runs.ts";
import type { Run } from "../../../shared/contract/schemas.ts";
import { momentCell } from "../../../shared/csv.ts";
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
    columns: [
      { name: "id", cellOf: ({ id }) => id },
      { name: "number", cellOf: ({ number }) => number },
      { name: "status", cellOf: ({ status }) => status },
      { name: "reason", cellOf: ({ reason }) => reason },
      { name: "trigger", cellOf: ({ trigger }) => trigger },
      { name: "triggerDetail", cellOf: ({ triggerDetail }) => triggerDetail },
      { name: "stages", cellOf: ({ selection }) => selection.join(" ") },
      { name: "branch", cellOf: ({ branch }) => branch },
      { name: "commit", cellOf: ({ commit }) => commit },
      { name: "subject", cellOf: ({ subject }) => subject },
      { name: "author", cellOf: ({ author }) => author },
      { name: "isDirty", cellOf: ({ dirty }) => dirty },
      { name: "createdAt", cellOf: ({ createdAt }) => momentCell(createdAt) },
      { name: "startedAt", cellOf: ({ startedAt }) => momentCell(startedAt) },
      { name: "finishedAt", cellOf: ({ finishedAt }) => momentCell(finishedAt) },
      { name: "durationMs", cellOf: ({ durationMs }) => durationMs },
    ],
  };
}
