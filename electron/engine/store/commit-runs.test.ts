import { afterEach, beforeEach, expect, test } from "vitest";
import { newRun, openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import type { Store } from "./store.ts";

let remove: () => void;
let store: Store;
let project: ProjectId;
beforeEach(() => {
  const made = temporaryFolder();
  remove = made.remove;
  store = openTestStore(made.folder);
  project = write(store, ({ projects }) => projects.open("/work/shop", "shop", 1)).id;
});
afterEach(() => {
  store.close();
  remove();
});

const hash = (letter: string) => letter.repeat(40);

function run(commit: string | null, tree: string | null, selection: readonly string[] = []): number {
  return write(store, ({ runs }) => runs.insert({ ...newRun(project), commit, tree, selection: [...selection] }, 2)).number;
}

function found(commits: { commit: string; tree: string }[], limit = 5) {
  const read = store.read(({ commitRuns }) => commitRuns.of(project, commits, limit));
  if (!read.ok) throw new Error(read.failure.message);
  return Object.fromEntries(
    [...read.value].map(([commit, runs]) => [commit, runs.map(({ number, isWhole, isSameTree }) => [number, isWhole, isSameTree])]),
  );
}

test("runs of a commit, of its tree at another commit, and of the commit with changes, each once and the newest first", () => {
  run(hash("a"), hash("1"));
  run(hash("b"), hash("1"), ["unit"]);
  run(hash("a"), hash("2"));
  run(hash("c"), hash("3"));
  run(null, null);
  expect(
    found([
      { commit: hash("a"), tree: hash("1") },
      { commit: hash("d"), tree: hash("4") },
    ]),
  ).toEqual({
    [hash("a")]: [
      [3, true, false],
      [2, false, true],
      [1, true, true],
    ],
  });
});

test("of a commit with many runs only the newest", () => {
  for (let count = 0; count < 9; count += 1) run(hash("a"), hash("1"));
  expect(found([{ commit: hash("a"), tree: hash("1") }], 2)).toEqual({
    [hash("a")]: [
      [9, true, true],
      [8, true, true],
    ],
  });
});

test("runs of other projects are not told", () => {
  run(hash("a"), hash("1"));
  project = write(store, ({ projects }) => projects.open("/work/other", "other", 1)).id;
  expect(found([{ commit: hash("a"), tree: hash("1") }])).toEqual({});
});
