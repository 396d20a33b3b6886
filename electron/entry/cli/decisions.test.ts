import { mkdirSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestStore, temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { millrace, type ProgramEnd, startProgram } from "../../../e2e/fixtures/millrace-programs.ts";
import { commitAll, git, makeRepository, photograph, writeFiles } from "../../../e2e/fixtures/repository.ts";
import { readRun } from "../../../e2e/fixtures/truth.ts";
import type { RunId } from "../../../shared/ids.ts";

/*
 * What a pipeline's file can leave to a person, as they meet it in a terminal: approvals, retries, variants, commits.
 */

let folder: string;
let project: string;
let home: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  folder = realpathSync(folder);
  project = join(folder, "project");
  home = join(folder, "home");
  mkdirSync(project);
});
afterEach(() => remove());

function ask(...words: string[]): Promise<ProgramEnd> {
  return millrace({ home, cwd: project }, ...words);
}

function pipeline(text: string): void {
  writeFileSync(join(project, "millrace.yml"), text);
}

/** A run as the history has it; the commands that show it have tests of their own. */
function recorded(id: string) {
  const store = openTestStore(home);
  try {
    return readRun(store, id as RunId);
  } finally {
    store.close();
  }
}

/** Each stage run of a run as `name[variant]#attempt status reason`. */
function told(id: string): string[] {
  return recorded(id).stages.map(({ name, variant, attempt, status, reason }) =>
    [`${name}${variant && `[${variant}]`}${attempt === 1 ? "" : `#${attempt}`}`, status, reason].filter((part) => part !== null).join(" "),
  );
}

const gated = `version: 1
stages:
  deploy:
    phase: deploy
    matrix: { place: [eu, us] }
    approval: Ship it?
    run: echo shipped to $MATRIX_PLACE
  after: { phase: monitor, needs: [deploy], if: always(), run: echo after }
`;

/** Starts a run, and waits until it waits for people. */
async function startWaiting() {
  const program = startProgram("command line", { home, cwd: project }, "run", "--json");
  for (let count = 1; !program.lines().some((line) => line.includes('"run.waiting"')); count += 1) await program.untilLines(count);
  return program;
}

test("each variant that waits is answered by name, and the run that waited in its terminal ends with what came of it", async () => {
  pipeline(gated);
  const program = await startWaiting();
  expect(await ask("runs", "approve", "1", "deploy")).toMatchObject({
    exitCode: 2,
    complaint:
      'millrace: 2 stages of run 1 wait for approval: "deploy [eu]", "deploy [us]".\nName one of them, as in: millrace runs approve 1 "deploy [eu]"\n',
  });
  expect((await ask("runs", "approve", "1", "after")).complaint).toBe("millrace: after does not wait for approval.\n");
  expect((await ask("runs", "approve", "1", "nothing")).complaint).toContain('Run 1 has no stage "nothing"');
  // Both at once: one of them gives the run a process, the other finds that it has one.
  const [approved, denied] = await Promise.all([
    ask("runs", "approve", "1", "deploy [eu]", "--json"),
    ask("runs", "deny", "1", "deploy [us]", "--comment", "Not on a Friday"),
  ]);
  expect(approved).toMatchObject({ exitCode: 0, complaint: "" });
  expect(JSON.parse(approved.output)).toEqual({ runId: "r1", stageRunId: "r1.1", decision: "granted" });
  expect(denied).toMatchObject({ exitCode: 0, output: "deploy [us] of run 1 is denied; the run goes on.\n", complaint: "" });
  const ended = await program.ended;
  expect(ended.exitCode).toBe(1);
  const events = program.lines().flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
  const of = (type: string) => events.filter((event) => event.type === type);
  expect(of("stage.waiting").map(({ name, variant, stageRunId }) => [name, variant, stageRunId])).toEqual([
    ["deploy", "eu", "r1.1"],
    ["deploy", "us", "r1.2"],
  ]);
  expect(
    of("stage.finished")
      .map(({ name, variant, attempt, status, reason }) => [name, variant, attempt, status, reason])
      .sort(),
  ).toEqual([
    ["after", "", 1, "passed", null],
    ["deploy", "eu", 1, "passed", null],
    ["deploy", "us", 1, "failed", "approval-denied"],
  ]);
  expect(events.at(-1)).toMatchObject({ type: "run.finished", status: "failed", reason: "stage-failed" });
  expect((await ask("runs", "approve", "1", "deploy [us]")).complaint).toMatch(/^millrace: deploy \[us\] was denied by .+ already\.\n$/);
  expect((await ask("runs", "approve", "1")).complaint).toBe("millrace: No stage of run 1 waits for approval.\n");
  expect((await ask("runs", "show", "1")).output).toContain("Denied by");
  expect((await ask("logs", "1", "deploy [eu]")).output).toBe("shipped to eu\n");
});

test("a run that waits is canceled from another terminal, and what cleans up runs", async () => {
  pipeline(gated);
  const program = await startWaiting();
  expect((await ask("runs", "cancel", "1")).output).toBe("Run 1 was told to stop.\n");
  expect((await program.ended).exitCode).toBe(130);
  expect(told("r1")).toEqual(["deploy[eu] canceled canceled-by-user", "deploy[us] canceled canceled-by-user", "after passed"]);
  expect((await ask("runs", "cancel", "1")).complaint).toContain("Run 1 has ended already.");
});

test("logs are those of the last attempt, of a variant that is named or the one that failed", async () => {
  pipeline(`version: 1
stages:
  unit:
    phase: test
    matrix: { shard: [1, 2] }
    retry: { attempts: 2 }
    run: echo $MATRIX_SHARD $MILLRACE_ATTEMPT; test $MATRIX_SHARD.$MILLRACE_ATTEMPT != 1.1
`);
  expect((await ask("run")).exitCode).toBe(0);
  const log = async (word: string) => (await ask("logs", "1", word)).output;
  expect([await log("unit [1]"), await log("unit [1] #1"), await log("unit [2]"), await log("r1.1")]).toEqual([
    "1 2\n",
    "1 1\n",
    "2 1\n",
    "1 1\n",
  ]);
  expect(await ask("logs", "1", "unit")).toMatchObject({
    exitCode: 2,
    complaint: 'millrace: unit has several variants, and none of them failed.\nName one: "unit [1]", "unit [2]".\n',
  });
  pipeline(
    "version: 1\nstages:\n  gone: { phase: test, run: a, cwd: sub }\n  unit: { phase: test, matrix: { v: [a, b] }, run: 'echo $MATRIX_V; test $MATRIX_V = a' }\n",
  );
  const { output } = await ask("run");
  expect(output).toContain('See millrace logs 2 "unit [b]".');
  expect(output).toContain(`gone: The folder ${join(project, "sub")} is not there. See millrace logs 2 gone.`);
  expect((await ask("logs", "2", "unit")).output).toBe("b\n");
});

test("of a run everything, what failed, what follows from a stage, or a stage alone is run again", async () => {
  makeRepository(project, {
    "millrace.yml": `version: 1
stages:
  build: { phase: build, run: 'echo version=7 >> "$MILLRACE_OUTPUT"' }
  lint: { phase: code, run: 'true' }
  unit: { phase: test, needs: [build], run: 'echo $NEEDS_BUILD_VERSION; test -e ../mended' }
  pack: { phase: release, needs: [unit, lint], run: 'true' }
`,
  });
  expect((await ask("run")).exitCode).toBe(1);
  expect((await ask("runs", "retry", "1", "--failed")).exitCode).toBe(1);
  expect(told("r2")).toEqual(["build passed kept", "lint passed kept", "unit failed exit-code", "pack skipped needs-failed"]);
  writeFileSync(join(folder, "mended"), "");
  expect((await ask("runs", "retry", "2", "--failed")).exitCode).toBe(0);
  expect(told("r3")).toEqual(["build passed kept", "lint passed kept", "unit passed", "pack passed"]);
  expect((await ask("logs", "3", "unit")).output).toBe("7\n");
  // From the run that really made it, however often it was kept.
  expect(recorded("r3").stages[0]).toMatchObject({ keptFrom: "r1", outputs: { version: "7" } });
  await ask("runs", "retry", "3", "unit");
  expect(told("r4")).toEqual(["build passed kept", "lint passed kept", "unit passed", "pack passed"]);
  await ask("runs", "retry", "3", "lint", "--only");
  expect(told("r5")).toEqual(["lint passed"]);
  await ask("runs", "retry", "3");
  expect(told("r6")).toEqual(["build passed", "lint passed", "unit passed", "pack passed"]);
  writeFiles(project, { "other.txt": "changed" });
  await ask("runs", "retry", "1", "--failed");
  expect(told("r7")).toEqual(["build passed", "lint passed", "unit passed", "pack passed"]);
  expect(await ask("runs", "retry", "1", "units")).toMatchObject({
    exitCode: 2,
    complaint: 'millrace: There is no stage "units".\nDid you mean unit?\n',
  });
  expect((await ask("runs", "retry", "1", "unit", "--failed")).exitCode).toBe(2);
});

test("a branch, a tag, a hash and a folder below the repository are run as committed, and nothing of the person's is touched", async () => {
  const say = (what: string) => `version: 1\nstages:\n  say: { phase: build, run: 'echo ${what}; cat here.txt; pwd; touch made' }\n`;
  makeRepository(project, {
    "millrace.yml": say("root"),
    "here.txt": "first\n",
    "sub/millrace.yml": say("sub"),
    "sub/here.txt": "below\n",
  });
  const first = git(project, "rev-parse", "HEAD");
  git(project, "tag", "v1");
  git(project, "branch", "topic");
  commitAll(project, "feat: second", { "here.txt": "second\n" });
  writeFiles(project, { "here.txt": "not committed\n", "sub/mine.txt": "mine" });
  const before = photograph(project, [".git"]);
  const said = async (...words: string[]) =>
    (await ask("run", ...words)).output.split("\n").filter((line) => /^(root|sub|first|second|below|\/)/.test(line));
  for (const [index, revision] of ["v1", "topic", first.slice(0, 8)].entries()) {
    const [what, here, place] = await said("--commit", revision);
    expect([what, here, place?.startsWith(`${home}/checkouts/`)]).toEqual(["root", "first", true]);
    const { run } = recorded(`r${index + 1}`);
    expect([run.commit, run.isCheckout, run.dirty]).toEqual([first, true, false]);
  }
  expect((await said("--commit", "main"))[1]).toBe("second");
  const below = await millrace({ home, cwd: join(project, "sub") }, "run", "--commit", "v1");
  expect(below.output).toContain("sub\nbelow\n");
  expect(await ask("run", "--commit", "nowhere")).toMatchObject({ exitCode: 2, complaint: expect.stringContaining("nowhere") });
  expect(photograph(project, [".git"])).toEqual(before);
  expect([git(project, "worktree", "list").split("\n").length, readdirSync(join(home, "checkouts"))]).toEqual([1, []]);
  // The same commit again, although the branch went on.
  await ask("runs", "retry", "2");
  const { run } = recorded("r6");
  expect([run.commit, run.retryOf]).toEqual([first, "r2"]);
});

test("a stage with a cache is brought back also in a checkout, and run when it is asked to", async () => {
  makeRepository(project, {
    "millrace.yml": `version: 1
stages:
  pack:
    phase: build
    cache: { inputs: ['src/**'], outputs: [dist] }
    run: mkdir -p dist && cp src/a dist/a && echo packed
`,
    "src/a": "a",
  });
  const why = async (...words: string[]) => {
    const { output } = await ask("run", "--json", ...words);
    const { runId } = JSON.parse(output.split("\n")[0] ?? "");
    return recorded(runId).stages[0]?.why;
  };
  expect(await why()).toMatch(/^Ran because/);
  expect(await why("--commit", "HEAD")).toBe("Inputs are the same as in run 1.");
  expect(await why("--no-cache")).toBe("Ran because it was asked to run whatever the cache has.");
  expect((await ask("run")).output).toContain("pack passed");
});
