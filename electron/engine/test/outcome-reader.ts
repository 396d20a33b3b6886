import type { Run } from "../../../shared/contract/schemas.ts";
import type { TestOutcome, TestRow } from "../../../shared/contract/tests.ts";
import { runId } from "../../../shared/ids.ts";
import type { Tables, TestRun } from "../store/store.ts";
import type { StandingTest } from "./branch-tests.ts";
import { type FlakyState, toldOf } from "./flaky.ts";
import { isRestored, lastAttempts, resultIn } from "./restored.ts";
import type { KeptResult } from "./result-block.ts";
import { isWorse } from "./standing.ts";
import { medianMsIn, unpackStanding } from "./standing-block.ts";

/** Makes what is told of tests out of what is kept. What several of them share is read once. */
export class OutcomeReader {
  readonly #tables: Tables;
  readonly #runs = new Map<number, Run | null>();
  readonly #testRuns = new Map<number, readonly TestRun[]>();

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** Rows of tests in their order, without those that the history has no more. `statesOf`: see {@link flakyStates}. */
  rows(tests: readonly StandingTest[], statesOf: (testRow: number) => readonly FlakyState[]): TestRow[] {
    const known = this.#tables.tests.ofRows(tests.map(({ testRow }) => testRow));
    return tests.flatMap((standing): TestRow[] => {
      const { testRow, stageRow, sinceRun, lastRun } = standing;
      const test = known.get(testRow);
      const last = this.outcomeIn(stageRow, lastRun, testRow);
      if (test === undefined || last === null) return [];
      const { outcomes } = unpackStanding(standing.bytes);
      return [
        {
          ...{ test, standing: standing.standing, last },
          flaky: toldOf(statesOf(testRow)),
          since: sinceRun === 0 || sinceRun === lastRun ? null : this.outcomeIn(stageRow, sinceRun, testRow),
          recent: [...outcomes].reverse().flatMap(({ runRow, status, durationMs }) => {
            const run = this.#run(runRow);
            return run === null ? [] : [{ runId: run.id, runNumber: run.number, status, durationMs }];
          }),
          medianMs: medianMsIn(standing.bytes),
        },
      ];
    });
  }

  /** The worst outcome of a test over a stage's variants in a run; `null` when it has none there. */
  outcomeIn(stageRow: number, runRow: number, testRow: number): TestOutcome | null {
    let worst: { readonly of: TestRun; readonly result: KeptResult } | null = null;
    for (const of of this.#lastAttempts(runRow)) {
      const result = of.stageRow === stageRow ? resultIn(this.#tables, of, testRow) : null;
      if (result !== null && (worst === null || isWorse(result.status, worst.result.status))) worst = { of, result };
    }
    return worst === null ? null : this.outcome(worst.of, worst.result);
  }

  /** A result of a stage run, as it is told; `null` when its run is not in the history any more. */
  outcome(of: TestRun, { testRow, status, durationMs }: KeptResult): TestOutcome | null {
    const run = this.#run(of.runRow);
    if (run === null) return null;
    const message = status === "passed" ? null : (this.#tables.testResults.lines(of.source, [testRow]).get(testRow) ?? null);
    return {
      ...{ runId: run.id, runNumber: run.number, stageRunId: of.id, variant: of.variant, status, message },
      ...{ durationMs, at: run.createdAt, branch: run.branch, commit: run.commit, tree: run.tree },
      restoredFrom: isRestored(of) ? (this.#run(of.source.runRow)?.number ?? null) : null,
    };
  }

  #run(runRow: number): Run | null {
    let run = this.#runs.get(runRow);
    if (run === undefined) {
      run = this.#tables.runs.get(runId(runRow));
      this.#runs.set(runRow, run);
    }
    return run;
  }

  #lastAttempts(runRow: number): readonly TestRun[] {
    let runs = this.#testRuns.get(runRow);
    if (runs === undefined) {
      runs = lastAttempts(this.#tables.testRuns.ofRun(runId(runRow)));
      this.#testRuns.set(runRow, runs);
    }
    return runs;
  }
}
