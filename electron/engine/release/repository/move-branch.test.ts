import { readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { commitAll, git, makeRepository, photograph } from "../../../../e2e/fixtures/repository.ts";
import { checkMove, moveBranch, moveBranchBack } from "./move-branch.ts";

let folder: string;
let shop: string;
let remove: () => void;
let base: string;
/** The release's commit: a child of the base that no branch has. */
let commit: string;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  folder = realpathSync(folder);
  shop = makeRepository(join(folder, "shop"), { "a.txt": "one\n", "b.txt": "one\n" });
  git(shop, "config", "user.name", "Ada");
  git(shop, "config", "user.email", "ada@example.org");
  base = git(shop, "rev-parse", "HEAD");
  commit = commitAll(shop, "chore(release): 1.0.0", { "a.txt": "two\n" });
  git(shop, "reset", "--quiet", "--hard", base);
});
afterEach(() => remove());

const move = () => ({ folder: shop, branch: "main", base, commit });
const done = { ok: true, value: undefined };
const refs = () => git(shop, "for-each-ref");
const read = (path: string, where = shop) => readFileSync(join(where, path), "utf8");

test("where it is checked out, the branch takes its files along, and back", async () => {
  writeFileSync(join(shop, "new.txt"), "mine\n");
  const before = photograph(shop, [".git"]);
  expect(await checkMove(move())).toEqual(done);
  expect(await moveBranch(move())).toEqual(done);
  expect([git(shop, "rev-parse", "HEAD"), read("a.txt"), git(shop, "status", "--porcelain")]).toEqual([commit, "two\n", "?? new.txt"]);
  expect(await moveBranch(move())).toEqual(done);
  expect(await moveBranchBack(move())).toEqual(done);
  expect(photograph(shop, [".git"])).toEqual(before);
  expect(await moveBranchBack(move())).toEqual(done);
});

test("changes of other files stay what they are, both ways, staged ones among them", async () => {
  writeFileSync(join(shop, "b.txt"), "mine\n");
  git(shop, "add", "b.txt");
  expect(await moveBranch(move())).toEqual(done);
  expect([read("a.txt"), read("b.txt"), git(shop, "status", "--porcelain")]).toEqual(["two\n", "mine\n", "M  b.txt"]);
  expect(await moveBranchBack(move())).toEqual(done);
  expect([read("a.txt"), read("b.txt")]).toEqual(["one\n", "mine\n"]);
});

test("with changes of the same file nothing moves, and git says which", async () => {
  writeFileSync(join(shop, "a.txt"), "mine\n");
  const before = { refs: refs(), files: photograph(shop, [".git"]) };
  expect(await moveBranch(move())).toMatchObject({
    ok: false,
    failure: { code: "files-in-the-way", message: expect.stringContaining("a.txt") },
  });
  expect({ refs: refs(), files: photograph(shop, [".git"]) }).toEqual(before);
});

test("where another branch is checked out, its name alone moves", async () => {
  git(shop, "switch", "--quiet", "--create", "topic");
  const before = photograph(shop, [".git"]);
  expect(await moveBranch(move())).toEqual(done);
  expect(git(shop, "rev-parse", "main", "topic")).toBe(`${commit}\n${base}`);
  expect(await moveBranchBack(move())).toEqual(done);
  expect(git(shop, "rev-parse", "main", "topic")).toBe(`${base}\n${base}`);
  expect(photograph(shop, [".git"])).toEqual(before);
});

test("where another worktree has it, the files there go along", async () => {
  git(shop, "switch", "--quiet", "--create", "topic");
  const other = join(folder, "other");
  git(shop, "worktree", "add", "--quiet", other, "main");
  expect(await moveBranch(move())).toEqual(done);
  expect([read("a.txt", other), read("a.txt"), git(other, "status", "--porcelain")]).toEqual(["two\n", "one\n", ""]);
});

describe("a branch that went on meanwhile", () => {
  test("is not moved, and that is known before", async () => {
    commitAll(shop, "fix: more");
    const before = refs();
    expect(await checkMove(move())).toMatchObject({ ok: false, failure: { code: "branch-moved" } });
    expect(await moveBranch(move())).toMatchObject({ ok: false, failure: { code: "branch-moved" } });
    expect(refs()).toBe(before);
  });

  test("on top of the release has it already, and is not moved back under others' commits", async () => {
    git(shop, "merge", "--quiet", "--ff-only", commit);
    commitAll(shop, "fix: more");
    const before = refs();
    expect(await moveBranch(move())).toEqual(done);
    expect(await moveBranchBack(move())).toMatchObject({
      ok: false,
      failure: { code: "branch-moved", message: expect.stringContaining("lost") },
    });
    expect(refs()).toBe(before);
  });

  test("and was deleted is left so", async () => {
    git(shop, "switch", "--quiet", "--create", "topic");
    git(shop, "branch", "--quiet", "--delete", "--force", "main");
    expect(await checkMove(move())).toEqual(done);
    expect(await moveBranch(move())).toEqual(done);
    expect(await moveBranchBack(move())).toEqual(done);
    expect(git(shop, "branch", "--list", "main")).toBe("");
  });
});
