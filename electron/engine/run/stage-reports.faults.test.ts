import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { processesLeft } from "../../../e2e/fixtures/leftovers.ts";
import { programFile } from "../../../e2e/fixtures/millrace-programs.ts";
import { openWorkshop, type Workshop } from "../../../e2e/fixtures/runs.ts";
import { smallDisk } from "../../../e2e/fixtures/small-disk.ts";
import {
  answered,
  junitReport,
  stageWithTests,
  standings,
  testStage,
  testsOf,
  writeProjectFile,
} from "../../../e2e/fixtures/test-reports.ts";
import { stagesIn } from "../../../e2e/fixtures/told-runs.ts";
import type { RunId } from "../../../shared/ids.ts";
import { systemClock } from "../clock.ts";
import { launchHost, recoverRuns } from "./run.ts";

// A dozen run hosts, one after the other, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 });

let workshop: Workshop;
afterEach(() => workshop.close());

const many = junitReport(
  Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`does ${index}`, index % 10 === 0 ? "no" : true])),
);

/** How many tests of a run are told, and how many its totals claim. */
function countsOf(runId: RunId): { listed: number; claimed: number } {
  const service = testsOf(workshop);
  let listed = 0;
  let after: string | null = null;
  let claimed = 0;
  do {
    const part: { rows: readonly unknown[]; totals: { tests: number }; next: string | null } = answered(
      service.ofRun({ runId, text: "", after, limit: 500 }),
    );
    listed += part.rows.length;
    claimed = part.totals.tests;
    after = part.next;
  } while (after !== null);
  return { listed, claimed };
}

test("a run host that is killed while it reads a report leaves all of its results, or none", async () => {
  workshop = openWorkshop();
  const program = {
    executable: process.execPath,
    args: [programFile("run host")],
    environment: { ...process.env, MILLRACE_TEST: workshop.projectPath },
  };
  writeProjectFile(workshop, "many", many);
  const found = new Set<string>();
  // Later each time, until it was too late: how long the reading takes is the machine's business.
  for (let delayMs = 0; !found.has("all"); delayMs += 100 + delayMs / 2) {
    const name = `${Math.round(delayMs)}.xml`;
    const stage = testStage(`cp many reports/${name}; touch done-${name}`, { reports: { tests: [`reports/${name}`], coverage: [] } });
    const launched = await launchHost(workshop.request([stage]), workshop.dataFolder, program);
    if (!launched.ok) throw new Error(launched.failure.message);
    while (!existsSync(join(workshop.projectPath, `done-${name}`))) await sleep(5);
    await sleep(delayMs);
    for (const { id } of await processesLeft(workshop.projectPath, 0)) process.kill(id, "SIGKILL");
    await recoverRuns(workshop.store, systemClock);
    const { listed, claimed } = countsOf(launched.value.runId);
    expect([0, 20_000]).toContain(claimed);
    expect(listed).toBe(claimed);
    found.add(claimed === 0 ? "none" : "all");
  }
  expect([...found].sort()).toEqual(["all", "none"]);
});

test("a disk that is full keeps nothing of a report, and says so", async ({ skip }) => {
  const disk = smallDisk(8 * 1024 * 1024);
  skip(disk === null, "skipped: no right to mount a small disk");
  if (disk === null) return;
  try {
    workshop = openWorkshop(300, disk.folder);
    await workshop.run(workshop.request([stageWithTests(workshop, { adds: true })]));
    writeProjectFile(
      workshop,
      "many",
      junitReport(Object.fromEntries(Array.from({ length: 40_000 }, (_, index) => [`does ${index}`, true]))),
    );
    const { run } = await workshop.run(workshop.request([testStage("cp many reports/many.xml")], { branch: "other" }));
    expect(stagesIn(workshop, run.id)[0]?.detail).toMatch(/^Nothing of the test reports was kept: .*full/);
    expect(countsOf(run.id)).toEqual({ listed: 0, claimed: 0 });
    expect(standings(workshop)).toEqual({ adds: "passed" });
    workshop.store.close();
  } finally {
    disk.remove();
  }
});
