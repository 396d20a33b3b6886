import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { type CodeWorkshop, eventsOf, openCodeWorkshop, workIn } from "../../../../e2e/fixtures/code.ts";
import { commitAll, git, writeFiles } from "../../../../e2e/fixtures/repository.ts";
import {
  applyStash,
  commit,
  continuePending,
  dropStash,
  listStashes,
  openRepository,
  pushStash,
  readConflict,
  resolveConflict,
  undo,
} from "../code.ts";

let workshop: CodeWorkshop;
afterEach(() => workshop?.close());

const wish = { message: "feat: x", isAmend: false, isSignedOff: false, isHookless: false, isAll: false };
const commitNow = (how: Partial<typeof wish> = {}, signal?: AbortSignal) => eventsOf(commit(workshop.place, { ...wish, ...how }, signal));

function hook(name: string, script: string): void {
  const file = join(workshop.folder, ".git/hooks", name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

test("a commit has the message as it was written, also its lines with a hash, whatever git is set up to", async () => {
  workshop = openCodeWorkshop();
  const { folder } = workshop;
  git(folder, "config", "commit.cleanup", "strip");
  writeFiles(folder, { "a.txt": "two\n", "b.txt": "not staged\n" });
  git(folder, "add", "a.txt");
  const message = "feat: --message of $(id)\n\n#12 is done\n-- \n🚂";
  const { events, end } = await commitNow({ message, isSignedOff: true });
  expect(end).toEqual({ ok: true, value: undefined });
  expect(git(folder, "log", "-1", "--format=%B").trimEnd()).toBe(
    `${message.replace("-- ", "--")}\n\nSigned-off-by: Mara <mara@example.org>`,
  );
  expect(events.at(-1)).toMatchObject({ type: "done", commit: git(folder, "rev-parse", "HEAD"), hasConflicts: false });
  expect(git(folder, "show", "--format=", "--name-only")).toBe("a.txt");
  expect(workshop.git("status", "--porcelain")).toBe("?? b.txt\n");
});

test("amending keeps the parent, and takes what is staged in", async () => {
  workshop = openCodeWorkshop();
  const first = git(workshop.folder, "rev-parse", "HEAD");
  commitAll(workshop.folder, "feat: second", { "b.txt": "b\n" });
  writeFiles(workshop.folder, { "c.txt": "c\n" });
  git(workshop.folder, "add", "c.txt");
  expect((await commitNow({ message: "feat: both", isAmend: true })).end.ok).toBe(true);
  expect(git(workshop.folder, "log", "-1", "--format=%s %P")).toBe(`feat: both ${first}`);
  expect(git(workshop.folder, "show", "--format=", "--name-only")).toBe("b.txt\nc.txt");
});

test("what hooks print is told line by line, their refusal stops the commit, and they can be left out", async () => {
  workshop = openCodeWorkshop();
  hook("pre-commit", "echo checking; echo '\u001b[31mred\u001b[0m' >&2; [ ! -e bad ]");
  writeFiles(workshop.folder, { bad: "x" });
  git(workshop.folder, "add", ".");
  const before = git(workshop.folder, "rev-parse", "HEAD");
  const refused = await commitNow();
  expect(refused.events).toEqual([
    { type: "line", text: "checking" },
    { type: "line", text: "red" },
  ]);
  expect(refused.end).toMatchObject({
    ok: false,
    failure: {
      code: "git-failed",
      message: "The hook pre-commit refused the commit.",
      output: expect.stringContaining("checking"),
      hook: { runId: null },
    },
  });
  expect(git(workshop.folder, "rev-parse", "HEAD")).toBe(before);
  expect((await commitNow({ isHookless: true })).end.ok).toBe(true);
});

test("a stopped commit says that nothing was committed, leaves no lock and no hook behind", async () => {
  workshop = openCodeWorkshop();
  hook("pre-commit", "echo $$ > pid; trap '' TERM; while :; do sleep 1; done");
  writeFiles(workshop.folder, { "a.txt": "two\n" });
  git(workshop.folder, "add", "a.txt");
  const before = git(workshop.folder, "rev-parse", "HEAD");
  const stop = new AbortController();
  const committing = commitNow({}, stop.signal);
  while (!existsSync(join(workshop.folder, "pid")) || readFileSync(join(workshop.folder, "pid"), "utf8") === "") await sleep(10);
  stop.abort();
  expect((await committing).end).toMatchObject({
    ok: false,
    failure: { code: "git-stopped", message: expect.stringContaining("Nothing was committed") },
  });
  expect(git(workshop.folder, "rev-parse", "HEAD")).toBe(before);
  expect(existsSync(join(workshop.folder, ".git/index.lock"))).toBe(false);
  const [state = ""] = stateOf(readFileSync(join(workshop.folder, "pid"), "utf8").trim());
  // Where nobody collects the dead, it stays as one.
  expect(["", "Z"]).toContain(state);
});

test("a commit that is stopped in a hook behind it is told as made", async () => {
  workshop = openCodeWorkshop();
  hook("post-commit", "echo x > reached; while :; do sleep 1; done");
  writeFiles(workshop.folder, { "a.txt": "two\n" });
  git(workshop.folder, "add", "a.txt");
  const stop = new AbortController();
  const committing = commitNow({}, stop.signal);
  while (!existsSync(join(workshop.folder, "reached"))) await sleep(10);
  stop.abort();
  expect((await committing).end).toMatchObject({
    ok: false,
    failure: { code: "git-stopped", message: expect.stringContaining("was made already") },
  });
});

test("nothing staged, nothing to amend and a signature that fails are told in words", async () => {
  workshop = openCodeWorkshop();
  expect((await commitNow()).end).toMatchObject({ ok: false, failure: { code: "code-impossible" } });
  writeFiles(workshop.folder, { "a.txt": "two\n" });
  git(workshop.folder, "add", "a.txt");
  git(workshop.folder, "config", "commit.gpgSign", "true");
  git(workshop.folder, "config", "gpg.program", "false");
  expect((await commitNow()).end).toMatchObject({ ok: false, failure: { code: "git-failed", message: expect.stringMatching(/signed/) } });
  git(workshop.folder, "checkout", "--quiet", "--orphan", "empty");
  expect((await commitNow({ isAmend: true })).end).toMatchObject({ ok: false, failure: { code: "code-impossible" } });
});

function stateOf(id: string): string {
  return spawnSync("ps", ["-o", "stat=", "-p", id], { encoding: "utf8" }).stdout.trim();
}

/** Two branches that changed the same lines, merged as far as it goes. */
function conflictIn(style = "merge"): void {
  workshop = openCodeWorkshop({
    "a.txt": "top\r\none\r\nm\r\n\r\nm\r\n\r\nm\r\ntwo\r\nend\r\n",
    "gone.txt": "g\n",
    "bin.bin": Buffer.from([0, 1]),
  });
  const { folder } = workshop;
  git(folder, "config", "merge.conflictStyle", style);
  git(folder, "checkout", "--quiet", "-b", "topic");
  commitAll(folder, "feat: topic", {
    "a.txt": "top\r\nONE\r\nm\r\n\r\nm\r\n\r\nm\r\nTWO\r\nend\r\n",
    "gone.txt": "theirs\n",
    "bin.bin": Buffer.from([0, 2]),
  });
  git(folder, "checkout", "--quiet", "main");
  git(folder, "rm", "--quiet", "gone.txt");
  commitAll(folder, "feat: main", { "a.txt": "top\r\nuno\r\nm\r\n\r\nm\r\n\r\nm\r\ndue\r\nend\r\n", "bin.bin": Buffer.from([0, 3]) });
  expect(() => git(folder, "merge", "topic")).toThrow();
}

async function conflict(path: string) {
  const repository = await openRepository(workshop.folder);
  const read = repository.ok ? await readConflict(repository.value, path) : repository;
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return read.value;
}

test.each(["merge", "diff3", "zdiff3"])("conflicts in the style %s are shown by part and resolved by part", async (style) => {
  conflictIn(style);
  const read = await conflict("a.txt");
  const base = (text: string) => (style === "merge" ? null : text);
  expect(read).toMatchObject({ ours: { name: "main" }, theirs: { name: "topic" } });
  expect(read.parts).toEqual([
    { kind: "same", text: "top\r\n" },
    { kind: "conflict", ours: "uno\r\n", base: base("one\r\n"), theirs: "ONE\r\n" },
    { kind: "same", text: "m\r\n\r\nm\r\n\r\nm\r\n" },
    { kind: "conflict", ours: "due\r\n", base: base("two\r\n"), theirs: "TWO\r\n" },
    { kind: "same", text: "end\r\n" },
  ]);
  const { fingerprint } = read;
  const take = (parts: ("ours" | "theirs" | "ours-theirs")[], stamp = fingerprint) =>
    ({ take: "parts", fingerprint: stamp, parts }) as const;
  expect(await workshop.refusal((repository) => resolveConflict(repository, "a.txt", take(["ours"])))).toMatchObject({
    code: "code-impossible",
  });
  expect(await workshop.refusal((repository) => resolveConflict(repository, "a.txt", take(["ours", "ours"], "old")))).toMatchObject({
    code: "code-stale",
  });
  expect(await workshop.refusal((repository) => resolveConflict(repository, "a.txt", { take: "file" }))).toMatchObject({
    code: "code-impossible",
  });
  await workshop.change((repository) => resolveConflict(repository, "a.txt", take(["theirs", "ours-theirs"])));
  expect(workshop.git("cat-file", "blob", ":a.txt")).toBe("top\r\nONE\r\nm\r\n\r\nm\r\n\r\nm\r\ndue\r\nTWO\r\nend\r\n");
  expect((await workshop.status()).conflictCount).toBe(2);
});

test("whole files are resolved by side or by deletion, and then it goes on", async () => {
  conflictIn();
  expect((await conflict("bin.bin")).parts).toBeNull();
  expect((await conflict("gone.txt")).parts).toBeNull();
  expect((await eventsOf(continuePending(workshop.place, "continue"))).end).toMatchObject({
    ok: false,
    failure: { code: "code-impossible" },
  });
  expect((await commitNow()).end).toMatchObject({ ok: false, failure: { code: "code-impossible" } });
  await workshop.change((repository) => resolveConflict(repository, "bin.bin", { take: "theirs" }));
  await workshop.change((repository) => resolveConflict(repository, "a.txt", { take: "ours" }));
  await workshop.change((repository) => resolveConflict(repository, "gone.txt", { take: "ours" }));
  expect(await workshop.refusal((repository) => resolveConflict(repository, "gone.txt", { take: "ours" }))).toMatchObject({
    code: "code-stale",
  });
  expect(workshop.git("status", "--porcelain")).toBe("M  bin.bin\n");
  const { events, end } = await eventsOf(continuePending(workshop.place, "continue"));
  expect([end.ok, events.at(-1)]).toMatchObject([true, { type: "done", text: "The merge is done." }]);
  expect(git(workshop.folder, "log", "-1", "--format=%s")).toBe("Merge branch 'topic'");
  expect((await workshop.status()).pending).toBeNull();
});

test("a merge is given up, and a rebase goes on, skips and stops at the next conflict", async () => {
  conflictIn();
  const before = git(workshop.folder, "rev-parse", "HEAD");
  expect((await eventsOf(continuePending(workshop.place, "abort"))).end.ok).toBe(true);
  expect([git(workshop.folder, "rev-parse", "HEAD"), workshop.git("status", "--porcelain")]).toEqual([before, ""]);
  expect((await eventsOf(continuePending(workshop.place, "abort"))).end).toMatchObject({ ok: false, failure: { code: "code-impossible" } });
  git(workshop.folder, "checkout", "--quiet", "topic");
  commitAll(workshop.folder, "feat: more", { "a.txt": "all\r\nnew\r\n" });
  expect(() => git(workshop.folder, "rebase", "main")).toThrow();
  for (const path of ["a.txt", "bin.bin"]) await workshop.change((repository) => resolveConflict(repository, path, { take: "ours" }));
  await workshop.change((repository) => resolveConflict(repository, "gone.txt", { take: "deletion" }));
  const next = await eventsOf(continuePending(workshop.place, "skip"));
  expect(next.events.at(-1)).toMatchObject({ type: "done", hasConflicts: true });
  await workshop.change((repository) => resolveConflict(repository, "a.txt", { take: "theirs" }));
  const last = await eventsOf(continuePending(workshop.place, "continue"));
  expect(last.events.at(-1)).toMatchObject({ type: "done", text: "The rebase is done.", hasConflicts: false });
  expect(git(workshop.folder, "log", "-1", "--format=%s")).toBe("feat: more");
});

test("changes are put aside, listed, brought back with what was staged, dropped and brought back again", async () => {
  workshop = openCodeWorkshop({ "a.txt": "one\n", "b.txt": "b\n" });
  const { folder } = workshop;
  const nothing = { message: "", hasUntracked: true };
  expect(await workshop.refusal((repository) => pushStash(repository, nothing))).toMatchObject({ code: "code-impossible" });
  writeFiles(folder, { "a.txt": "staged\n" });
  git(folder, "add", "a.txt");
  writeFiles(folder, { "b.txt": "bb\n", "new.txt": "new\n" });
  const before = workshop.git("status", "--porcelain");
  await workshop.change((repository) => pushStash(repository, { message: "--mine: 1", hasUntracked: true }));
  expect(workshop.git("status", "--porcelain")).toBe("");
  const stashes = async () => {
    const repository = await openRepository(folder);
    return repository.ok ? listStashes(repository.value) : [];
  };
  const [stash] = await stashes();
  expect(stash).toMatchObject({ index: 0, message: "--mine: 1", branch: "main", commit: git(folder, "rev-parse", "stash@{0}") });
  const hash = stash?.commit ?? "";
  await workshop.change((repository) => applyStash(repository, hash, "apply"));
  expect(workshop.git("status", "--porcelain")).toBe(before);
  git(folder, "reset", "--quiet", "--hard");
  git(folder, "clean", "--quiet", "-fd");
  const { undoId } = await workshop.change((repository) => dropStash(repository, hash, Date.now()));
  expect(await stashes()).toEqual([]);
  git(folder, "gc", "--quiet", "--prune=now");
  await workshop.change((repository) => undo(repository, undoId, Date.now()));
  expect(await stashes()).toMatchObject([{ message: "--mine: 1", branch: "main", commit: hash }]);
  expect(git(folder, "for-each-ref", "refs/millrace")).toBe("");
  writeFiles(folder, { "b.txt": "in the way\n" });
  expect(await workshop.refusal((repository) => applyStash(repository, hash, "pop"))).toMatchObject({
    code: "code-in-the-way",
    paths: ["b.txt"],
  });
  git(folder, "restore", ".");
  commitAll(folder, "feat: other", { "b.txt": "committed\n" });
  await workshop.change((repository) => applyStash(repository, hash, "pop"));
  expect([(await workshop.status()).conflictCount, (await stashes()).length]).toEqual([1, 1]);
});

test("of some files alone a stash is made", async () => {
  workshop = openCodeWorkshop({ "a.txt": "one\n", "b.txt": "b\n" });
  writeFiles(workshop.folder, { "a.txt": "aa\n", "b.txt": "bb\n", "-n.txt": "n\n" });
  await workshop.change((repository) => pushStash(repository, { message: "", hasUntracked: true, paths: ["a.txt", "-n.txt"] }));
  expect(workshop.git("status", "--porcelain")).toBe(" M b.txt\n");
});

test("of a project that is only a part of its repository, nothing outside is put aside", async () => {
  workshop = openCodeWorkshop({ "shop/a.txt": "one\n", "b.txt": "one\n" });
  writeFiles(workshop.folder, { "shop/a.txt": "two\n", "shop/new.txt": "x\n", "b.txt": "two\n" });
  git(workshop.folder, "add", "b.txt", "shop/a.txt");
  const shop = workIn(join(workshop.folder, "shop"));
  await shop.change((repository) => pushStash(repository, { message: "", hasUntracked: true }));
  expect(workshop.git("status", "--porcelain")).toBe("M  b.txt\n");
});
