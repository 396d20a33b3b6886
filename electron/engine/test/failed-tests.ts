import { type StageRunId, type TestId, testId } from "../../../shared/ids.ts";
import type { Tables, TestRun } from "../store/store.ts";
import { isFailing } from "./outcome-bytes.ts";
import { lastAttempts, resultsOf } from "./restored.ts";

/** A test that failed, by its whole name, and the first line of what it said. */
export interface FailedTest {
  readonly name: string;
  readonly message: string | null;
}

/** The tests that failed in a stage run, the first `limit` of them; empty when it has no results. */
export function readFailedTests(tables: Tables, id: StageRunId, limit: number): FailedTest[] {
  const run = tables.testRuns.get(id);
  if (run === null) return [];
  const rows = failingRows(tables, run).slice(0, limit);
  const tests = tables.tests.ofRows(rows);
  const lines = tables.testResults.lines(run.source, rows);
  return rows.flatMap((row) => {
    const test = tests.get(row);
    if (test === undefined) return [];
    return { name: [...test.suitePath, test.className, test.name].filter(Boolean).join(" › "), message: lines.get(row) ?? null };
  });
}

/** The test that tells most of why a stage run failed. */
export interface TellingTest {
  readonly id: TestId;
  /** With its suites, each once: some reports call suite, class and file alike. */
  readonly name: string;
  readonly message: string | null;
  readonly isFlaky: boolean;
  /** How many others failed with it. */
  readonly others: number;
}

/** The first test that failed in a stage run and not in the one before on its branch, else the first that failed; `null` when none did. */
export function readTellingTest(tables: Tables, id: StageRunId): TellingTest | null {
  const run = tables.testRuns.get(id);
  const failing = run === null ? [] : failingRows(tables, run);
  const [first] = failing;
  if (run === null || first === undefined) return null;
  const before = lastAttempts(tables.testRuns.ofStage(run.stageRow, run.branch, 1, run.runRow));
  const failedBefore = new Set(before.flatMap((of) => failingRows(tables, of)));
  const row = failing.find((testRow) => !failedBefore.has(testRow)) ?? first;
  const test = tables.tests.ofRows([row]).get(row);
  if (test === undefined) return null;
  return {
    id: testId(row),
    name: [...new Set([...test.suitePath, test.className, test.name])].filter(Boolean).join(" › "),
    message: tables.testResults.lines(run.source, [row]).get(row) ?? null,
    isFlaky: tables.testResults.flakyOfTest(row).length > 0,
    others: failing.length - 1,
  };
}

function failingRows(tables: Tables, run: TestRun): number[] {
  return resultsOf(tables, run).flatMap(({ testRow, status }) => (isFailing(status) ? [testRow] : []));
}
