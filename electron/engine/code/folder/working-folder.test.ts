import { execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { type CodeWorkshop, openCodeWorkshop, workIn } from "../../../../e2e/fixtures/code.ts";
import { commitAll, git, writeFiles } from "../../../../e2e/fixtures/repository.ts";
import { openRepository, removeIndexLock, stagePaths, unstagePaths } from "../code.ts";

let workshop: CodeWorkshop;
afterEach(() => workshop?.close());

const oddNames = [
  "a b.txt",
  "line\nfeed.txt",
  "🚂 zug.txt",
  "-dash.txt",
  "--all",
  "back\\slash.txt",
  '"quoted".txt',
  "*.txt",
  ":(top)x",
  "tab\t.txt",
  "ä/ö.txt",
];

test("the status tells branch, upstream, stashes, scopes and the last message as git does", async () => {
  workshop = openCodeWorkshop();
  const { folder } = workshop;
  const status = await workshop.status();
  expect(status).toMatchObject({
    ...{ branch: "main", commit: git(folder, "rev-parse", "HEAD"), upstream: null, ahead: null, behind: null, pending: null, lock: null },
    ...{ isShallow: false, isSparse: false, files: [], fileCount: 0, stagedCount: 0, stagedOutsideCount: 0, conflictCount: 0 },
    ...{ stashCount: 0, scopes: [], lastMessage: "feat: first", isLastPushed: false },
  });
  git(folder, "clone", "--quiet", "--bare", folder, join(folder, "../bare.git"));
  git(folder, "remote", "add", "origin", join(folder, "../bare.git"));
  git(folder, "fetch", "--quiet");
  git(folder, "branch", "--set-upstream-to=origin/main");
  expect(await workshop.status()).toMatchObject({ upstream: "origin/main", ahead: 0, behind: 0, isLastPushed: true });
  commitAll(folder, "fix(run): b\n\nBody of it\n#12", { "a.txt": "two\n" });
  commitAll(folder, "feat(run)!: c");
  commitAll(folder, "docs(log): d");
  writeFiles(folder, { "a.txt": "three\n" });
  git(folder, "stash");
  git(folder, "checkout", "--quiet", "--detach");
  expect(await workshop.status()).toMatchObject({
    branch: null,
    upstream: null,
    stashCount: 1,
    scopes: ["run", "log"],
    lastMessage: "docs(log): d",
    isLastPushed: false,
  });
});

test("every kind of change is told once, whatever the names hold", async () => {
  workshop = openCodeWorkshop({
    "gone.txt": "g\n",
    "moved.txt": "moved along\nand along\n",
    "mode.sh": "x\n",
    "link.txt": "l\n",
    "dir/deep.txt": "d\n",
  });
  const { folder } = workshop;
  writeFiles(folder, Object.fromEntries(oddNames.map((name) => [name, "new\n"])));
  unlinkSync(join(folder, "gone.txt"));
  git(folder, "mv", "moved.txt", "to here.txt");
  chmodSync(join(folder, "mode.sh"), 0o755);
  unlinkSync(join(folder, "link.txt"));
  symlinkSync("mode.sh", join(folder, "link.txt"));
  const { files, fileCount, stagedCount } = await workshop.status();
  expect(files.map(({ path }) => path)).toEqual([...oddNames, "gone.txt", "link.txt", "mode.sh", "to here.txt"].sort());
  expect([fileCount, stagedCount]).toEqual([oddNames.length + 4, 1]);
  const one = (path: string) => files.find((file) => file.path === path);
  expect(one("gone.txt")).toMatchObject({ staged: null, unstaged: "deleted" });
  expect(one("to here.txt")).toMatchObject({ staged: "renamed", unstaged: null, oldPath: "moved.txt" });
  expect(one("link.txt")).toMatchObject({ unstaged: "type" });
  expect(one("mode.sh")).toMatchObject({ unstaged: "modified" });
  expect(one("--all")).toMatchObject({ staged: null, unstaged: "added" });
});

test("files are staged and unstaged by their very names, exactly those", async () => {
  workshop = openCodeWorkshop({ "gone.txt": "g\n", "moved.txt": "moved along\nand along\n", "other.txt": "o\n" });
  const { folder } = workshop;
  const before = workshop.truth();
  writeFiles(folder, Object.fromEntries(oddNames.map((name) => [name, `${name}\n`])));
  writeFiles(folder, { "other.txt": "changed\n" });
  unlinkSync(join(folder, "gone.txt"));
  for (const name of [...oddNames, "gone.txt"]) {
    await workshop.change((repository) => stagePaths(repository, [name]));
    const staged = workshop.git("diff", "--cached", "--name-only", "-z", "--no-renames");
    expect(Buffer.from(staged, "latin1").toString("utf8")).toBe(`${name}\0`);
    await workshop.change((repository) => unstagePaths(repository, [name]));
    expect(workshop.git("diff", "--cached", "--name-only")).toBe("");
  }
  await workshop.change((repository) => stagePaths(repository, [...oddNames, "gone.txt", "other.txt"]));
  expect(workshop.git("diff", "--name-only")).toBe("");
  await workshop.change((repository) => unstagePaths(repository, [...oddNames, "gone.txt", "other.txt"]));
  for (const name of oddNames) unlinkSync(join(folder, name));
  rmSync(join(folder, "ä"), { recursive: true });
  git(folder, "restore", ".");
  expect(workshop.truth()).toBe(before);
});

test("a renamed file is unstaged under both of its names", async () => {
  workshop = openCodeWorkshop({ "moved.txt": "moved along\nand along\n" });
  git(workshop.folder, "mv", "moved.txt", "there.txt");
  const diff = await workshop.diff("there.txt", "staged");
  expect(diff).toMatchObject({ oldPath: "moved.txt", content: { kind: "same" } });
  await workshop.change((repository) => unstagePaths(repository, ["there.txt"]));
  expect(workshop.git("status", "--porcelain")).toBe(" D moved.txt\n?? there.txt\n");
});

test("folders are staged with all in them, and what is not there is refused without a trace", async () => {
  workshop = openCodeWorkshop();
  writeFiles(workshop.folder, { "src/a.ts": "a", "src/b/c.ts": "c", "x.ts": "x" });
  expect(await workshop.refusal((repository) => stagePaths(repository, ["src", "nope"]))).toMatchObject({ code: "code-stale" });
  expect(await workshop.refusal((repository) => stagePaths(repository, ["odd\ufffd.txt"]))).toMatchObject({ code: "code-impossible" });
  expect(workshop.git("status", "--porcelain")).toBe("?? src/\n?? x.ts\n");
  await workshop.change((repository) => stagePaths(repository, ["."]));
  expect(workshop.git("diff", "--cached", "--name-only")).toBe("src/a.ts\nsrc/b/c.ts\nx.ts\n");
  await workshop.change((repository) => unstagePaths(repository, ["."]));
  await workshop.change((repository) => stagePaths(repository, ["src"]));
  expect(workshop.git("status", "--porcelain")).toBe("A  src/a.ts\nA  src/b/c.ts\n?? x.ts\n");
});

test("before the first commit everything is new, and is staged and unstaged", async () => {
  workshop = openCodeWorkshop();
  const folder = join(workshop.folder, "../unborn");
  mkdirSync(folder);
  git(folder, "init", "--quiet", "--initial-branch=trunk");
  writeFiles(folder, { "a.txt": "one\n" });
  const work = workIn(folder);
  expect(await work.status()).toMatchObject({ branch: "trunk", commit: null, lastMessage: null, isLastPushed: false, fileCount: 1 });
  await work.change((repository) => stagePaths(repository, ["a.txt"]));
  expect(work.git("status", "--porcelain")).toBe("A  a.txt\n");
  expect(await work.diff("a.txt", "staged")).toMatchObject({ oldMode: null, newMode: "100644", content: { kind: "text", added: 1 } });
  writeFiles(folder, { "a.txt": "two\n" });
  await work.change((repository) => unstagePaths(repository, ["a.txt"]));
  expect(work.git("status", "--porcelain")).toBe("?? a.txt\n");
});

test("a project that is a part of a repository sees its own part, by its own paths", async () => {
  workshop = openCodeWorkshop({ "part/a.txt": "a\n", "other/b.txt": "b\n" }, "part");
  const top = join(workshop.folder, "..");
  writeFiles(top, { "part/a.txt": "aa\n", "part/new.txt": "n\n", "other/b.txt": "bb\n", "other/new.txt": "n\n" });
  git(top, "add", "other");
  expect(await workshop.status()).toMatchObject({
    fileCount: 2,
    stagedCount: 0,
    stagedOutsideCount: 2,
    files: [{ path: "a.txt" }, { path: "new.txt" }],
  });
  expect(await workshop.diff("a.txt", "unstaged")).toMatchObject({ path: "a.txt", content: { added: 1, removed: 1 } });
  expect(await workshop.diff("new.txt", "unstaged")).toMatchObject({ content: { added: 1 } });
  await workshop.change((repository) => stagePaths(repository, ["a.txt", "new.txt"]));
  expect(git(top, "status", "--porcelain")).toBe("M  other/b.txt\nA  other/new.txt\nM  part/a.txt\nA  part/new.txt");
  await workshop.change((repository) => unstagePaths(repository, ["a.txt"]));
  expect(git(top, "status", "--porcelain")).toBe("M  other/b.txt\nA  other/new.txt\n M part/a.txt\nA  part/new.txt");
});

test("bare, shallow, sparse, and a worktree of its own", async () => {
  workshop = openCodeWorkshop({ "a/x.txt": "x\n", "b/y.txt": "y\n" });
  const { folder } = workshop;
  commitAll(folder, "feat: second", { "a/x.txt": "xx\n" });
  const beside = join(folder, "..");
  git(beside, "clone", "--quiet", "--bare", folder, "bare.git");
  expect(await openRepository(join(beside, "bare.git"))).toMatchObject({ ok: false, failure: { code: "code-impossible" } });
  expect(await openRepository(join(folder, ".git"))).toMatchObject({ ok: false, failure: { code: "code-impossible" } });
  mkdirSync(join(beside, "plain"));
  expect(await openRepository(join(beside, "plain"))).toMatchObject({ ok: false, failure: { code: "no-repository" } });
  git(beside, "clone", "--quiet", "--depth=1", `file://${folder}`, "shallow");
  expect(await workIn(join(beside, "shallow")).status()).toMatchObject({ isShallow: true, isLastPushed: true });
  git(folder, "worktree", "add", "--quiet", "../tree", "-b", "side");
  const tree = workIn(join(beside, "tree"));
  writeFiles(tree.folder, { "b/y.txt": "yy\n" });
  await tree.change((repository) => stagePaths(repository, ["b/y.txt"]));
  expect(await tree.status()).toMatchObject({ branch: "side", stagedCount: 1 });
  expect((await workshop.status()).fileCount).toBe(0);
  git(folder, "sparse-checkout", "set", "a");
  expect(existsSync(join(folder, "b/y.txt"))).toBe(false);
  expect(await workshop.status()).toMatchObject({ isSparse: true, fileCount: 0 });
  writeFiles(folder, { "a/x.txt": "z\n" });
  await workshop.change((repository) => stagePaths(repository, ["a/x.txt"]));
  expect(workshop.git("status", "--porcelain")).toBe("M  a/x.txt\n");
});

test("submodules are told and staged as such, and other repositories are left alone", async () => {
  workshop = openCodeWorkshop();
  const { folder } = workshop;
  git(folder, "clone", "--quiet", folder, "../library");
  git(folder, "submodule", "--quiet", "add", "../library", "lib");
  git(folder, "commit", "--quiet", "-m", "feat: library");
  const was = git(join(folder, "lib"), "rev-parse", "HEAD");
  commitAll(join(folder, "lib"), "feat: more");
  const is = git(join(folder, "lib"), "rev-parse", "HEAD");
  git(folder, "init", "--quiet", "nested");
  const { files } = await workshop.status();
  expect(files).toMatchObject([
    { path: "lib", unstaged: "modified", isSubmodule: true },
    { path: "nested", unstaged: "added", isSubmodule: true },
  ]);
  expect(await workshop.diff("lib", "unstaged")).toMatchObject({
    content: { kind: "submodule", oldCommit: was, newCommit: is, isDirty: false },
  });
  writeFiles(folder, { "lib/a.txt": "dirty\n" });
  expect(await workshop.diff("lib", "unstaged")).toMatchObject({ content: { kind: "submodule", isDirty: true } });
  expect(await workshop.diff("nested", "unstaged")).toMatchObject({ content: { kind: "submodule" } });
  await workshop.change((repository) => stagePaths(repository, ["lib"]));
  expect(workshop.git("ls-files", "--stage", "lib")).toBe(`160000 ${is} 0\tlib\n`);
  expect(await workshop.refusal((repository) => stagePaths(repository, ["nested"]))).toMatchObject({ code: "code-impossible" });
});

test("what git is in the middle of is told, with the step", async () => {
  workshop = openCodeWorkshop();
  const { folder } = workshop;
  git(folder, "checkout", "--quiet", "-b", "topic");
  const topic = commitAll(folder, "feat: topic", { "a.txt": "topic\n" });
  commitAll(folder, "feat: topic 2", { "b.txt": "b\n" });
  git(folder, "checkout", "--quiet", "main");
  commitAll(folder, "feat: main", { "a.txt": "main\n" });
  const attempt = async (...args: string[]) => {
    expect(() => git(folder, ...args)).toThrow();
    return (await workshop.status()).pending;
  };
  expect(await attempt("merge", "topic")).toEqual({
    ...{ kind: "merge", other: "topic", branch: null, commit: null, subject: null, step: null, steps: null },
  });
  expect((await workshop.status()).files).toMatchObject([
    { path: "a.txt", conflict: "both-modified" },
    { path: "b.txt", staged: "added" },
  ]);
  git(folder, "merge", "--abort");
  expect(await attempt("cherry-pick", topic)).toMatchObject({ kind: "cherry-pick", other: topic.slice(0, 7) });
  git(folder, "cherry-pick", "--abort");
  expect(await attempt("revert", topic)).toMatchObject({ kind: "revert" });
  git(folder, "revert", "--abort");
  git(folder, "checkout", "--quiet", "topic");
  expect(await attempt("rebase", "main")).toEqual({
    ...{ kind: "rebase", branch: "topic", other: "main", commit: topic.slice(0, 7), subject: "feat: topic", step: 1, steps: 2 },
  });
  git(folder, "rebase", "--abort");
  git(folder, "bisect", "start");
  expect((await workshop.status()).pending).toMatchObject({ kind: "bisect" });
});

test("a lock that was left behind is told with its age, waited for shortly, and removed only when nobody holds it", async () => {
  workshop = openCodeWorkshop();
  const { folder } = workshop;
  writeFiles(folder, { "a.txt": "two\n" });
  const lock = join(folder, ".git/index.lock");
  writeFileSync(lock, "");
  expect(await workshop.status()).toMatchObject({ fileCount: 1, lock: { path: lock, isHeld: false } });
  expect(await workshop.refusal((repository) => stagePaths(repository, ["a.txt"]))).toMatchObject({ code: "git-locked" });
  const repository = await openRepository(folder);
  if (!repository.ok) throw new Error();
  const holder = spawn("sh", ["-c", `exec 9<'${lock}'; echo; exec sleep 600`], { stdio: ["ignore", "pipe", "ignore"] });
  await new Promise((resolve) => holder.stdout.once("data", resolve));
  expect((await workshop.status()).lock?.isHeld).toBe(true);
  expect(await removeIndexLock(repository.value, Date.now)).toMatchObject({ ok: false, failure: { code: "git-locked" } });
  const gone = new Promise((resolve) => holder.once("exit", resolve));
  holder.kill("SIGKILL");
  await gone;
  // A shell that was killed may leave its last child, with the lock still open.
  while ((await workshop.status()).lock?.isHeld) await sleep(20);
  const waiting = workshop.change((place) => stagePaths(place, ["a.txt"]));
  await sleep(200);
  expect(await removeIndexLock(repository.value, Date.now)).toMatchObject({ ok: true });
  await waiting;
  expect(workshop.git("status", "--porcelain")).toBe("M  a.txt\n");
});

test("two programs that change the repository at once both get their way", async () => {
  workshop = openCodeWorkshop();
  const { folder } = workshop;
  const names = Array.from({ length: 12 }, (_, index) => `f${index}`);
  writeFiles(folder, Object.fromEntries([...names.map((name) => [name, "x"]), ...names.map((name) => [`other-${name}`, "y"])]));
  const script = names.map((name) => `until git add other-${name} 2>/dev/null; do :; done`).join("\n");
  const other = spawn("sh", ["-c", script], { cwd: folder, stdio: "ignore" });
  const ended = new Promise((resolve) => other.once("exit", resolve));
  await Promise.all(names.map((name) => workshop.change((repository) => stagePaths(repository, [name]))));
  await ended;
  expect(workshop.git("diff", "--cached", "--name-only").trim().split("\n").sort()).toEqual(
    [...names, ...names.map((name) => `other-${name}`)].sort(),
  );
  execFileSync("git", ["fsck"], { cwd: folder, stdio: "ignore" });
});

test("names that are no UTF-8 are told, and refused where they are handed back", async () => {
  workshop = openCodeWorkshop();
  const odd = Buffer.from("odd-\xff.txt", "latin1");
  writeFileSync(Buffer.concat([Buffer.from(`${workshop.folder}/`), odd]), "x\n");
  const { files } = await workshop.status();
  expect(files).toMatchObject([{ path: "odd-\ufffd.txt", unstaged: "added" }]);
  expect(await workshop.refusal((repository) => stagePaths(repository, [files[0]?.path ?? ""]))).toMatchObject({ code: "code-impossible" });
  expect(existsSync(Buffer.concat([Buffer.from(`${workshop.folder}/`), odd]))).toBe(true);
});

test("differences of every kind of file are told, and large and odd ones do no harm", async () => {
  workshop = openCodeWorkshop({
    "text.txt": "one\ntwo\nthree\n",
    "bytes.bin": Buffer.from([0, 1, 2]),
    "crlf.txt": "a\r\nb\r\n",
    "mode.sh": "x\n",
    "link.txt": "target\n",
    "latin.txt": Buffer.from("caf\xe9\n", "latin1"),
    "pointer.bin": `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 5000\n`,
  });
  const { folder } = workshop;
  const long = "x".repeat(3_000_000);
  writeFiles(folder, {
    "text.txt": "one\nTWO\nthree",
    "bytes.bin": Buffer.from([0, 1, 2, 3]),
    "crlf.txt": "a\r\nc\r\n",
    "latin.txt": Buffer.from("caf\xe8\n", "latin1"),
    "pointer.bin": `version https://git-lfs.github.com/spec/v1\noid sha256:${"b".repeat(64)}\nsize 6000\n`,
    "new.txt": `first\n${long}\nlast`,
    "new.bin": Buffer.from([1, 0]),
    "empty.txt": "",
  });
  chmodSync(join(folder, "mode.sh"), 0o755);
  unlinkSync(join(folder, "link.txt"));
  symlinkSync("elsewhere", join(folder, "link.txt"));
  const lines = async (path: string) => {
    const { content } = await workshop.diff(path, "unstaged");
    return content.kind === "text" ? content.hunks.flatMap((hunk) => hunk.lines) : content;
  };
  expect(await lines("text.txt")).toMatchObject([
    { kind: "same", text: "one", oldLine: 1, newLine: 1, isUnended: false },
    { kind: "removed", text: "two", oldLine: 2, newLine: null },
    { kind: "removed", text: "three", oldLine: 3, isUnended: false },
    { kind: "added", text: "TWO", oldLine: null, newLine: 2 },
    { kind: "added", text: "three", newLine: 3, isUnended: true },
  ]);
  expect(await lines("bytes.bin")).toEqual({ kind: "binary", oldBytes: 3, newBytes: 4 });
  expect(await lines("crlf.txt")).toMatchObject([{ text: "a\r" }, { kind: "removed", text: "b\r" }, { kind: "added", text: "c\r" }]);
  expect(await lines("mode.sh")).toEqual({ kind: "same" });
  expect(await workshop.diff("mode.sh", "unstaged")).toMatchObject({ oldMode: "100644", newMode: "100755" });
  expect(await lines("latin.txt")).toMatchObject([{ text: "caf\ufffd" }, { text: "caf\ufffd" }]);
  expect(await lines("pointer.bin")).toEqual({ kind: "lfs", oldBytes: 5000, newBytes: 6000 });
  await workshop.change((repository) => stagePaths(repository, ["pointer.bin"]));
  expect((await workshop.diff("pointer.bin", "staged")).content).toEqual({ kind: "lfs", oldBytes: 5000, newBytes: 6000 });
  expect(await lines("link.txt")).toMatchObject([
    { kind: "removed", text: "target" },
    { kind: "added", text: "elsewhere", isUnended: true },
  ]);
  expect(await workshop.diff("link.txt", "unstaged")).toMatchObject({ oldMode: "100644", newMode: "120000" });
  expect(await lines("new.txt")).toMatchObject([
    { kind: "added", text: "first", isCut: false },
    { text: "x".repeat(2_000), isCut: true },
    { text: "last", isUnended: true, newLine: 3 },
  ]);
  expect(await lines("new.bin")).toEqual({ kind: "binary", oldBytes: null, newBytes: 2 });
  expect(await lines("empty.txt")).toEqual({ kind: "same" });
  expect((await workshop.diff("new.txt", "unstaged", { maxBytes: 1_000 })).content).toEqual({
    kind: "large",
    oldBytes: null,
    newBytes: long.length + 11,
  });
  await workshop.change((repository) => stagePaths(repository, ["new.txt"]));
  expect((await workshop.diff("new.txt", "staged", { maxBytes: 1_000 })).content).toEqual({
    kind: "large",
    oldBytes: null,
    newBytes: long.length + 11,
  });
});

test("a fingerprint stands for exactly what is shown", async () => {
  workshop = openCodeWorkshop();
  writeFiles(workshop.folder, { "a.txt": "two\n" });
  const first = (await workshop.diff("a.txt", "unstaged")).fingerprint;
  expect((await workshop.diff("a.txt", "unstaged")).fingerprint).toBe(first);
  expect((await workshop.diff("a.txt", "unstaged", { contextLines: 0 })).fingerprint).not.toBe(first);
  writeFiles(workshop.folder, { "a.txt": "three\n" });
  expect((await workshop.diff("a.txt", "unstaged")).fingerprint).not.toBe(first);
  renameSync(join(workshop.folder, "a.txt"), join(workshop.folder, "b.txt"));
  expect(readFileSync(join(workshop.folder, "b.txt"), "utf8")).toBe("three\n");
});
