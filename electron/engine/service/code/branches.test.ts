import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CodeServiceBench, ended, given, refusal, refused } from "../../../../e2e/fixtures/code-service.ts";
import { commitAll, git, setPerson, writeFiles } from "../../../../e2e/fixtures/repository.ts";

let bench: CodeServiceBench;
beforeEach(() => {
  bench = new CodeServiceBench();
});
afterEach(() => bench.close());

describe("branches", () => {
  test("are listed as git lists them, with what they follow and how far they are", async () => {
    git(bench.base, "clone", "--quiet", "work", "clone");
    const place = setPerson(join(bench.base, "clone"));
    commitAll(place, "feat: ahead");
    commitAll(bench.folder, "feat: behind");
    git(place, "fetch", "--quiet");
    git(place, "branch", "🚀/x y".replace(" ", "-"), "HEAD~1");
    git(place, "worktree", "add", "--quiet", join(bench.base, "tree"), "-b", "elsewhere");
    git(place, "switch", "--quiet", "🚀/x-y");
    git(place, "switch", "--quiet", "main");
    const branches = await given(bench.service.branches(bench.trust(place)));
    expect(branches.map(({ kind, name }) => [kind, name])).toEqual([
      ["branch", "elsewhere"],
      ["branch", "main"],
      ["branch", "🚀/x-y"],
      ["remote", "origin/main"],
    ]);
    expect(branches[1]).toMatchObject({
      isCurrent: true,
      upstream: "origin/main",
      ahead: 1,
      behind: 1,
      isGone: false,
      isMerged: true,
      worktree: null,
    });
    expect(branches[0]).toMatchObject({ worktree: join(bench.base, "tree"), upstream: null, ahead: null });
    expect(branches[3]).toMatchObject({ isMerged: false, subject: "feat: behind" });
    expect(branches.map(({ usedAt }) => usedAt === null)).toEqual([true, false, false, true]);
  });

  test("are made, renamed, and deleted and brought back with what they followed", async () => {
    await given(bench.service.createBranch({ ...bench.project, name: "feat/ä", from: "HEAD", isSwitch: true }));
    expect(git(bench.folder, "branch", "--show-current")).toBe("feat/ä");
    git(bench.folder, "config", "branch.feat/ä.description", "two\nlines");
    commitAll(bench.folder, "feat: only here");
    const head = git(bench.folder, "rev-parse", "HEAD");
    git(bench.folder, "switch", "--quiet", "main");
    await given(bench.service.renameBranch({ ...bench.project, name: "feat/ä", to: "other" }));
    expect(await refusal(bench.service.deleteBranch({ ...bench.project, name: "other", isForced: false }))).toMatchObject({
      code: "code-impossible",
    });
    const { undoId } = await given(bench.service.deleteBranch({ ...bench.project, name: "other", isForced: true }));
    expect(git(bench.folder, "branch", "--list", "other")).toBe("");
    await given(bench.changes.undo({ ...bench.project, undoId }));
    expect(git(bench.folder, "rev-parse", "other")).toBe(head);
    expect(git(bench.folder, "config", "branch.other.description")).toBe("two\nlines");
  });

  test("names that cannot be, or are taken, are refused, and nothing is taken for an option", async () => {
    const create = (name: string, from = "HEAD") => refusal(bench.service.createBranch({ ...bench.project, name, from, isSwitch: false }));
    for (const name of ["-d", "--force", "a b", "a..b", "/x", "x/", "@{-1}", "HEAD", "a\nb"]) {
      expect(await create(name)).toMatchObject({ code: "code-impossible" });
    }
    expect(await create("main")).toMatchObject({ message: "main is there already." });
    expect(await create("main/x")).toMatchObject({ message: "main stands where a folder of that name would have to be." });
    expect(await create("x", "--all")).toMatchObject({ code: "code-impossible" });
    expect(await refusal(bench.service.deleteBranch({ ...bench.project, name: "main", isForced: true }))).toMatchObject({
      code: "code-impossible",
    });
    expect(git(bench.folder, "for-each-ref", "--format=%(refname)")).toBe("refs/heads/main");
  });
});

describe("switching", () => {
  test("keeps what is not in the way, refuses what would be lost, and puts it aside when asked to", async () => {
    bench.diverge();
    writeFiles(bench.folder, { "a.txt": "mine\n", "new.txt": "new\n" });
    const switching = (isStashed: boolean) => bench.service.switchTo({ ...bench.project, revision: "topic", isDetached: false, isStashed });
    expect(await refused(switching(false))).toMatchObject({ code: "code-in-the-way", paths: ["a.txt"] });
    expect(git(bench.folder, "branch", "--show-current")).toBe("main");
    expect(await bench.done(switching(true))).toMatchObject({ hasConflicts: true });
    expect(git(bench.folder, "branch", "--show-current")).toBe("topic");
    expect(git(bench.folder, "stash", "list")).toContain("Before switching to topic");
    expect(readFileSync(join(bench.folder, "new.txt"), "utf8")).toBe("new\n");
  });

  test("changes that fit are there again, staged ones staged", async () => {
    git(bench.folder, "branch", "topic");
    writeFiles(bench.folder, { "a.txt": "mine\n", "staged.txt": "s\n" });
    git(bench.folder, "add", "staged.txt");
    const before = git(bench.folder, "status", "--porcelain");
    await bench.done(bench.service.switchTo({ ...bench.project, revision: "topic", isDetached: false, isStashed: true }));
    expect([git(bench.folder, "status", "--porcelain"), git(bench.folder, "stash", "list")]).toEqual([before, ""]);
  });

  test("a remote's branch is followed, a commit is gone to only when that is meant", async () => {
    git(bench.base, "clone", "--quiet", "work", "clone");
    git(bench.folder, "branch", "topic");
    const place = join(bench.base, "clone");
    git(place, "fetch", "--quiet");
    const clone = bench.trust(place);
    const to = (revision: string, isDetached: boolean) => bench.service.switchTo({ ...clone, revision, isDetached, isStashed: false });
    expect((await ended(to("topic", false))).end.ok).toBe(true);
    expect(git(place, "rev-parse", "--abbrev-ref", "topic@{upstream}")).toBe("origin/topic");
    const head = git(place, "rev-parse", "HEAD");
    expect(await refused(to(head, false))).toMatchObject({ code: "code-impossible" });
    expect((await ended(to(head, true))).end.ok).toBe(true);
    expect(git(place, "rev-parse", "--abbrev-ref", "HEAD")).toBe("HEAD");
  });
});

describe("joining", () => {
  test("a merge that fits is made; one that does not ends with its conflicts, to be resolved", async () => {
    git(bench.folder, "branch", "ahead");
    bench.diverge();
    expect(await bench.done(bench.service.merge({ ...bench.project, revision: "ahead", how: "auto" }))).toMatchObject({
      text: "ahead is in this branch already.",
    });
    expect(await bench.done(bench.service.merge({ ...bench.project, revision: "topic", how: "auto" }))).toMatchObject({
      text: "One file has conflicts to resolve.",
      hasConflicts: true,
    });
    expect(git(bench.folder, "status", "--porcelain")).toBe("UU a.txt");
    expect(await refused(bench.service.merge({ ...bench.project, revision: "topic", how: "auto" }))).toMatchObject({
      code: "code-impossible",
    });
    git(bench.folder, "merge", "--abort");
    expect(await refused(bench.service.merge({ ...bench.project, revision: "topic", how: "fast-forward-only" }))).toMatchObject({
      code: "code-diverged",
    });
  });

  test("each way of merging leaves what git's own would", async () => {
    git(bench.folder, "switch", "--quiet", "-c", "topic");
    commitAll(bench.folder, "feat: topic", { "t.txt": "t" });
    git(bench.folder, "switch", "--quiet", "main");
    expect(await bench.done(bench.service.merge({ ...bench.project, revision: "topic", how: "squash" }))).toMatchObject({
      hasConflicts: false,
    });
    expect(git(bench.folder, "status", "--porcelain")).toBe("A  t.txt");
    git(bench.folder, "reset", "--quiet", "--hard");
    await bench.done(bench.service.merge({ ...bench.project, revision: "topic", how: "always-commit" }));
    expect(git(bench.folder, "log", "-1", "--format=%s %p")).toMatch(/^Merge branch 'topic' \w+ \w+$/);
  });

  test("a rebase puts commits onto another branch, and ends with conflicts where they do not fit", async () => {
    git(bench.folder, "branch", "base");
    git(bench.folder, "switch", "--quiet", "base");
    commitAll(bench.folder, "feat: base", { "b.txt": "b" });
    git(bench.folder, "switch", "--quiet", "main");
    commitAll(bench.folder, "feat: mine", { "m.txt": "m" });
    await bench.done(bench.service.rebase({ ...bench.project, onto: "base" }));
    expect(git(bench.folder, "log", "--format=%s")).toBe("feat: mine\nfeat: base\nfeat: first");
    writeFiles(bench.folder, { "b.txt": "dirty" });
    expect(await refused(bench.service.rebase({ ...bench.project, onto: "HEAD~1" }))).toMatchObject({ code: "code-in-the-way" });
    git(bench.folder, "checkout", "--quiet", "b.txt");
    git(bench.folder, "switch", "--quiet", "-c", "clash", "HEAD~1");
    commitAll(bench.folder, "feat: clash", { "m.txt": "other" });
    expect(await bench.done(bench.service.rebase({ ...bench.project, onto: "main" }))).toMatchObject({ hasConflicts: true });
    expect(existsSync(join(bench.folder, ".git", "rebase-merge"))).toBe(true);
  });

  test("a commit is made again, undone, and left alone when its change is here already", async () => {
    git(bench.folder, "switch", "--quiet", "-c", "topic");
    const commit = commitAll(bench.folder, "feat: topic", { "t.txt": "t" });
    git(bench.folder, "switch", "--quiet", "main");
    await bench.done(bench.service.cherryPick({ ...bench.project, commit }));
    expect(readFileSync(join(bench.folder, "t.txt"), "utf8")).toBe("t");
    const again = await ended(bench.service.cherryPick({ ...bench.project, commit }));
    expect(again.end).toMatchObject({ ok: false, failure: { code: "code-impossible", hint: "Nothing was changed." } });
    expect(git(bench.folder, "status", "--porcelain=v2", "--branch")).not.toContain("CHERRY");
    await bench.done(bench.service.revert({ ...bench.project, commit: git(bench.folder, "rev-parse", "HEAD") }));
    expect(existsSync(join(bench.folder, "t.txt"))).toBe(false);
    git(bench.folder, "switch", "--quiet", "-c", "other", "HEAD~1");
    commitAll(bench.folder, "feat: other", { "o.txt": "o" });
    git(bench.folder, "switch", "--quiet", "main");
    git(bench.folder, "merge", "--quiet", "--no-ff", "--no-edit", "other");
    await bench.done(bench.service.revert({ ...bench.project, commit: git(bench.folder, "rev-parse", "HEAD") }));
    expect(existsSync(join(bench.folder, "o.txt"))).toBe(false);
  });
});
