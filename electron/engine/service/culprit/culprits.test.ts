import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type Asked,
  type CulpritBench,
  grepPipeline,
  lineOf,
  openCulpritBench,
  pipeline,
  plain,
  runsOf,
  subjects,
} from "../../../../e2e/fixtures/culprit-bench.ts";
import { importHistory } from "../../../../e2e/fixtures/fast-import.ts";
import { commitAll, git } from "../../../../e2e/fixtures/repository.ts";
import type { Run } from "../../../../shared/contract/schemas.ts";

/*
 * Searches in real repositories, with real runs.
 */

let bench: CulpritBench;
beforeEach(async () => {
  bench = await openCulpritBench();
});
afterEach(() => bench.close());

test("from a failed run on, the last green commit is found in the history, also one that was rebased since", async () => {
  bench.makeLine(6, (place) => place >= 4);
  const projectId = await bench.trusted();
  const runOn = async (revision?: string) => {
    const begun = await bench.engine.runs.start({ projectId, stages: [], only: false, revision });
    if (!begun.ok) throw new Error(begun.failure.message);
    for (;;) {
      const found = bench.engine.runs.get({ runId: begun.value.runId });
      if (found.ok && found.value.run.finishedAt !== null) return found.value.run;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  expect((await runOn("HEAD~4")).status).toBe("passed");
  // The same files in other commits: what was green stays green.
  bench.makeLine(
    6,
    (place) => place >= 4,
    () => ({}),
    "step",
  );
  const red = await runOn();
  const asked = { projectId, stage: "unit", ...plain, runId: red.id };
  const preview = await bench.engine.culprits.preview(asked);
  expect(preview).toMatchObject({
    ok: true,
    value: { good: { subject: "feat: step 1" }, total: 4, suspectCount: 4, knownCount: 2, runsLeft: 2 },
  });
  const found = await bench.search(projectId, { runId: red.id });
  expect([found.status, subjects(found), runsOf(found).length]).toEqual(["found", ["feat: step 4"], 2]);
  const detail = bench.engine.runs.get({ runId: runsOf(found)[0] as Run["id"] });
  expect(detail).toMatchObject({ ok: true, value: { run: { trigger: "culprit", isCheckout: true, selection: ["unit"], branch: null } } });
  // They say nothing of how the branch, or the bench.project, stands.
  expect(bench.engine.insights.project({ projectId, days: 30 })).toMatchObject({
    ok: true,
    value: { runs: 2, stages: [{ name: "unit", runs: 2 }] },
  });
  expect(bench.engine.runs.page({ filter: { projectId, isOrdinary: true }, before: null, limit: 9 })).toMatchObject({
    ok: true,
    value: { runs: [{ number: 2 }, { number: 1 }] },
  });
  for (const runId of [red.id, ...runsOf(found)])
    expect(await bench.engine.culprits.list({ projectId, runId, limit: 5 })).toMatchObject({ ok: true, value: [{ id: found.id }] });
  // The project stands where its own last run left it.
  const listed = await bench.engine.projects.list();
  expect(listed.ok && listed.value[0]?.lastRun?.id).toBe(red.id);
});

test("each refusal has a name", async () => {
  const hashes = bench.makeLine(3, () => false);
  const projectId = await bench.trusted();
  git(bench.project, "checkout", "--quiet", "-b", "side", hashes[0] as string);
  commitAll(bench.project, "feat: beside", { "beside.txt": "" });
  const codeOf = async (asked: Asked) => {
    const begun = await bench.engine.culprits.start({ projectId, stage: "unit", ...plain, ...asked });
    return begun.ok ? "started" : begun.failure.code;
  };
  expect(await codeOf({ bad: "main" })).toBe("no-good-known");
  expect(await codeOf({ good: "main", bad: "side" })).toBe("not-a-descendant");
  expect(await codeOf({ good: "main", bad: "main~1" })).toBe("not-a-descendant");
  expect(await codeOf({ good: "nowhere", bad: "main" })).toBe("no-commit");
  expect(await codeOf({ good: "main~1", bad: "main", stage: "unti" })).toBe("unknown-stage");
  const shallow = join(bench.folder, "shallow");
  git(bench.folder, "clone", "--quiet", "--depth=2", `file://${bench.project}`, "--branch=main", shallow);
  bench.project = shallow;
  const clone = await bench.trusted();
  git(shallow, "merge", "--quiet", "--allow-unrelated-histories", "--message=joined", await orphan(shallow));
  expect(await codeOf({ projectId: clone, good: "main~1", bad: "main" })).toBe("shallow-border");
  await bench.engine.projects.trust({ projectId: clone, trusted: false });
  expect(await codeOf({ projectId: clone, good: "main~1", bad: "main" })).toBe("not-trusted");
});

async function orphan(place: string): Promise<string> {
  return git(place, "commit-tree", "-m", "another root", git(place, "rev-parse", "HEAD^{tree}"));
}

test("ends that are not what was said are told apart", async () => {
  const hashes = bench.makeLine(8, (place) => place === 0 || place > 6);
  const projectId = await bench.trusted();
  const endOf = async (good: number, bad: number) => {
    const { status, steps } = await bench.search(projectId, { good: hashes[good] as string, bad: hashes[bad] as string });
    return [status, steps.at(-1)?.role];
  };
  expect(await endOf(1, 5)).toEqual(["not-red", "bad-end"]);
  importHistory(join(bench.folder, "red"), [{ parents: [] }, { parents: [0] }], () => ({
    "millrace.yml": grepPipeline,
    "state.txt": "broken",
  }));
  bench.project = join(bench.folder, "red");
  const red = await bench.search(await bench.trusted(), { good: "main~1", bad: "main" });
  expect(red).toMatchObject({ status: "not-green", hint: "Choose an older good commit." });
});

test("commits that cannot be judged are passed over, and hide the culprit only behind themselves", async () => {
  bench.makeLine(
    6,
    (place) => place >= 3,
    (place) => ({
      ...(place === 2 ? { "millrace.yml": "version: 1\nstages: 3\n" } : {}),
      ...(place === 3 ? { "millrace.yml": grepPipeline.replace("unit", "other") } : {}),
    }),
  );
  const projectId = await bench.trusted();
  const found = await bench.search(projectId, { good: "main~5", bad: "main" });
  expect([found.status, subjects(found)]).toEqual(["several", ["feat: change 2", "feat: change 3", "feat: change 4"]]);
  expect(found.steps.flatMap(({ why }) => why ?? []).sort()).toEqual([
    expect.stringContaining('There is no stage "unit"'),
    expect.stringContaining("millrace.yml:2:"),
  ]);
});

test("commits from before the pipeline's file are judged by the file of the bad commit", async () => {
  importHistory(bench.project, lineOf(4), (place) => ({
    ...(place === 3 ? { "millrace.yml": grepPipeline } : {}),
    "state.txt": place >= 2 ? `broken ${place}` : `fine ${place}`,
  }));
  const found = await bench.search(await bench.trusted(), { good: "main~3", bad: "main" });
  expect([found.status, subjects(found)]).toEqual(["found", ["feat: change 2"]]);
});

test("conditions that ask for the branch hold as they did when it failed", async () => {
  const onMain = grepPipeline.replace("phase: test", `phase: test, if: 'branch == "main"'`);
  const isBroken = (place: number) => place >= 3;
  bench.makeLine(5, isBroken, () => ({ "millrace.yml": onMain }));
  const projectId = await bench.trusted();
  const byName = await bench.search(projectId, { good: "main~4", bad: "main" });
  expect([byName.status, subjects(byName)]).toEqual(["found", ["feat: change 3"]]);

  // Other trees, so that nothing is known of them; and a run whose failure is to be explained, on the branch that is checked out.
  bench.makeLine(5, isBroken, () => ({ "millrace.yml": onMain, "more.txt": "" }), "step");
  const begun = await bench.engine.runs.start({ projectId, stages: [], only: false });
  if (!begun.ok) throw new Error(begun.failure.message);
  await until(async () => {
    const run = bench.engine.runs.get({ runId: begun.value.runId });
    return run.ok && run.value.run.finishedAt !== null ? true : null;
  });
  git(bench.project, "checkout", "--quiet", "--detach");
  const byRun = await bench.search(projectId, { runId: begun.value.runId, good: "main~4" });
  expect([byRun.status, subjects(byRun)]).toEqual(["found", ["feat: step 3"]]);
  // On no branch nothing of it runs.
  bench.makeLine(5, isBroken, () => ({ "millrace.yml": onMain, "yet more.txt": "" }), "stride");
  const byHash = await bench.search(projectId, { good: "main~4", bad: git(bench.project, "rev-parse", "main") });
  expect([byHash.status, byHash.steps[0]?.why]).toEqual(["unjudged", "the stage was left out (condition false)"]);
});

test("a stage that fails now and then is asked several times", async () => {
  // Of a bad commit every second try fails; tries are counted outside of the checkout.
  const count = join(bench.folder, "tries");
  const run = `if grep -q broken state.txt; then echo x >> '${count}'; [ $(( $(wc -l < '${count}') % 2 )) -ne 0 ]; fi`;
  importHistory(bench.project, lineOf(3), (place) => ({
    "millrace.yml": pipeline(run),
    "state.txt": place >= 2 ? "broken" : `fine ${place}`,
  }));
  const found = await bench.search(await bench.trusted(), { good: "main~2", bad: "main", repeat: 2 });
  expect([found.status, subjects(found)]).toEqual(["found", ["feat: change 2"]]);
  expect(found.steps.map(({ verdict, runs }) => [verdict, runs.length])).toEqual([
    ["bad", 2],
    ["good", 2],
  ]);
});

test("ignored files go with each commit, or stay when that is wished", async () => {
  const seen = join(bench.folder, "seen");
  const run = `ls >> '${seen}'; touch made-here built.o; ! grep -q broken state.txt`;
  const make = (more: string) =>
    importHistory(bench.project, lineOf(3), (place) => ({
      ...{ "millrace.yml": pipeline(run), ".gitignore": "*.o\n", "more.txt": more },
      "state.txt": place >= 2 ? "broken" : `fine ${place}`,
    }));
  make("one");
  const projectId = await bench.trusted();
  await bench.search(projectId, { good: "main~2", bad: "main" });
  const clean = readFileSync(seen, "utf8");
  expect(clean).not.toMatch(/built|made-here/);
  // Other trees, so that nothing is known of them.
  make("two");
  await bench.search(projectId, { good: "main~2", bad: "main", keepsBuilds: true });
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

test("a search survives its bench.engine, and a person's cancel: it goes on where it was, and leaves nothing", async () => {
  const gate = join(bench.folder, "gate");
  const waiting = pipeline(`while [ ! -e '${gate}' ]; do sleep 0.05; done; ! grep -q broken state.txt`);
  bench.makeLine(
    4,
    (place) => place >= 2,
    () => ({ "millrace.yml": waiting }),
  );
  const projectId = await bench.trusted();
  const worktrees = git(bench.project, "worktree", "list", "--porcelain");
  const { id } = await bench.start(projectId, { good: "main~3", bad: "main" });
  const runOf = async () => (await bench.read(id)).steps[0]?.runs ?? [];
  const [first] = await until(async () => ((await runOf()).length === 1 ? runOf() : null));
  bench.engine.close();
  await bench.openEngine();
  expect(await bench.read(id)).toMatchObject({ status: "interrupted", steps: [{ verdict: null }] });
  expect(await bench.engine.culprits.resume({ culpritId: id })).toMatchObject({ ok: true, value: { status: "running" } });
  expect(await bench.engine.culprits.resume({ culpritId: id })).toMatchObject({ ok: false, failure: { code: "already-searching" } });
  // The run went on by itself meanwhile, and is the one that the search waits for.
  expect(await bench.engine.culprits.cancel({ culpritId: id })).toMatchObject({ ok: true, value: { status: "canceled" } });
  await bench.engine.culprits.ended(id);
  await until(async () => {
    const found = bench.engine.runs.get({ runId: first as Run["id"] });
    return found.ok && found.value.run.status === "canceled" ? true : null;
  });
  await until(async () => (readdirSync(join(bench.folder, "data", "checkouts")).length === 0 ? true : null));
  expect(git(bench.project, "worktree", "list", "--porcelain")).toBe(worktrees);

  writeFileSync(gate, "");
  await bench.engine.culprits.resume({ culpritId: id });
  const found = await bench.finished(id);
  expect([found.status, subjects(found), found.steps[0]?.verdict]).toEqual(["found", ["feat: change 2"], "bad"]);
  expect(readdirSync(join(bench.folder, "data", "checkouts"))).toEqual([]);
});
