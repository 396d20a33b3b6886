import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { commitAll, git, makeRepository, writeFiles } from "../../../e2e/fixtures/repository.ts";
import { hourMs } from "../../../shared/time.ts";
import type { Delivered } from "./delivered.ts";
import { readGitFacts } from "./read-commits.ts";

/* Real repositories, with squashes and rebases as git makes them. Times are hours since the beginning. */

const beginMs = Date.UTC(2026, 0, 1);
let folder: string;
let remove: () => void;
beforeEach(() => {
  const temporary = temporaryFolder();
  remove = temporary.remove;
  folder = makeRepository(temporary.folder);
});
afterEach(() => {
  delete process.env.GIT_AUTHOR_DATE;
  delete process.env.GIT_COMMITTER_DATE;
  remove();
});

function at(hour: number): void {
  const date = new Date(beginMs + hour * hourMs).toISOString();
  process.env.GIT_AUTHOR_DATE = date;
  process.env.GIT_COMMITTER_DATE = date;
}

function commit(hour: number, message: string, files: Record<string, string>): string {
  at(hour);
  return commitAll(folder, message, files);
}

function deployed(hour: number, name: string, hash: string): Delivered {
  return { deploymentId: null, runId: null, name, commit: hash, at: beginMs + hour * hourMs, isWayBack: false, takenBackAt: null };
}

/** What each deployment brought: subject, lead time in hours, and the subject of what it is a squash of. */
async function brought(delivered: readonly Delivered[], before: readonly string[] = []) {
  const facts = await readGitFacts(folder, { isTrusted: true }, delivered, before);
  if (!facts.ok) throw new Error(facts.failure.message);
  const rows = facts.value.brought.map((changes) =>
    changes
      .map(({ commit: { subject }, leadMs, squashOf }) => [
        subject,
        leadMs / hourMs,
        squashOf === null ? null : git(folder, "log", "-1", "--format=%s", squashOf),
      ])
      .reverse(),
  );
  return { rows, missing: facts.value.missing };
}

test("each commit comes with the first deployment that holds it; a merge is no change, a wrong clock no negative time", async () => {
  const first = git(folder, "rev-parse", "HEAD");
  git(folder, "checkout", "--quiet", "-b", "side");
  commit(2, "feat: on the side", { "side.txt": "1" });
  git(folder, "checkout", "--quiet", "main");
  const second = commit(3, "feat: two", { "a.txt": "2" });
  at(4);
  git(folder, "merge", "--quiet", "--no-ff", "--message", "Merge side", "side");
  const third = commit(99, "fix: written tomorrow", { "a.txt": "3" });
  const list = [
    deployed(1, "1", first),
    deployed(4, "2", second),
    deployed(6, "3", third),
    deployed(7, "2", second),
    deployed(8, "3", third),
  ];
  expect((await brought(list)).rows).toEqual([
    [],
    [["feat: two", 1, null]],
    [
      ["feat: on the side", 4, null],
      ["fix: written tomorrow", 0, null],
    ],
    [],
    [],
  ]);
});

test("the first deployment of all brings what nobody knows; with one before it, what came since", async () => {
  const first = git(folder, "rev-parse", "HEAD");
  const second = commit(2, "feat: two", { "a.txt": "2" });
  expect((await brought([deployed(3, "2", second)])).rows).toEqual([[]]);
  expect((await brought([deployed(3, "2", second)], [first])).rows).toEqual([[["feat: two", 1, null]]]);
});

test("a commit that is not here is told, and the others are counted", async () => {
  const first = git(folder, "rev-parse", "HEAD");
  const second = commit(2, "feat: two", { "a.txt": "2" });
  const list = [deployed(1, "1", first), deployed(2, "lost", "1".repeat(40)), deployed(3, "2", second)];
  expect(await brought(list)).toEqual({ rows: [[], [], [["feat: two", 1, null]]], missing: 1 });
});

test("a squash counts from the oldest commit that it is made of, whether its branch is still there or not", async () => {
  const first = git(folder, "rev-parse", "HEAD");
  git(folder, "checkout", "--quiet", "-b", "feature");
  commit(2, "wip: begin", { "a.txt": "one\ntwo\n", "b.txt": "new\n" });
  commit(5, "wip: go on", { "b.txt": "new\nlines\n" });
  git(folder, "checkout", "--quiet", "main");
  commit(6, "feat: meanwhile", { "c.txt": "other\n" });
  at(20);
  git(folder, "merge", "--quiet", "--squash", "feature");
  const squash = commit(20, "feat: both (#1)", {});
  const list = [deployed(1, "1", first), deployed(22, "2", squash)];
  const expected = [
    [],
    [
      ["feat: meanwhile", 16, null],
      ["feat: both (#1)", 20, "wip: begin"],
    ],
  ];
  expect((await brought(list)).rows).toEqual(expected);
  git(folder, "branch", "--quiet", "-D", "feature");
  expect((await brought(list)).rows).toEqual(expected);
});

test("a branch that took the main line in is squashed from there on, and still counts from its first commit", async () => {
  const first = git(folder, "rev-parse", "HEAD");
  git(folder, "checkout", "--quiet", "-b", "feature");
  commit(2, "wip: begin", { "b.txt": "new\n" });
  git(folder, "checkout", "--quiet", "main");
  commit(3, "feat: meanwhile", { "c.txt": "other\n" });
  git(folder, "checkout", "--quiet", "feature");
  at(4);
  git(folder, "merge", "--quiet", "--no-ff", "--message", "Merge main", "main");
  commit(5, "wip: go on", { "d.txt": "more\n" });
  git(folder, "checkout", "--quiet", "main");
  git(folder, "merge", "--quiet", "--squash", "feature");
  const squash = commit(9, "feat: both", {});
  const { rows } = await brought([deployed(1, "1", first), deployed(10, "2", squash)]);
  expect(rows[1]).toEqual([
    ["feat: meanwhile", 7, null],
    ["feat: both", 8, "wip: begin"],
  ]);
});

test("a rebase counts from when the commit was written, also when it was given a new date", async () => {
  const first = git(folder, "rev-parse", "HEAD");
  for (const name of ["kept", "reset"]) {
    git(folder, "checkout", "--quiet", "-b", name, first);
    commit(2, `feat: ${name}`, { [`${name}.txt`]: "1\n" });
  }
  git(folder, "checkout", "--quiet", "main");
  commit(3, "feat: meanwhile", { "c.txt": "other\n" });
  at(8);
  delete process.env.GIT_AUTHOR_DATE;
  git(folder, "cherry-pick", "kept");
  git(folder, "cherry-pick", "reset");
  at(8);
  git(folder, "commit", "--quiet", "--amend", "--no-edit", "--reset-author");
  const last = git(folder, "rev-parse", "HEAD");
  const { rows } = await brought([deployed(1, "1", first), deployed(10, "2", last)]);
  expect(rows[1]).toEqual([
    ["feat: meanwhile", 7, null],
    ["feat: kept", 8, null],
    ["feat: reset", 8, "feat: reset"],
  ]);
});

test("another change of the same file is no squash", async () => {
  const first = git(folder, "rev-parse", "HEAD");
  git(folder, "checkout", "--quiet", "-b", "other");
  commit(2, "feat: given up", { "a.txt": "one\nfirst\n" });
  git(folder, "checkout", "--quiet", "main");
  const last = commit(5, "feat: done otherwise", { "a.txt": "one\nsecond\n" });
  const { rows } = await brought([deployed(1, "1", first), deployed(6, "2", last)]);
  expect(rows[1]).toEqual([["feat: done otherwise", 1, null]]);
});

test("files of strange names and content are compared as well", async () => {
  const first = git(folder, "rev-parse", "HEAD");
  git(folder, "checkout", "--quiet", "-b", "odd");
  const files = { "ä b\n.txt": `${"a".repeat(40)}\n@@ index \n`, "b.bin": "\0\x01\x02" };
  commit(2, "feat: odd", files);
  git(folder, "checkout", "--quiet", "main");
  writeFiles(folder, files);
  const last = commit(6, "feat: odd (#2)", {});
  const { rows } = await brought([deployed(1, "1", first), deployed(7, "2", last)]);
  expect(rows[1]).toEqual([["feat: odd (#2)", 5, "feat: odd"]]);
});
