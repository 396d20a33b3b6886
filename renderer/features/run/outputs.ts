import type { StageRun } from "../../../shared/contract/schemas.ts";
import { tableColumns } from "../../../shared/csv.ts";
import { currentStages, titleOf } from "../../../shared/stage-groups.ts";
import { onePage, type SavedTable } from "../../actions/save-table.ts";

/** One thing that a stage told those that need it. */
export interface OutputLine {
  readonly stage: StageRun;
  readonly key: string;
  readonly value: string;
}

/** What the stages of a run wrote to `$MILLRACE_OUTPUT`, in the plan's order. */
export function outputsOf(stages: readonly StageRun[]): OutputLine[] {
  return currentStages(stages).flatMap((stage) => Object.entries(stage.outputs).map(([key, value]) => ({ stage, key, value })));
}

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
