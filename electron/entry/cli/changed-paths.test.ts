import { mkdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestStore, temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { millrace } from "../../../e2e/fixtures/millrace-programs.ts";
import { commitAll, git, makeRepository, writeFiles } from "../../../e2e/fixtures/repository.ts";
import { readRun } from "../../../e2e/fixtures/truth.ts";
import type { RunId } from "../../../shared/ids.ts";

/*
 * Conditions that ask which paths have changed, through whole runs of a repository.
 */

const pipeline = `version: 1
stages:
  docs: { phase: build, if: changed("docs/**"), run: 'true' }
  app: { phase: build, if: 'changes.exists(path, path.startsWith("src/"))', run: 'true' }
  check: { phase: test, run: test ! -e "$BROKEN" }
`;

let folder: string;
let project: string;
let broken: string;
let remove: () => void;
let runCount: number;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  folder = realpathSync(folder);
  project = join(folder, "project");
  broken = join(folder, "broken");
  runCount = 0;
});
afterEach(() => remove());

/** Runs the pipeline; answers how it ended and the stages that were not left out, without the one that only fails it. */
async function run(words: readonly string[] = [], cwd = project): Promise<[string, ...string[]]> {
  const ended = await millrace({ home: join(folder, "home"), cwd, environment: { BROKEN: broken } }, "run", ...words);
  runCount += 1;
  expect(ended.complaint).toBe("");
  const store = openTestStore(join(folder, "home"));
  try {
    const { run: row, stages } = readRun(store, `r${runCount}` as RunId);
    const others = stages.filter(({ name }) => name !== "check");
    for (const { status, reason } of others)
      expect([status, reason]).toEqual(status === "passed" ? ["passed", null] : ["skipped", "condition-false"]);
    return [row.status, ...others.filter(({ status }) => status === "passed").map(({ name }) => name)];
  } finally {
    store.close();
  }
}

test("on the first run ever every file has changed, and after a green one only what was committed since", async () => {
  makeRepository(project, { "millrace.yml": pipeline, "docs/a.md": "a\n", "src/a.ts": "a\n" });
  expect(await run()).toEqual(["passed", "docs", "app"]);
  expect(await run()).toEqual(["passed"]);
  commitAll(project, "docs: more", { "docs/b.md": "b\n" });
  expect(await run()).toEqual(["passed", "docs"]);
  commitAll(project, "feat: more", { "src/b.ts": "b\n" });
  commitAll(project, "chore: other", { "other.txt": "x\n" });
  expect(await run()).toEqual(["passed", "app"]);
  git(project, "mv", "docs/b.md", "src/b.md");
  commitAll(project, "refactor: a moved file counts in both places");
  expect(await run()).toEqual(["passed", "docs", "app"]);
  rmSync(join(project, "src/a.ts"));
  commitAll(project, "feat: less");
  expect(await run()).toEqual(["passed", "app"]);
});

test("until a run passes, what changed stays changed; going back to what was green leaves nothing", async () => {
  makeRepository(project, { "millrace.yml": pipeline, "docs/a.md": "a\n", "src/a.ts": "a\n" });
  writeFileSync(broken, "");
  expect(await run()).toEqual(["failed", "docs", "app"]);
  expect(await run()).toEqual(["failed", "docs", "app"]);
  rmSync(broken);
  expect(await run()).toEqual(["passed", "docs", "app"]);
  writeFileSync(broken, "");
  commitAll(project, "docs: more", { "docs/a.md": "aa\n" });
  expect(await run()).toEqual(["failed", "docs"]);
  commitAll(project, "feat: more", { "src/a.ts": "aa\n" });
  expect(await run()).toEqual(["failed", "docs", "app"]);
  rmSync(broken);
  git(project, "revert", "--no-edit", "HEAD", "HEAD~1");
  expect(await run()).toEqual(["passed"]);
});

test("files that are not committed count as they lie, also in what a green run ran on", async () => {
  makeRepository(project, { "millrace.yml": pipeline, "docs/a.md": "a\n", "src/a.ts": "a\n" });
  await run();
  writeFiles(project, { "docs/new.md": "new\n", "src/a.ts": "aa\n" });
  expect(await run()).toEqual(["passed", "docs", "app"]);
  expect(await run()).toEqual(["passed"]);
  writeFiles(project, { "docs/new.md": "newer\n" });
  expect(await run()).toEqual(["passed", "docs"]);
  commitAll(project, "feat: what ran before it was committed");
  expect(await run()).toEqual(["passed"]);
});

test("a branch without a green run has changed everything, whatever passed elsewhere", async () => {
  makeRepository(project, { "millrace.yml": pipeline, "docs/a.md": "a\n", "src/a.ts": "a\n" });
  await run();
  git(project, "switch", "--quiet", "--create", "topic");
  expect(await run()).toEqual(["passed", "docs", "app"]);
  commitAll(project, "docs: more", { "docs/a.md": "aa\n" });
  expect(await run()).toEqual(["passed", "docs"]);
  git(project, "switch", "--quiet", "main");
  expect(await run()).toEqual(["passed"]);
  // Another branch that passed is merged: this one has not seen it.
  git(project, "merge", "--quiet", "topic");
  expect(await run()).toEqual(["passed", "docs"]);
});

test("a checkout of a commit compares with its branch, and a project below the repository with its own files", async () => {
  makeRepository(project, { "apps/shop/millrace.yml": pipeline, "apps/shop/docs/a.md": "a\n", "apps/shop/src/a.ts": "a\n" });
  const shop = join(project, "apps", "shop");
  expect(await run(["--commit", "main"], shop)).toEqual(["passed", "docs", "app"]);
  commitAll(project, "docs: of all", { "docs/a.md": "a\n" });
  expect(await run(["--commit", "main"], shop)).toEqual(["passed"]);
  commitAll(project, "docs: of the shop", { "apps/shop/docs/a.md": "aa\n" });
  expect(await run(["--commit", "main"], shop)).toEqual(["passed", "docs"]);
  expect(await run([], shop)).toEqual(["passed"]);
});

test("without git no file is known to have changed; before the first commit each that was not there has", async () => {
  mkdirSync(project);
  writeFiles(project, { "millrace.yml": pipeline, "docs/a.md": "a\n" });
  expect(await run()).toEqual(["passed"]);
  git(project, "init", "--quiet", "--initial-branch=main");
  expect(await run()).toEqual(["passed", "docs"]);
  expect(await run()).toEqual(["passed"]);
  writeFiles(project, { "src/a.ts": "a\n" });
  expect(await run()).toEqual(["passed", "app"]);
});

test("a run of some stages passes for them alone, and so does a stage that is run again alone", async () => {
  makeRepository(project, { "millrace.yml": pipeline, "docs/a.md": "a\n", "src/a.ts": "a\n" });
  await run();
  commitAll(project, "docs: more", { "docs/a.md": "aa\n" });
  expect(await run(["check"])).toEqual(["passed"]);
  expect((await millrace({ home: join(folder, "home"), cwd: project }, "runs", "retry", "1", "check", "--only")).exitCode).toBe(0);
  runCount += 1;
  expect(await run()).toEqual(["passed", "docs"]);
});
