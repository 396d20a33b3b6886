import { afterEach, beforeEach, expect, test } from "vitest";
import { newRun, openTestStore, plannedStage, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { type ProjectId, type RunId, rowOf, stageRunId } from "../../../shared/ids.ts";
import type { TerminalStatus } from "../../../shared/status.ts";
import type { Store } from "./store.ts";

let store: Store;
let project: ProjectId;
let remove: () => void;
beforeEach(() => {
  const temporary = temporaryFolder();
  remove = temporary.remove;
  store = openTestStore(temporary.folder);
  project = write(store, ({ projects }) => projects.open("/work/shop", "shop", 1).id);
});
afterEach(() => {
  store.close();
  remove();
});

/** A run of a build and of variants of `unit` that ended so, on a tree; one that has not ended when `isOver` is false. */
function addRun(at: number, tree: string | null, ends: readonly TerminalStatus[], isOver = true): RunId {
  const units = ends.map((_, place) => ({ ...plannedStage("unit"), variant: ends.length === 1 ? "" : String(place + 1) }));
  const run = newRun(project, { tree, commit: `c${at}`, stages: [plannedStage("build"), ...units] });
  return write(store, ({ runs, stageRuns }) => {
    const { id } = runs.insert(run, at);
    stageRuns.insert(project, id, run.stages);
    const standing = (status: TerminalStatus) => ({ status, reason: null, startedAt: at, finishedAt: at, durationMs: 0 });
    for (const [place, status] of ends.entries()) stageRuns.change(stageRunId(rowOf(id), place + 2), standing(status), at);
    if (isOver) runs.change(id, standing("passed"), at);
    return id;
  });
}

test("what a stage came to on a tree is found whatever the commit, the newest run first, without runs that go on", () => {
  const first = addRun(1, "t1", ["passed"]);
  const second = addRun(2, "t1", ["failed"]);
  addRun(3, "t1", ["passed"], false);
  addRun(4, "t2", ["passed"]);
  addRun(5, null, ["passed"]);
  const third = addRun(6, "t3", ["passed", "failed"]);
  const found = store.read(({ treeResults }) => treeResults.ofTrees(project, "unit", ["t3", "t1", "t1", "nowhere"]));
  const end = (variant: string, status: TerminalStatus) => ({ variant, status, reason: null });
  expect(found).toEqual({
    ok: true,
    value: [
      { runId: third, tree: "t3", commit: "c6", createdAt: 6, ends: [end("1", "passed"), end("2", "failed")] },
      { runId: second, tree: "t1", commit: "c2", createdAt: 2, ends: [end("", "failed")] },
      { runId: first, tree: "t1", commit: "c1", createdAt: 1, ends: [end("", "passed")] },
    ],
  });
  expect(store.read(({ treeResults }) => treeResults.ofTrees(project, "nothing", ["t1"]))).toEqual({ ok: true, value: [] });
});

test("a tree is green when all variants passed there, each is named once, and the newest comes first", () => {
  addRun(1, "t1", ["passed"]);
  addRun(2, "t2", ["passed", "failed"]);
  addRun(3, "t3", ["passed", "passed"]);
  addRun(4, "t1", ["passed"]);
  expect(store.read(({ treeResults }) => treeResults.greenTrees(project, "unit", 100))).toEqual({ ok: true, value: ["t1", "t3"] });
});
