import { beforeEach, expect, test } from "vitest";
import type { Run, StageRun } from "../../shared/contract/schemas.ts";
import { projectId, runId, stageRunId } from "../../shared/ids.ts";
import { activeRunOf, applyToLiveRuns, isAnythingActive, liveRunsStore, liveStageOf, stagesOfRun, waitingStages } from "./live-runs.ts";

const run = (row: number, over: Partial<Run> = {}) =>
  ({ id: runId(row), projectId: projectId(1), number: row, status: "running", startedAt: 1, finishedAt: null, ...over }) as Run;
const stage = (row: number, place: number, over: Partial<StageRun> = {}) =>
  ({ id: stageRunId(row, place), runId: runId(row), projectId: projectId(1), name: `s${place}`, status: "queued", ...over }) as StageRun;

beforeEach(() => liveRunsStore.setState({ runs: {}, stages: {}, open: [] }, true));

test("stage runs stand in the plan's order, in whatever order they become known", () => {
  applyToLiveRuns([run(1)], [stage(1, 10), stage(1, 2)]);
  applyToLiveRuns([], [stage(1, 1), stage(1, 2, { status: "running" })]);
  const stages = stagesOfRun(liveRunsStore.getState(), runId(1));
  expect(stages.map(({ name, status }) => `${name} ${status}`)).toEqual(["s1 queued", "s2 running", "s10 queued"]);
});

test("what did not change keeps its identity", () => {
  applyToLiveRuns([run(1)], [stage(1, 1), stage(1, 2)]);
  const before = liveRunsStore.getState();
  applyToLiveRuns([], [stage(1, 2, { status: "passed" })]);
  const after = liveRunsStore.getState();
  expect(liveStageOf(after, stageRunId(1, 1))).toBe(liveStageOf(before, stageRunId(1, 1)));
  expect(liveStageOf(after, stageRunId(1, 2))?.status).toBe("passed");
  expect(liveStageOf(after, stageRunId(1, 3))).toBeUndefined();
  applyToLiveRuns([run(2)], [stage(2, 1)]);
  expect(stagesOfRun(liveRunsStore.getState(), runId(1))).toBe(stagesOfRun(after, runId(1)));
});

test("what runs or waits is at hand without looking through all, the oldest first", () => {
  applyToLiveRuns([run(2), run(1)], [stage(2, 1, { status: "running" }), stage(1, 2, { status: "waiting" }), stage(1, 1)]);
  applyToLiveRuns([], [stage(1, 1, { status: "running" })]);
  expect(liveRunsStore.getState().open.map(({ id }) => id)).toEqual(["r1.1", "r1.2", "r2.1"]);
  applyToLiveRuns([], [stage(1, 1, { status: "passed" }), stage(1, 2, { status: "canceled" })]);
  expect(liveRunsStore.getState().open.map(({ id }) => id)).toEqual(["r2.1"]);
});

test("of several unfinished runs the one that has started comes first", () => {
  applyToLiveRuns(
    [run(1), run(2, { status: "queued", startedAt: null }), run(3, { projectId: projectId(2) }), run(4, { status: "passed" })],
    [],
  );
  const state = liveRunsStore.getState();
  expect([activeRunOf(state, projectId(1))?.number, activeRunOf(state, projectId(2))?.number, activeRunOf(state, projectId(9))]).toEqual([
    1,
    3,
    null,
  ]);
});

test("finished runs are forgotten one day, unfinished ones never", () => {
  applyToLiveRuns([run(1)], [stage(1, 1)]);
  for (let row = 2; row <= 60; row += 1) applyToLiveRuns([run(row, { status: "passed", finishedAt: row })], [stage(row, 1)]);
  const state = liveRunsStore.getState();
  expect({
    runs: Object.keys(state.runs).length,
    stages: Object.keys(state.stages).length,
    isFirstThere: state.runs[runId(1)] !== undefined,
  }).toEqual({
    runs: 21,
    stages: 21,
    isFirstThere: true,
  });
  expect(isAnythingActive(state)).toBe(true);
});

test("a run that only waits for a person comes after all that go on, and turns no wheel", () => {
  const parked = run(5, { status: "waiting" });
  applyToLiveRuns([parked], [stage(5, 1, { status: "waiting" }), stage(5, 2)]);
  expect([activeRunOf(liveRunsStore.getState(), projectId(1))?.id, isAnythingActive(liveRunsStore.getState())]).toEqual(["r5", false]);
  expect(waitingStages(liveRunsStore.getState(), projectId(1)).map(({ id }) => id)).toEqual(["r5.1"]);
  applyToLiveRuns([run(6, { status: "queued", startedAt: null })], []);
  expect(activeRunOf(liveRunsStore.getState(), projectId(1))?.id).toBe("r6");
});
