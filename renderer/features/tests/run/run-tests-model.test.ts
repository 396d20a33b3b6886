import { expect, test } from "vitest";
import type { TestReport, TestStatus } from "../../../../shared/contract/tests.ts";
import { stageRunId, testId } from "../../../../shared/ids.ts";
import { outcomeWith, testRowWith, testWith, totalsWith } from "../../test-data.ts";
import { noticeOf } from "./report-words.ts";
import { differenceWords, entriesOf, type RunTestRow, runTestWord } from "./run-tests-model.ts";

function row(name: string, status: TestStatus, change: Partial<RunTestRow> = {}): RunTestRow {
  const base = { isNew: false, baseStatus: "passed" as TestStatus | null, baseDurationMs: 10 };
  return { ...testRowWith({ test: testWith({ name }), last: outcomeWith({ status }) }), ...base, ...change };
}

const rows = [
  row("old failure", "failed", { standing: "still-failing" }),
  row("new failure", "failed", { standing: "new-failure" }),
  row("mended", "passed", { standing: "fixed" }),
  row("added", "passed", { isNew: true, baseStatus: null }),
  row("slow", "passed"),
  row("left out", "skipped", { standing: "skipped" }),
];
const gone = [testWith({ id: testId(9), name: "lost" })];

function lines(...parameters: Parameters<typeof entriesOf>): (string | null)[] {
  return entriesOf(...parameters).map((entry) => {
    if (entry.kind === "group") return `# ${entry.group} ${entry.count ?? "…"}`;
    return entry.kind === "gone" ? entry.test.name : entry.row.test.name;
  });
}

test("failures come first and new ones before the rest, then what was fixed, is new or is gone", () => {
  expect(lines(rows, gone, true)).toEqual([
    ...["# failed 2", "new failure", "old failure", "# fixed 1", "mended", "# new 1", "added", "# gone 1", "lost"],
    ...["# rest 2", "slow", "left out"],
  ]);
});

test("a part that may go on has no count yet", () => {
  expect(lines(rows.slice(0, 2), [], false)).toEqual(["# failed …", "new failure", "old failure"]);
  expect(lines(rows.slice(0, 3), [], false)[0]).toBe("# failed 2");
});

test("a test says how it stands against the run before, and whether it is new", () => {
  expect(rows.map(runTestWord)).toEqual(["Still failing", "New failure", "Fixed", "Passed, new", "Passed", "Skipped"]);
});

test("the difference between two runs is told in words", () => {
  const base = totalsWith();
  expect([
    differenceWords(totalsWith({ tests: 12, passed: 9, failed: 2, skipped: 1, durationMs: 3_300 }), base),
    differenceWords(base, totalsWith({ failed: 1, passed: 9, durationMs: 1_040 })),
    differenceWords(base, base),
  ]).toEqual(["2 more failed, 2 tests more, 1 more skipped, 2.3 s slower", "1 fewer failed", "the same"]);
});

test("reports that could not be read whole are counted, and each problem has its place", () => {
  const sound: TestReport = {
    ...{ stageRunId: stageRunId(7, 1), stage: "unit", variant: "", path: "reports/a.xml", format: "junit", totals: totalsWith() },
    ...{ problems: [], problemCount: 0 },
  };
  const damaged = { ...sound, path: "reports/b.xml", variant: "2/2", problems: ["Line 12: cut off"], problemCount: 3 };
  expect(noticeOf([sound, sound])).toBeNull();
  expect(noticeOf([sound, damaged, sound])).toEqual({
    head: "1 of 3 reports could not be read whole",
    first: "reports/b.xml of unit 2/2: Line 12: cut off",
    problems: ["reports/b.xml of unit 2/2: Line 12: cut off"],
    hidden: 2,
  });
  expect(noticeOf([{ ...damaged, format: null, totals: null }])?.head).toBe("The report could not be read");
});
