import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openWorkshop, scriptStage, type Workshop } from "../../../e2e/fixtures/runs.ts";
import { writeProjectFile } from "../../../e2e/fixtures/test-reports.ts";
import { stagesIn } from "../../../e2e/fixtures/told-runs.ts";
import type { RunId } from "../../../shared/ids.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import { createCoverageService } from "../service/history/coverage.ts";

let workshop: Workshop;
beforeEach(() => {
  workshop = openWorkshop();
});
afterEach(() => workshop.close());

function stage(name: string, run: string): PlannedStage {
  return scriptStage(name, run, { reports: { tests: [], coverage: ["coverage/*"] } });
}

async function run(stages: readonly PlannedStage[]): Promise<RunId> {
  return (await workshop.run(workshop.request(stages))).run.id;
}

function coverageOf(runId: RunId) {
  const read = createCoverageService(workshop.store).run({ runId, text: "", after: null, limit: 100 });
  return read.ok
    ? { files: read.value.rows.map(({ path, linesCovered, lines }) => `${path} ${linesCovered}/${lines}`), notes: read.value.notes }
    : null;
}

const lcov = (path: string, ...hits: number[]) => `SF:${path}\n${hits.map((hit, at) => `DA:${at + 1},${hit}\n`).join("")}end_of_record\n`;

test("what stages and variants of a run tell of the same file adds up", async () => {
  writeProjectFile(workshop, "src/a.ts", "\n");
  writeProjectFile(workshop, "one.info", lcov("src/a.ts", 1, 0, 0));
  writeProjectFile(workshop, "two.info", lcov(join(workshop.projectPath, "src/a.ts"), 0, 0, 5) + lcov("/usr/include/vector", 1));
  const id = await run([
    stage("one", "mkdir -p coverage && cp one.info coverage/"),
    stage("two", "mkdir -p coverage && cp two.info coverage/ && exit 3"),
  ]);
  expect(coverageOf(id)).toEqual({
    files: ["src/a.ts 2/3"],
    notes: expect.arrayContaining(["coverage/two.info: 1 file is not of the project and left out: /usr/include/vector."]),
  });
});

test("a stage without its report passes and says so; an earlier run's never counts", async () => {
  writeProjectFile(workshop, "src/a.ts", "\n");
  writeProjectFile(workshop, "one.info", lcov("src/a.ts", 1));
  await run([stage("one", "mkdir -p coverage && cp one.info coverage/")]);
  const id = await run([stage("one", "true")]);
  expect(stagesIn(workshop, id)).toMatchObject([
    { status: "passed", detail: expect.stringContaining("coverage/one.info is older than this run") },
  ]);
  expect(coverageOf(id)).toBeNull();
});

test("a damaged report gives what can be read, and says what could not", async () => {
  writeProjectFile(workshop, "src/a.ts", "\n");
  writeProjectFile(workshop, "one.info", `${lcov("src/a.ts", 1)}SF:src/b.ts\nDA:1,`);
  const id = await run([stage("one", "mkdir -p coverage && cp one.info coverage/ && echo '<html/>' > coverage/other.xml")]);
  expect(coverageOf(id)).toEqual({
    files: ["src/a.ts 1/1", "src/b.ts 0/0"],
    notes: [
      "coverage/one.info, line 5: This line is none of lcov's.",
      "coverage/one.info, line 5: The report ends inside the record of a file.",
      "coverage/other.xml is no coverage report of a known kind: its root element is <html>.",
    ],
  });
});
