import type { TestFailure, TestOutcome, TestRow } from "../../../shared/contract/tests.ts";
import { rowOf, type StageRunId, stageRunId, type TestId } from "../../../shared/ids.ts";
import type { Tables } from "../store/store.ts";
import { type StandingTest, testOnBranch } from "./branch-tests.ts";
import { unpackFailure } from "./failure-text.ts";
import { flakyStatesOf } from "./flaky-states.ts";
import { OutcomeReader } from "./outcome-reader.ts";
import { resultIn } from "./restored.ts";
import { blockOf } from "./result-block.ts";
import { addOutcome, keptOutcomes, type RecentOutcomes, standingOf } from "./standing.ts";
import { packStanding } from "./standing-block.ts";

/** Which part of a test's history; without a branch that of all. */
export interface HistoryWish {
  readonly testId: TestId;
  readonly branch?: string | undefined;
  readonly after: string | null;
  readonly limit: number;
}

/** A test with its outcomes, and where to go on. */
export interface TestHistory {
  readonly row: TestRow;
  readonly outcomes: TestOutcome[];
  readonly next: string | null;
}

/** A test may be missing in many stage runs: so many are looked at for one page. */
const mostLookedAt = 2_000;

/** A test's outcomes, the newest first; `null` when it is not, or nothing of it is in the history. */
export function readHistory(tables: Tables, { testId, branch, after, limit }: HistoryWish): TestHistory | null {
  const test = tables.tests.get(testId);
  const stageRow = test === null ? null : tables.tests.stageRow(test.projectId, test.stage);
  if (test === null || stageRow === null) return null;
  const testRow = rowOf(testId);
  const reader = new OutcomeReader(tables);
  const outcomes: TestOutcome[] = [];
  let before = after === null ? null : keyFrom(after);
  let isAtEnd = false;
  for (let looked = 0; outcomes.length < limit && !isAtEnd && looked < mostLookedAt; looked += limit) {
    const keys = tables.testResults.keysOf(stageRow, blockOf(testRow), before, limit);
    isAtEnd = keys.length < limit;
    for (const key of keys) {
      before = key;
      const of = tables.testRuns.get(stageRunId(key.runRow, key.sequence));
      if (of === null || (branch !== undefined && of.branch !== branch)) continue;
      const result = resultIn(tables, of, testRow);
      const outcome = result === null ? null : reader.outcome(of, result);
      if (outcome !== null) outcomes.push(outcome);
      if (outcomes.length === limit) break;
    }
  }
  const standing = standingFor(tables, stageRow, testRow, branch, outcomes);
  const row = standing === null ? undefined : reader.rows([standing], () => flakyStatesOf(tables, testRow))[0];
  if (row === undefined) return null;
  const isWhole = isAtEnd && outcomes.length < limit;
  return { row, outcomes, next: isWhole || before === null ? null : `${before.runRow} ${before.sequence}` };
}

/** Where it stands on the branch that is asked for, else on that of its newest outcome. */
function standingFor(
  tables: Tables,
  stageRow: number,
  testRow: number,
  branch: string | undefined,
  outcomes: readonly TestOutcome[],
): StandingTest | null {
  const wanted = branch ?? outcomes[0]?.branch ?? null;
  return testOnBranch(tables, stageRow, wanted, testRow, blockOf(testRow));
}

function keyFrom(after: string): { runRow: number; sequence: number } {
  const [runRow = 0, sequence = 0] = after.split(" ").map(Number);
  return { runRow, sequence };
}

/** What a test said in a stage run; all `null` when it passed or said nothing, `null` when it has no result there. */
export function readFailure(tables: Tables, stageRun: StageRunId, test: TestId): TestFailure | null {
  const run = tables.testRuns.get(stageRun);
  const testRow = rowOf(test);
  if (run === null || resultIn(tables, run, testRow) === null) return null;
  const data = tables.testResults.text(run.source, testRow);
  return data === null ? { message: null, details: null, output: null, isCut: false } : unpackFailure(data);
}

/** A test as it stood after a run, from the runs up to it, the newest first. */
export function standingFrom(stageRow: number, testRow: number, outcomes: RecentOutcomes["outcomes"]): StandingTest | null {
  let recent: RecentOutcomes | null = null;
  for (const outcome of outcomes.slice(0, keptOutcomes).reverse()) recent = addOutcome(recent, outcome);
  if (recent === null) return null;
  return {
    ...{ testRow, stageRow, sinceRun: recent.sinceRun, lastRun: recent.outcomes[0]?.runRow ?? 0 },
    standing: standingOf(recent.outcomes),
    bytes: packStanding(recent),
  };
}
