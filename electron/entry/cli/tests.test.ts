import { mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { millrace, type ProgramEnd } from "../../../e2e/fixtures/millrace-programs.ts";

let folder: string;
let project: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  folder = realpathSync(folder);
  project = join(folder, "project");
  mkdirSync(project);
  writeFileSync(
    join(project, "millrace.yml"),
    "version: 1\nstages:\n  unit: { phase: test, run: 'cp source report.xml; exit 1', reports: { tests: [report.xml, lost.xml] } }\n",
  );
  writeFileSync(join(project, "cart.js"), "");
});
afterEach(() => remove());

function ask(...words: string[]): Promise<ProgramEnd> {
  return millrace({ home: join(folder, "home"), cwd: project }, ...words);
}

function writeReport(failing: number): void {
  const cases = Array.from({ length: 13 }, (_, place) => {
    const inside = place < failing ? `<failure message="no ${place}">at test (${project}/cart.js:${place + 3}:1)</failure>` : "";
    return `<testcase name="sells ${place}" file="cart.js">${inside}</testcase>`;
  });
  writeFileSync(
    join(project, "source"),
    `<testsuite name="cart">${cases.join("")}<testcase name="later"><skipped/></testcase></testsuite>`,
  );
}

test("a run ends with its failing tests, and they are listed, shown and counted", async () => {
  expect((await ask("tests")).exitCode).toBe(2);
  writeReport(12);
  const run = await ask("run");
  expect(run.exitCode).toBe(1);
  expect(run.output).toContain(
    "14 tests: 12 failed, 1 skipped\n  new failure  cart.js:3  cart > sells 0  no 0\n  new failure  cart.js:4  cart > sells 1  no 1\n",
  );
  expect(run.output).toContain("  and 2 more: see millrace tests --failing\n  unit: lost.xml: No file matches it.\nRun failed");
  expect((await ask("runs", "show", "1")).output).toContain("\n  14 tests: 12 failed, 1 skipped\n");
  expect(JSON.parse((await ask("runs", "show", "1", "--json")).output).tests).toMatchObject({ tests: 14, failed: 12 });

  writeReport(1);
  await ask("run");
  const list = JSON.parse((await ask("tests", "--json")).output);
  expect(list.overview.counts).toMatchObject({ failing: 1, fixed: 11, skipped: 1, all: 14 });
  expect(list.tests).toMatchObject([{ standing: "still-failing", since: { runNumber: 1 }, test: { name: "sells 0", file: "cart.js" } }]);
  expect((await ask("tests", "--all", "--limit", "2")).output).toMatch(
    /^14 tests: 1 failed, 1 skipped\n {2}t\d+ .*\n {2}t\d+ .*\n {2}and more/,
  );
  expect((await ask("tests", "--flaky")).output).toContain("No flaky test.");
  expect(JSON.parse((await ask("tests", "--all", "--slowest", "--json")).complaint).error.code).toBe("usage");

  // What tests said is what a failure is known by: twelve of them are another one than one.
  const { failures } = JSON.parse((await ask("failures", "--json")).output);
  expect(failures.map(({ title, signature }: Record<string, string>) => [title, signature?.split("\n").length])).toEqual([
    ["cart › sells 0: no 0", 2],
    ["cart › sells 0: no 0", 13],
  ]);

  const shown = await ask("tests", "show", "sells 0");
  expect(shown.output).toMatch(/^t\d+ {2}cart > sells 0\n {2}stage unit {2}cart.js\n {2}still failing since run 1\n {2}run 2 /);
  expect(shown.output).toContain(`Run 2 said:\nno 0\n\nat test (${project}/cart.js:3:1)\n`);
  const several = JSON.parse((await ask("tests", "show", "sells 1", "--json")).output);
  expect(several.outcomes.map(({ status }: { status: string }) => status)).toEqual(["passed", "failed"]);
  const none = await ask("tests", "show", "sells", "--json");
  expect([none.exitCode, JSON.parse(none.complaint).error.message]).toEqual([2, '13 tests match "sells".']);
});
