import { afterEach, beforeEach, expect, test } from "vitest";
import { newRun, openTestStore, plannedStage, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { culpritId, type ProjectId, type RunId, rowOf, stageRunId } from "../../../shared/ids.ts";
import { queued, type TerminalStatus, transition } from "../../../shared/status.ts";
import { type NewRun, plainEnd, type Store } from "../store/store.ts";
import { readFailureGroups, readFailuresOfRun } from "./failure.ts";
import { signatureOf } from "./signature.ts";

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

/** Records a run of one stage: it passed, or failed with this message. */
function ended(message: string | null, changes: Partial<NewRun> = {}): RunId {
  return write(store, ({ runs, stageRuns, failures, culprits }) => {
    const stages = [plannedStage("unit")];
    const { id, number } = runs.insert(newRun(project, { stages, commit: "c0", tree: "t0", subject: "feat: a wheel", ...changes }), 1);
    if (changes.trigger === "culprit") culprits.addRun(id, { search: culpritId(1), place: 1 }, 1);
    stageRuns.insert(project, id, stages);
    const stage = stageRunId(rowOf(id), 1);
    const status: TerminalStatus = message === null ? "passed" : "failed";
    const started = transition(queued, { type: "start" }, number);
    const finished = started.ok ? transition(started.value, { type: "finish", status, reason: null }, number + 1) : started;
    if (!finished.ok) throw new Error("It cannot end so.");
    stageRuns.change(stage, finished.value, number + 1, plainEnd);
    if (message !== null) failures.keep(stage, signature(message));
    return id;
  });
}

function signature(message: string) {
  return signatureOf({
    reason: null,
    exitCode: null,
    detail: null,
    tests: [],
    places: [],
    errorLines: [message],
    lastLines: [],
    roots: [],
  });
}

const groups = (text = "") =>
  write(store, (tables) => readFailureGroups(tables, { projectId: project, text, before: null, limit: 10 })).groups;
const ofRun = (run: RunId) => write(store, (tables) => readFailuresOfRun(tables, run))[0];

test("failures that are alike are one group: since when, how often, on which branches, and with which commit it went away", () => {
  ended("Error: no water in port 4711");
  ended("Error: other");
  ended("Error: no water in port 17", { branch: "next", tree: "t1" });
  const last = ended("Error: no water in port 18", { branch: "next", tree: "t2" });
  ended(null, { branch: "main", tree: "t3" });
  expect(groups("WATER")).toMatchObject([{ title: "Error: no water in port 4711", runCount: 3, end: null }]);
  ended(null, { branch: "next", tree: "t4", commit: "c4", subject: "fix: water" });
  ended(null, { branch: "next", tree: "t5" });
  const [water, other, ...more] = groups();
  expect(more).toEqual([]);
  expect(water).toMatchObject({
    stage: "unit",
    first: { runNumber: 1, branch: "main" },
    last: { runId: last, runNumber: 4 },
    branches: [
      { branch: "next", runs: 2 },
      { branch: "main", runs: 1 },
    ],
    end: { runNumber: 6, commit: "c4", subject: "fix: water", dirty: false, isSameTree: false },
  });
  expect(other).toMatchObject({ runCount: 1, end: { runNumber: 5 } });
});

test("a failure that comes back tells of the run before it, and what mended it then", () => {
  const first = ended("Error: 1", { tree: "t1" });
  expect(ofRun(first)).toMatchObject({ before: null, beforeEnd: null });
  const second = ended("Error: 2", { tree: "t2" });
  expect(ofRun(second)).toMatchObject({ before: { runId: first }, beforeEnd: null });
  ended(null, { tree: "t3", commit: "c3" });
  const third = ended("Error: 3", { tree: "t4" });
  expect(ofRun(third)).toMatchObject({ before: { runId: second }, beforeEnd: { commit: "c3" }, group: { runCount: 3, end: null } });
  // It passed on the very same files: nobody mended anything.
  ended(null, { tree: "t4" });
  expect(ofRun(third)?.group.end).toMatchObject({ runNumber: 5, isSameTree: true });
  expect(ofRun(first)).toMatchObject({ group: { end: { runNumber: 5 } }, end: { runNumber: 3 } });
});

test("what a search for a culprit ran on old commits is none of it", () => {
  const search = ended("Error: old", { trigger: "culprit", branch: null });
  expect([groups(), ofRun(search)]).toEqual([[], undefined]);
  ended("Error: new", { branch: null });
  ended(null, { trigger: "culprit", branch: null });
  expect(groups()).toMatchObject([{ runCount: 1, end: null }]);
});

test("pages follow each other, the failure that was seen last first; what is removed is gone", () => {
  const runs = ["a", "b", "c", "a"].map((message) => ended(`Error: ${message}`));
  const page = (before: Parameters<typeof readFailureGroups>[1]["before"]) =>
    write(store, (tables) => readFailureGroups(tables, { projectId: project, text: "", before, limit: 2 }));
  const first = page(null);
  const second = page(first.next);
  expect([first, second].map(({ groups: [...found] }) => found.map(({ title }) => title))).toEqual([
    ["Error: a", "Error: c"],
    ["Error: b"],
  ]);
  expect(second.next).toBeNull();
  for (const place of [3, 1]) write(store, ({ keptRuns }) => keptRuns.deleteRun(runs[place] as RunId));
  expect(groups().map(({ title, runCount, last }) => [title, runCount, last.runNumber])).toEqual([
    ["Error: c", 1, 3],
    ["Error: a", 1, 1],
  ]);
});
