import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Run, StageRun } from "../../shared/contract/schemas.ts";
import { projectId, runId, stageRunId } from "../../shared/ids.ts";
import { closeLog, dockStore, followRun, moveDock, openLog, stageToShow } from "./dock.ts";
import type { LiveRunsState } from "./live-runs.ts";

function runWith(statuses: readonly StageRun["status"][], selection: string[] = []): LiveRunsState {
  const stages = statuses.map(
    (status, index) =>
      ({ id: stageRunId(1, index + 1), runId: runId(1), projectId: projectId(1), name: `s${index + 1}`, status }) as StageRun,
  );
  return {
    runs: { [runId(1)]: { id: runId(1), selection } as Run },
    stages: { [runId(1)]: stages },
    open: [],
  };
}

beforeEach(() => {
  vi.useFakeTimers();
  dockStore.setState({ isOpen: false, stageRunId: null, followedRunId: null });
});
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
});

test("the log of the first stage that runs is shown, and the next when that has passed", () => {
  const first = stageToShow(runWith(["queued", "running", "queued"]), runId(1), null);
  const next = stageToShow(runWith(["queued", "passed", "running"]), runId(1), first);
  expect([first, next]).toEqual(["r1.2", "r1.3"]);
});

test("what went wrong stays in sight, and comes into sight when nothing runs any more", () => {
  expect(stageToShow(runWith(["failed", "running"]), runId(1), stageRunId(1, 1))).toBe("r1.1");
  expect(stageToShow(runWith(["failed", "passed"]), runId(1), stageRunId(1, 2))).toBe("r1.1");
});

test("a stage that was asked for comes before what it needs", () => {
  expect(stageToShow(runWith(["running", "running"], ["s2"]), runId(1), stageRunId(1, 1))).toBe("r1.2");
});

test("the panel follows a run until the person chooses a log or closes it", () => {
  followRun(runId(1));
  moveDock(() => runWith(["running", "queued"]));
  const followed = dockStore.getState().stageRunId;
  vi.runAllTimers();
  openLog(stageRunId(1, 1));
  moveDock(() => runWith(["passed", "running"]));
  const chosen = dockStore.getState().stageRunId;
  followRun(runId(1));
  closeLog();
  moveDock(() => runWith(["passed", "running"]));
  expect([followed, chosen, dockStore.getState().isOpen]).toEqual(["r1.1", "r1.1", false]);
});

test("stages that end at once do not make the panel flicker", () => {
  let state = runWith(["running", "queued", "queued"]);
  const shown: unknown[] = [];
  const stop = dockStore.subscribe(({ stageRunId: id }) => shown.push(id));
  followRun(runId(1));
  for (const statuses of [
    ["running", "queued", "queued"],
    ["passed", "running", "queued"],
    ["passed", "passed", "running"],
  ] as const) {
    state = runWith(statuses);
    moveDock(() => state);
  }
  vi.runAllTimers();
  stop();
  expect(shown.filter((id) => id !== null)).toEqual(["r1.1", "r1.3"]);
});
