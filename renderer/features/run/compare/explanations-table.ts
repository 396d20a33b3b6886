import type { RunDifference } from "../../../../shared/contract/health.ts";
import { tableColumns } from "../../../../shared/csv.ts";
import { onePage, type SavedTable } from "../../../actions/save-table.ts";

/** Why two runs differ, as a file: the likeliest explanation first. */
export function explanationsTable(differences: readonly RunDifference[]): SavedTable<RunDifference> {
  return {
    name: "why the runs differ",
    pages: () => onePage(differences),
    columns: tableColumns<RunDifference>({
      kind: ({ kind }) => kind,
      name: ({ name }) => name,
      text: ({ text }) => text,
      weight: ({ weight }) => weight,
      stageRunId: ({ stageRunId }) => stageRunId,
      testId: ({ testId }) => testId,
      commit: ({ commit }) => commit,
      path: ({ path }) => path,
    }),
  };
}
