import { afterEach, beforeEach, expect, test } from "vitest";
import { newRun, openTestStore, plannedStage, temporaryFolder, write } from "../../../../e2e/fixtures/history.ts";
import { culpritId, type ProjectId, type RunId, rowOf, stageRunId } from "../../../../shared/ids.ts";
import type { PlannedStage } from "../../../../shared/pipeline/plan.ts";
import { queued, type TerminalStatus, transition } from "../../../../shared/status.ts";
import { plainEnd, type Store } from "../../store/store.ts";
import { expectTimes } from "./expected-times.ts";

let store: Store;
let project: ProjectId;
let remove: () => void;
beforeEach(() => {
  const temporary = temporaryFolder();
  remove = temporary.remove;
  store = openTestStore(temporary.folder);
  project = write(store, ({ projects }) => projects.open("/work/shop", "shop", 1)).id;
});
afterEach(() => {
  store.close();
  remove();
});

const build = plannedStage("build");
const unit = plannedStage("unit", ["build"]);
const lint = plannedStage("lint");

/** Records a run whose stages took so long, in ms. */
function past(stages: readonly PlannedStage[], durations: readonly number[], status: TerminalStatus = "passed"): RunId {
  return write(store, ({ runs, stageRuns }) => {
    const { id } = runs.insert(newRun(project, { stages }), 1);
    stageRuns.insert(project, id, stages);
    for (const [place, durationMs] of durations.entries()) {
      const started = transition(queued, { type: "start" }, 1_000);
      const ended = started.ok ? transition(started.value, { type: "finish", status, reason: null }, 1_000 + durationMs) : started;
      if (!started.ok || !ended.ok) throw new Error("It cannot end so.");
      stageRuns.change(stageRunId(rowOf(id), place + 1), started.value, 1_000);
      stageRuns.change(stageRunId(rowOf(id), place + 1), ended.value, 1_000 + durationMs, plainEnd);
    }
    return id;
  });
}

test("nothing is expected of a pipeline with a stage that has never passed", () => {
  past([build], [100]);
  past([unit], [70], "failed");
  expect(expectTimes(store, project, [build, unit], 2)).toEqual({ stageMs: [100, null], runMs: null, runP90Ms: null });
});

test("medians and the ninth tenth of what stages took when they passed, played through their needs", () => {
  for (let time = 1; time <= 10; time += 1) past([build, unit, lint], [time * 10, time * 100, 5]);
  past([build, unit, lint], [9_000, 9_000, 9_000], "failed");
  const all = expectTimes(store, project, [build, unit, lint], 2);
  expect(all.stageMs).toEqual([50, 500, 5]);
  expect([all.runMs, all.runP90Ms]).toEqual([550, 990]);
  // One after another.
  expect(expectTimes(store, project, [build, unit, lint], 1).runMs).toBe(555);
});

test("what searches for a culprit ran on old commits is no measure", () => {
  past([build], [100]);
  for (let time = 0; time < 30; time += 1) {
    const id = past([build], [5]);
    write(store, ({ culprits }) => culprits.addRun(id, { search: culpritId(1), place: 1 }, 1));
  }
  expect(expectTimes(store, project, [build], 2).stageMs).toEqual([100]);
});

test("stages whose results are kept take no time", () => {
  past([build, unit], [1_000, 70]);
  const expected = expectTimes(store, project, [build, unit], 2, [0]);
  expect([expected.runMs, expected.runP90Ms]).toEqual([70, 70]);
});

test("variants count by themselves, as many at once as there may be", () => {
  const variants = ["a", "b", "c"].map((variant) => ({ ...build, variant }));
  past(variants, [100, 100, 100]);
  expect([1, 2, 3].map((parallel) => expectTimes(store, project, variants, parallel).runMs)).toEqual([300, 200, 100]);
});
