import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { programFile } from "../../e2e/fixtures/millrace-programs.ts";
import type { Notice } from "../../shared/contract/events.ts";
import type { Project } from "../../shared/contract/schemas.ts";
import { isTerminal } from "../../shared/status.ts";
import { createEngine, type Engine } from "./engine.ts";

/*
 * The engine as its hosts use it: a real database, real run hosts, real stages.
 */

const entry = programFile("run host");
let folder: string;
let engine: Engine;

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "millrace-engine-")));
  mkdirSync(join(folder, "sample"));
  engine = await start();
});

afterEach(async () => {
  const active = engine.runs.active();
  for (const { run } of active.ok ? active.value : []) await engine.runs.cancel({ runId: run.id });
  await until(() => {
    const left = engine.runs.active();
    return left.ok && left.value.length === 0;
  });
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<Engine> {
  const created = await createEngine({
    dataFolder: join(folder, "data"),
    sampleFolder: join(folder, "sample"),
    hostProgram: { executable: process.execPath, args: [entry], environment: process.env },
  });
  if (!created.ok) throw new Error(created.failure.message);
  return created.value;
}

async function openProject(pipeline: string, isTrusted = true): Promise<Project> {
  const path = join(folder, "project");
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "millrace.yml"), pipeline);
  const project = await engine.projects.open({ path });
  if (!project.ok) throw new Error(project.failure.message);
  if (isTrusted) await engine.projects.trust({ projectId: project.value.id, trusted: true });
  return project.value;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

const everything = { stages: [], only: false } as const;
const oneStage = 'version: 1\nstages:\n  hello: { phase: test, run: "echo one; echo two" }\n';

test("nothing runs before the project is trusted", async () => {
  const project = await openProject(oneStage, false);
  expect(await engine.runs.start({ projectId: project.id, ...everything })).toMatchObject({ ok: false, failure: { code: "not-trusted" } });
  expect(engine.runs.page({ filter: {}, before: null, limit: 10 })).toEqual({ ok: true, value: { runs: [], next: null } });
});

test("a run is announced, can be read while and after it goes, and is found again by another engine", async () => {
  const project = await openProject(oneStage);
  const notices: Notice[] = [];
  engine.watch((notice) => notices.push(notice));
  const started = await engine.runs.start({ projectId: project.id, ...everything });
  if (!started.ok) throw new Error(started.failure.message);
  const { runId } = started.value;
  await until(() => notices.some((notice) => notice.type === "run.changed" && isTerminal(notice.run.status)));
  expect(notices.some((notice) => notice.type === "stages.changed" && notice.stages.some(({ status }) => status === "passed"))).toBe(true);
  engine.close();
  engine = await start();
  const detail = engine.runs.get({ runId });
  expect(detail).toMatchObject({
    ok: true,
    value: { run: { status: "passed", number: 1, trigger: "board" }, commands: { hello: ["echo one; echo two"] } },
  });
  const stageRunId = detail.ok ? detail.value.stages[0]?.id : undefined;
  if (stageRunId === undefined) throw new Error("The run has no stage.");
  const log = await engine.logs.read({ logId: stageRunId, fromLine: 1, limit: 10, waitMs: 10_000 });
  expect(log).toMatchObject({ ok: true, value: { totalLines: 2, isLive: false, lines: [{ text: "one" }, { text: "two" }] } });
  const charts = engine.insights.project({ projectId: project.id, days: 30 });
  expect(charts).toMatchObject({ ok: true, value: { runs: 1, passed: 1, passRate: 1 } });
});

test("who starts a run on a commit is told what the checkout does not hold; who starts one on the folder is told nothing", async () => {
  const project = await openProject(oneStage);
  const git = (...words: string[]) =>
    execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...words], { cwd: project.path });
  git("init", "--quiet", "--initial-branch=main");
  writeFileSync(join(project.path, ".gitmodules"), '[submodule "lib"]\n\tpath = lib\n\turl = ../lib\n');
  git("add", "--all");
  git("update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},lib`);
  git("commit", "--quiet", "--message=First");
  const onCommit = await engine.runs.start({ projectId: project.id, ...everything, revision: "main" });
  expect(onCommit).toMatchObject({ ok: true, value: { note: expect.stringContaining("lib (your clone has not initialized it)") } });
  expect(await engine.runs.start({ projectId: project.id, ...everything })).toMatchObject({ ok: true, value: { note: null } });
});

test("a parked reader gets what a stage writes while it runs, and the run can be canceled", async () => {
  const project = await openProject('version: 1\nstages:\n  long: { phase: test, run: "echo up; sleep 600" }\n');
  const started = await engine.runs.start({ projectId: project.id, ...everything });
  if (!started.ok) throw new Error(started.failure.message);
  const { runId } = started.value;
  const stage = engine.runs.get({ runId });
  const stageRunId = stage.ok ? stage.value.stages[0]?.id : undefined;
  if (stageRunId === undefined) throw new Error("The run has no stage.");
  const log = await engine.logs.read({ logId: stageRunId, fromLine: 1, limit: 10, waitMs: 30_000 });
  expect(log).toMatchObject({ ok: true, value: { isLive: true, lines: [{ text: "up" }] } });
  expect(await engine.runs.cancel({ runId })).toEqual({ ok: true, value: undefined });
  // The parked request ends with the stage, long before its own time is over.
  const rest = await engine.logs.read({ logId: stageRunId, fromLine: 2, limit: 10, waitMs: 30_000 });
  expect(rest).toMatchObject({ ok: true, value: { isLive: false, lines: [] } });
  await until(() => {
    const run = engine.runs.get({ runId });
    return run.ok && run.value.run.status === "canceled";
  });
  expect(await engine.runs.cancel({ runId })).toMatchObject({ ok: false, failure: { code: "not-running" } });
});

test("what cannot be run is told with the reason, and nothing is recorded", async () => {
  const project = await openProject("version: 1\nstages:\n  a: { phase: test, run: x, needs: [b] }\n");
  expect(await engine.runs.start({ projectId: project.id, ...everything })).toMatchObject({
    ok: false,
    failure: { code: "pipeline-invalid", problems: [{ file: "millrace.yml", line: 3 }] },
  });
  await openProject(oneStage);
  const unknown = await engine.runs.start({ projectId: project.id, stages: ["helo"], only: false });
  expect(unknown).toMatchObject({ ok: false, failure: { code: "unknown-stage", hint: "Did you mean hello?" } });
  rmSync(project.path, { recursive: true });
  expect(await engine.runs.start({ projectId: project.id, ...everything })).toMatchObject({
    ok: false,
    failure: { code: "folder-missing" },
  });
  expect(await engine.projects.list()).toMatchObject({ ok: true, value: [{ id: project.id, exists: false }] });
  expect(engine.runs.page({ filter: {}, before: null, limit: 10 })).toMatchObject({ value: { runs: [] } });
});

test("a project that was removed comes back with its history, and its folder was never touched", async () => {
  const project = await openProject(oneStage);
  const started = await engine.runs.start({ projectId: project.id, ...everything });
  if (!started.ok) throw new Error(started.failure.message);
  await engine.projects.rename({ projectId: project.id, name: "Shop" });
  expect(await engine.projects.remove({ projectId: project.id })).toEqual({ ok: true, value: undefined });
  expect(await engine.projects.list()).toEqual({ ok: true, value: [] });
  expect(await engine.projects.open({ path: project.path })).toMatchObject({
    ok: true,
    value: { id: project.id, name: "Shop", trusted: true, lastRun: { number: 1 } },
  });
});
