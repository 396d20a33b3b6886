import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newRun, openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { type ProjectId, rowOf, stageRunId } from "../../../shared/ids.ts";
import type { Store, StoredEvent } from "./store.ts";

let mine: Store;
let others: Store;
let remove: () => void;
let stop: () => void;
let batches: { at: number; events: readonly StoredEvent[] }[];
beforeEach(() => {
  const temporary = temporaryFolder();
  remove = temporary.remove;
  mine = openTestStore(temporary.folder);
  others = openTestStore(temporary.folder);
  write(others, ({ projects }) => projects.open("/work/shop", "shop", 1));
  batches = [];
  stop = mine.watch((events) => batches.push({ at: performance.now(), events }));
});
afterEach(() => {
  stop();
  mine.close();
  others.close();
  remove();
});

function toldTypes(): string[] {
  return batches.flatMap(({ events }) => events.map(({ type }) => type));
}

async function untilTold(count: number): Promise<void> {
  while (toldTypes().length < count) await sleep(5);
}

test("tells what others write, and nothing from before", async () => {
  write(others, ({ settings }) => settings.change({ theme: "dark" }, 2));
  await untilTold(1);
  expect(toldTypes()).toEqual(["settings"]);
});

test("tells what this process writes, too", async () => {
  write(mine, ({ projects }) => projects.open("/work/site", "site", 2));
  await untilTold(1);
  expect(toldTypes()).toEqual(["project"]);
});

test("tells many changes in few batches, in order, each once", async () => {
  const project = write(others, ({ projects }) => projects.list()[0]?.id);
  if (project === undefined) throw new Error("There is no project.");
  for (let count = 0; count < 300; count += 1) {
    write(others, ({ runs }) => runs.insert(newRun(project), count));
    if (count % 20 === 0) await sleep(5);
  }
  await untilTold(300);
  const ids = batches.flatMap(({ events }) => events.map(({ id }) => id));
  expect(ids).toEqual([...ids].sort((left, right) => left - right));
  expect(new Set(ids).size).toBe(300);
  const gaps = batches.slice(1).map(({ at }, index) => at - (batches[index]?.at ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThan(45);
});

test("tells that rows changed without an event", async () => {
  const stageRun = write(others, ({ projects, runs, stageRuns }) => {
    const run = newRun(projects.list()[0]?.id as ProjectId);
    const { id } = runs.insert(run, 1);
    stageRuns.insert(run.projectId, id, run.stages);
    return stageRunId(rowOf(id), 1);
  });
  await untilTold(1);
  const before = batches.length;
  write(others, ({ stageRuns }) => stageRuns.noteLog(stageRun, 1, 1));
  while (batches.length === before) await sleep(5);
  expect(batches[before]?.events).toEqual([]);
});

test("tells nothing after it was stopped", async () => {
  stop();
  write(others, ({ settings }) => settings.change({ theme: "dark" }, 2));
  await sleep(150);
  expect(batches).toEqual([]);
});
