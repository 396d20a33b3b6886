import type { Test, TestReport, TestRow, TestStatus, TestTotals } from "../../../shared/contract/tests.ts";
import { type RunId, rowOf } from "../../../shared/ids.ts";
import type { Tables, TestRun } from "../store/store.ts";
import { addTotals, type StandingTest } from "./branch-tests.ts";
import { flakyStates } from "./flaky-states.ts";
import { standingFrom } from "./history.ts";
import { type Keyed, pageOf } from "./key-page.ts";
import { unpackReports } from "./known-reports.ts";
import { isFailing } from "./outcome-bytes.ts";
import { OutcomeReader } from "./outcome-reader.ts";
import { lastGreenBefore } from "./overview.ts";
import { isRestored, lastAttempts, resultsOf } from "./restored.ts";
import { blockOf, type KeptResult } from "./result-block.ts";
import { isWorse, keptOutcomes, type RunOutcome } from "./standing.ts";

/** Which part of a run's tests, and what they are compared with. */
export interface OfRunWish {
  readonly runId: RunId;
  readonly base?: RunId | undefined;
  readonly text: string;
  readonly after: string | null;
  readonly limit: number;
}

/** The tests of one run. */
export interface TestsOfRun {
  readonly totals: TestTotals;
  readonly base: { readonly runId: RunId; readonly runNumber: number; readonly totals: TestTotals } | null;
  readonly reports: TestReport[];
  readonly gone: Test[];
  /** How many of those that are asked for fail and did not in the run before on the branch; not only those of this page. */
  readonly newlyFailing: number;
  readonly rows: (TestRow & { isNew: boolean; baseStatus: TestStatus | null; baseDurationMs: number | null })[];
  readonly next: string | null;
}

/** So many tests that are gone are named. */
const mostGone = 100;

/** The tests of a run, failures first; `null` when there is no such run. */
export function readTestsOfRun(tables: Tables, wish: OfRunWish): TestsOfRun | null {
  const run = tables.runs.get(wish.runId);
  if (run === null) return null;
  const all = tables.testRuns.ofRun(run.id);
  const runs = lastAttempts(all);
  const base = baseOf(tables, wish, runs);
  const mine = merged(tables, runs);
  const theirs = merged(tables, base === null ? [] : lastAttempts(tables.testRuns.ofRun(base.runId)));
  const stages = new Map(runs.map((of) => [of.stageRow, of]));
  const before = new Map([...stages.values()].map((of) => [of.stageRow, resultsBefore(tables, of)]));
  const named = wish.text === "" ? null : new Set([...stages.keys()].flatMap((stageRow) => [...tables.tests.search(stageRow, wish.text)]));
  const keyed = [...mine.values()].flatMap(({ of, result }): Keyed<Merged>[] => {
    if (named?.has(result.testRow) === false) return [];
    const rank = rankOf(result, before.get(of.stageRow)?.get(result.testRow), base !== null && !theirs.has(result.testRow));
    return [{ key: [rank, -(result.durationMs ?? 0), result.testRow], item: { of, result } }];
  });
  const { items, next } = pageOf(keyed, wish.after, wish.limit);
  const flaky = flakyStates(tables, run.projectId);
  const rows = new OutcomeReader(tables).rows(standingsUpTo(tables, items), (testRow) => flaky.get(testRow) ?? []);
  const goneRows = [...theirs.keys()].filter((testRow) => !mine.has(testRow) && hasStage(stages, theirs.get(testRow))).slice(0, mostGone);
  return {
    totals: addTotals(runs),
    base: base === null ? null : { ...base, totals: addTotals(lastAttempts(tables.testRuns.ofRun(base.runId))) },
    reports: reportsOf(tables, run.id),
    newlyFailing: keyed.filter(({ key: [rank] }) => rank === 0).length,
    gone: base === null ? [] : [...tables.tests.ofRows(goneRows).values()],
    rows: rows.map((row) => {
      const known = theirs.get(rowOf(row.test.id));
      const isNew = base !== null && known === undefined;
      return { ...row, isNew, baseStatus: known?.result.status ?? null, baseDurationMs: known?.result.durationMs ?? null };
    }),
    next,
  };
}

/** How many tests of a run ended how; `null` when it has no results. */
export function readRunTotals({ testRuns }: Tables, run: RunId): TestTotals | null {
  const runs = lastAttempts(testRuns.ofRun(run));
  return runs.length === 0 ? null : addTotals(runs);
}

interface Merged {
  readonly of: TestRun;
  readonly result: KeptResult;
}

/** Each test's worst result over the variants, in these blocks or all. */
function merged(tables: Tables, runs: readonly TestRun[], blocks?: ReadonlySet<number>): Map<number, Merged> {
  const results = new Map<number, Merged>();
  for (const of of runs) {
    for (const result of resultsOf(tables, of, blocks)) {
      const known = results.get(result.testRow);
      if (known === undefined || isWorse(result.status, known.result.status)) results.set(result.testRow, { of, result });
    }
  }
  return results;
}

function baseOf(tables: Tables, { runId, base }: OfRunWish, runs: readonly TestRun[]): { runId: RunId; runNumber: number } | null {
  if (base !== undefined) {
    const chosen = tables.runs.get(base);
    return chosen === null ? null : { runId: chosen.id, runNumber: chosen.number };
  }
  const [first] = runs;
  const green = first === undefined ? null : lastGreenBefore(tables, first.projectId, first.branch, runId);
  return green === null ? null : { runId: green.runId, runNumber: green.runNumber };
}

/** A stage that did not run has not lost its tests. */
function hasStage(stages: ReadonlyMap<number, TestRun>, test: Merged | undefined): boolean {
  return test !== undefined && stages.has(test.of.stageRow);
}

/** How tests ended in the run before on the branch that has the stage's. */
function resultsBefore(tables: Tables, of: TestRun): Map<number, KeptResult> {
  const runs = lastAttempts(tables.testRuns.ofStage(of.stageRow, of.branch, 1, of.runRow));
  return new Map([...merged(tables, runs)].map(([testRow, { result }]) => [testRow, result]));
}

function rankOf(result: KeptResult, before: KeptResult | undefined, isNew: boolean): number {
  const didFail = before !== undefined && isFailing(before.status);
  if (isFailing(result.status)) return didFail ? 1 : 0;
  if (result.status === "passed" && didFail) return 2;
  return isNew ? 3 : 4;
}

/** How these tests stood after their run, from the last runs up to it. */
function standingsUpTo(tables: Tables, items: readonly Merged[]): StandingTest[] {
  const past = new Map([...Map.groupBy(items, ({ of }) => of.stageRow)].map(([stageRow, ofStage]) => [stageRow, pastOf(tables, ofStage)]));
  return items.flatMap(({ of, result }) => {
    const outcomes = (past.get(of.stageRow) ?? []).flatMap((ofRun) => ofRun.get(result.testRow) ?? []);
    return standingFrom(of.stageRow, result.testRow, outcomes) ?? [];
  });
}

/** How tests of one stage ended in the last runs of its branch, the newest first. */
function pastOf(tables: Tables, [first, ...others]: readonly Merged[]): ReadonlyMap<number, RunOutcome>[] {
  if (first === undefined) return [];
  const { of } = first;
  const blocks = new Set([first, ...others].map(({ result }) => blockOf(result.testRow)));
  const runs = lastAttempts(tables.testRuns.ofStage(of.stageRow, of.branch, keptOutcomes, of.runRow + 1));
  return [...Map.groupBy(runs, ({ runRow }) => runRow)].map(([runRow, ofRun]) => {
    const isAgain = ofRun.every(isRestored);
    const outcomes = [...merged(tables, ofRun, blocks)].map(
      ([testRow, { result }]) => [testRow, { runRow, status: result.status, durationMs: isAgain ? null : result.durationMs }] as const,
    );
    return new Map(outcomes);
  });
}

function reportsOf({ stageRuns, testRuns }: Tables, run: RunId): TestReport[] {
  return stageRuns
    .ofRun(run)
    .filter(({ isSuperseded }) => !isSuperseded)
    .flatMap(({ id, name, variant }) => {
      const data = testRuns.reports(id);
      return data === null ? [] : unpackReports(data).map((report) => ({ stageRunId: id, stage: name, variant, ...report }));
    });
}
