import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openWorkshop, scriptStage, type Workshop } from "../../../e2e/fixtures/runs.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";

let workshop: Workshop;
beforeEach(() => {
  workshop = openWorkshop();
});
afterEach(() => workshop.close());

function testStage(run: string, changes: Partial<PlannedStage> = {}): PlannedStage {
  return scriptStage("unit", run, { phase: "test", reports: { tests: ["reports/*.xml"], coverage: [] }, ...changes });
}

test("smoke", async () => {
  writeFileSync(join(workshop.projectPath, "source.xml"), '<testsuite name="s"><testcase classname="a" name="b" time="0.5"/><testcase classname="a" name="c" time="0.5"><failure message="no">stack</failure></testcase></testsuite>');
  const { run, events } = await workshop.run(workshop.request([testStage("mkdir -p reports; cp source.xml reports/a.xml; exit 1")]));
  console.log(run.status, JSON.stringify(events.at(-2)));
  const rows = workshop.store.read(({ testRuns }) => testRuns.ofRun(run.id));
  console.log(rows);
  expect(rows).toMatchObject({ ok: true, value: [{ totals: { tests: 2, passed: 1, failed: 1 } }] });
  const second = await workshop.run(workshop.request([testStage("true")]));
  console.log(JSON.stringify(second.events.at(-2)));
});
