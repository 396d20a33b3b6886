import type { CoverageFile } from "../../../shared/contract/coverage.ts";
import { tableColumns } from "../../../shared/csv.ts";
import type { RunId } from "../../../shared/ids.ts";
import { ok } from "../../../shared/result.ts";
import { pagesOf, type SavedTable } from "../../actions/save-table.ts";
import { call } from "../../link/call.ts";

const pageSize = 500;

/** All files of a run's coverage whose path holds a text, as a file. */
export function filesTable(runId: RunId, runNumber: number, text: string): SavedTable<CoverageFile> {
  return {
    name: `coverage of run ${runNumber}`,
    pages: (signal) =>
      pagesOf(async (after: string | null) => {
        const page = await call((engine) => engine.coverage.run({ runId, text, after, limit: pageSize }, { signal }));
        return page.ok ? ok({ rows: page.value.rows, next: page.value.next }) : page;
      }, signal),
    columns: tableColumns<CoverageFile>({
      path: ({ path }) => path,
      lines: ({ lines }) => lines,
      linesCovered: ({ linesCovered }) => linesCovered,
      branches: ({ branches }) => branches,
      branchesCovered: ({ branchesCovered }) => branchesCovered,
      functions: ({ functions }) => functions,
      functionsCovered: ({ functionsCovered }) => functionsCovered,
      statements: ({ statements }) => statements,
      statementsCovered: ({ statementsCovered }) => statementsCovered,
    }),
  };
}
