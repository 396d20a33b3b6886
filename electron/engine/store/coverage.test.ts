import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newRun, openTestStore, plannedStage, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { culpritId, type ProjectId, type RunId, rowOf, stageRunId } from "../../../shared/ids.ts";
import type { NewCoverageFile } from "./coverage.ts";
import { openDatabase } from "./database.ts";
import { migrations } from "./migrations/migrations.ts";
import type { Store, Tables } from "./store.ts";

let folder: string;
let remove: () => void;
let store: Store;
let project: ProjectId;

beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  store = openTestStore(folder);
  project = write(store, ({ projects }) => projects.open("/work/shop", "shop", 1).id);
});
afterEach(() => {
  store.close();
  remove();
});

function openFile(file: string, upTo: number) {
  const how = { cacheMiB: 1, mapMiB: 0, maxCheckedBytes: 0, lockWaitMs: 1_000 };
  const opened = openDatabase(file, { ...how, migrations: migrations.filter(({ version }) => version <= upTo) });
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}

function file(path: string, linesCovered: number, seed = 0): NewCoverageFile {
  const rest = { branches: 2, branchesCovered: 1, functions: 1, functionsCovered: 1, statements: 0, statementsCovered: 0 };
  return { path, lines: 10, linesCovered, ...rest, map: Uint8Array.of(linesCovered, seed) };
}

function addRun(branch: string | null, files: readonly NewCoverageFile[]): RunId {
  return write(store, ({ runs, stageRuns, coverage }) => {
    const stages = [plannedStage("unit"), plannedStage("e2e")];
    const { id } = runs.insert(newRun(project, { branch, stages }), 1);
    stageRuns.insert(project, id, stages);
    coverage.keepStage(stageRunId(rowOf(id), 1), files, ["a note"]);
    coverage.takeFromOnlyStage(id);
    return id;
  });
}

function read<T>(action: (tables: Tables) => T): T {
  const result = store.read(action);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

/** How many rows each table has. */
function sizes(): Record<string, number> {
  const database = openFile(join(folder, "millrace.sqlite"), Number.POSITIVE_INFINITY);
  const names = ["path", "map", "set", "set_file", "stage", "run"];
  const found = names.map((name) => [name, database.one<{ n: number }>(`select count(*) as n from coverage_${name}`)?.n ?? 0] as const);
  database.close();
  return Object.fromEntries(found);
}

test("step 90 keeps every run, as one without coverage", () => {
  const older = join(folder, "older.sqlite");
  const before = openFile(older, 89);
  before.run("insert into project (path, name, opened_at) values ('/shop', 'shop', 1)");
  before.run("insert into plan (hash, json) values ('x', '[]')");
  before.run(
    `insert into run (project_id, number, status, trigger, dirty, selection, only_selected, parallel, stage_count, plan_id, created_at)
      values (1, 1, 'passed', 'cli', 0, '[]', 0, 2, 0, 1, 5)`,
  );
  const rows = before.all("select * from run");
  before.close();
  const now = openFile(older, 90);
  expect(now.all("select * from run")).toEqual(rows);
  expect(now.all("select * from coverage_run")).toEqual([]);
  expect(() => now.run("insert into coverage_run (run_id, project_id, branch, set_id) values (1, 1, '', 7)")).toThrow("FOREIGN KEY");
  now.close();
});

test("a run's files are told with the most missed lines first, page by page, with their sums", () => {
  const id = addRun("main", [file("good.ts", 10), file("b.ts", 3), file("a.ts", 3), file("worst.ts", 0)]);
  expect(read(({ coverage }) => coverage.filesOf(id, "", null, 3).map(({ path }) => path))).toEqual(["worst.ts", "a.ts", "b.ts"]);
  expect(read(({ coverage }) => coverage.filesOf(id, "", { missed: 7, path: "a.ts" }, 3).map(({ path }) => path))).toEqual([
    "b.ts",
    "good.ts",
  ]);
  expect(read(({ coverage }) => [coverage.filesOf(id, "O", null, 9).map(({ path }) => path), coverage.countFiles(id, "O")])).toEqual([
    ["worst.ts", "good.ts"],
    2,
  ]);
  expect(read(({ coverage }) => coverage.ofRun(id))).toMatchObject({
    files: 4,
    lines: 40,
    linesCovered: 16,
    branches: 8,
    branchesCovered: 4,
  });
  expect(read(({ coverage }) => coverage.mapOf(id, "a.ts"))).toEqual(Buffer.of(3, 0));
  expect(read(({ coverage }) => [coverage.mapOf(id, "none.ts"), coverage.notes(id)])).toEqual([null, ["a note"]]);
});

test("runs in which all fared alike share everything, a run with one other file costs its list and that file", () => {
  const files = Array.from({ length: 50 }, (_, at) => file(`src/${at}.ts`, at % 10, at));
  for (let run = 0; run < 20; run += 1) addRun("main", files);
  expect(sizes()).toEqual({ path: 50, map: 50, set: 1, set_file: 50, stage: 20, run: 20 });
  addRun("main", [...files.slice(1), file("src/0.ts", 9, 99)]);
  expect(sizes()).toEqual({ path: 50, map: 51, set: 2, set_file: 100, stage: 21, run: 21 });
});

test("coverage goes with its run, and what other runs have stays", () => {
  const shared = [file("a.ts", 1), file("b.ts", 2)];
  const [one, two] = [addRun("main", shared), addRun("main", shared)];
  const other = addRun("main", [file("a.ts", 1), file("c.ts", 5)]);
  write(store, ({ keptRuns }) => keptRuns.deleteRun(one));
  expect(sizes()).toEqual({ path: 3, map: 3, set: 2, set_file: 4, stage: 2, run: 2 });
  write(store, ({ keptRuns }) => keptRuns.deleteRun(other));
  expect(sizes()).toEqual({ path: 2, map: 2, set: 1, set_file: 2, stage: 1, run: 1 });
  expect(read(({ coverage }) => coverage.mapOf(two, "a.ts"))).toEqual(Buffer.of(1, 0));
  write(store, ({ keptRuns }) => keptRuns.deleteRun(two));
  expect(sizes()).toEqual({ path: 0, map: 0, set: 0, set_file: 0, stage: 0, run: 0 });
});

test("a stage that did not run again has what it had told in another run", () => {
  const source = addRun("main", [file("a.ts", 4)]);
  const stages = [plannedStage("e2e"), plannedStage("unit")];
  const { id } = write(store, ({ runs, stageRuns }) => {
    const run = runs.insert(newRun(project, { stages }), 2);
    stageRuns.insert(project, run.id, stages);
    return run;
  });
  const restored = write(store, ({ coverage }) => [
    coverage.restoreStage(stageRunId(rowOf(id), 1), source),
    coverage.restoreStage(stageRunId(rowOf(id), 2), source),
  ]);
  expect(restored).toEqual([false, true]);
  expect(read(({ coverage }) => coverage.mapsOfStages(id))).toEqual([{ path: "a.ts", map: Buffer.of(4, 0) }]);
});

test("the trend of a branch, or of all, is the newest runs first, by one look into an index", () => {
  const ids = ["main", "feature", "main", null].map((branch, at) => addRun(branch, [file("a.ts", at)]));
  const trend = (branch: string | null, limit: number) =>
    read(({ coverage }) => coverage.trend(project, branch, limit).map(({ runId, linesCovered }) => [runId, linesCovered]));
  expect(trend("main", 10)).toEqual([
    [ids[2], 2],
    [ids[0], 0],
  ]);
  expect(trend(null, 3).map(([id]) => id)).toEqual([ids[3], ids[2], ids[1]]);
  const judging = addRun(null, [file("a.ts", 1)]);
  write(store, ({ culprits }) => culprits.addRun(judging, { search: culpritId(1), place: 1 }, 1));
  expect(trend(null, 1).map(([id]) => id)).toEqual([ids[3]]);
  const database = openFile(join(folder, "millrace.sqlite"), Number.POSITIVE_INFINITY);
  const plan = database.all<{ detail: string }>(
    "explain query plan select run_id from coverage_run indexed by coverage_run_by_branch where project_id = 1 and branch = 'main' order by run_id desc limit 9",
  );
  database.close();
  expect(plan.map(({ detail }) => detail)).toEqual([
    "SEARCH coverage_run USING COVERING INDEX coverage_run_by_branch (project_id=? AND branch=?)",
  ]);
});
