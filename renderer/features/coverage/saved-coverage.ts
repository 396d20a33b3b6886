import type { ChangedCoverage, CoverageFile, CoveragePoint } from "../../../shared/contract/coverage.ts";
import type { RunId } from "../../../shared/ids.ts";
import { ok } from "../../../shared/result.ts";
import {
  type ChangedFileRow,
  changedFileColumns,
  changedFileRows,
  coverageFileColumns,
  coverageTrendColumns,
} from "../../../shared/tables/coverage-columns.ts";
import { onePage, pagesOf, type SavedTable } from "../../actions/save-table.ts";
import { call } from "../../link/call.ts";

const pageSize = 500;

/** All files of a run's coverage whose path holds a text. */
export function filesTable(runId: RunId, runNumber: number, text: string): SavedTable<CoverageFile> {
  return {
    name: `coverage of run ${runNumber}`,
    columns: coverageFileColumns,
    pages: (signal) =>
      pagesOf(async (after: string | null) => {
        const page = await call((engine) => engine.coverage.run({ runId, text, after, limit: pageSize }, { signal }));
        return page.ok ? ok({ rows: page.value.rows, next: page.value.next }) : page;
      }, signal),
  };
}

/** How the changed lines of a run fared. */
export function changedFilesTable(runNumber: number, changes: ChangedCoverage): SavedTable<ChangedFileRow> {
  return {
    name: `coverage of what run ${runNumber} changed`,
    columns: changedFileColumns,
    pages: () => onePage(changedFileRows(changes)),
  };
}

/** What the coverage of the runs came to that are drawn, the oldest first. */
export function trendTable(trend: readonly CoveragePoint[]): SavedTable<CoveragePoint> {
  return { name: `coverage of ${trend[0]?.branch ?? "runs"}`, columns: coverageTrendColumns, pages: () => onePage(trend) };
}
