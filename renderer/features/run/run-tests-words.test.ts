import { expect, test } from "vitest";
import type { TestReport } from "../../../shared/contract/tests.ts";
import { stageRunId } from "../../../shared/ids.ts";
import { totalsWith } from "../test-data.ts";
import { testCount, testsOfStage } from "./run-tests-words.ts";

const unit = stageRunId(7, 1);

function report(totals: TestReport["totals"], id = unit): TestReport {
  return { stageRunId: id, stage: "unit", variant: "", path: "a.xml", format: "junit", totals, problems: [], problemCount: 0 };
}

test("a stage says how its tests ended, over all its reports", () => {
  const red = totalsWith({ tests: 800, passed: 798, failed: 1, errored: 1 });
  expect([
    testsOfStage([report(red), report(totalsWith({ tests: 12, passed: 12 })), report(red, stageRunId(7, 2))], unit),
    testsOfStage([report(totalsWith({ tests: 1, passed: 1 }))], unit),
    testsOfStage([report(totalsWith({ tests: 3, passed: 2, skipped: 1 }))], unit),
    testsOfStage([report(null), report(totalsWith({ tests: 0, passed: 0 }))], unit),
    testsOfStage([], unit),
  ]).toEqual(["2 of 812 tests failed", "1 test passed", "3 tests, 1 skipped", "", ""]);
});

test("a tab counts what failed, and everything when nothing did", () => {
  expect([testCount(null), testCount(totalsWith()), testCount(totalsWith({ passed: 7, failed: 2, errored: 1 }))]).toEqual([
    { count: 0, isAlarming: false },
    { count: 10, isAlarming: false },
    { count: 3, isAlarming: true },
  ]);
});
