import type { RunComparison } from "../../../../shared/contract/health.ts";
import { tableColumns } from "../../../../shared/csv.ts";
import { onePage, type SavedTable } from "../../../actions/save-table.ts";

type Pair = RunComparison["stages"][number];

/** The stages of two runs beside each other, as a file. */
export function pairsTable(stages: readonly Pair[]): SavedTable<Pair> {
  return {
    name: "stages of both runs",
    pages: () => onePage(stages),
    columns: tableColumns<Pair>({
      name: ({ name }) => name,
      variant: ({ variant }) => variant,
      statusBefore: ({ before }) => before?.status ?? null,
      statusAfter: ({ after }) => after?.status ?? null,
      durationBeforeMs: ({ before }) => before?.durationMs ?? null,
      durationAfterMs: ({ after }) => after?.durationMs ?? null,
      isUnusual: ({ isUnusual }) => isUnusual,
      stageRunId: ({ stageRunId }) => stageRunId,
    }),
  };
}
