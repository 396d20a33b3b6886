import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { readKeptChanges } from "../../git/git.ts";
import { groundInCheckout, groundInFolder, newCheckout } from "./run-ground.ts";

let folder: string;
let project: string;
let data: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  project = join(folder, "shop");
  data = join(folder, "data");
  mkdirSync(project);
  git("init", "-q", "-b", "main");
  git("config", "user.name", "Ada");
  git("config", "user.email", "ada@example.org");
  put("a.txt", "one\n");
  git("add", "--all");
  git("commit", "-qm", "feat: first");
  git("tag", "v1");
});
afterEach(() => remove());

function git(...parameters: string[]): string {
  return execFileSync("git", parameters, { cwd: project, encoding: "utf8" }).trim();
}

function put(path: string, content: string): void {
  writeFileSync(join(project, path), content);
}

test("of clean files it is the commit and its tree, with the tag", async () => {
  const ground = await groundInFolder(project, data);
  expect(ground).toMatchObject({
    ...{ branch: "main", tag: "v1", commit: git("rev-parse", "HEAD"), tree: git("rev-parse", "HEAD^{tree}"), dirty: false },
    ...{ subject: "feat: first", author: "Ada", checkout: null, projectPath: project, pendingChanges: null, note: null },
  });
  await ground.close();
});

test("of changed files it is a tree of their own, and the differences are kept", async () => {
  put("a.txt", "two\n");
  put("new.txt", "new\n");
  const ground = await groundInFolder(project, data);
  await ground.close();
  const kept = await readKeptChanges(ground.pendingChanges ?? "");
  expect([ground.dirty, kept?.tree, kept?.files.map(({ path }) => path)]).toEqual([true, ground.tree, ["a.txt", "new.txt"]]);
  git("add", "--all");
  expect(ground.tree).toBe(git("write-tree"));
});

test("without git it is the folder and nothing more", async () => {
  const plain = join(folder, "plain");
  mkdirSync(plain);
  const ground = await groundInFolder(plain, data);
  expect(ground).toMatchObject({ branch: null, commit: null, tree: null, dirty: false, note: null, projectPath: plain });
});

test("a commit is laid out in a folder of its own, and the project's stays as it is", async () => {
  put("a.txt", "two\n");
  const ground = await groundInCheckout(project, "v1", data, () => Date.now(), newCheckout());
  if (!ground.ok) throw new Error(ground.failure.message);
  expect(ground.value).toMatchObject({ tag: "v1", dirty: false, tree: git("rev-parse", "v1^{tree}"), note: null });
  expect([readFileSync(join(ground.value.projectPath, "a.txt"), "utf8"), readFileSync(join(project, "a.txt"), "utf8")]).toEqual([
    "one\n",
    "two\n",
  ]);
  expect(await groundInCheckout(project, "v2", data, () => Date.now(), newCheckout())).toMatchObject({
    failure: { code: "revision-unknown" },
  });
});

test("a filter that never answers costs no more than the patience, is said, and leaves nothing behind", async () => {
  const pids = join(folder, "pids");
  const filter = join(folder, "filter.sh");
  // It goes out of sight as far as it can: deaf to what asks it to end, with a child in a session of its own.
  writeFileSync(
    filter,
    `#!/bin/sh\ntrap '' TERM INT HUP PIPE\necho $$ >> '${pids}'\nsetsid sleep 600 &\necho $! >> '${pids}'\nwait\nsleep 600\n`,
  );
  chmodSync(filter, 0o755);
  git("config", "filter.slow.clean", filter);
  put(".gitattributes", "*.txt filter=slow\n");
  put("a.txt", "two\n");
  const ground = await groundInFolder(project, data, 500);
  expect(ground).toMatchObject({ branch: "main", commit: git("rev-parse", "HEAD"), tree: null, dirty: true });
  expect(ground.note).toMatch(/^git \w+ was stopped\. Which files the run was on is not known\.$/);
  const started = readFileSync(pids, "utf8").trim().split("\n").map(Number);
  expect(started.length).toBeGreaterThanOrEqual(2);
  await expect.poll(() => started.filter(isAlive)).toEqual([]);
});

/** Whether a process runs; one that is dead and that nobody has waited for does not. */
function isAlive(id: number): boolean {
  return existsSync(`/proc/${id}/status`) && !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${id}/status`, "utf8"));
}
