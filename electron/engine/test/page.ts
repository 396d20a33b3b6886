import type { TestRow, TestView } from "../../../shared/contract/tests.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import type { Tables } from "../store/store.ts";
import { type StandingTest, stagesOnBranch, testsOnBranch } from "./branch-tests.ts";
import { flakyStates } from "./flaky-states.ts";
import { type Keyed, pageOf } from "./key-page.ts";
import { OutcomeReader } from "./outcome-reader.ts";
import { viewsOf } from "./overview.ts";
import { medianMsIn } from "./standing-block.ts";

/** Which tests, and which part of their list. */
export interface PageWish {
  readonly branch: string | null;
  readonly view: TestView;
  readonly text: string;
  readonly stage?: string | undefined;
  readonly after: string | null;
  readonly limit: number;
}

/** A page of a view. */
export function readPage(tables: Tables, project: ProjectId, wish: PageWish): { rows: TestRow[]; next: string | null } {
  const flaky = flakyStates(tables, project);
  const tests = stagesOnBranch(tables, project, wish.branch)
    .filter(({ stage }) => wish.stage === undefined || wish.stage === stage)
    .flatMap((stage) => {
      const named = wish.text === "" ? null : tables.tests.search(stage.stageRow, wish.text);
      return testsOnBranch(tables, stage).filter(({ testRow }) => named?.has(testRow) ?? true);
    });
  const keyed = tests.flatMap((test): Keyed<StandingTest>[] => {
    if (wish.view === "slowest") return keyBySlowness(test);
    const isThere = wish.view === "flaky" ? flaky.has(test.testRow) : viewsOf(test).includes(wish.view);
    return isThere ? [{ key: keyOf(test, wish.view), item: test }] : [];
  });
  const { items, next } = pageOf(keyed, wish.after, wish.limit);
  return { rows: new OutcomeReader(tables).rows(items, (testRow) => flaky.get(testRow) ?? []), next };
}

function keyOf({ standing, sinceRun, stageRow, testRow }: StandingTest, view: TestView): readonly number[] {
  // What began to fail last is what somebody works at.
  if (view === "failing" || view === "still-failing") return [standing === "new-failure" ? 0 : 1, -sinceRun, testRow];
  return [stageRow, testRow];
}

function keyBySlowness(test: StandingTest): Keyed<StandingTest>[] {
  const medianMs = medianMsIn(test.bytes);
  return medianMs === null ? [] : [{ key: [-medianMs, test.testRow], item: test }];
}
