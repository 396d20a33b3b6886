import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newRun, openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { dayMs } from "../../../shared/time.ts";
import type { Store } from "../store/store.ts";
import { fillHealth, fillHealthSince } from "./fill-health.ts";

const runs = 1_200;

let store: Store;
let project: ProjectId;
let remove: () => void;
beforeEach(() => {
  const temporary = temporaryFolder();
  remove = temporary.remove;
  store = openTestStore(temporary.folder);
  project = write(store, ({ projects, runs: table }) => {
    const { id } = projects.open("/work/shop", "shop", 1);
    for (let number = 0; number < runs; number += 1) {
      const run = table.insert(newRun(id), number * dayMs);
      const [startedAt, finishedAt] = [number * dayMs + 10, number * dayMs + 30];
      table.change(run.id, { status: "failed", reason: null, startedAt, finishedAt, durationMs: 20 }, finishedAt);
    }
    return id;
  });
  // As a file of an older version is left by its migration.
  const database = new DatabaseSync(store.file);
  database.exec("insert into health_fill select max(id) + 1 from run");
  database.close();
});
afterEach(() => {
  store.close();
  remove();
});

function read(): { days: number; uncountedTo: number | null } {
  const answer = store.read(({ health }) => ({ days: health.days(project, 0, runs).length, uncountedTo: health.uncountedTo() }));
  if (!answer.ok) throw new Error(answer.failure.message);
  return answer.value;
}

test("runs of an older file are counted in the background until all are", async () => {
  const stop = fillHealth(store);
  expect(read()).toEqual({ days: 0, uncountedTo: runs - 1 });
  await expect.poll(read).toEqual({ days: runs, uncountedTo: null });
  stop();
});

test("it can be ended, and goes on later from where it stopped", async () => {
  fillHealth(store)();
  await new Promise((resolve) => setTimeout(resolve, 120));
  expect(read().days).toBe(0);
  fillHealthSince(store, 900);
  expect(read()).toEqual({ days: 500, uncountedTo: 699 });
  fillHealthSince(store, 0);
  expect(read()).toEqual({ days: runs, uncountedTo: null });
});
