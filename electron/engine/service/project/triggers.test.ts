import { existsSync, mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, expect, test, vi } from "vitest";
import { openTestStore, temporaryFolder, write } from "../../../../e2e/fixtures/history.ts";
import { runHostProgram } from "../../../../e2e/fixtures/millrace-programs.ts";
import { commitAll, git, makeRepository, writeFiles } from "../../../../e2e/fixtures/repository.ts";
import type { Run } from "../../../../shared/contract/schemas.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { isTerminal } from "../../../../shared/status.ts";
import { createEngine, type Engine } from "../../engine.ts";

/*
 * Triggers as they fire: a real engine, real run hosts, real repositories and files. Most of the time is waiting to see that
 * nothing more happens, so the tests wait together.
 */

/** Long enough for everything that is going to happen to have begun: quiet times, git, the start of a run's process. */
const calmMs = 2_000;

const fileWith = (triggers: string, run = "true") =>
  `version: 1\nstages:\n  unit: { phase: test, run: ${JSON.stringify(run)} }\n  lint: { phase: code, run: "true" }\ntriggers: ${triggers}\n`;

// They all run at once, each at the pace of all of them together.
vi.setConfig({ testTimeout: 180_000 });

const workshops: Workshop[] = [];

afterAll(async () => {
  for (const shop of workshops) await shop.close();
});

/** A project's folder, and engines that watch it. */
class Workshop {
  readonly #remove: () => void;
  readonly folder: string;
  readonly project: string;
  readonly engines: Engine[] = [];
  id = "" as ProjectId;

  constructor() {
    const { folder, remove } = temporaryFolder();
    this.folder = realpathSync(folder);
    this.project = join(this.folder, "project");
    this.#remove = remove;
    workshops.push(this);
  }

  async close(): Promise<void> {
    for (const run of this.runs()) if (!isTerminal(run.status)) await this.engines[0]?.runs.cancel({ runId: run.id });
    await this.untilEnded(0);
    this.closeEngines();
    this.#remove();
  }

  async startEngine(now?: () => number): Promise<Engine> {
    const created = await createEngine({
      dataFolder: join(this.folder, "data"),
      sampleFolder: join(this.folder, "sample"),
      hostProgram: runHostProgram(),
      ...(now === undefined ? {} : { now }),
    });
    if (!created.ok) throw new Error(created.failure.message);
    this.engines.push(created.value);
    return created.value;
  }

  closeEngines(): void {
    for (const engine of this.engines.splice(0)) engine.close();
  }

  /** Opens and trusts the project, and waits until its triggers have looked for the first time. */
  async open(engine: Engine, isWatched = true): Promise<void> {
    const opened = await engine.projects.open({ path: this.project });
    if (!opened.ok) throw new Error(opened.failure.message);
    this.id = opened.value.id;
    await engine.projects.trust({ projectId: this.id, trusted: true });
    if (isWatched) await this.untilWatched();
  }

  async untilWatched(): Promise<void> {
    const store = openTestStore(join(this.folder, "data"));
    for (let hasLooked = false; !hasLooked; await pause(30)) {
      const states = store.read(({ triggers }) => triggers.ofProject(this.id));
      hasLooked = states.ok && states.value.length > 0 && states.value.every(({ seen }) => seen !== null);
    }
    store.close();
  }

  /** All runs, the oldest first. */
  runs(): Run[] {
    const page = this.engines[0]?.runs.page({ filter: {}, before: null, limit: 100 });
    return page?.ok ? page.value.runs.toReversed() : [];
  }

  async untilEnded(count: number): Promise<Run[]> {
    for (;;) {
      const runs = this.runs();
      if (runs.length >= count && runs.every(({ status }) => isTerminal(status))) return runs;
      await pause(30);
    }
  }

  /** What is left when all is calm after at least `count` runs. */
  async calmRuns(count: number): Promise<Run[]> {
    await this.untilEnded(count);
    await pause(calmMs);
    return this.untilEnded(count);
  }
}

/** A trusted project with these triggers, watched by an engine. */
async function openProject(triggers: string, run?: string): Promise<Workshop> {
  const shop = new Workshop();
  const files = { "a.txt": "one\n", ".gitignore": "ignored/\n*.log\n", "millrace.yml": fileWith(triggers, run) };
  makeRepository(shop.project, files);
  await shop.open(await shop.startEngine());
  return shop;
}

const told = (runs: readonly Run[]) => runs.map(({ trigger, triggerDetail }) => `${trigger}: ${triggerDetail}`);

test.concurrent("a saved file starts one run of the named stages; ignored files and a save of the same content start none", async () => {
  const shop = await openProject("[{ on: save, stages: [unit] }]");
  const [engine] = shop.engines;
  if (engine === undefined) throw new Error("There is no engine.");
  expect(shop.runs()).toEqual([]);
  writeFiles(shop.project, { "a.txt": "two\n", "new/deep/b.txt": "b\n" });
  const [run] = await shop.calmRuns(1);
  expect(run).toMatchObject({ trigger: "save", triggerDetail: "a saved file", selection: ["unit"], dirty: true, status: "passed" });
  writeFiles(shop.project, { "a.txt": "two\n", "ignored/c.txt": "c\n", "debug.log": "d\n" });
  expect(told(await shop.calmRuns(1))).toHaveLength(1);
  writeFiles(shop.project, { "new/deep/b.txt": "other\n" });
  expect(told(await shop.calmRuns(2))).toHaveLength(2);
  renameSync(join(shop.project, "new"), join(shop.project, "old"));
  expect(told(await shop.calmRuns(3))).toHaveLength(3);
  writeFiles(shop.project, { "old/deep/b.txt": "once more\n" });
  expect(told(await shop.calmRuns(4))).toHaveLength(4);
  const list = await engine.triggers.list({ projectId: shop.id });
  expect(list).toMatchObject({
    value: { triggers: [{ key: "save", state: "active", fault: null, lastRun: { number: 4, status: "passed" } }], problem: null },
  });
});

test.concurrent("paths narrow what a save is about", async () => {
  const shop = await openProject("[{ on: save, paths: [src, '*.md'] }]");
  writeFiles(shop.project, { "a.txt": "two\n", "docs/c.md": "c\n" });
  expect(told(await shop.calmRuns(0))).toEqual([]);
  writeFiles(shop.project, { "src/deep/a.ts": "a\n" });
  expect(told(await shop.calmRuns(1))).toHaveLength(1);
  writeFiles(shop.project, { "README.md": "a\n" });
  expect(told(await shop.calmRuns(2))).toHaveLength(2);
});

test.concurrent("a storm of 10,000 file events costs one run", async () => {
  const shop = await openProject("[{ on: save }]");
  for (let number = 0; number < 2_500; number += 1) {
    const name = `storm/${number % 50}/${number}.txt`;
    writeFiles(shop.project, { [name]: "one" });
    writeFileSync(join(shop.project, name), "two");
    if (number % 5 === 0) rmSync(join(shop.project, name));
    if (number % 500 === 0) await pause(1);
  }
  expect(told(await shop.calmRuns(1))).toEqual(["save: a saved file"]);
});

test.concurrent("what a run writes itself starts at most one more run when that changes nothing, and is given up when it always does", async () => {
  const shop = await openProject("[{ on: save }]", "printf formatted > a.txt");
  writeFiles(shop.project, { "a.txt": "unformatted" });
  expect(told(await shop.calmRuns(2))).toHaveLength(2);

  writeFiles(shop.project, { "millrace.yml": fileWith("[{ on: save }]", "date +%s%N >> stamps.txt") });
  // The last of those before, one of the new file, and ten that follow.
  expect(await shop.calmRuns(13)).toHaveLength(13);
  const list = await shop.engines[0]?.triggers.list({ projectId: shop.id });
  expect(list).toMatchObject({ value: { triggers: [{ fault: expect.stringContaining("Each run changes again what starts it") }] } });
  // It goes on with what comes while nothing runs.
  writeFiles(shop.project, { "millrace.yml": fileWith("[{ on: save }]") });
  expect(await shop.calmRuns(14)).toHaveLength(14);
});

test.concurrent("a commit, an amended one and a merge start a run each; a switch of branches, a reset and a tag do not", async () => {
  const shop = await openProject("[{ on: commit }]");
  const first = git(shop.project, "rev-parse", "HEAD");
  const commit = commitAll(shop.project, "feat: two", { "a.txt": "two\n" });
  expect(told(await shop.calmRuns(1))).toEqual([`commit: commit ${commit.slice(0, 7)} on main`]);
  git(shop.project, "commit", "--quiet", "--amend", "--message=feat: other words");
  expect(await shop.calmRuns(2)).toHaveLength(2);
  git(shop.project, "switch", "--quiet", "--create", "side", first);
  git(shop.project, "tag", "v1");
  expect(await shop.calmRuns(2)).toHaveLength(2);
  commitAll(shop.project, "feat: three", { "b.txt": "three\n" });
  expect(told(await shop.calmRuns(3)).at(-1)).toMatch(/^commit: commit .{7} on side$/);
  git(shop.project, "switch", "--quiet", "main");
  git(shop.project, "merge", "--quiet", "--no-edit", "side");
  expect(told(await shop.calmRuns(4)).at(-1)).toMatch(/^commit: commit .{7} on main$/);
  git(shop.project, "reset", "--quiet", "--hard", "HEAD~1");
  git(shop.project, "switch", "--quiet", "--detach");
  commitAll(shop.project, "feat: on no branch");
  expect(await shop.calmRuns(4)).toHaveLength(4);
});

test.concurrent("a rebase is one change of its branch, however many commits it moves", async () => {
  const shop = await openProject("[{ on: commit }, { on: branch }]");
  git(shop.project, "switch", "--quiet", "--create", "side");
  for (const name of ["b", "c", "d"]) commitAll(shop.project, name, { [`${name}.txt`]: name });
  git(shop.project, "switch", "--quiet", "main");
  commitAll(shop.project, "e", { "e.txt": "e" });
  git(shop.project, "switch", "--quiet", "side");
  const before = await shop.calmRuns(1);
  git(shop.project, "rebase", "--quiet", "main");
  expect(told((await shop.calmRuns(before.length + 1)).slice(before.length))).toEqual([
    expect.stringMatching(/^commit: commit .{7} on side$/),
  ]);
});

test.concurrent("a switch to a wanted branch starts a run of its commit in a clean checkout", async () => {
  const shop = await openProject("[{ on: branch, branches: ['feature/**'], checkout: true }]");
  git(shop.project, "switch", "--quiet", "--create", "other");
  expect(await shop.calmRuns(0)).toEqual([]);
  writeFiles(shop.project, { "a.txt": "not committed\n" });
  git(shop.project, "switch", "--quiet", "--create", "feature/a");
  const [run] = await shop.calmRuns(1);
  expect(run).toMatchObject({
    ...{ trigger: "branch", triggerDetail: "branch feature/a, from other", branch: "feature/a", isCheckout: true, dirty: false },
    status: "passed",
  });
});

test.concurrent("what is fetched from another repository starts a run of its commit; an own push does not; a remote that is asked is fetched from", async () => {
  const shop = new Workshop();
  const theirs = join(shop.folder, "theirs.git");
  git(shop.folder, "init", "--quiet", "--bare", "--initial-branch=main", theirs);
  makeRepository(shop.project, { "a.txt": "one\n", "millrace.yml": fileWith("[{ on: remote }]") });
  git(shop.project, "remote", "add", "origin", theirs);
  git(shop.project, "push", "--quiet", "--set-upstream", "origin", "main");
  const colleague = join(shop.folder, "colleague");
  git(shop.folder, "clone", "--quiet", theirs, colleague);
  const engine = await shop.startEngine();
  await shop.open(engine);

  commitAll(shop.project, "feat: own", { "b.txt": "b\n" });
  git(shop.project, "push", "--quiet");
  expect(await shop.calmRuns(0)).toEqual([]);

  git(colleague, "pull", "--quiet");
  const commit = commitAll(colleague, "feat: theirs", { "c.txt": "c\n" });
  git(colleague, "push", "--quiet", "origin", "main", "main:other");
  git(shop.project, "fetch", "--quiet");
  const [run] = await shop.calmRuns(1);
  expect(run).toMatchObject({ trigger: "remote", triggerDetail: `origin/main at ${commit.slice(0, 7)}`, commit, isCheckout: true });

  writeFiles(shop.project, { "millrace.yml": fileWith("[{ on: remote, every: 10s, branches: [main, other] }]") });
  await pause(calmMs);
  commitAll(colleague, "feat: more", { "c.txt": "more\n" });
  git(colleague, "push", "--quiet", "origin", "main:other");
  const runs = await shop.untilEnded(2);
  expect(told(runs.slice(1))).toEqual([expect.stringMatching(/^remote: origin\/other at/)]);
});

test.concurrent("two engines that watch the same project start one run", async () => {
  const shop = await openProject("[{ on: save }, { on: commit, checkout: true }]");
  await shop.startEngine();
  await pause(calmMs);
  for (let round = 1; round <= 5; round += 1) {
    writeFiles(shop.project, { "a.txt": `${round}\n` });
    expect(await shop.calmRuns(round)).toHaveLength(round);
  }
  git(shop.project, "commit", "--quiet", "--all", "--message=feat: all");
  expect((await shop.calmRuns(6)).map(({ trigger }) => trigger)).toEqual([...Array.from({ length: 5 }, () => "save"), "commit"]);
});

test.concurrent("a newer run cancels an older one of the same trigger, where it says so", async () => {
  const shop = await openProject("[{ on: commit, cancel: true, stages: [unit] }]", "echo up > up.log; [ -f b.txt ] || sleep 600");
  commitAll(shop.project, "feat: slow", { "a.txt": "two\n" });
  while (!existsSync(join(shop.project, "up.log"))) await pause(30);
  commitAll(shop.project, "feat: quick", { "b.txt": "b\n" });
  const runs = await shop.calmRuns(2);
  expect(runs.map(({ status, reason }) => [status, reason])).toEqual([
    ["canceled", "replaced-by-newer"],
    ["passed", null],
  ]);
});

test.concurrent("a paused trigger does nothing and catches nothing up; what happens while nothing is open is caught up once", async () => {
  const shop = await openProject("[{ on: commit, name: each }]");
  const [engine] = shop.engines;
  if (engine === undefined) throw new Error("There is no engine.");
  expect(await engine.triggers.pause({ projectId: shop.id, key: "eech", isPaused: true })).toMatchObject({
    failure: { code: "not-found", hint: "Did you mean each?" },
  });
  expect((await engine.triggers.pause({ projectId: shop.id, key: "each", isPaused: true })).ok).toBe(true);
  commitAll(shop.project, "feat: two");
  expect(await shop.calmRuns(0)).toEqual([]);
  expect(await engine.triggers.list({ projectId: shop.id })).toMatchObject({ value: { triggers: [{ state: "paused" }] } });
  await engine.triggers.pause({ projectId: shop.id, key: "each", isPaused: false });
  expect(await shop.calmRuns(0)).toEqual([]);
  commitAll(shop.project, "feat: three");
  expect(await shop.calmRuns(1)).toHaveLength(1);

  shop.closeEngines();
  commitAll(shop.project, "feat: four");
  const last = commitAll(shop.project, "feat: five");
  await shop.startEngine();
  expect(told(await shop.calmRuns(2)).slice(1)).toEqual([`commit: commit ${last.slice(0, 7)} on main`]);
});

test.concurrent("what a trigger had fired for when its process was killed, before there was a run, is caught up once", async () => {
  const shop = await openProject("[{ on: commit }]");
  shop.closeEngines();
  const commit = commitAll(shop.project, "feat: two");
  const store = openTestStore(join(shop.folder, "data"));
  write(store, ({ triggers }) => {
    const { seen } = triggers.get(shop.id, "commit");
    triggers.remember(shop.id, "commit", { seen: JSON.stringify({ branch: "main", commit }), followUps: 0 });
    triggers.fire(shop.id, "commit", seen, Date.now());
  });
  store.close();
  await shop.startEngine();
  expect(await shop.calmRuns(0)).toEqual([]);
  shop.closeEngines();
  await shop.startEngine(() => Date.now() + 180_000);
  expect(told(await shop.calmRuns(1))).toEqual([`commit: commit ${commit.slice(0, 7)} on main`]);
});

test.concurrent("nothing fires in a project that is not trusted, nor in a file with a fault; the list says why", async () => {
  const shop = await openProject("[{ on: commit }, { schedule: '@daily', zone: Europe/Berlin }]");
  const [engine] = shop.engines;
  if (engine === undefined) throw new Error("There is no engine.");
  await engine.projects.trust({ projectId: shop.id, trusted: false });
  await pause(calmMs);
  commitAll(shop.project, "feat: two");
  expect(await shop.calmRuns(0)).toEqual([]);
  expect(await engine.triggers.list({ projectId: shop.id })).toMatchObject({
    value: { triggers: [{ state: "not-trusted", nextDueAt: null }, { what: "schedule @daily Europe/Berlin" }] },
  });
  await engine.projects.trust({ projectId: shop.id, trusted: true });
  expect(await shop.calmRuns(0)).toEqual([]);
  writeFiles(shop.project, { "millrace.yml": fileWith("[{ on: comit }]") });
  expect(await engine.triggers.list({ projectId: shop.id })).toMatchObject({
    value: { triggers: [], problem: expect.stringContaining("millrace.yml:5:18: `on` of trigger 1") },
  });
});

test.concurrent("a schedule that was missed is caught up once, with the time that it was due", async () => {
  const shop = new Workshop();
  let ahead = 0;
  makeRepository(shop.project, { "millrace.yml": fileWith("[{ schedule: '0 6 * * *', zone: UTC, stages: [lint] }]") });
  const start = Date.UTC(2026, 2, 2, 5, 0);
  const startedAt = Date.now();
  const now = () => start + ahead + (Date.now() - startedAt);
  const engine = await shop.startEngine(now);
  await shop.open(engine);
  shop.closeEngines();
  // Three mornings later.
  ahead = 74 * 3_600_000;
  await shop.startEngine(now);
  expect(told(await shop.calmRuns(1))).toEqual(["schedule: schedule 0 6 * * * due 06:00, caught up"]);
  const list = await shop.engines[0]?.triggers.list({ projectId: shop.id });
  expect(list).toMatchObject({ value: { triggers: [{ nextDueAt: Date.UTC(2026, 2, 6, 6) }] } });
});

test.concurrent("a folder without a repository says so", async () => {
  const shop = new Workshop();
  mkdirSync(shop.project);
  writeFiles(shop.project, { "millrace.yml": fileWith("[{ on: save }]") });
  const engine = await shop.startEngine();
  await shop.open(engine, false);
  expect(await engine.triggers.list({ projectId: shop.id })).toMatchObject({ value: { triggers: [{ state: "no-repository" }] } });
});
