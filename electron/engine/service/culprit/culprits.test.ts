import { execFile } from "node:child_process";
import { readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { randomFrom } from "../../../../e2e/bench/random.ts";
import { ancestorsOf, branchedHistory } from "../../../../e2e/fixtures/branched-history.ts";
import { importHistory } from "../../../../e2e/fixtures/fast-import.ts";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { commitAll, git, photograph } from "../../../../e2e/fixtures/repository.ts";
import { sourceEntry } from "../../../../e2e/fixtures/source-program.ts";
import type { CulpritSearch } from "../../../../shared/contract/culprits.ts";
import type { Run } from "../../../../shared/contract/schemas.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { createEngine, type Engine } from "../../engine.ts";

/*
 * Searches in real repositories, with real runs.
 */

let folder: string;
let project: string;
let engine: Engine;
let remove: () => void;
beforeEach(async () => {
  ({ folder, remove } = temporaryFolder());
  folder = realpathSync(folder);
  project = join(folder, "shop");
  engine = await openEngine();
});
afterEach(() => {
  engine.close();
  remove();
});

/** What Node makes of the run host's sources is kept from one run to the next. */
async function openEngine(): Promise<Engine> {
  const created = await createEngine({
    dataFolder: join(folder, "data"),
    sampleFolder: folder,
    hostProgram: {
      executable: process.execPath,
      args: [sourceEntry("run host")],
      environment: { ...process.env, NODE_COMPILE_CACHE: join(folder, "compiled") },
    },
  });
  if (!created.ok) throw new Error(created.failure.message);
  return created.value;
}

async function trusted(): Promise<ProjectId> {
  const opened = await engine.projects.open({ path: project });
  if (!opened.ok) throw new Error(opened.failure.message);
  await engine.projects.trust({ projectId: opened.value.id, trusted: true });
  return opened.value.id;
}

const plain = { variant: null, repeat: 1, keepsBuilds: false, runId: null } as const;

type Asked = Partial<Parameters<Engine["culprits"]["start"]>[0]>;

async function start(projectId: ProjectId, asked: Asked): Promise<CulpritSearch> {
  const begun = await engine.culprits.start({ projectId, stage: "unit", ...plain, ...asked });
  if (!begun.ok) throw new Error(begun.failure.message);
  return begun.value;
}

async function search(projectId: ProjectId, asked: Asked): Promise<CulpritSearch> {
  const { id } = await start(projectId, asked);
  return finished(id);
}

async function finished(id: CulpritSearch["id"]): Promise<CulpritSearch> {
  await engine.culprits.ended(id);
  return read(id);
}

async function read(id: CulpritSearch["id"]): Promise<CulpritSearch> {
  const found = await engine.culprits.get({ culpritId: id });
  if (!found.ok) throw new Error(found.failure.message);
  return found.value;
}

/** Runs that a search needed. */
const runsOf = ({ steps }: CulpritSearch) => steps.flatMap(({ isKnown, runs }) => (isKnown ? [] : runs));

/** What of a repository must not change: its references, its HEAD, its index, its worktrees, and what is in progress. */
function facts() {
  return {
    status: git(project, "status", "--porcelain=v2", "--branch"),
    references: git(project, "for-each-ref"),
    head: git(project, "symbolic-ref", "HEAD"),
    worktrees: git(project, "worktree", "list", "--porcelain"),
    stash: git(project, "stash", "list"),
    files: photograph(project, [".git/objects", ".git/worktrees"]),
    bisect: readdirSync(join(project, ".git")).filter((name) => name.startsWith("BISECT")),
  };
}

const pipeline = (run: string) => `version: 1\nstages:\n  unit: { phase: test, run: ${JSON.stringify(run)} }\n`;
const grepPipeline = pipeline("! grep -q broken state.txt");

test("of 1,000 commits with merges the right one is found in few runs, while the person goes on working", async () => {
  const random = randomFrom(7);
  const history = branchedHistory(random, 1_000);
  const culprit = 637;
  const hashes = importHistory(project, history, (place) => ({
    "millrace.yml": grepPipeline,
    "state.txt": `${place} ${ancestorsOf(history, place).has(culprit) ? "broken" : "fine"}\n`,
    "notes.txt": "mine\n",
  }));
  const projectId = await trusted();
  writeFileSync(join(project, "notes.txt"), "staged\n");
  git(project, "add", "notes.txt");
  writeFileSync(join(project, "notes.txt"), "staged, and changed again\n");
  writeFileSync(join(project, "new.txt"), "new\n");
  const before = facts();
  const { id } = await start(projectId, { good: hashes[0] as string, bad: "main" });
  const found = await finished(id);
  expect([found.status, found.culprits.map(({ subject }) => subject), found.files]).toEqual([
    "found",
    ["feat: change 637"],
    [{ path: "state.txt", status: "M" }],
  ]);
  expect(runsOf(found).length).toBeLessThanOrEqual(Math.log2(found.total) + 3);
  expect(facts()).toEqual(before);
  expect(readdirSync(join(folder, "data", "checkouts"))).toEqual([]);

  // Now the answers are in the history: from the failed run on, nothing has to be run again.
  const again = await search(projectId, { bad: found.steps.findLast(({ verdict }) => verdict === "bad")?.commit.hash as string });
  expect([again.status, again.culprits.map(({ hash }) => hash), runsOf(again)]).toEqual(["found", [hashes[culprit]], []]);
});

/** One step of somebody's work: the same step comes to the same bytes, whenever it is taken. */
async function workOn(place: string, step: number): Promise<void> {
  const at = `${1_800_000_000 + step} +0000`;
  const environment = { ...process.env, GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at };
  const run = (...args: string[]) =>
    promisify(execFile)("git", ["-c", "user.name=Mara", "-c", "user.email=mara@example.org", ...args], { cwd: place, env: environment });
  // Were this what is judged, the verdict would be another one.
  writeFileSync(join(place, "state.txt"), `${step % 2 === 0 ? "broken" : "fine"}, step ${step}\n`);
  writeFileSync(join(place, `draft ${step % 4}.txt`), `step ${step}\n`);
  await run("add", "state.txt");
  if (step % 3 === 0) await run("commit", "--quiet", "--message", `feat: step ${step}`);
  writeFileSync(join(place, "state.txt"), `not staged, step ${step}\n`);
}

test("somebody edits, stages and commits all along: the verdict is right, and the folder as it would be without a search", async () => {
  const files = (place: number) => ({ "millrace.yml": grepPipeline, "state.txt": `${place} ${place >= 9 ? "broken" : "fine"}\n` });
  const hashes = importHistory(project, lineOf(16), files);
  const { id } = await start(await trusted(), { good: hashes[0] as string, bad: "main" });
  let steps = 0;
  for (; (await read(id)).status === "running"; steps += 1) await workOn(project, steps);
  const found = await finished(id);
  expect([found.status, subjects(found), steps > found.steps.length]).toEqual(["found", ["feat: change 9"], true]);
  expect(readdirSync(join(folder, "data", "checkouts"))).toEqual([]);

  const searched = workOf(project);
  const twin = join(folder, "twin");
  importHistory(twin, lineOf(16), files);
  for (let step = 0; step < steps; step += 1) await workOn(twin, step);
  expect(searched).toEqual(workOf(twin));
});

/** All that a person's work in a repository comes to. Of the index only what it says: it also holds when it was written. */
function workOf(place: string) {
  return {
    files: photograph(place, [".git/objects", ".git/worktrees", ".git/index", ".git/logs"]),
    reflog: git(place, "reflog", "--format=%H %gs"),
    index: git(place, "ls-files", "--stage"),
    worktreeCount: git(place, "worktree", "list").split("\n").length,
  };
}

function lineOf(count: number) {
  return Array.from({ length: count }, (_, place) => ({ parents: place === 0 ? [] : [place - 1] }));
}

/** A line of commits; `isBroken` says of which the stage fails. */
function makeLine(
  count: number,
  isBroken: (place: number) => boolean,
  files: (place: number) => Record<string, string> = () => ({}),
  word?: string,
): string[] {
  return importHistory(
    project,
    lineOf(count),
    (place) => ({
      "millrace.yml": grepPipeline,
      "state.txt": `${place} ${isBroken(place) ? "broken" : "fine"}\n`,
      ...files(place),
    }),
    word,
  );
}

const subjects = ({ culprits }: CulpritSearch) => culprits.map(({ subject }) => subject);

test("from a failed run on, the last green commit is found in the history, also one that was rebased since", async () => {
  makeLine(6, (place) => place >= 4);
  const projectId = await trusted();
  const runOn = async (revision?: string) => {
    const begun = await engine.runs.start({ projectId, stages: [], only: false, revision });
    if (!begun.ok) throw new Error(begun.failure.message);
    for (;;) {
      const found = engine.runs.get({ runId: begun.value.runId });
      if (found.ok && found.value.run.finishedAt !== null) return found.value.run;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  expect((await runOn("HEAD~4")).status).toBe("passed");
  // The same files in other commits: what was green stays green.
  makeLine(
    6,
    (place) => place >= 4,
    () => ({}),
    "step",
  );
  const red = await runOn();
  const asked = { projectId, stage: "unit", ...plain, runId: red.id };
  const preview = await engine.culprits.preview(asked);
  expect(preview).toMatchObject({
    ok: true,
    value: { good: { subject: "feat: step 1" }, total: 4, suspectCount: 4, knownCount: 2, runsLeft: 2 },
  });
  const found = await search(projectId, { runId: red.id });
  expect([found.status, subjects(found), runsOf(found).length]).toEqual(["found", ["feat: step 4"], 2]);
  const detail = engine.runs.get({ runId: runsOf(found)[0] as Run["id"] });
  expect(detail).toMatchObject({ ok: true, value: { run: { trigger: "culprit", isCheckout: true, selection: ["unit"], branch: null } } });
  // They say nothing of how the branch, or the project, stands.
  expect(engine.insights.project({ projectId, days: 30 })).toMatchObject({
    ok: true,
    value: { runs: 2, stages: [{ name: "unit", runs: 2 }] },
  });
  expect(engine.runs.page({ filter: { projectId, isOrdinary: true }, before: null, limit: 9 })).toMatchObject({
    ok: true,
    value: { runs: [{ number: 2 }, { number: 1 }] },
  });
  for (const runId of [red.id, ...runsOf(found)])
    expect(await engine.culprits.list({ projectId, runId, limit: 5 })).toMatchObject({ ok: true, value: [{ id: found.id }] });
  // The project stands where its own last run left it.
  const listed = await engine.projects.list();
  expect(listed.ok && listed.value[0]?.lastRun?.id).toBe(red.id);
});

test("each refusal has a name", async () => {
  const hashes = makeLine(3, () => false);
  const projectId = await trusted();
  git(project, "checkout", "--quiet", "-b", "side", hashes[0] as string);
  commitAll(project, "feat: beside", { "beside.txt": "" });
  const codeOf = async (asked: Asked) => {
    const begun = await engine.culprits.start({ projectId, stage: "unit", ...plain, ...asked });
    return begun.ok ? "started" : begun.failure.code;
  };
  expect(await codeOf({ bad: "main" })).toBe("no-good-known");
  expect(await codeOf({ good: "main", bad: "side" })).toBe("not-a-descendant");
  expect(await codeOf({ good: "main", bad: "main~1" })).toBe("not-a-descendant");
  expect(await codeOf({ good: "nowhere", bad: "main" })).toBe("no-commit");
  expect(await codeOf({ good: "main~1", bad: "main", stage: "unti" })).toBe("unknown-stage");
  const shallow = join(folder, "shallow");
  git(folder, "clone", "--quiet", "--depth=2", `file://${project}`, "--branch=main", shallow);
  project = shallow;
  const clone = await trusted();
  git(shallow, "merge", "--quiet", "--allow-unrelated-histories", "--message=joined", await orphan(shallow));
  expect(await codeOf({ projectId: clone, good: "main~1", bad: "main" })).toBe("shallow-border");
  await engine.projects.trust({ projectId: clone, trusted: false });
  expect(await codeOf({ projectId: clone, good: "main~1", bad: "main" })).toBe("not-trusted");
});

async function orphan(place: string): Promise<string> {
  return git(place, "commit-tree", "-m", "another root", git(place, "rev-parse", "HEAD^{tree}"));
}

test("ends that are not what was said are told apart", async () => {
  const hashes = makeLine(8, (place) => place === 0 || place > 6);
  const projectId = await trusted();
  const endOf = async (good: number, bad: number) => {
    const { status, steps } = await search(projectId, { good: hashes[good] as string, bad: hashes[bad] as string });
    return [status, steps.at(-1)?.role];
  };
  expect(await endOf(1, 5)).toEqual(["not-red", "bad-end"]);
  importHistory(join(folder, "red"), [{ parents: [] }, { parents: [0] }], () => ({ "millrace.yml": grepPipeline, "state.txt": "broken" }));
  project = join(folder, "red");
  const red = await search(await trusted(), { good: "main~1", bad: "main" });
  expect(red).toMatchObject({ status: "not-green", hint: "Choose an older good commit." });
});

test("commits that cannot be judged are passed over, and hide the culprit only behind themselves", async () => {
  makeLine(
    6,
    (place) => place >= 3,
    (place) => ({
      ...(place === 2 ? { "millrace.yml": "version: 1\nstages: 3\n" } : {}),
      ...(place === 3 ? { "millrace.yml": grepPipeline.replace("unit", "other") } : {}),
    }),
  );
  const projectId = await trusted();
  const found = await search(projectId, { good: "main~5", bad: "main" });
  expect([found.status, subjects(found)]).toEqual(["several", ["feat: change 2", "feat: change 3", "feat: change 4"]]);
  expect(found.steps.flatMap(({ why }) => why ?? []).sort()).toEqual([
    expect.stringContaining('There is no stage "unit"'),
    expect.stringContaining("millrace.yml:2:"),
  ]);
});

test("commits from before the pipeline's file are judged by the file of the bad commit", async () => {
  importHistory(project, lineOf(4), (place) => ({
    ...(place === 3 ? { "millrace.yml": grepPipeline } : {}),
    "state.txt": place >= 2 ? `broken ${place}` : `fine ${place}`,
  }));
  const found = await search(await trusted(), { good: "main~3", bad: "main" });
  expect([found.status, subjects(found)]).toEqual(["found", ["feat: change 2"]]);
});

test("conditions that ask for the branch hold as they did when it failed", async () => {
  const onMain = grepPipeline.replace("phase: test", `phase: test, if: 'branch == "main"'`);
  const isBroken = (place: number) => place >= 3;
  makeLine(5, isBroken, () => ({ "millrace.yml": onMain }));
  const projectId = await trusted();
  const byName = await search(projectId, { good: "main~4", bad: "main" });
  expect([byName.status, subjects(byName)]).toEqual(["found", ["feat: change 3"]]);

  // Other trees, so that nothing is known of them; and a run whose failure is to be explained, on the branch that is checked out.
  makeLine(5, isBroken, () => ({ "millrace.yml": onMain, "more.txt": "" }), "step");
  const begun = await engine.runs.start({ projectId, stages: [], only: false });
  if (!begun.ok) throw new Error(begun.failure.message);
  await until(async () => {
    const run = engine.runs.get({ runId: begun.value.runId });
    return run.ok && run.value.run.finishedAt !== null ? true : null;
  });
  git(project, "checkout", "--quiet", "--detach");
  const byRun = await search(projectId, { runId: begun.value.runId, good: "main~4" });
  expect([byRun.status, subjects(byRun)]).toEqual(["found", ["feat: step 3"]]);
  // On no branch nothing of it runs.
  makeLine(5, isBroken, () => ({ "millrace.yml": onMain, "yet more.txt": "" }), "stride");
  const byHash = await search(projectId, { good: "main~4", bad: git(project, "rev-parse", "main") });
  expect([byHash.status, byHash.steps[0]?.why]).toEqual(["unjudged", "the stage was left out (condition false)"]);
});

test("a stage that fails now and then is asked several times", async () => {
  // Of a bad commit every second try fails; tries are counted outside of the checkout.
  const count = join(folder, "tries");
  const run = `if grep -q broken state.txt; then echo x >> '${count}'; [ $(( $(wc -l < '${count}') % 2 )) -ne 0 ]; fi`;
  importHistory(project, lineOf(3), (place) => ({ "millrace.yml": pipeline(run), "state.txt": place >= 2 ? "broken" : `fine ${place}` }));
  const found = await search(await trusted(), { good: "main~2", bad: "main", repeat: 2 });
  expect([found.status, subjects(found)]).toEqual(["found", ["feat: change 2"]]);
  expect(found.steps.map(({ verdict, runs }) => [verdict, runs.length])).toEqual([
    ["bad", 2],
    ["good", 2],
  ]);
});

test("ignored files go with each commit, or stay when that is wished", async () => {
  const seen = join(folder, "seen");
  const run = `ls >> '${seen}'; touch made-here built.o; ! grep -q broken state.txt`;
  const make = (more: string) =>
    importHistory(project, lineOf(3), (place) => ({
      ...{ "millrace.yml": pipeline(run), ".gitignore": "*.o\n", "more.txt": more },
      "state.txt": place >= 2 ? "broken" : `fine ${place}`,
    }));
  make("one");
  const projectId = await trusted();
  await search(projectId, { good: "main~2", bad: "main" });
  const clean = readFileSync(seen, "utf8");
  expect(clean).not.toMatch(/built|made-here/);
  // Other trees, so that nothing is known of them.
  make("two");
  await search(projectId, { good: "main~2", bad: "main", keepsBuilds: true });
  const kept = readFileSync(seen, "utf8").slice(clean.length);
  expect(kept).toContain("built.o");
  expect(kept).not.toContain("made-here");
});

async function until<T>(ask: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("a search survives its engine, and a person's cancel: it goes on where it was, and leaves nothing", async () => {
  const gate = join(folder, "gate");
  const waiting = pipeline(`while [ ! -e '${gate}' ]; do sleep 0.05; done; ! grep -q broken state.txt`);
  makeLine(
    4,
    (place) => place >= 2,
    () => ({ "millrace.yml": waiting }),
  );
  const projectId = await trusted();
  const worktrees = git(project, "worktree", "list", "--porcelain");
  const { id } = await start(projectId, { good: "main~3", bad: "main" });
  const runOf = async () => (await read(id)).steps[0]?.runs ?? [];
  const [first] = await until(async () => ((await runOf()).length === 1 ? runOf() : null));
  engine.close();
  engine = await openEngine();
  expect(await read(id)).toMatchObject({ status: "interrupted", steps: [{ verdict: null }] });
  expect(await engine.culprits.resume({ culpritId: id })).toMatchObject({ ok: true, value: { status: "running" } });
  expect(await engine.culprits.resume({ culpritId: id })).toMatchObject({ ok: false, failure: { code: "already-searching" } });
  // The run went on by itself meanwhile, and is the one that the search waits for.
  expect(await engine.culprits.cancel({ culpritId: id })).toMatchObject({ ok: true, value: { status: "canceled" } });
  await engine.culprits.ended(id);
  await until(async () => {
    const found = engine.runs.get({ runId: first as Run["id"] });
    return found.ok && found.value.run.status === "canceled" ? true : null;
  });
  await until(async () => (readdirSync(join(folder, "data", "checkouts")).length === 0 ? true : null));
  expect(git(project, "worktree", "list", "--porcelain")).toBe(worktrees);

  writeFileSync(gate, "");
  await engine.culprits.resume({ culpritId: id });
  const found = await finished(id);
  expect([found.status, subjects(found), found.steps[0]?.verdict]).toEqual(["found", ["feat: change 2"], "bad"]);
  expect(readdirSync(join(folder, "data", "checkouts"))).toEqual([]);
});
