import { once } from "node:events";
import { mkdirSync, utimesSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { write } from "../../../e2e/fixtures/history.ts";
import { openWorkshop, scriptStage, type Workshop } from "../../../e2e/fixtures/runs.ts";
import { type RunId, rowOf, stageRunId } from "../../../shared/ids.ts";
import { queued } from "../../../shared/status.ts";
import { systemClock } from "../clock.ts";
import { runFolder } from "../data-folder.ts";
import { executeRun, recoverRuns, secretsFrom } from "./run.ts";

/*
 * Runs that nobody executes any more, found by whoever comes next.
 */

let workshop: Workshop;
beforeEach(() => {
  workshop = openWorkshop();
});
afterEach(() => workshop.close());

function read(id: RunId) {
  const found = workshop.store.read(({ runs, stageRuns }) => ({ run: runs.get(id), stages: stageRuns.ofRun(id) }));
  if (!found.ok || found.value.run === null) throw new Error(`Run ${id} is not there.`);
  return { ...found.value, run: found.value.run };
}

test("a run finds out that nobody executes the one before it, also when the clock is put back meanwhile", async () => {
  const stages = [scriptStage("same", "true")];
  const socket = join(workshop.dataFolder, "s");
  const host = createServer().listen(socket);
  await once(host, "listening");
  const dead = write(workshop.store, ({ runs, stageRuns }) => {
    const inserted = runs.insert({ ...workshop.request(stages), socket }, systemClock());
    stageRuns.insert(workshop.projectId, inserted.id, stages);
    return inserted.id;
  });
  let offsetMs = 0;
  const ended = executeRun(workshop.request(stages), {
    store: workshop.store,
    now: () => systemClock() + offsetMs,
    environment: process.env,
    version: "test",
    secrets: secretsFrom(workshop.store, workshop.vault),
    onEvent: ({ type }) => {
      if (type !== "run.queued") return;
      setTimeout(() => {
        offsetMs = -3_600_000;
        host.close();
      }, 100);
    },
  });
  expect(await ended).toMatchObject({ ok: true, value: { status: "passed" } });
  expect(read(dead).run.status).toBe("interrupted");
});

test("a run found days later ended when its host was last alive", async () => {
  const id = write(workshop.store, ({ runs, stageRuns }) => {
    const request = workshop.request([scriptStage("s", "true"), scriptStage("t", "true")]);
    const inserted = runs.insert({ ...request, socket: join(workshop.dataFolder, "gone") }, 1_000_000);
    stageRuns.insert(workshop.projectId, inserted.id, request.stages);
    runs.change(inserted.id, { ...queued, status: "running", startedAt: 1_000_000 }, 1_000_000);
    stageRuns.change(stageRunId(rowOf(inserted.id), 1), { ...queued, status: "running", startedAt: 1_000_100 }, 1_000_100);
    return inserted.id;
  });
  mkdirSync(runFolder(workshop.dataFolder, id), { recursive: true });
  utimesSync(runFolder(workshop.dataFolder, id), 1_060, 1_060);
  await recoverRuns(workshop.store, systemClock);
  const { run, stages } = read(id);
  expect([run.status, run.durationMs]).toEqual(["interrupted", 60_000]);
  expect(stages.map(({ status, durationMs }) => [status, durationMs])).toEqual([
    ["interrupted", 59_900],
    ["canceled", null],
  ]);
});
