import { tableColumns } from "../../../shared/csv.ts";
import { titleOf } from "../../../shared/stage-groups.ts";
import { onePage, type SavedTable } from "../../actions/save-table.ts";
import type { OutputLine } from "./outputs-tab.tsx";

/** What the stages of a run told those that need them, as a file. */
export function outputsTable(runNumber: number, outputs: readonly OutputLine[]): SavedTable<OutputLine> {
  return {
    name: `outputs of run ${runNumber}`,
    pages: () => onePage(outputs),
    columns: tableColumns<OutputLine>({
      stage: ({ stage }) => titleOf(stage),
      stageRunId: ({ stage }) => stage.id,
      key: ({ key }) => key,
      value: ({ value }) => value,
    }),
  };
}
