import { execFile } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { randomFrom } from "../../../../e2e/bench/random.ts";
import { ancestorsOf, branchedHistory } from "../../../../e2e/fixtures/branched-history.ts";
import { type CulpritBench, grepPipeline, lineOf, openCulpritBench, runsOf, subjects } from "../../../../e2e/fixtures/culprit-bench.ts";
import { importHistory } from "../../../../e2e/fixtures/fast-import.ts";
import { git, photograph } from "../../../../e2e/fixtures/repository.ts";

/*
 * Searches while somebody works in the same repository.
 */

let bench: CulpritBench;
beforeEach(async () => {
  bench = await openCulpritBench();
});
afterEach(() => bench.close());

test("of 1,000 commits with merges the right one is found in few runs, while the person goes on working", async () => {
  const random = randomFrom(7);
  const history = branchedHistory(random, 1_000);
  const culprit = 637;
  const hashes = importHistory(bench.project, history, (place) => ({
    "millrace.yml": grepPipeline,
    "state.txt": `${place} ${ancestorsOf(history, place).has(culprit) ? "broken" : "fine"}\n`,
    "notes.txt": "mine\n",
  }));
  const projectId = await bench.trusted();
  writeFileSync(join(bench.project, "notes.txt"), "staged\n");
  git(bench.project, "add", "notes.txt");
  writeFileSync(join(bench.project, "notes.txt"), "staged, and changed again\n");
  writeFileSync(join(bench.project, "new.txt"), "new\n");
  const before = bench.facts();
  const { id } = await bench.start(projectId, { good: hashes[0] as string, bad: "main" });
  const found = await bench.finished(id);
  expect([found.status, found.culprits.map(({ subject }) => subject), found.files]).toEqual([
    "found",
    ["feat: change 637"],
    [{ path: "state.txt", status: "M" }],
  ]);
  expect(runsOf(found).length).toBeLessThanOrEqual(Math.log2(found.total) + 3);
  expect(bench.facts()).toEqual(before);
  expect(readdirSync(join(bench.folder, "data", "checkouts"))).toEqual([]);

  // Now the answers are in the history: from the failed run on, nothing has to be run again.
  const again = await bench.search(projectId, { bad: found.steps.findLast(({ verdict }) => verdict === "bad")?.commit.hash as string });
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
  const hashes = importHistory(bench.project, lineOf(16), files);
  const { id } = await bench.start(await bench.trusted(), { good: hashes[0] as string, bad: "main" });
  let steps = 0;
  for (; (await bench.read(id)).status === "running"; steps += 1) await workOn(bench.project, steps);
  const found = await bench.finished(id);
  expect([found.status, subjects(found), steps > found.steps.length]).toEqual(["found", ["feat: change 9"], true]);
  expect(readdirSync(join(bench.folder, "data", "checkouts"))).toEqual([]);

  const searched = workOf(bench.project);
  const twin = join(bench.folder, "twin");
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
