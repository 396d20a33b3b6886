import type { Problem } from "../../../shared/contract/problems.ts";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import { tableColumns } from "../../../shared/csv.ts";
import { titleOf } from "../../../shared/stage-groups.ts";
import { onePage, type SavedTable } from "../../actions/save-table.ts";

/** The places that a stage's log complains about, as a file. */
export function problemsTable(stage: StageRun, problems: readonly Problem[]): SavedTable<Problem> {
  return {
    name: `problems of ${titleOf(stage)}`,
    pages: () => onePage(problems),
    columns: tableColumns<Problem>({
      path: ({ path }) => path,
      line: ({ line }) => line,
      column: ({ column }) => column,
      severity: ({ severity }) => severity,
      message: ({ message }) => message,
      code: ({ code }) => code,
      logLine: ({ logLine }) => logLine,
      count: ({ count }) => count,
      isFound: ({ isFound }) => isFound,
    }),
  };
}
