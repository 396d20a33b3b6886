import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openWorkshop, scriptStage, type Workshop } from "../../../e2e/fixtures/runs.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import { createTestService } from "../service/tests.ts";

let workshop: Workshop;
beforeEach(() => {
  workshop = openWorkshop();
});
afterEach(() => workshop.close());

function testStage(run: string, changes: Partial<PlannedStage> = {}): PlannedStage {
  return scriptStage("unit", run, { phase: "test", reports: { tests: ["reports/*.xml"], coverage: [] }, ...changes });
}

/** A report of tests by name: passed, failed with what it says, or skipped. */
function report(tests: Readonly<Record<string, true | string | null>>): string {
  const cases = Object.entries(tests).map(([name, end]) => {
    const inside = end === true ? "" : end === null ? "<skipped/>" : `<failure message="${end}">at ${name}</failure>`;
    return `<testcase classname="shop" name="${name}" time="0.012">${inside}</testcase>`;
  });
  return `<testsuites><testsuite name="unit">${cases.join("")}</testsuite></testsuites>`;
}

function writeSource(name: string, tests: Parameters<typeof report>[0]): void {
  mkdirSync(join(workshop.projectPath, "sources"), { recursive: true });
  writeFileSync(join(workshop.projectPath, "sources", name), report(tests));
}

async function runTests(tests: Parameters<typeof report>[0], exitCode = 0) {
  writeSource("a.xml", tests);
  return workshop.run(workshop.request([testStage(`mkdir -p reports; cp sources/a.xml reports/a.xml; exit ${exitCode}`)]));
}

test("smoke", async () => {
  const service = createTestService(workshop.store);
  await runTests({ a: true, b: "no", c: null }, 1);
  await runTests({ a: true, b: "no", c: null, d: "new" }, 1);
  const third = await runTests({ a: true, b: true, c: null, d: "new" }, 1);
  const { projectId } = workshop;
  console.log(JSON.stringify(service.overview({ projectId }), null, 1));
  const page = service.page({ projectId, view: "all", text: "", after: null, limit: 2 });
  console.log(JSON.stringify(page, null, 1));
  const t = page.ok ? page.value.rows[1]!.test.id : null!;
  console.log(JSON.stringify(service.history({ testId: t, after: null, limit: 2 }), null, 1));
  console.log(JSON.stringify(service.ofRun({ runId: third.run.id, text: "", after: null, limit: 1 }), null, 1));
  expect(1).toBe(1);
});
