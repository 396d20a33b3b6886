import { expect, test } from "vitest";
import type { Run, StageRun } from "../../../shared/contract/schemas.ts";
import { projectId, runId, stageRunId, testId } from "../../../shared/ids.ts";
import { type PlannedStage, planPlainStage, planPlainStep } from "../../../shared/pipeline/plan.ts";
import { compareRuns, namedFiles, type RunFacts } from "./comparison.ts";

function run(number: number, changes: Partial<Run> = {}): Run {
  return { ...({} as Run), id: runId(number), projectId: projectId(1), number, status: "passed", branch: "main", ...changes };
}

/** `unit` of run 1 is `r1.3`: its place follows from its name. */
const places = ["install", "lint", "unit", "e2e", "extra"];

function stage(of: number, name: string, changes: Partial<StageRun> = {}): StageRun {
  return {
    ...({} as StageRun),
    ...{ id: stageRunId(of, places.indexOf(name) + 1), runId: runId(of), projectId: projectId(1), name, variant: "", attempt: 1 },
    ...{ phase: "test", needs: [], status: "passed", reason: null, exitCode: 0, signal: null, mayFail: false },
    ...{ startedAt: 0, finishedAt: 10_000, durationMs: 10_000 },
    ...changes,
  };
}

const fails = { status: "failed", reason: "exit-code", exitCode: 1 } as const;
const skips = { status: "skipped", reason: "needs-failed", durationMs: null, startedAt: null } as const;

function plan(commands: Readonly<Record<string, string>> = {}): PlannedStage[] {
  return places.map((name) => planPlainStage({ name, phase: "test", steps: [planPlainStep({ run: commands[name] ?? name })] }));
}

const usual = [9_600, 9_800, 10_000, 10_200, 10_400, 10_100];

function facts(changes: Partial<RunFacts> = {}): RunFacts {
  return {
    ...{ run: run(2, { status: "failed" }), against: run(1) },
    stages: { before: [stage(1, "install"), stage(1, "unit")], after: [stage(2, "install"), stage(2, "unit", fails)] },
    ...{ plans: { before: plan(), after: plan() }, pastMs: new Map(places.map((name) => [name, usual])) },
    ...{ environment: [], commits: [], files: [], named: new Set(), touching: new Set(), failing: [] },
    ...changes,
  };
}

/** What is told, in its order. */
function told(changes: Partial<RunFacts>): string[] {
  return compareRuns(facts(changes)).differences.map(({ text }) => text);
}

const node = { kind: "tool", name: "node", before: "22.3.0", after: "24.1.0", importance: "tool" } as const;
const lockFile = { kind: "lock-file", name: "package-lock.json", before: "a", after: "b", importance: "lockFile" } as const;
const variable = { kind: "variable", name: "EDITOR", before: null, after: "set", importance: "variable" } as const;
const commit = (hash: string, subject: string) => ({ commit: hash.repeat(40), subject, author: "Ada", committedAt: 1 });

test("a tool of another version explains a stage that newly fails before files that nobody names", () => {
  expect(told({ environment: [node, variable], files: [{ path: "README.md", change: "modified" }] })).toEqual([
    ...[
      "unit failed with exit code 1, it had passed",
      "node is 24.1.0, it was 22.3.0",
      "README.md was modified",
      "EDITOR is set, it was not",
    ],
  ]);
});

test("a lock file is told once, although git tells of it as well", () => {
  expect(told({ environment: [lockFile], files: [{ path: "package-lock.json", change: "modified" }] })).toEqual([
    ...["unit failed with exit code 1, it had passed", "package-lock.json has other contents"],
  ]);
});

test("a file that the log names, and the commit that changed it, come before all others", () => {
  const files = ["a.ts", "src/cart.ts"].map((path) => ({ path, change: "modified" }));
  const commits = [commit("2", "docs: say more"), commit("1", "feat: carts")];
  expect(told({ files, commits, named: new Set(["src/cart.ts"]), touching: new Set(["1".repeat(40)]) })).toEqual([
    "unit failed with exit code 1, it had passed",
    "src/cart.ts was modified, and what fails names it",
    "1111111111 feat: carts, by Ada, changes a file that what fails names",
    "2222222222 docs: say more, by Ada",
    "a.ts was modified",
  ]);
});

test("what broke first comes first, and what was skipped after it is no fault of its own", () => {
  const stages = {
    before: ["install", "lint", "unit", "e2e"].map((name) => stage(1, name)),
    after: [
      ...[stage(2, "install"), stage(2, "lint", { ...fails, finishedAt: 9_000 })],
      ...[stage(2, "unit", { ...fails, finishedAt: 4_000, reason: "timeout" }), stage(2, "e2e", skips)],
    ],
  };
  const { differences, stages: rows } = compareRuns(facts({ stages }));
  expect(differences.map(({ kind, text, stageRunId: id }) => [kind, text, id])).toEqual([
    ["newly-failing", "unit failed because its time was up, it had passed", "r2.3"],
    ["newly-failing", "lint failed with exit code 1, it had passed", "r2.2"],
  ]);
  expect(rows.map(({ name, isUnusual }) => [name, isUnusual])).toEqual([
    ...[
      ["lint", null],
      ["unit", null],
      ["e2e", null],
    ],
    ["install", false],
  ]);
});

test("tests that newly fail stand between their stage and what may explain them", () => {
  const failing = [{ testId: testId(7), stageRunId: stageRunId(2, 3), name: "cart › adds", isNew: false, file: "src/cart.test.ts" }];
  const { differences } = compareRuns(facts({ failing, environment: [node] }));
  expect(differences.map(({ kind, testId: id, path }) => [kind, id, path])).toEqual([
    ["newly-failing", null, null],
    ["test", "t7", "src/cart.test.ts"],
    ["environment", null, null],
  ]);
});

test("of many tests that newly fail a few are named and the others counted, so that what explains them is not pushed away", () => {
  const failing = (count: number) =>
    Array.from({ length: count }, (_, place) => ({
      ...{ testId: testId(place + 1), stageRunId: stageRunId(2, 3), name: `t${place}`, isNew: false, file: null },
    }));
  const texts = (count: number) => told({ failing: failing(count), commits: [commit("a", "feat: cart")] });
  expect(texts(7).slice(5)).toEqual([
    "t4 fails, it had passed",
    "2 other tests fail that did not before",
    expect.stringContaining("feat: cart"),
  ]);
  expect(texts(6)[6]).toBe("1 other test fails that did not before");
  expect([texts(5).length, texts(100)[6]]).toEqual([7, "95 or more other tests fail that did not before"]);
});

test("a run that only took longer names the stages that did, by how much, and not those within the usual", () => {
  const stages = {
    before: ["install", "lint", "unit"].map((name) => stage(1, name)),
    after: [
      ...[stage(2, "install", { durationMs: 10_600 }), stage(2, "lint", { durationMs: 15_000 })],
      stage(2, "unit", { durationMs: 41_000 }),
    ],
  };
  const { differences, stages: rows } = compareRuns(facts({ run: run(2), stages }));
  expect(differences.map(({ kind, text }) => [kind, text])).toEqual([
    ["slower", "unit took 41.0 s, 31.0 s more than in the other run"],
    ["slower", "lint took 15.0 s, 5.0 s more than in the other run"],
  ]);
  expect(rows.map(({ name, isUnusual }) => [name, isUnusual])).toEqual([
    ["unit", true],
    ["lint", true],
    ["install", false],
  ]);
});

test("other files with the same result are told as what they are; one alone says more than one of many", () => {
  const stages = { before: [stage(1, "unit")], after: [stage(2, "unit")] };
  const weights = (...paths: string[]) =>
    compareRuns(facts({ run: run(2), stages, files: paths.map((path) => ({ path, change: "added" })) })).differences.map(
      ({ text, weight }) => [text, weight > 0.5],
    );
  expect(weights("a.ts")).toEqual([["a.ts was added", true]]);
  expect(weights("a.ts", "b.ts")).toEqual([
    ["a.ts was added", false],
    ["b.ts was added", false],
  ]);
});

test("a stage that fails in both is no difference, one that may fail neither, and a result from the cache is no faster one", () => {
  const stages = {
    before: [stage(1, "unit", fails), stage(1, "lint"), stage(1, "install")],
    after: [
      ...[stage(2, "unit", fails), stage(2, "lint", { ...fails, mayFail: true })],
      stage(2, "install", { reason: "cache-hit", durationMs: 3 }),
    ],
  };
  expect(told({ stages })).toEqual([]);
});

test("stages that came, went, were mended or are told to do something else", () => {
  const stages = {
    before: [stage(1, "install"), stage(1, "lint", fails), stage(1, "unit")],
    after: [stage(2, "lint"), stage(2, "unit", fails), stage(2, "extra")],
  };
  expect(told({ stages, plans: { before: plan(), after: plan({ unit: "npm test -- --all" }) } })).toEqual([
    "unit failed with exit code 1, it had passed",
    "lint passed, it had failed",
    "The pipeline tells unit to do something else",
    "extra is new",
    "install is gone",
  ]);
});

test("two runs of the same have no difference", () => {
  expect(compareRuns(facts({ stages: { before: [stage(1, "unit")], after: [stage(2, "unit")] } })).differences).toEqual([]);
});

test.each([
  ["at src/cart.ts:12:5", ["src/cart.ts"]],
  ["/home/ada/shop/src/cart.ts(12,5): error TS2322", ["src/cart.ts"]],
  ["C:\\work\\shop\\src\\cart.ts:1", ["src/cart.ts"]],
  ["./web/index.ts: no such export", ["apps/web/index.ts"]],
  ["FAIL checkout_test.go", ["pkg/checkout_test.go"]],
  ["index.ts broke, and so did mycart.ts", []],
  ["nothing at all", []],
])("%s names %j", (text, named) => {
  expect(namedFiles(text, ["src/cart.ts", "apps/web/index.ts", "pkg/checkout_test.go", "a/README.md"])).toEqual(named);
});
