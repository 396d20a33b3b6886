import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { type CodeWorkshop, eventsOf, openCodeWorkshop, workIn } from "../../../../e2e/fixtures/code.ts";
import { git, makeRepository, writeFiles } from "../../../../e2e/fixtures/repository.ts";
import { commit } from "../code.ts";

let workshop: CodeWorkshop;
afterEach(() => workshop?.close());

const wish = { message: "feat: all", isAmend: false, isSignedOff: false, isHookless: false, isAll: true };
const commitAllNow = (signal?: AbortSignal) => eventsOf(commit(workshop.place, wish, signal));

function hook(script: string): void {
  const file = join(workshop.folder, ".git/hooks/pre-commit");
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

/** Changed, gone, partly staged and new files, of names that git could take for something else. */
function changeAll(): void {
  const { folder } = workshop;
  writeFiles(folder, { "a.txt": "staged\n", "--new": "x\n", "sub/two\nlines 🚂": "y\n", "left.log": "ignored\n" });
  git(folder, "add", "a.txt");
  git(folder, "rm", "--quiet", "gone.txt");
  writeFiles(folder, { "a.txt": "staged and more\n", "gone.txt": "back again\n" });
}

const files = { "a.txt": "one\n", "gone.txt": "x\n", ".gitignore": "*.log\n" };

test("all that changed is committed, new files as well and ignored ones not", async () => {
  workshop = openCodeWorkshop(files);
  changeAll();
  expect((await commitAllNow()).end).toEqual({ ok: true, value: undefined });
  expect(workshop.git("status", "--porcelain")).toBe("");
  expect(git(workshop.folder, "show", "--format=", "--name-only", "-z").split("\0").filter(Boolean)).toEqual([
    "--new",
    "a.txt",
    "gone.txt",
    "sub/two\nlines 🚂",
  ]);
  expect(git(workshop.folder, "show", "HEAD:a.txt")).toBe("staged and more");
});

test("a hook sees all of it; when it refuses, the index is as it was", async () => {
  workshop = openCodeWorkshop(files);
  changeAll();
  hook("git diff --cached --name-only; exit 1");
  const before = workshop.truth();
  const { events, end } = await commitAllNow();
  expect(events.map((event) => event.type === "line" && event.text)).toContain("--new");
  expect(end).toMatchObject({ ok: false, failure: { code: "git-failed" } });
  expect(workshop.truth()).toBe(before);
});

test("stopped in the middle, the index is as it was", async () => {
  workshop = openCodeWorkshop(files);
  changeAll();
  hook("echo x > .git/reached; while :; do sleep 1; done");
  const before = workshop.truth();
  const stop = new AbortController();
  const committing = commitAllNow(stop.signal);
  while (!existsSync(join(workshop.folder, ".git/reached"))) await sleep(10);
  stop.abort();
  expect((await committing).end).toMatchObject({ ok: false, failure: { code: "git-stopped" } });
  expect(workshop.truth()).toBe(before);
});

test("before the first commit it makes it", async () => {
  workshop = openCodeWorkshop();
  git(workshop.folder, "checkout", "--quiet", "--orphan", "other");
  git(workshop.folder, "rm", "--quiet", "--cached", "a.txt");
  expect((await commitAllNow()).end.ok).toBe(true);
  expect(workshop.git("ls-tree", "--name-only", "HEAD")).toBe("a.txt\n");
});

test("of a project that is only a part of its repository, nothing outside is committed", async () => {
  workshop = openCodeWorkshop({ "shop/a.txt": "one\n", "b.txt": "one\n" });
  writeFiles(workshop.folder, { "shop/a.txt": "two\n", "shop/new.txt": "x\n", "b.txt": "two\n", "c.txt": "x\n" });
  git(workshop.folder, "add", "b.txt");
  const { end } = await eventsOf(commit(workIn(join(workshop.folder, "shop")).place, wish));
  expect(end.ok).toBe(true);
  expect(git(workshop.folder, "show", "--format=", "--name-only")).toBe("shop/a.txt\nshop/new.txt");
  expect(workshop.git("status", "--porcelain")).toBe("M  b.txt\n?? c.txt\n");
});

test("a strange repository among the new files is refused, and named", async () => {
  workshop = openCodeWorkshop();
  makeRepository(join(workshop.folder, "strange"));
  writeFiles(workshop.folder, { "a.txt": "two\n", "new.txt": "x\n" });
  const before = workshop.truth();
  expect((await commitAllNow()).end).toMatchObject({
    ok: false,
    failure: { code: "code-impossible", message: expect.stringContaining("strange is a repository of its own") },
  });
  expect(workshop.truth()).toBe(before);
});
