import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { gitVersion, readGitState, readWorkingTreeHash } from "./git.ts";
import { statusOf } from "./parse.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "millrace-git-"));
  folders.push(folder);
  return folder;
}

function git(folder: string, ...args: string[]): string {
  return execFileSync("git", ["-c", "user.name=Mara", "-c", "user.email=mara@example.org", ...args], { cwd: folder, encoding: "utf8" });
}

function repository(): string {
  const folder = temporaryFolder();
  git(folder, "init", "--quiet", "--initial-branch=main");
  writeFileSync(join(folder, "a.txt"), "one\n");
  git(folder, "add", ".");
  git(folder, "commit", "--quiet", "-m", "feat: first\n\nbody");
  return folder;
}

test("tells branch, commit, tree, subject and author of a clean repository", async () => {
  const folder = repository();
  expect(await readGitState(folder, { isTrusted: true })).toEqual({
    ok: true,
    value: {
      branch: "main",
      commit: git(folder, "rev-parse", "HEAD").trim(),
      commitTree: git(folder, "rev-parse", "HEAD^{tree}").trim(),
      subject: "feat: first",
      author: "Mara",
      ahead: null,
      behind: null,
      changedFiles: 0,
    },
  });
});

test("counts changed, renamed, deleted and new files once each, whatever their names hold", async () => {
  const folder = repository();
  writeFileSync(join(folder, "b b\n\u0001.txt"), "x");
  git(folder, "mv", "a.txt", "renamed.txt");
  const state = await readGitState(folder, { isTrusted: true });
  expect(state.ok && state.value.changedFiles).toBe(2);
});

test("knows a folder without git, and a repository without a commit", async () => {
  const bare = temporaryFolder();
  expect(await readGitState(bare, { isTrusted: true })).toMatchObject({ ok: false, failure: { code: "not-a-repository" } });
  expect(await readGitState(bare, { isTrusted: false })).toMatchObject({ ok: false, failure: { code: "not-a-repository" } });
  git(bare, "init", "--quiet", "--initial-branch=trunk");
  expect(await readGitState(bare, { isTrusted: true })).toMatchObject({
    ok: true,
    value: { branch: "trunk", commit: null, subject: null },
  });
  expect(await readGitState(bare, { isTrusted: false })).toMatchObject({
    ok: true,
    value: { branch: "trunk", commit: null, changedFiles: null },
  });
});

test("the working tree's hash is what a commit of everything would have, and leaves the repository as it was", async () => {
  const folder = repository();
  expect(await readWorkingTreeHash(folder)).toBe(git(folder, "rev-parse", "HEAD^{tree}").trim());
  writeFileSync(join(folder, "new.txt"), "new\n");
  writeFileSync(join(folder, "a.txt"), "changed\n");
  const index = readFileSync(join(folder, ".git/index"));
  const objects = readdirSync(join(folder, ".git/objects")).sort();
  const hash = await readWorkingTreeHash(folder);
  expect(readFileSync(join(folder, ".git/index")).equals(index)).toBe(true);
  expect(readdirSync(join(folder, ".git/objects")).sort()).toEqual(objects);
  git(folder, "add", "--all");
  expect(hash).toBe(git(folder, "write-tree").trim());
});

test("a hostile repository runs nothing before it is trusted", async () => {
  const folder = repository();
  const marker = join(temporaryFolder(), "ran");
  const program = join(folder, "evil.sh");
  writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> '${marker}'\ncat\n`);
  chmodSync(program, 0o755);
  for (const hook of ["post-checkout", "post-index-change", "pre-commit", "reference-transaction"]) {
    mkdirSync(join(folder, ".git/hooks"), { recursive: true });
    writeFileSync(join(folder, ".git/hooks", hook), readFileSync(program), { mode: 0o755 });
  }
  const settings = {
    "core.fsmonitor": program,
    "core.pager": program,
    "core.sshCommand": program,
    "core.editor": program,
    "diff.external": program,
    "filter.evil.clean": program,
    "filter.evil.smudge": program,
    "filter.evil.process": program,
    "gpg.program": program,
    "log.showSignature": "true",
    "credential.helper": program,
    "remote.origin.url": `ext::${program}`,
    "remote.origin.promisor": "true",
    "remote.origin.partialclonefilter": "blob:none",
    "protocol.ext.allow": "always",
    "extensions.partialClone": "origin",
  };
  for (const [name, value] of Object.entries(settings)) git(folder, "config", name, value);
  writeFileSync(join(folder, ".gitattributes"), "* filter=evil diff=evil\n");
  writeFileSync(join(folder, "a.txt"), "three\n");
  // The planted program does run when git is used carelessly: the test can fail.
  execFileSync("git", ["status"], { cwd: folder, stdio: "ignore" });
  expect(existsSync(marker)).toBe(true);
  rmSync(marker);
  const state = await readGitState(folder, { isTrusted: false });
  expect(state).toMatchObject({ ok: true, value: { branch: "main", subject: "feat: first", changedFiles: null } });
  expect(existsSync(marker)).toBe(false);
});

test("git's own variables in the environment do not lead to another repository", async () => {
  const folder = repository();
  process.env.GIT_DIR = "/nowhere";
  try {
    expect(await readGitState(folder, { isTrusted: true })).toMatchObject({ ok: true, value: { branch: "main" } });
  } finally {
    delete process.env.GIT_DIR;
  }
});

test("says that git is missing when it is", async () => {
  const path = process.env.PATH;
  process.env.PATH = "/nowhere";
  try {
    expect(await gitVersion()).toMatchObject({ ok: false, failure: { code: "git-missing" } });
  } finally {
    process.env.PATH = path;
  }
});

test("reads ahead and behind", () => {
  expect(statusOf("# branch.oid abc\0# branch.head x\0# branch.upstream o/x\0# branch.ab +2 -3\0")).toEqual({
    branch: "x",
    commit: "abc",
    ahead: 2,
    behind: 3,
    changedFiles: 0,
  });
});
