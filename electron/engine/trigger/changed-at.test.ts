import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { makeRepository } from "../../../e2e/fixtures/repository.ts";
import { watchPlaces } from "./watch-places.ts";
import { watchSaves } from "./watch-saves.ts";

/*
 * A process that does not get its turn is told of a change long after it. What counts is when it was. They wait together.
 */

const { folder, remove } = temporaryFolder();
afterAll(() => remove());

/** Longer than a watch waits for more. */
const lateMs = 500;

/** What a watch tells of a change that happens while the process stands still, and when that was over. */
async function nextChange(start: (onChange: (changedAtMs: number) => void) => () => void, file: string, change: () => void) {
  let told = Promise.withResolvers<number>();
  const stop = start((changedAtMs) => told.resolve(changedAtMs));
  // Until it watches.
  do writeFileSync(file, "before");
  while ((await Promise.race([told.promise, pause(2 * lateMs, null)])) === null);
  told = Promise.withResolvers();
  change();
  const overAtMs = Date.now();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, lateMs);
  const changedAtMs = await told.promise;
  stop();
  return { changedAtMs, overAtMs };
}

test.concurrent.each([
  ["a saved file", (project: string) => writeFileSync(join(project, "src/a.txt"), "two\n")],
  ["a new folder", (project: string) => mkdirSync(join(project, "src/new"))],
  ["a file that is gone", (project: string) => rmSync(join(project, "src/a.txt"))],
  ["a folder that is gone", (project: string) => rmSync(join(project, "src"), { recursive: true })],
])("%s, told late, counts from when it was", async (name, change) => {
  const project = makeRepository(join(folder, name), { "src/a.txt": "one\n" });
  const { changedAtMs, overAtMs } = await nextChange(
    (onChange) => watchSaves(project, Date.now, { onChange, onLimit: () => {} }),
    join(project, "b.txt"),
    () => change(project),
  );
  expect(changedAtMs).toBeLessThanOrEqual(overAtMs);
});

test.concurrent("a reference that was moved, told late, counts from when it was", async () => {
  const file = join(folder, "HEAD");
  const { changedAtMs, overAtMs } = await nextChange(
    (onChange) => watchPlaces([file], Date.now, onChange),
    file,
    () => writeFileSync(file, "two"),
  );
  expect(changedAtMs).toBeLessThanOrEqual(overAtMs);
});

test.concurrent("where the file system's clock goes before ours, what is told counts from when it was told", async () => {
  const file = join(folder, "ORIG_HEAD");
  const { changedAtMs } = await nextChange(
    (onChange) => watchPlaces([file], () => 1_000, onChange),
    file,
    () => writeFileSync(file, "two"),
  );
  expect(changedAtMs).toBe(1_000);
});
