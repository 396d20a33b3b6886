import type { TestFailure, TestTotals } from "../../../shared/contract/tests.ts";
import type { RunId, StageRunId } from "../../../shared/ids.ts";
import type { Tables } from "../store/store.ts";
import { packFailure, unpackFailure } from "./failure-text.ts";
import { keepResults } from "./keep-results.ts";
import { type KeptReport, packReports, unpackReports } from "./known-reports.ts";
import { isRestored, resultsOf } from "./restored.ts";
import type { KeptResult } from "./result-block.ts";

export type { KeptReport, KeptResult };

/** What one stage run found, as it goes from one history to another. */
export interface TransferredResults {
  readonly place: number;
  readonly totals: TestTotals;
  /** The stage run whose results these are, when it is another one that `goes` as well; without results of its own then. */
  readonly of: { readonly runRow: number; readonly place: number } | null;
  readonly reports: readonly KeptReport[];
  readonly results: readonly KeptResult[];
  readonly said: ReadonlyMap<number, TestFailure>;
}

/** Reads what the stage runs of a run found. `goes`: whether a run's results go as well. */
export function readTransfer(tables: Tables, run: RunId, goes: (runRow: number) => boolean): TransferredResults[] {
  return tables.testRuns.ofRun(run).map((testRun) => {
    const { id, sequence: place, totals, source } = testRun;
    const packed = tables.testRuns.reports(id);
    const reports = packed === null ? [] : unpackReports(packed);
    if (isRestored(testRun) && goes(source.runRow))
      return { place, totals, of: { runRow: source.runRow, place: source.sequence }, reports, results: [], said: new Map() };
    const results = resultsOf(tables, testRun);
    const said = new Map<number, TestFailure>();
    for (const { testRow, status } of results) {
      const text = status === "passed" ? null : tables.testResults.text(source, testRow);
      if (text !== null) said.set(testRow, unpackFailure(text));
    }
    return { place, totals, of: null, reports, results, said };
  });
}

/** Keeps them as those of a stage run that has just ended are kept; stage runs come in the order in which they ended. */
export function keepTransfer(tables: Tables, id: StageRunId, transfer: Omit<TransferredResults, "place" | "of">, atMs: number): void {
  const texts = new Map([...transfer.said].map(([testRow, failure]) => [testRow, packFailure(failure)]));
  const results = [...transfer.results].sort((one, other) => one.testRow - other.testRow);
  keepResults(tables, { id, totals: transfer.totals, atMs }, { results, texts, leftOut: 0, textsLeftOut: 0 });
  if (transfer.reports.length > 0) tables.testRuns.keepReports(id, packReports(transfer.reports));
}
