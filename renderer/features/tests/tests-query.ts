import type { TestOverview, TestView } from "../../../shared/contract/tests.ts";
import { idPatterns, type ProjectId, type TestId } from "../../../shared/ids.ts";
import { type RouteQuery, screenAddress } from "../../state/route.ts";

/** The views that have a tab, in their order. */
export const tabViews = ["failing", "fixed", "flaky", "slowest", "skipped", "all"] as const satisfies readonly TestView[];

/** One of {@link tabViews}. */
export type TabView = (typeof tabViews)[number];

const names: Record<TabView, string> = {
  failing: "Failing",
  fixed: "Fixed",
  flaky: "Flaky",
  slowest: "Slowest",
  skipped: "Skipped",
  all: "All",
};

/** What a view is called on its tab. */
export function viewName(view: TabView): string {
  return names[view];
}

/** What the screen shows, as it stands in the address. */
export interface TestsQuery {
  /** `null` lets the screen choose. */
  readonly view: TabView | null;
  /** Empty for the branch that the engine chooses. */
  readonly branch: string;
  /** Empty for all stages. */
  readonly stage: string;
  readonly text: string;
  /** The test that is open beside the list. */
  readonly testId: TestId | null;
}

/** Reads what is shown from an address; what it does not know is left out. */
export function parseTestsQuery(query: RouteQuery): TestsQuery {
  const { branch = "", stage = "", text = "", test = "" } = query;
  return {
    view: tabViews.find((view) => view === query.view) ?? null,
    branch,
    stage,
    text,
    testId: idPatterns.test.test(test) ? (test as TestId) : null,
  };
}

/** What is shown to somebody who did not say: what fails, and where nothing does, everything. */
export function viewToOpen({ counts }: Pick<TestOverview, "counts">): TabView {
  return (counts.failing ?? 0) > 0 ? "failing" : "all";
}

/** The address of the list with a test beside it. */
export function testAddress(projectId: ProjectId, query: RouteQuery, testId: TestId): string {
  return screenAddress(projectId, "tests", { ...query, test: testId });
}
