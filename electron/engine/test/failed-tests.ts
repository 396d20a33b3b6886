import type { StageRunId } from "../../../shared/ids.ts";
import type { Tables } from "../store/store.ts";
import { isFailing } from "./outcome-bytes.ts";
import { resultsOf } from "./restored.ts";

/** A test that failed, by its whole name, and the first line of what it said. */
export interface FailedTest {
  readonly name: string;
  readonly message: string | null;
}

/** The tests that failed in a stage run, the first `limit` of them; empty when it has no results. */
export function readFailedTests(tables: Tables, id: StageRunId, limit: number): FailedTest[] {
  const run = tables.testRuns.get(id);
  if (run === null) return [];
  const rows = resultsOf(tables, run)
    .filter(({ status }) => isFailing(status))
    .slice(0, limit)
    .map(({ testRow }) => testRow);
  const tests = tables.tests.ofRows(rows);
  const lines = tables.testResults.lines(run.source, rows);
  return rows.flatMap((row) => {
    const test = tests.get(row);
    if (test === undefined) return [];
    return { name: [...test.suitePath, test.className, test.name].filter(Boolean).join(" › "), message: lines.get(row) ?? null };
  });
}
