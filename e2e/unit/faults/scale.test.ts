import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { launchHost } from "../../../electron/engine/run/run.ts";
import type { RunId } from "../../../shared/ids.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import { isTerminal } from "../../../shared/status.ts";
import { processesLeft } from "../../fixtures/leftovers.ts";
import { millrace, programFile } from "../../fixtures/millrace-programs.ts";
import { openWorkshop, scriptStage, type Workshop } from "../../fixtures/runs.ts";
import { liesOfEvents, readRun } from "../../fixtures/truth.ts";

/*
 * Many stages, and many runs at once in processes of their own. What really ran is what the stages wrote down.
 */

// Every command is a process of its own: on a busy machine a dozen of them take a while.
vi.setConfig({ testTimeout: 180_000 });

let workshop: Workshop;
beforeEach(() => {
  workshop = openWorkshop();
});
afterEach(async () => {
  for (const { id } of await processesLeft(workshop.projectPath, 0)) process.kill(id, "SIGKILL");
  workshop.close();
});

async function start(stages: readonly PlannedStage[], parallel: number): Promise<RunId> {
  const launched = await launchHost(workshop.request(stages, { parallel }), workshop.dataFolder, {
    executable: process.execPath,
    args: [programFile("run host")],
    environment: { ...process.env, MILLRACE_TEST: workshop.projectPath },
  });
  if (!launched.ok) throw new Error(launched.failure.message);
  return launched.value.runId;
}

async function ended(run: RunId) {
  while (!isTerminal(readRun(workshop.store, run).run.status)) await sleep(50);
  return readRun(workshop.store, run);
}

/** How many stages there are of each status. */
function countStatuses(stages: readonly { readonly status: string }[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(stages, ({ status }) => status)].map(([status, all]) => [status, all.length]));
}

test("2,000 trivial stages pass and are counted", async () => {
  const names = Array.from({ length: 2_000 }, (_, place) => `s${place}`);
  const found = await ended(
    await start(
      names.map((name) => scriptStage(name, "exec true")),
      8,
    ),
  );
  expect([found.run.status, found.run.stageCount, countStatuses(found.stages)]).toEqual(["passed", 2_000, { passed: 2_000 }]);
  expect(liesOfEvents(workshop.store, found)).toEqual([]);
  const days = workshop.store.read(({ rollups }) => rollups.period(workshop.projectId, 0, 1e6));
  expect(days.ok && days.value.reduce((sum, { stage, passed }) => (stage === 0 ? sum : sum + passed), 0)).toBe(2_000);
});

test("a chain of 1,000 stages runs link by link, and breaks where one fails", async () => {
  const broken = 990;
  const stages = Array.from({ length: 1_000 }, (_, place) =>
    scriptStage(`s${place}`, place === broken ? "exit 3" : `echo ${place} >> order`, { needs: place === 0 ? [] : [`s${place - 1}`] }),
  );
  const found = await ended(await start(stages, 8));
  expect([found.run.status, countStatuses(found.stages)]).toEqual(["failed", { passed: broken, failed: 1, skipped: 999 - broken }]);
  expect(found.stages.slice(broken + 1).every(({ reason }) => reason === "needs-failed")).toBe(true);
  const order = readFileSync(join(workshop.projectPath, "order"), "utf8").trimEnd().split("\n").map(Number);
  expect(order).toEqual(Array.from({ length: broken }, (_, place) => place));
  expect(liesOfEvents(workshop.store, found)).toEqual([]);
});

/** The most stages that had begun and not ended, by the lines that they wrote. */
function mostStagesAtOnce(journal: string): number {
  let running = 0;
  return Math.max(
    ...journal
      .trimEnd()
      .split("\n")
      .map((line) => (running += line.startsWith("begin") ? 1 : -1)),
  );
}

const journalled = 'echo "begin $MILLRACE_RUN $MILLRACE_STAGE" >> journal; sleep 0.04; echo "end $MILLRACE_RUN $MILLRACE_STAGE" >> journal';

test("runs of several processes keep to the limits of runs and of stages", async () => {
  workshop.store.write(({ settings }) => settings.change({ runsAtOnce: 2, stagesAtOnce: 3 }, 1));
  const runs = await Promise.all(
    ["a", "b", "c", "d"].map((letter) =>
      start(
        [1, 2, 3, 4, 5].map((place) => scriptStage(`${letter}${place}`, journalled)),
        3,
      ),
    ),
  );
  for (const run of runs) {
    const found = await ended(run);
    expect([found.run.status, countStatuses(found.stages), liesOfEvents(workshop.store, found)]).toEqual(["passed", { passed: 5 }, []]);
  }
  const journal = readFileSync(join(workshop.projectPath, "journal"), "utf8");
  expect(journal.trimEnd().split("\n")).toHaveLength(40);
  expect(mostStagesAtOnce(journal)).toBeLessThanOrEqual(3);
  expect(mostRunsAtOnce(journal)).toBeLessThanOrEqual(2);
});

/** The most runs that had begun a stage and not ended their last. */
function mostRunsAtOnce(journal: string): number {
  const lines = journal
    .trimEnd()
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "");
  const spans = [...new Set(lines)].map((run) => [lines.indexOf(run), lines.lastIndexOf(run)] as const);
  return Math.max(...lines.map((_, at) => spans.filter(([first, last]) => first <= at && at <= last).length));
}

test("two runs of a project never run one stage at once, from the board and from a terminal", async () => {
  workshop.store.write(({ settings }) => settings.change({ runsAtOnce: 4, stagesAtOnce: 8 }, 1));
  // A stage that finds another one at work in its folder fails.
  const alone = (name: string) => `mkdir lock-${name}; sleep 0.05; rmdir lock-${name}`;
  const names = ["a", "b", "c"];
  const lines = names.map((name) => `  ${name}: { phase: test, run: ${alone(name)} }`);
  writeFileSync(join(workshop.projectPath, "millrace.yml"), `version: 1\nstages:\n${lines.join("\n")}\n`);
  const place = { home: workshop.dataFolder, cwd: workshop.projectPath };
  const typed = Promise.all([millrace(place, "run"), millrace(place, "run", "b")]);
  const runs = await Promise.all(
    [1, 2, 3].map(() =>
      start(
        names.map((name) => scriptStage(name, alone(name))),
        3,
      ),
    ),
  );
  for (const run of runs) expect((await ended(run)).run.status).toBe("passed");
  expect((await typed).map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect(names.filter((name) => existsSync(join(workshop.projectPath, `lock-${name}`)))).toEqual([]);
});
