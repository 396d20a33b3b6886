import type { StageRunId } from "../../../shared/ids.ts";
import type { StoredTotals, Tables, TestRun } from "../store/store.ts";
import type { CollectedResults } from "./collect-results.ts";
import { type FlakyState, judge, type TreeOutcomes } from "./flaky.ts";
import { isFailing } from "./outcome-bytes.ts";
import { isRestored, lastAttempts, newsOfRestored, resultsOf } from "./restored.ts";
import { blockOf, encodeBlockNumbers, encodeResults, type KeptResult } from "./result-block.ts";
import { addOutcome, isWorse, type RunOutcome } from "./standing.ts";
import { joinStandings, type PackedStanding, packStanding, splitStandings, unpackStanding } from "./standing-block.ts";

/** What is known of the stage run whose results are kept. */
export interface ResultsOf {
  readonly id: StageRunId;
  readonly totals: StoredTotals;
  readonly atMs: number;
}

/** Files that were run more often say no more of a test. */
const mostRunsOfTree = 20;

/**
 * Writes what a stage run found, and where each of its tests stands from now on: the whole of it in the caller's
 * transaction.
 */
export function keepResults(tables: Tables, of: ResultsOf, { results, texts }: CollectedResults): void {
  const blocks = encodeResults(results);
  tables.testRuns.insert(of.id, { totals: of.totals, blocks: encodeBlockNumbers(blocks.keys()) });
  const run = tables.testRuns.get(of.id);
  if (run === null) throw new Error(`There is no stage run ${of.id}.`);
  for (const [block, data] of blocks) tables.testResults.insertBlock(run.stageRow, block, run, data);
  for (const [testRow, text] of texts) tables.testResults.insertFailure(run, testRow, tables.testResults.keepText(text.hash, text));
  learnRestored(tables, run);
  const others = otherVariants(tables, run);
  changeStandings(tables, run, results, (result) => {
    const other = others.get(result.testRow);
    return other !== undefined && isWorse(other.status, result.status) ? other : toOutcome(run.runRow, result);
  });
  judgeAll(tables, run, results, of.atMs);
}

/** How tests ended in the other variants of the stage in this run, the worst of each. */
function otherVariants(tables: Tables, run: TestRun): Map<number, RunOutcome> {
  const worst = new Map<number, RunOutcome>();
  for (const other of lastAttempts(tables.testRuns.ofStage(run.stageRow, run.branch, 1, run.runRow + 1))) {
    if (other.runRow !== run.runRow || other.variant === run.variant) continue;
    for (const result of resultsOf(tables, other)) {
      const known = worst.get(result.testRow);
      if (known === undefined || isWorse(result.status, known.status)) worst.set(result.testRow, toOutcome(run.runRow, result));
    }
  }
  return worst;
}

/** What the run before it on the branch took from another branch was not written then. */
function learnRestored(tables: Tables, run: TestRun): void {
  for (const before of lastAttempts(tables.testRuns.ofStage(run.stageRow, run.branch, 1, run.runRow))) {
    if (!isRestored(before)) continue;
    const results = resultsOf(tables, before);
    const news = newsOfRestored(tables, before, () => results);
    if (news !== null) changeStandings(tables, before, results, ({ testRow }) => news.get(testRow) ?? null);
  }
}

function toOutcome(runRow: number, { status, durationMs }: KeptResult): RunOutcome {
  return { runRow, status, durationMs };
}

/** `results` stand in the order of their tests. Block by block: there may be hundreds of thousands. */
function changeStandings(
  { testResults }: Tables,
  { stageRow, branch }: TestRun,
  results: readonly KeptResult[],
  outcomeOf: (result: KeptResult) => RunOutcome | null,
): void {
  for (let from = 0; from < results.length; ) {
    const block = blockOf(results[from]?.testRow ?? 0);
    const data = testResults.standing(stageRow, branch, block);
    const standings = new Map<number, PackedStanding>();
    for (const part of data === null ? [] : splitStandings(block, data)) standings.set(part.testRow, part);
    for (; from < results.length; from += 1) {
      const result = results[from] as KeptResult;
      const { testRow } = result;
      if (blockOf(testRow) !== block) break;
      const outcome = outcomeOf(result);
      if (outcome === null) continue;
      const known = standings.get(testRow);
      const recent = addOutcome(known === undefined ? null : unpackStanding(known.bytes), outcome);
      standings.set(testRow, { testRow, bytes: packStanding(recent) });
    }
    const inOrder = [...standings.values()].sort((one, other) => one.testRow - other.testRow);
    testResults.putStanding(stageRow, branch, block, joinStandings(inOrder));
  }
}

function judgeAll(tables: Tables, run: TestRun, results: readonly KeptResult[], atMs: number): void {
  const past = pastOnTree(tables, run);
  const states = tables.testResults.flakyOfVariant(run.stageRow, run.variant);
  for (const result of results) {
    const before = past.get(result.testRow);
    const known = states.get(result.testRow);
    // Nearly all: on files that nobody ran before, and not flaky.
    if (before === undefined && known === undefined && result.failedAttempts === 0) continue;
    const state = known === undefined ? null : (JSON.parse(known) as FlakyState);
    // Attempts that a report tells of ran on the same files, whatever git knew of them.
    const tree = run.tree ?? (result.failedAttempts > 0 ? run.id : null);
    const next = judge(state, before ?? nothing, { tree, ...countOf(result), atMs });
    if (next !== state) tables.testResults.putFlaky(result.testRow, run.variant, next === null ? null : JSON.stringify(next));
  }
}

const nothing: TreeOutcomes = { passes: 0, failures: 0 };

/** How tests ended before on the same files, in the same variant. */
function pastOnTree(tables: Tables, run: TestRun): Map<number, TreeOutcomes> {
  const past = new Map<number, TreeOutcomes>();
  if (run.tree === null) return past;
  for (const earlier of tables.testRuns.onTree(run.stageRow, run.tree, run.variant, mostRunsOfTree, run.id)) {
    for (const result of resultsOf(tables, earlier)) {
      const { passes, failures } = past.get(result.testRow) ?? nothing;
      const more = countOf(result);
      past.set(result.testRow, { passes: passes + more.passes, failures: failures + more.failures });
    }
  }
  return past;
}

function countOf({ status, failedAttempts }: KeptResult): TreeOutcomes {
  return { passes: status === "passed" ? 1 : 0, failures: failedAttempts + (isFailing(status) ? 1 : 0) };
}
