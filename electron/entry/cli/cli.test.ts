import { execFileSync, spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { programFile } from "../../../e2e/fixtures/millrace-programs.ts";

/*
 * The command line as scripts use it: exit codes, JSON shapes, and clear answers to wrong input. Every call is a
 * process of its own, with a data folder of its own.
 */

const entry = programFile("command line");
let folder: string;
let project: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "millrace-cli-")));
  project = join(folder, "project");
  mkdirSync(project);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Answer {
  readonly exitCode: number | null;
  readonly out: string;
  readonly errorOut: string;
}

function millrace(args: readonly string[], environment: Record<string, string> = {}, outFile: string | null = null): Promise<Answer> {
  const env = { ...process.env, MILLRACE_HOME: join(folder, "home"), ...environment };
  return new Promise((resolve, reject) => {
    const target = outFile === null ? "pipe" : openSync(outFile, "w");
    const child = spawn(process.execPath, [entry, ...args], { cwd: project, env, stdio: ["ignore", target, "pipe"] });
    if (target !== "pipe") closeSync(target);
    let out = "";
    let errorOut = "";
    child.stdout?.setEncoding("utf8").on("data", (text) => {
      out += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text) => {
      errorOut += text;
    });
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, out, errorOut }));
  });
}

function pipeline(text: string): void {
  writeFileSync(join(project, "millrace.yml"), text);
}

test("a pipeline runs, its events and its history have the published shapes, and the log is byte for byte", async () => {
  pipeline("version: 1\nstages:\n  a: { phase: build, run: printf 'one\\r\\ntwo' }\n  b: { phase: test, needs: [a], run: exit 3 }\n");
  const run = await millrace(["run", "--json"]);
  expect(run.exitCode).toBe(1);
  const events = run.out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(events.at(-1)).toEqual({
    type: "run.finished",
    runId: "r1",
    status: "failed",
    reason: "stage-failed",
    durationMs: expect.any(Number),
    at: expect.any(Number),
  });
  const list = JSON.parse((await millrace(["runs", "list", "--json"])).out);
  const keys = [
    "id",
    "number",
    "status",
    "reason",
    "trigger",
    "branch",
    "commit",
    "tree",
    "dirty",
    "startedAt",
    "finishedAt",
    "durationMs",
  ];
  expect(list.runs).toHaveLength(1);
  for (const key of keys) expect(list.runs[0]).toHaveProperty(key);
  const shown = JSON.parse((await millrace(["runs", "show", "r1", "--json"])).out);
  expect(shown.stages).toMatchObject([
    {
      id: "r1.1",
      name: "a",
      phase: "build",
      variant: "",
      attempt: 1,
      status: "passed",
      reason: null,
      exitCode: 0,
      signal: null,
      logBytes: 8,
      logLines: 2,
    },
    { id: "r1.2", name: "b", status: "failed", reason: "exit-code", exitCode: 3, logBytes: 0, logLines: 0 },
  ]);
  expect((await millrace(["logs", "1", "a"])).out).toBe("one\r\ntwo");
  expect((await millrace(["runs", "retry", "1"])).exitCode).toBe(1);
  const newest = JSON.parse((await millrace(["runs", "list", "--json", "--limit", "1", "--status", "failed"])).out);
  expect(newest.runs).toMatchObject([{ id: "r2", trigger: "retry" }]);
  const older = JSON.parse((await millrace(["runs", "list", "--json", "--before", "r2"])).out);
  expect(older.runs).toMatchObject([{ id: "r1", trigger: "cli" }]);
  const numbers = async (...filter: string[]) =>
    JSON.parse((await millrace(["runs", "list", "--json", ...filter])).out).runs.map(({ number }: { number: number }) => number);
  expect([await numbers("--stage", "b"), await numbers("--stage", "x"), await numbers("--since", "2026-01-01")]).toEqual([
    [2, 1],
    [],
    [2, 1],
  ]);
  expect([await numbers("--until", "2026-01-01"), await numbers("--since", "2999-12-31")]).toEqual([[], []]);
  expect((await millrace(["runs", "list", "--until", "2026-01-01"])).out).toBe("No run matches.\n");
});

test("one stage runs with what it needs, or alone", async () => {
  pipeline(
    "version: 1\nstages:\n  a: { phase: build, run: echo a }\n  b: { phase: test, needs: [a], run: echo b }\n  c: { phase: test, run: echo c }\n",
  );
  await millrace(["run", "b"]);
  await millrace(["run", "b", "--only"]);
  const names = async (run: string) =>
    JSON.parse((await millrace(["runs", "show", run, "--json"])).out).stages.map((stage: { name: string }) => stage.name);
  expect(await names("1")).toEqual(["a", "b"]);
  expect(await names("2")).toEqual(["b"]);
});

test("Ctrl-C cancels the run, whose end is recorded, and answers 130", async () => {
  pipeline("version: 1\nstages:\n  long: { phase: test, run: echo up; sleep 600 }\n");
  const child = spawn(process.execPath, [entry, "run"], {
    cwd: project,
    env: { ...process.env, MILLRACE_HOME: join(folder, "home") },
    stdio: ["ignore", "pipe", "ignore"],
  });
  await new Promise<void>((resolve) => child.stdout.on("data", (text) => String(text).includes("up") && resolve()));
  const ended = new Promise((resolve) => child.on("exit", resolve));
  child.kill("SIGINT");
  expect(await ended).toBe(130);
  expect(JSON.parse((await millrace(["runs", "list", "--json"])).out).runs).toMatchObject([
    { status: "canceled", reason: "canceled-by-user" },
  ]);
});

const broken = {
  "a broken file": ["version: 1\nstages: [\n", 2],
  "an unknown key": ["version: 1\nstages:\n  a: { phase: test, rnu: x }\n", 2],
  "a key of a later version": ["version: 1\nstages:\n  a: { phase: test, steps: [{ run: x, retry: 2 }] }\n", 2],
  "a cycle": ["version: 1\nstages:\n  a: { phase: test, run: x, needs: [b] }\n  b: { phase: test, run: x, needs: [a] }\n", 2],
  "a missing need": ["version: 1\nstages:\n  a: { phase: test, run: x, needs: [bb] }\n", 2],
  "a wrong type": ["version: 1\nstages:\n  a: { phase: test, run: [x] }\n", 2],
  "exploding aliases": [
    `version: 1\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]\nstages: {}\n`,
    2,
  ],
} as const;

test.each(Object.entries(broken))("%s is refused with its place, and nothing is recorded", async (_, [text, exitCode]) => {
  pipeline(text);
  const checked = await millrace(["validate", "--json"]);
  expect(checked.exitCode).toBe(exitCode);
  const { ok, errors } = JSON.parse(checked.out);
  expect(ok).toBe(false);
  expect(errors[0]).toEqual({
    code: expect.any(String),
    message: expect.any(String),
    file: expect.stringContaining("millrace.yml"),
    line: expect.any(Number),
    column: expect.any(Number),
  });
  expect(errors[0].line).toBeGreaterThan(0);
  const run = await millrace(["run", "--json"]);
  expect(run.exitCode).toBe(exitCode);
  expect(JSON.parse(run.errorOut)).toEqual({ error: { code: "pipeline-invalid", message: expect.any(String), hint: expect.any(String) } });
  expect(JSON.parse((await millrace(["runs", "list", "--json"])).out)).toEqual({ runs: [] });
});

test("wrong words, folders and ids are answered with exit code 2", async () => {
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [["frobnicate"], "usage"],
    [["run", "--nope"], "usage"],
    [["run", "--project", "missing"], "folder-missing"],
    [["run"], "nothing-to-run"],
    [["open", "missing"], "folder-missing"],
    [["runs", "show", "r77"], "not-found"],
    [["runs", "cancel", "77"], "not-found"],
    [["validate", "missing.yml"], "file-missing"],
    [["import", "gitlab-ci"], "not-in-this-version"],
    [["runs", "list", "--status", "green"], "usage"],
    [["runs", "list", "--limit", "0x10"], "usage"],
    [["run", "--only"], "usage"],
    [["run", "--parallel", "1e1"], "usage"],
    [["runs", "list", "--since", "2026-02-30"], "usage"],
    [["runs", "list", "--stage", "a", "--all"], "usage"],
    [["serve", "--no-open", "--port", "99999"], "usage"],
  ];
  for (const [args, code] of wrong) {
    const answer = await millrace([...args, "--json"]);
    expect([args, answer.exitCode, JSON.parse(answer.errorOut).error.code]).toEqual([args, 2, code]);
  }
});

test("a folder below a project with nothing of its own to run does not become a project", async () => {
  pipeline("version: 1\nstages:\n  a: { phase: build, run: echo a }\n");
  await millrace(["run"]);
  const below = join(project, "source", "deep");
  mkdirSync(below, { recursive: true });
  const refused = await millrace(["run", "--project", below, "--json"]);
  expect([refused.exitCode, JSON.parse(refused.errorOut).error]).toEqual([
    2,
    { code: "nothing-to-run", message: expect.stringContaining(below), hint: expect.stringContaining(`--project ${project}`) },
  ]);
  const { runs } = JSON.parse((await millrace(["runs", "list", "--project", below, "--json"])).out);
  expect(runs).toMatchObject([{ id: "r1" }]);
});

test("a project is the same by every name of its folder", async () => {
  pipeline("version: 1\nstages:\n  a: { phase: build, run: echo a }\n");
  await millrace(["run"]);
  symlinkSync(project, join(folder, "link"));
  const { runs } = JSON.parse((await millrace(["runs", "list", "--project", join(folder, "link"), "--json"])).out);
  expect(runs).toMatchObject([{ id: "r1" }]);
});

test.skipIf(process.platform === "win32")("a working folder that was removed keeps no run of another folder from going", () => {
  pipeline("version: 1\nstages:\n  a: { phase: build, run: pwd }\n");
  const script = 'mkdir gone; cd gone; rmdir ../gone; exec "$0" "$1" run --project "$2"';
  const env = { ...process.env, MILLRACE_HOME: join(folder, "home") };
  const out = execFileSync("sh", ["-c", script, process.execPath, entry, project], { cwd: folder, env, encoding: "utf8" });
  expect(out).toContain(`\n${project}\na passed`);
});

test("people read which stage failed and the line that says why, at the end of a run and ever after", async () => {
  pipeline(
    "version: 1\nstages:\n  a: { phase: build, run: echo fine }\n  b: { phase: test, run: 'echo one; echo \"shop.c:3: error: no\"; exit 1' }\n",
  );
  const line = "line 2: shop.c:3: error: no";
  expect((await millrace(["run"])).out).toContain(`\nb: ${line}. See millrace logs 1 b.\nRun failed`);
  expect((await millrace(["runs", "show", "1"])).out).toContain(line);
});

test("lists say what they are of", async () => {
  pipeline("version: 1\nstages:\n  a: { phase: build, run: echo a }\n");
  await millrace(["run"]);
  expect((await millrace(["runs", "list", "--all"])).out).toMatch(/^ +r1 +project /);
  expect((await millrace(["runs", "list", "--status", "failed"])).out).toBe("No run matches.\n");
});

test.skipIf(!existsSync("/dev/full"))(
  "an answer that cannot be written is said without a stack, and a run goes on (skipped without /dev/full)",
  async () => {
    pipeline("version: 1\nstages:\n  a: { phase: build, run: echo a }\n");
    expect(await millrace(["detect"], {}, "/dev/full")).toEqual({
      exitCode: 3,
      out: "",
      errorOut: expect.stringMatching(/^millrace: The answer could not be written: ENOSPC[^\n]*\n$/),
    });
    expect(await millrace(["run"], {}, "/dev/full")).toMatchObject({
      exitCode: 0,
      errorOut: expect.stringMatching(/It goes on, and its logs are kept\.\n$/),
    });
    expect((await millrace(["logs", "1"])).out).toBe("a\n");
  },
);

test("what git cannot tell of the files is said, and the run counts for no tree", async () => {
  pipeline("version: 1\nstages:\n  a: { phase: build, run: echo a }\n");
  writeFileSync(join(project, ".gitattributes"), "*.txt filter=broken\n");
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=Mara", "-c", "user.email=mara@example.org", ...args], { cwd: project });
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "-m", "feat: first");
  git("config", "filter.broken.clean", "false");
  git("config", "filter.broken.required", "true");
  writeFileSync(join(project, "a.txt"), "a\n");
  const run = await millrace(["run"]);
  expect([run.exitCode, run.errorOut]).toEqual([
    0,
    expect.stringMatching(/^note: git add failed: .*\. Which files the run was on is not known\.\n$/),
  ]);
  expect(JSON.parse((await millrace(["runs", "list", "--json"])).out).runs).toMatchObject([
    { tree: null, dirty: true, subject: "feat: first" },
  ]);
  expect((await millrace(["runs", "list"])).out).toMatch(/[0-9a-f]{7}\? /);
});

test("a stage that cannot start is an error of its own kind", async () => {
  const stages = [
    "  shell: { phase: test, run: echo, shell: no-such-shell }",
    "  folder: { phase: test, run: echo, cwd: missing }",
    "  command: { phase: test, run: no-such-command }",
    "  slow: { phase: test, run: sleep 600, timeout: 200ms }",
    "  killed: { phase: test, run: kill -9 $$ }",
    "  artifact: { phase: test, run: echo, artifacts: [nothing-*.tgz] }",
  ];
  pipeline(`version: 1\nstages:\n${stages.join("\n")}\n`);
  expect((await millrace(["run"])).exitCode).not.toBe(0);
  const { stages: ended } = JSON.parse((await millrace(["runs", "show", "1", "--json"])).out);
  const how = Object.fromEntries(ended.map(({ name, status, reason, signal }: Record<string, string>) => [name, [status, reason, signal]]));
  expect(how).toEqual({
    shell: ["errored", "shell-missing", null],
    folder: ["errored", "folder-missing", null],
    command: ["failed", "command-not-found", null],
    slow: ["failed", "timeout", expect.anything()],
    killed: ["failed", "signal", "SIGKILL"],
    artifact: ["failed", "artifact-missing", null],
  });
});

test("a damaged history is set aside and said, one from the future is refused and left as it is", async () => {
  pipeline("version: 1\nstages:\n  a: { phase: build, run: echo a }\n");
  const home = join(folder, "home");
  mkdirSync(home);
  writeFileSync(join(home, "millrace.sqlite"), "this is no database, but somebody's bytes ".repeat(100));
  const run = await millrace(["run"]);
  expect(run.exitCode).toBe(0);
  expect(run.errorOut).toMatch(/damaged/);
  const aside = readdirSync(home).find((name) => name.startsWith("millrace.sqlite.damaged"));
  expect(readFileSync(join(home, aside ?? "missing"), "utf8")).toMatch(/^this is no database/);
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(join(home, "millrace.sqlite"));
  database.exec("pragma user_version = 9990");
  database.close();
  const future = await millrace(["runs", "list", "--json"]);
  expect(future.exitCode).toBe(3);
  expect(JSON.parse(future.errorOut).error.code).toBe("store-from-the-future");
});

test("without git everything but the commit works", async () => {
  pipeline("version: 1\nstages:\n  a: { phase: build, run: echo a, shell: /bin/sh -c }\n");
  expect((await millrace(["run"], { PATH: "/nowhere" })).exitCode).toBe(0);
  expect(JSON.parse((await millrace(["runs", "list", "--json"])).out).runs).toMatchObject([
    { commit: null, tree: null, branch: null, dirty: false },
  ]);
});
