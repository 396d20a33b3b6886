import type { TestOverview, TestView } from "../../../shared/contract/tests.ts";
import { type ProjectId, type RunId, rowOf, runId } from "../../../shared/ids.ts";
import { tellingOf } from "../../../shared/stage-groups.ts";
import type { Tables, TestRun } from "../store/store.ts";
import { addTotals, type BranchStage, type StandingTest, stagesOnBranch, testsOnBranch } from "./branch-tests.ts";
import { flakyStates } from "./flaky-states.ts";
import { lastAttempts } from "./restored.ts";
import { hasMedian } from "./standing-block.ts";

/** How many runs the trend shows. */
const trendRuns = 60;

/** How far back it is looked for a green run. */
const runsBack = 500;

/** Which branch is told of when nobody names one: that of the project's newest run, as far as it has tests. */
export function branchToTell({ runs, testRuns }: Tables, project: ProjectId): string | null {
  const newest = runs.last(project);
  const branches = testRuns.branches(project);
  if (newest !== null && branches.includes(newest.branch)) return newest.branch;
  return branches[0] ?? newest?.branch ?? null;
}

/** Where a project's tests stand on a branch. */
export function readOverview(tables: Tables, project: ProjectId, branch: string | null): TestOverview {
  const stages = stagesOnBranch(tables, project, branch);
  const runs = tables.testRuns.ofBranch(project, branch, trendRuns);
  return {
    branch,
    totals: addTotals(stages.flatMap((stage) => stage.runs)),
    counts: countViews(tables, project, stages),
    stages: stages.map((stage) => tellStage(tables, stage)).sort((one, other) => other.at - one.at || (one.stage < other.stage ? -1 : 1)),
    lastGreen: lastGreenBefore(tables, project, branch),
    trend: trendOf(tables, runs),
    branches: tables.testRuns.branches(project).filter((name) => name !== null),
  };
}

function tellStage({ runs: table }: Tables, { stage, runs }: BranchStage): TestOverview["stages"][number] {
  const run = table.get(runId(runs[0].runRow));
  return {
    ...{ stage, runId: runId(runs[0].runRow), runNumber: run?.number ?? 0, at: run?.createdAt ?? 0 },
    status: (tellingOf(runs) ?? runs[0]).status,
    totals: addTotals(runs),
  };
}

/** Which views a test belongs to, but for the one of those that are flaky. */
export function viewsOf({ standing }: Pick<StandingTest, "standing">): readonly TestView[] {
  switch (standing) {
    case "new-failure":
      return ["failing", "new-failures", "all"];
    case "still-failing":
      return ["failing", "still-failing", "all"];
    case "fixed":
      return ["fixed", "all"];
    case "skipped":
      return ["skipped", "all"];
    case "passed":
      return ["all"];
  }
}

function countViews(tables: Tables, project: ProjectId, stages: readonly BranchStage[]): Record<TestView, number> {
  const counts = { failing: 0, "new-failures": 0, "still-failing": 0, fixed: 0, flaky: 0, skipped: 0, slowest: 0, all: 0 };
  const flaky = flakyStates(tables, project);
  for (const stage of stages) {
    for (const test of testsOnBranch(tables, stage)) {
      for (const view of viewsOf(test)) counts[view] += 1;
      if (flaky.has(test.testRow)) counts.flaky += 1;
      if (hasMedian(test.bytes)) counts.slowest += 1;
    }
  }
  return counts;
}

function trendOf({ runs: table }: Tables, runs: readonly TestRun[]): TestOverview["trend"] {
  const byRun = Map.groupBy(lastAttempts(runs), ({ runRow }) => runRow);
  return [...byRun].reverse().flatMap(([runRow, ofRun]) => {
    const run = table.get(runId(runRow));
    return run === null ? [] : [{ runId: run.id, runNumber: run.number, at: run.createdAt, totals: addTotals(ofRun) }];
  });
}

/** The newest run on a branch, before `before` when given, in which all stages that have tests ran and passed. */
export function lastGreenBefore(
  { runs, testRuns }: Tables,
  project: ProjectId,
  branch: string | null,
  before?: RunId,
): TestOverview["lastGreen"] {
  const found = testRuns.newestGreen(project, branch, before === undefined ? null : rowOf(before), runsBack);
  const run = found === null ? null : runs.get(runId(found));
  return run === null ? null : { runId: run.id, runNumber: run.number, commit: run.commit, at: run.createdAt };
}
