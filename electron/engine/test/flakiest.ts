import type { Health } from "../../../shared/contract/health.ts";
import { type ProjectId, stageRunId, testId } from "../../../shared/ids.ts";
import { wilsonInterval } from "../../../shared/wilson.ts";
import type { Tables } from "../store/store.ts";
import { type FlakyState, toldOf } from "./flaky.ts";
import { flakyStates } from "./flaky-states.ts";
import { isFailing } from "./outcome-bytes.ts";
import { isRestored, resultIn } from "./restored.ts";
import { blockOf } from "./result-block.ts";

type FlakyTest = Health["flakiest"][number];

/** So many outcomes say how often a test fails now; reading them takes some hundredths of a second for twenty tests. */
const outcomesLookedAt = 100;

/**
 * The tests of a project that are flaky, the likeliest to fail first, up to `limit`: how often each failed on files on which
 * it passed as well, of its last outcomes on all branches. Failures on files on which it never passed are no flakes and are
 * left out; so are results that were used again.
 */
export function readFlakiest(tables: Tables, project: ProjectId, limit: number): FlakyTest[] {
  const often = [...flakyStates(tables, project)]
    .map(([testRow, states]) => ({ testRow, states, failures: toldOf(states)?.failures ?? 0 }))
    .sort((one, other) => other.failures - one.failures || one.testRow - other.testRow)
    .slice(0, limit);
  return often.flatMap(({ testRow, states }) => rateOf(tables, testRow, states) ?? []).sort((one, other) => other.low - one.low);
}

function rateOf(tables: Tables, testRow: number, states: readonly FlakyState[]): FlakyTest | null {
  const test = tables.tests.get(testId(testRow));
  const stageRow = test === null ? null : tables.tests.stageRow(test.projectId, test.stage);
  if (test === null || stageRow === null) return null;
  const flakyTrees = new Set(states.flatMap(({ trees }) => trees.map(({ tree }) => tree)));
  let [failed, ran] = [0, 0];
  for (const { runRow, sequence } of tables.testResults.keysOf(stageRow, blockOf(testRow), null, outcomesLookedAt)) {
    const of = tables.testRuns.get(stageRunId(runRow, sequence));
    const result = of === null || isRestored(of) ? null : resultIn(tables, of, testRow);
    if (of === null || result === null || result.status === "skipped") continue;
    const isFailure = isFailing(result.status);
    if (isFailure && !(of.tree !== null && flakyTrees.has(of.tree))) continue;
    ran += 1;
    if (isFailure) failed += 1;
  }
  // What said so may lie further back, or within one report's attempts.
  if (failed === 0) return null;
  const suite = test.suitePath.length > 0 ? test.suitePath.join(" › ") : (test.className ?? test.file ?? test.stage);
  return { testId: test.id, name: test.name, suite, failed, ran, ...wilsonInterval(failed, ran) };
}
