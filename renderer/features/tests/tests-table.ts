import type { TestOutcome, TestOverview, TestRow } from "../../../shared/contract/tests.ts";
import { type Cell, momentCell, tableColumns } from "../../../shared/csv.ts";
import type { RunId, TestId } from "../../../shared/ids.ts";
import { ok } from "../../../shared/result.ts";
import { onePage, pagesOf, type SavedTable } from "../../actions/save-table.ts";
import type { RunTestRow } from "./run/run-tests-model.ts";
import { askForRunTests } from "./run/use-run-tests.ts";
import { askForOutcomes } from "./use-test-history.ts";
import { askForTests, type TestListRequest } from "./use-test-list.ts";

const pageSize = 500;

/** All tests of a view that pass its filters, as a file. */
export function testsTable(request: TestListRequest): SavedTable<TestRow> {
  return {
    name: `tests ${request.view}`,
    pages: (signal) => pagesOf((after: string | null) => askForTests(request, after, pageSize), signal),
    columns: tableColumns(testCells),
  };
}

/** All tests of a run that hold a text, as a file. */
export function runTestsTable(runId: RunId, runNumber: number, text: string): SavedTable<RunTestRow> {
  return {
    name: `tests of run ${runNumber}`,
    pages: (signal) => pagesOf((after: string | null) => askForRunTests(runId, text, after, pageSize), signal),
    columns: tableColumns<RunTestRow>({
      ...testCells,
      isNew: ({ isNew }) => isNew,
      baseStatus: ({ baseStatus }) => baseStatus,
      baseDurationMs: ({ baseDurationMs }) => baseDurationMs,
    }),
  };
}

/** All outcomes of a test on a branch, the empty name for all branches, as a file. */
export function outcomesTable(testId: TestId, name: string, branch: string): SavedTable<TestOutcome> {
  return {
    name: `outcomes of ${name.slice(0, 60)}`,
    pages: (signal) =>
      pagesOf(async (after: string | null) => {
        const page = await askForOutcomes(testId, branch, after, pageSize);
        return page.ok ? ok({ rows: page.value.outcomes, next: page.value.next }) : page;
      }, signal),
    columns: tableColumns<TestOutcome>({
      runId: ({ runId }) => runId,
      run: ({ runNumber }) => runNumber,
      variant: ({ variant }) => variant,
      status: ({ status }) => status,
      durationMs: ({ durationMs }) => durationMs,
      at: ({ at }) => momentCell(at),
      branch: ({ branch: on }) => on,
      commit: ({ commit }) => commit,
      tree: ({ tree }) => tree,
      message: ({ message }) => message,
      restoredFromRun: ({ restoredFrom }) => restoredFrom,
    }),
  };
}

/** What the last runs had of tests, as a file. */
export function trendTable(trend: TestOverview["trend"]): SavedTable<TestOverview["trend"][number]> {
  return {
    name: "tests of the last runs",
    pages: () => onePage(trend),
    columns: tableColumns<TestOverview["trend"][number]>({
      runId: ({ runId }) => runId,
      run: ({ runNumber }) => runNumber,
      at: ({ at }) => momentCell(at),
      tests: ({ totals }) => totals.tests,
      passed: ({ totals }) => totals.passed,
      failed: ({ totals }) => totals.failed,
      errored: ({ totals }) => totals.errored,
      skipped: ({ totals }) => totals.skipped,
    }),
  };
}

const testCells: Readonly<Record<string, (row: TestRow) => Cell>> = {
  id: ({ test }) => test.id,
  stage: ({ test }) => test.stage,
  suites: ({ test }) => test.suitePath.join(" > "),
  class: ({ test }) => test.className,
  name: ({ test }) => test.name,
  file: ({ test }) => test.file,
  line: ({ test }) => test.line,
  standing: ({ standing }) => standing,
  status: ({ last }) => last.status,
  run: ({ last }) => last.runNumber,
  at: ({ last }) => momentCell(last.at),
  branch: ({ last }) => last.branch,
  commit: ({ last }) => last.commit,
  durationMs: ({ last }) => last.durationMs,
  medianMs: ({ medianMs }) => medianMs,
  message: ({ last }) => last.message,
  sinceRun: ({ since }) => since?.runNumber ?? null,
  sinceCommit: ({ since }) => since?.commit ?? null,
  isFlaky: ({ flaky }) => flaky !== null,
  flakyFailures: ({ flaky }) => flaky?.failures ?? null,
  flakyOutcomes: ({ flaky }) => flaky?.outcomes ?? null,
};
