import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { commitAll, git, makeRepository, photograph } from "../../../e2e/fixtures/repository.ts";
import { type Checkout, moveCheckout, removeCheckout } from "./git.ts";

const now = () => Date.now();

let folder: string;
let repository: string;
let outer: string;
let holder: string;
let commits: string[];
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  repository = makeRepository(join(folder, "shop"), { "a.txt": "one\n", "only-first.txt": "x", ".gitignore": "*.o\n" });
  commits = [git(repository, "rev-parse", "HEAD")];
  rmSync(join(repository, "only-first.txt"));
  commits.push(commitAll(repository, "feat: second", { "a.txt": "two\n" }));
  // Some keep their whole home in a repository, the data folder with it.
  outer = makeRepository(join(folder, "home"));
  holder = join(outer, "data", "checkouts", "search");
});
afterEach(() => remove());

async function move(place: number, keepsIgnored = false): Promise<Checkout> {
  const moved = await moveCheckout({ folder: repository, commit: commits[place] as string, holder, now }, keepsIgnored);
  if (!moved.ok) throw new Error(moved.failure.message);
  return moved.value;
}

const filesIn = (root: string) =>
  readdirSync(root)
    .filter((name) => name !== ".git")
    .sort();

test("a checkout moves from commit to commit; what git ignores goes or stays, everything else is as committed", async () => {
  const { root } = await move(0);
  expect(filesIn(root)).toEqual([".gitignore", "a.txt", "only-first.txt"]);
  writeFileSync(join(root, "a.txt"), "changed by a stage\n");
  for (const name of ["built.o", "left.txt"]) writeFileSync(join(root, name), "");
  expect((await move(1, true)).root).toBe(root);
  expect([filesIn(root), readFileSync(join(root, "a.txt"), "utf8")]).toEqual([[".gitignore", "a.txt", "built.o"], "two\n"]);
  await move(0);
  expect(filesIn(root)).toEqual([".gitignore", "a.txt", "only-first.txt"]);
  await removeCheckout(holder, now);
  expect([existsSync(holder), git(repository, "worktree", "list").split("\n")]).toEqual([false, [expect.stringContaining("shop")]]);
});

test("a stage that takes the checkout's .git away, or puts another in its place, moves no other repository", async () => {
  const photographs = () => [photograph(outer, ["data"]), photograph(repository, [".git/worktrees", ".git/objects"])];
  const { root } = await move(0);
  const before = photographs();
  rmSync(join(root, ".git"));
  expect(filesIn((await move(1)).root)).toEqual([".gitignore", "a.txt"]);
  writeFileSync(join(root, ".git"), `gitdir: ${join(repository, ".git")}\n`);
  expect(filesIn((await move(0)).root)).toEqual([".gitignore", "a.txt", "only-first.txt"]);
  expect(photographs()).toEqual(before);
});
