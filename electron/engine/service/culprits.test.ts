import { readdirSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { randomFrom } from "../../../e2e/bench/random.ts";
import { ancestorsOf, branchedHistory } from "../../../e2e/fixtures/branched-history.ts";
import { importHistory } from "../../../e2e/fixtures/fast-import.ts";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { commitAll, git, makeRepository, photograph } from "../../../e2e/fixtures/repository.ts";
import { sourceEntry } from "../../../e2e/fixtures/source-program.ts";
import type { CulpritSearch } from "../../../shared/contract/culprits.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { createEngine, type Engine } from "../engine.ts";

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
  engine = await open();
});
afterEach(() => {
  engine.close();
  remove();
});

async function open(): Promise<Engine> {
  const created = await createEngine({
    dataFolder: join(folder, "data"),
    sampleFolder: folder,
    hostProgram: { executable: process.execPath, args: [sourceEntry("run host")], environment: process.env },
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
