import type { RunDetail } from "../../shared/contract/runs.ts";
import type { Run, StageRun } from "../../shared/contract/schemas.ts";
import type { Test, TestOutcome, TestRow, TestTotals } from "../../shared/contract/tests.ts";
import { projectId, runId, stageRunId, testId } from "../../shared/ids.ts";

/** A run that passed, for tests; say only what matters. */
export function runWith(change: Partial<Run> = {}): Run {
  return {
    id: runId(7),
    projectId: projectId(1),
    number: 7,
    status: "passed",
    reason: null,
    trigger: "board",
    triggerDetail: null,
    branch: "main",
    commit: "a41f9c2d",
    tree: "b52e0d1c",
    dirty: false,
    subject: "feat: something",
    author: "Mara Lindqvist",
    selection: [],
    only: false,
    parallel: 4,
    stageCount: 1,
    createdAt: 1_000,
    startedAt: 1_000,
    finishedAt: 2_000,
    durationMs: 1_000,
    pinned: false,
    logsRemoved: null,
    artifactsRemoved: null,
    ...{ tag: null, isCheckout: false, retryOf: null, timeoutMs: null, concurrency: null, usesCache: true },
    ...{ expectedMs: null, expectedP90Ms: null },
    ...change,
  };
}

/** A stage run that passed, for tests; say only what matters. */
export function stageWith(change: Partial<StageRun> = {}): StageRun {
  return {
    id: stageRunId(7, 1),
    runId: runId(7),
    projectId: projectId(1),
    name: "unit",
    phase: "test",
    variant: "",
    attempt: 1,
    needs: [],
    status: "passed",
    reason: null,
    detail: null,
    exitCode: null,
    signal: null,
    startedAt: null,
    finishedAt: null,
    durationMs: null,
    logBytes: 0,
    logLines: 0,
    ...{ isSuperseded: false, mayFail: false, outputs: {}, why: null, hasSummary: false, keptFrom: null, expectedMs: null },
    approval: null,
    ...change,
  };
}

/** A run with stages, for tests; say only what matters. */
export function detailWith(change: Partial<RunDetail> = {}): RunDetail {
  return { run: runWith(), stages: [stageWith()], steps: {}, commands: {}, usualMs: null, usualP90Ms: null, lastGreen: null, ...change };
}

/** A test, for tests; say only what matters. */
export function testWith(change: Partial<Test> = {}): Test {
  return {
    ...{ id: testId(1), projectId: projectId(1), stage: "unit", suitePath: ["mergeCarts"], className: null },
    ...{ name: "adds the lines", file: "src/cart.test.ts", line: 12 },
    ...change,
  };
}

/** An outcome that passed, for tests; say only what matters. */
export function outcomeWith(change: Partial<TestOutcome> = {}): TestOutcome {
  return {
    ...{ runId: runId(7), runNumber: 7, stageRunId: stageRunId(7, 1), variant: "", status: "passed", durationMs: 10, at: 1_000 },
    ...{ branch: "main", commit: "a41f9c2d", tree: "b52e0d1c", message: null, restoredFrom: null },
    ...change,
  };
}

/** A row of a list of tests, of one that passed, for tests; say only what matters. */
export function testRowWith(change: Partial<TestRow> = {}): TestRow {
  return {
    ...{ test: testWith(), standing: "passed", last: outcomeWith(), flaky: null, since: null, recent: [], medianMs: 10 },
    ...change,
  };
}

/** So many tests, all passed but for what is said. */
export function totalsWith(change: Partial<TestTotals> = {}): TestTotals {
  return { tests: 10, passed: 10, failed: 0, errored: 0, skipped: 0, durationMs: 1_000, ...change };
}
