import { stageRunId } from "../../../shared/ids.ts";
import type { Tables, TestRun } from "../store/store.ts";
import { blockOf, decodeBlockNumbers, decodeResults, type KeptResult } from "./result-block.ts";
import type { RunOutcome } from "./standing.ts";

/** What a stage run found, wherever its results are; of these blocks, or all. */
export function resultsOf({ testResults }: Tables, { stageRow, blocks, source }: TestRun, wanted?: ReadonlySet<number>): KeptResult[] {
  return decodeBlockNumbers(blocks).flatMap((block) => {
    if (wanted?.has(block) === false) return [];
    const data = testResults.block(stageRow, block, source);
    return data === null ? [] : decodeResults(block, data);
  });
}

/** One of its results; `null` when it is without that test. */
export function resultIn({ testResults }: Tables, { stageRow, source }: TestRun, testRow: number): KeptResult | null {
  const block = blockOf(testRow);
  const data = testResults.block(stageRow, block, source);
  return data === null ? null : (decodeResults(block, data).find((result) => result.testRow === testRow) ?? null);
}

/** Whether its results are those of another stage run. */
export function isRestored({ runRow, sequence, source }: TestRun): boolean {
  return source.runRow !== runRow || source.sequence !== sequence;
}

/** Of stage runs with results, the last attempt of each variant of a stage in each run. */
export function lastAttempts(runs: readonly TestRun[]): TestRun[] {
  const byVariant = new Map<string, TestRun>();
  for (const run of runs) {
    const key = `${run.runRow} ${run.stageRow} ${run.variant}`;
    const known = byVariant.get(key);
    if (known === undefined || known.sequence < run.sequence) byVariant.set(key, run);
  }
  return [...byVariant.values()];
}

/** How far back it is looked for a stage run that is followed by such as use its results. */
const runsBack = 20;

/**
 * What a stage run with the results of another one says anew of its branch: nothing (`null`) as long as those are the last
 * that the branch has of this variant. A branch that they come to from another one learns of them by this.
 */
export function newsOfRestored({ testRuns }: Tables, run: TestRun, results: () => readonly KeptResult[]): Map<number, RunOutcome> | null {
  if (!isRestored(run)) return null;
  const source = testRuns.get(stageRunId(run.source.runRow, run.source.sequence));
  if (source === null) return null;
  const lastOwn = testRuns
    .ofStage(run.stageRow, run.branch, runsBack, run.runRow)
    .find((other) => other.variant === run.variant && !isRestored(other));
  if (source.branch === run.branch && lastOwn?.runRow === source.runRow) return null;
  return new Map(results().map(({ testRow, status }) => [testRow, { runRow: run.runRow, status, durationMs: null }]));
}
