import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { type ProjectId, runId } from "../../../shared/ids.ts";
import { openDatabase } from "./database.ts";
import { migrations } from "./migrations/migrations.ts";
import type { CacheRow, Store } from "./store.ts";

let folder: string;
let remove: () => void;
let store: Store;
let project: ProjectId;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  store = openTestStore(join(folder, "data"));
  project = write(store, ({ projects }) => projects.open("/work/shop", "shop", 1).id);
});
afterEach(() => {
  store.close();
  remove();
});

function row(key: string, changes: Partial<CacheRow> = {}): CacheRow {
  return { key, projectId: project, stage: "build", variant: "", runId: runId(3), bytes: 10, createdAt: 5, usedAt: 5, ...changes };
}

test("results come back as they were recorded, the last used first", () => {
  const rows = write(store, ({ cache }) => {
    for (const one of [row("a"), row("b", { usedAt: 7, variant: "x" }), row("c", { usedAt: 6 })]) cache.put(one);
    cache.use(["a", "unknown"], 9);
    cache.use(["b"], 2);
    return [cache.list(), cache.totalBytes()];
  });
  expect(rows).toEqual([[row("a", { usedAt: 9 }), row("b", { usedAt: 7, variant: "x" }), row("c", { usedAt: 6 })], 30]);
});

test("one that was used meanwhile is not removed", () => {
  const removed = write(store, ({ cache }) => {
    cache.put(row("a", { usedAt: 8 }));
    return [cache.remove("a", 7), cache.remove("a", 8), cache.remove("a", 8)];
  });
  expect(removed).toEqual([false, true, false]);
});

test("each stage has one last key, also of a variant", () => {
  const last = (variant: string, key: string) => ({ stage: "build", variant, key, runNumber: 1, note: null });
  const found = write(store, ({ cache }) => {
    cache.noteLast(project, last("", "a"));
    cache.noteLast(project, last("x", "b"));
    cache.noteLast(project, { ...last("", "c"), runNumber: 2, note: "it did not pass" });
    return [cache.lastOf(project), cache.lastKeys().sort()];
  });
  expect(found).toEqual([
    [{ ...last("", "c"), runNumber: 2, note: "it did not pass" }, last("x", "b")],
    ["b", "c"],
  ]);
});

test("the step that brought the cache keeps every row that was there before", () => {
  const place = migrations.findIndex(({ version }) => version === 40);
  const open = (steps: typeof migrations) => {
    const opened = openDatabase(join(folder, "old.sqlite"), {
      cacheMiB: 1,
      mapMiB: 0,
      maxCheckedBytes: 0,
      lockWaitMs: 100,
      migrations: steps,
    });
    if (!opened.ok) throw new Error(opened.failure.message);
    return opened.value;
  };
  const before = open(migrations.slice(0, place));
  before.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  const tables = before.all<{ name: string }>("select name from sqlite_schema where type = 'table' order by name").map(({ name }) => name);
  const rows = tables.map((name) => before.all(`select * from ${name}`));
  before.close();
  const after = open(migrations.slice(0, place + 1));
  expect(tables.map((name) => after.all(`select * from ${name}`))).toEqual(rows);
  expect([after.all("select * from cache_entry"), after.all("select * from cache_last")]).toEqual([[], []]);
  after.close();
});
