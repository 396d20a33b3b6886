import { afterEach, expect, test } from "vitest";
import type { TestOverview } from "../../shared/contract/tests.ts";
import { projectId, runId } from "../../shared/ids.ts";
import { setClient } from "../link/call.ts";
import type { Client } from "../link/client.ts";
import { overviewOf, readTests, showTestsOf, stageTestsOf, testsStore } from "./tests.ts";

const project = projectId(1);
const totals = { tests: 2, passed: 1, failed: 1, errored: 0, skipped: 0, durationMs: 5 };
const overview: TestOverview = {
  ...{ branch: "main", totals, lastGreen: null, trend: [], branches: ["main"] },
  counts: { failing: 1, "new-failures": 1, "still-failing": 0, fixed: 0, flaky: 0, skipped: 0, slowest: 1, all: 2 },
  stages: [{ stage: "unit", runId: runId(7), runNumber: 7, at: 1, status: "failed", totals }],
};

/** An engine that answers with what it is told, one question after the other. */
function answerWith(answers: (TestOverview | Error)[]): void {
  const ask = async () => {
    const answer = answers.shift();
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error("asked too often");
    return answer;
  };
  setClient({ tests: { overview: ask } } as unknown as Client);
}

afterEach(() => {
  setClient(null);
  showTestsOf(null);
});

test("what was read stays when it cannot be read again", async () => {
  showTestsOf(project);
  answerWith([overview, new Error("disk I/O error")]);
  await readTests();
  expect(overviewOf(testsStore.getState())).toEqual({ overview, failure: null });
  await readTests();
  expect(overviewOf(testsStore.getState())).toMatchObject({ overview, failure: { code: "UNEXPECTED" } });
});

test("without an engine nothing is said: it is read when there is one", async () => {
  showTestsOf(project);
  await readTests();
  expect(overviewOf(testsStore.getState())).toEqual({ overview: null, failure: null });
});

test("a stage's tests are told of the run that they were read from, and of no other", async () => {
  showTestsOf(project);
  answerWith([overview]);
  await readTests();
  const state = testsStore.getState();
  expect([stageTestsOf(state, "unit", runId(7)), stageTestsOf(state, "unit", runId(8)), stageTestsOf(state, "lint", runId(7))]).toEqual([
    totals,
    null,
    null,
  ]);
});

test("an answer for a project that is no longer shown is dropped", async () => {
  showTestsOf(project);
  answerWith([overview]);
  const reading = readTests();
  showTestsOf(projectId(2));
  await reading;
  expect(testsStore.getState()).toEqual({ projectId: projectId(2), branches: {} });
});
