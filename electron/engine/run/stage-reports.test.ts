import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorkshop, type Workshop } from "../../../e2e/fixtures/runs.ts";
import {
  answered,
  junitReport,
  stageWithTests,
  standings,
  testStage,
  testsOf,
  testsOfRun,
  writeProjectFile,
} from "../../../e2e/fixtures/test-reports.ts";
import { stagesIn } from "../../../e2e/fixtures/told-runs.ts";
import type { RunId } from "../../../shared/ids.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import type { RunRequest } from "./run.ts";

let workshop: Workshop;
beforeEach(() => {
  workshop = openWorkshop();
});
afterEach(() => workshop.close());

async function run(stages: readonly PlannedStage[], changes: Partial<RunRequest> = {}): Promise<RunId> {
  return (await workshop.run(workshop.request(stages, changes))).run.id;
}

function reportsOf(runId: RunId) {
  return answered(testsOf(workshop).ofRun({ runId, text: "", after: null, limit: 500 })).reports;
}

/** Each report of a run with its first problem. */
function problemsIn(runId: RunId): Record<string, string> {
  return Object.fromEntries(reportsOf(runId).map(({ path, problems }) => [path, problems[0] ?? "sound"]));
}

describe("the reports of a stage", () => {
  it("are read when it failed, with what its tests said", async () => {
    const id = await run([stageWithTests(workshop, { adds: true, "adds tax": "expected 1 to be 2", rounds: null })]);
    expect(stagesIn(workshop, id)).toMatchObject([{ status: "failed", reason: "exit-code", detail: null }]);
    expect(testsOfRun(workshop, id)).toEqual({ "adds tax": "new-failure", adds: "passed", rounds: "skipped" });
    const { totals, rows } = answered(testsOf(workshop).ofRun({ runId: id, text: "TAX", after: null, limit: 10 }));
    expect(totals).toEqual({ tests: 3, passed: 1, failed: 1, errored: 0, skipped: 1, durationMs: 36 });
    expect(rows).toMatchObject([
      { test: { suitePath: ["unit"], className: "shop" }, last: { message: "expected 1 to be 2", durationMs: 12 } },
    ]);
    const [row] = rows;
    if (row === undefined) throw new Error("The test is not there.");
    expect(answered(testsOf(workshop).failure({ stageRunId: row.last.stageRunId, testId: row.test.id }))).toEqual({
      ...{ message: "expected 1 to be 2", details: "at adds tax", output: null, isCut: false },
    });
  });

  it("never count when they are older than it, and are named", async () => {
    await run([stageWithTests(workshop, { adds: true })]);
    const id = await run([testStage("exit 1")]);
    expect(problemsIn(id)["reports/*"]).toMatch(
      /^No report of this run of the stage matches it: reports\/unit-.xml is older than this run of the stage: it was written at 20/,
    );
    expect(testsOfRun(workshop, id)).toEqual({});
  });

  it("are told to be missing, and the stage passes", async () => {
    const id = await run([testStage("true")]);
    expect(stagesIn(workshop, id)).toMatchObject([{ status: "passed", detail: "reports/*: No file matches it." }]);
  });

  it("count as new when they are written again just as they were", async () => {
    const stage = stageWithTests(workshop, { adds: true });
    await run([stage]);
    expect(testsOfRun(workshop, await run([stage]))).toEqual({ adds: "passed" });
  });

  it("on a disk that keeps whole seconds only are not taken for older", async () => {
    writeProjectFile(workshop, "a.xml", junitReport({ adds: true }));
    const second = Math.floor(Date.now() / 1000);
    const id = await run([testStage(`cp a.xml reports/a.xml; touch -d @${second - 1} reports/a.xml`)]);
    expect(problemsIn(id)).toEqual({ "reports/a.xml": "sound" });
    const old = await run([testStage(`cp a.xml reports/a.xml; touch -d @${second - 60} reports/a.xml`)]);
    expect(problemsIn(old)["reports/*"]).toMatch("is older");
  });

  it("are nothing that leads out of the project, waits, or is no file", async () => {
    const outside = join(workshop.dataFolder, "outside.xml");
    writeFileSync(outside, junitReport({ secret: true }));
    mkdirSync(join(workshop.projectPath, "reports/folder.xml"), { recursive: true });
    symlinkSync(outside, join(workshop.projectPath, "reports/link.xml"));
    symlinkSync("nowhere", join(workshop.projectPath, "reports/broken.xml"));
    execFileSync("mkfifo", [join(workshop.projectPath, "reports/pipe.xml")]);
    const id = await run([testStage("true")]);
    expect(problemsIn(id)).toEqual({
      "reports/*":
        "No report of this run of the stage matches it: reports/link.xml leads out of the project; reports/pipe.xml is no ordinary file.",
    });
  });

  it("that are empty, of no kind, or a gigabyte of nothing are told, and the others are read", async () => {
    writeProjectFile(workshop, "a.xml", junitReport({ adds: true }));
    const id = await run([
      testStage("cp a.xml reports/a.xml; : > reports/empty.xml; echo '<html/>' > reports/page.xml; truncate -s 1G reports/sparse.xml"),
    ]);
    expect(problemsIn(id)).toEqual({
      "reports/a.xml": "sound",
      "reports/empty.xml": "It is empty.",
      "reports/page.xml": "It is no test report of a known kind: its root element is <html>.",
      "reports/sparse.xml": "It is empty.",
    });
    expect(stagesIn(workshop, id)[0]?.detail).toMatch(/^reports\/empty.xml: It is empty/);
  });

  it("that are damaged give what can be read", async () => {
    writeProjectFile(workshop, "a.xml", junitReport({ adds: true, rounds: true }).slice(0, -60));
    const id = await run([testStage("cp a.xml reports/a.xml")]);
    expect(testsOfRun(workshop, id)).toEqual({ adds: "passed" });
    expect(problemsIn(id)["reports/a.xml"]).toMatch(/^Line 1, column \d+: /);
  });

  it("are read once, however many patterns and links lead to them", async () => {
    writeProjectFile(workshop, "source", junitReport({ adds: true }));
    const reports = { tests: ["reports/*.xml", "**/a.xml", "again/*"], coverage: [] };
    symlinkSync("reports", join(workshop.projectPath, "again"));
    const id = await run([testStage("cp source reports/a.xml", { reports })]);
    expect(reportsOf(id)).toMatchObject([{ path: "reports/a.xml", totals: { tests: 1 } }]);
  });

  it("tell tests of one name apart by their place, so that none hides another", async () => {
    const two = '<testsuite name="s"><testcase name="adds"/><testcase name="adds"><failure/></testcase></testsuite>';
    writeProjectFile(workshop, "a.xml", two);
    expect(testsOfRun(workshop, await run([testStage("cp a.xml reports/a.xml")]))).toEqual({ "adds (2)": "new-failure", adds: "passed" });
  });

  it("are read for one of two stages that both match them", async () => {
    writeProjectFile(workshop, "a.xml", junitReport({ adds: true }));
    const first = testStage("cp a.xml reports/a.xml", { name: "first" });
    const second = testStage("sleep 0.1", { name: "second", needs: ["first"] });
    const id = await run([first, second]);
    expect(reportsOf(id).map(({ stage, path }) => `${stage} ${path}`)).toEqual(["first reports/a.xml", "second reports/*"]);
  });

  it("of one that is stopped are read as far as they are there", async () => {
    writeProjectFile(workshop, "a.xml", junitReport({ adds: true }));
    const id = await run([testStage("cp a.xml reports/a.xml; sleep 60", { timeoutMs: 300 })]);
    expect(stagesIn(workshop, id)).toMatchObject([{ status: "failed", reason: "timeout" }]);
    expect(testsOfRun(workshop, id)).toEqual({ adds: "passed" });
  });

  it("name files as the project has them, in a checkout too", async () => {
    const checkout = join(workshop.dataFolder, "checkout");
    mkdirSync(join(checkout, "src"), { recursive: true });
    writeFileSync(join(checkout, "src/a.test.js"), "");
    const failure = `at ${checkout}/src/a.test.js:3:5`;
    const cases = [`file="${checkout}/src/a.test.js"`, 'file="a.test.js"', 'file="other.js"'].map(
      (file, index) => `<testcase name="${index}" ${file}><failure>${failure}</failure></testcase>`,
    );
    writeFileSync(join(checkout, "a.xml"), `<testsuite name="s">${cases.join("")}</testsuite>`);
    const step = { ...testStage("cd ..; mkdir -p reports; cp a.xml reports/a.xml").steps[0], cwd: "src" };
    const id = await run([testStage("", { steps: [step as never] })], { projectPath: checkout });
    const { rows } = answered(testsOf(workshop).ofRun({ runId: id, text: "", after: null, limit: 10 }));
    expect(rows.map(({ test }) => test.file).sort()).toEqual(["other.js", "src/a.test.js", "src/a.test.js"]);
    const [row] = rows;
    if (row === undefined) throw new Error("There is no test.");
    const said = answered(testsOf(workshop).failure({ stageRunId: row.last.stageRunId, testId: row.test.id }));
    expect(said.details).toBe(`at ${workshop.projectPath}/src/a.test.js:3:5`);
  });

  it("are kept without the secrets of the stage, wherever they stand in them", async () => {
    const token = "s3cr3t<Tok>en&4711";
    await workshop.vault.set({ project: workshop.projectPath, environment: "", name: "TOKEN", value: token });
    const said = token.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    const cases = `<testcase name="with ${said}" classname="${said}" file="${said}.js"><failure message="${said}">${"x".repeat(31_990)}${said}</failure><system-out>${said}</system-out></testcase>`;
    writeProjectFile(workshop, "a.xml", `<testsuite name="${said}">${cases}</testsuite>`);
    const id = await run([testStage("cp a.xml reports/a.xml", { secrets: ["TOKEN"] })]);
    const { rows } = answered(testsOf(workshop).ofRun({ runId: id, text: "", after: null, limit: 10 }));
    const [row] = rows;
    if (row === undefined) throw new Error("There is no test.");
    const failure = answered(testsOf(workshop).failure({ stageRunId: row.last.stageRunId, testId: row.test.id }));
    expect(row.test).toMatchObject({ name: "with ***", className: "***", suitePath: ["***"], file: "***.js" });
    expect(JSON.stringify({ row, failure })).not.toContain(token.slice(0, 6));
    expect(failure).toMatchObject({ message: "***", output: "***", isCut: true });
  });
});

describe("tests over several runs", () => {
  it("stand against the run before on the branch that has them", async () => {
    await run([stageWithTests(workshop, { adds: true, rounds: "no" })]);
    await run([stageWithTests(workshop, { adds: "no", rounds: "no", sells: "no" })]);
    expect(standings(workshop)).toEqual({ adds: "new-failure", rounds: "still-failing since run 1", sells: "new-failure" });
    await run([stageWithTests(workshop, { adds: true, sells: null })]);
    expect(standings(workshop)).toEqual({ adds: "fixed", sells: "skipped" });
    await run([stageWithTests(workshop, { adds: true })], { branch: "other" });
    expect(standings(workshop, "other")).toEqual({ adds: "passed" });
    expect(standings(workshop)).toEqual({ adds: "fixed", sells: "skipped" });
  });

  it("are shared by the variants of a matrix, and the worst counts", async () => {
    const variants = [
      stageWithTests(workshop, { adds: true }, { variant: "1" }),
      stageWithTests(workshop, { adds: "no" }, { variant: "2" }),
    ];
    await run(variants);
    expect(standings(workshop)).toEqual({ adds: "new-failure [2]" });
    await run([...variants].reverse());
    expect(standings(workshop)).toEqual({ adds: "still-failing since run 1 [2]" });
    await run([stageWithTests(workshop, { adds: true }, { variant: "1" }), stageWithTests(workshop, { adds: true }, { variant: "2" })]);
    expect(standings(workshop)).toEqual({ adds: "fixed [1]" });
  });

  it("have the outcome of the last attempt, and are flaky when another attempt on the same files had another", async () => {
    writeProjectFile(workshop, "1.xml", junitReport({ adds: "no", rounds: true }));
    writeProjectFile(workshop, "2.xml", junitReport({ adds: true, rounds: true }));
    const retry = { attempts: 2, backoffMs: 0, factor: 1, maxBackoffMs: null, onExitCodes: null };
    const stage = testStage("cp $MILLRACE_ATTEMPT.xml reports/a.xml; test $MILLRACE_ATTEMPT = 2", { retry });
    const known = await run([stage], { tree: "a".repeat(40) });
    expect(testsOfRun(workshop, known)).toEqual({ adds: "passed flaky", rounds: "passed" });
    const [row] = answered(testsOf(workshop).page({ projectId: workshop.projectId, view: "flaky", text: "", after: null, limit: 9 })).rows;
    expect(row?.flaky).toMatchObject({ trees: 1, failures: 1, outcomes: 2, passesSince: 0 });
    for (const tree of ["b", "c", "d", "e", "f"])
      await run([stageWithTests(workshop, { adds: true, rounds: true })], { tree: tree.repeat(40) });
    expect(standings(workshop)).toEqual({ adds: "passed", rounds: "passed" });
  });

  it("are not flaky where git could not tell the files", async () => {
    await run([stageWithTests(workshop, { adds: true })]);
    await run([stageWithTests(workshop, { adds: "no" })]);
    expect(standings(workshop)).toEqual({ adds: "new-failure" });
  });

  it("come with a result from the cache, as those of the run that made it", async () => {
    const cache = { inputs: ["sources/*"], outputs: [], env: [], tools: [] };
    const stage = stageWithTests(workshop, { adds: true, rounds: null }, { cache });
    await run([stage]);
    const again = await run([stage]);
    expect(stagesIn(workshop, again)).toMatchObject([{ reason: "cache-hit" }]);
    expect(testsOfRun(workshop, again)).toEqual({ adds: "passed from run 1", rounds: "skipped from run 1" });
    const { trend, totals } = answered(testsOf(workshop).overview({ projectId: workshop.projectId, branch: "main" }));
    expect([trend.map(({ totals: { tests } }) => tests), totals.tests]).toEqual([[2, 2], 2]);
    await run([stage], { branch: "other" });
    expect(standings(workshop, "other")).toEqual({ adds: "passed from run 1", rounds: "skipped from run 1" });
    const own = stageWithTests(workshop, { adds: "no", rounds: null }, { cache });
    await run([own], { branch: "other" });
    expect(standings(workshop, "other")).toEqual({ adds: "new-failure", rounds: "skipped" });
    const id = Object.values(
      answered(testsOf(workshop).page({ projectId: workshop.projectId, view: "all", text: "adds", after: null, limit: 1 })).rows,
    )[0]?.test.id;
    if (id === undefined) throw new Error("There is no test.");
    const { outcomes } = answered(testsOf(workshop).history({ testId: id, after: null, limit: 10 }));
    expect(outcomes.map(({ runNumber, status }) => `${runNumber} ${status}`)).toEqual(["4 failed", "1 passed"]);
  });

  it("go with their run, and stay with whatever uses their results", async () => {
    const cache = { inputs: ["sources/*"], outputs: [], env: [], tools: [] };
    const stage = stageWithTests(workshop, { adds: true }, { cache });
    const first = await run([stage]);
    const second = await run([stage]);
    const third = await run([stage]);
    remove(first);
    expect(testsOfRun(workshop, second)).toEqual({ adds: "passed" });
    expect(testsOfRun(workshop, third)).toEqual({ adds: "passed from run 2" });
    remove(second);
    remove(third);
    const left = workshop.store.read(({ tests, testRuns, rollups }) => ({
      branches: testRuns.branches(workshop.projectId),
      tests: rollups.stages(workshop.projectId).flatMap(({ stage }) => [...tests.search(stage, "")]),
    }));
    expect(left).toEqual({ ok: true, value: { branches: [], tests: [] } });
  });
});

function remove(id: RunId): void {
  const removal = { at: 1, rule: "age", limit: 1 } as const;
  answered(
    workshop.store.write(({ keptRuns }) => {
      keptRuns.markRunRemoved(id, removal);
      keptRuns.deleteRun(id);
    }),
  );
}
