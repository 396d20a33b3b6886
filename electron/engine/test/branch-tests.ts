import type { TestStanding, TestTotals } from "../../../shared/contract/tests.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import type { Tables, TestRun } from "../store/store.ts";
import { lastAttempts, newsOfRestored, resultsOf } from "./restored.ts";
import { addOutcome, type RunOutcome, standingOf } from "./standing.ts";
import { packStanding, splitStandings, unpackStanding } from "./standing-block.ts";

/** A stage whose tests a branch has, as its newest run with results left it. */
export interface BranchStage {
  readonly stageRow: number;
  readonly stage: string;
  /** One for each variant; at least one, all of one run. */
  readonly runs: readonly [TestRun, ...TestRun[]];
}

/** A test as it stands on a branch. */
export interface StandingTest {
  readonly testRow: number;
  readonly stageRow: number;
  readonly standing: TestStanding;
  /** The run of its last outcome. */
  readonly lastRun: number;
  /** See {@link RecentOutcomes}. */
  readonly sinceRun: number;
  /** All that is known of its last outcomes, see `unpackStanding` and `medianMsIn`. */
  readonly bytes: Uint8Array;
}

/** The stages that have tests on a branch and are still part of the pipeline. */
export function stagesOnBranch({ testRuns }: Tables, project: ProjectId, branch: string | null): BranchStage[] {
  return testRuns.stagesOf(project, branch).flatMap((stageRow): BranchStage[] => {
    const [first, ...others] = lastAttempts(testRuns.ofStage(stageRow, branch, 1));
    if (first === undefined || testRuns.isTakenOut(project, branch, stageRow, first.runRow)) return [];
    return [{ stageRow, stage: first.stage, runs: [first, ...others] }];
  });
}

/** The tests of a stage that its newest run has, in the order of their rows. */
export function testsOnBranch(tables: Tables, { stageRow, runs }: BranchStage): StandingTest[] {
  const branch = runs[0].branch;
  const news = new Map<number, RunOutcome>();
  let currentFrom = Number.POSITIVE_INFINITY;
  for (const run of runs) {
    const learned = newsOfRestored(tables, run, () => resultsOf(tables, run));
    for (const [testRow, outcome] of learned ?? []) news.set(testRow, outcome);
    currentFrom = Math.min(currentFrom, learned === null ? run.source.runRow : run.runRow);
  }
  const tests: StandingTest[] = [];
  for (const { block, data } of tables.testResults.standings(stageRow, branch)) {
    for (const { testRow, bytes } of splitStandings(block, data)) {
      const outcome = news.get(testRow);
      news.delete(testRow);
      const standing = standingTest(stageRow, testRow, outcome === undefined ? bytes : withOutcome(bytes, outcome));
      if (standing.lastRun >= currentFrom) tests.push(standing);
    }
  }
  for (const [testRow, outcome] of news) tests.push(standingTest(stageRow, testRow, withOutcome(null, outcome)));
  return tests;
}

/** Where one test stands on a branch; `null` when the branch is without it. */
export function testOnBranch(
  { testResults }: Tables,
  stageRow: number,
  branch: string | null,
  testRow: number,
  block: number,
): StandingTest | null {
  const data = testResults.standing(stageRow, branch, block);
  const part = data === null ? undefined : splitStandings(block, data).find((other) => other.testRow === testRow);
  return part === undefined ? null : standingTest(stageRow, testRow, part.bytes);
}

function withOutcome(bytes: Uint8Array | null, outcome: RunOutcome): Uint8Array {
  return packStanding(addOutcome(bytes === null ? null : unpackStanding(bytes), outcome));
}

function standingTest(stageRow: number, testRow: number, bytes: Uint8Array): StandingTest {
  const { sinceRun, outcomes } = unpackStanding(bytes, 2);
  return {
    ...{ testRow, stageRow, sinceRun },
    standing: standingOf(outcomes),
    lastRun: outcomes[0]?.runRow ?? 0,
    bytes,
  };
}

/** No test at all. */
export const noTotals: TestTotals = { tests: 0, passed: 0, failed: 0, errored: 0, skipped: 0, durationMs: 0 };

/** Of several stage runs together. */
export function addTotals(runs: readonly Pick<TestRun, "totals">[]): TestTotals {
  const sum = { ...noTotals };
  for (const { totals } of runs) for (const key of Object.keys(sum) as (keyof TestTotals)[]) sum[key] += totals[key];
  return sum;
}
