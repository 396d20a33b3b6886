import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { gitVersion, readFilesState, readGitState } from "./git.ts";
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

async function treeOf(folder: string): Promise<string | null> {
  const state = await readFilesState(folder);
  return state.ok ? state.value.tree : null;
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
  expect(await treeOf(folder)).toBe(git(folder, "rev-parse", "HEAD^{tree}").trim());
  writeFileSync(join(folder, "new.txt"), "new\n");
  writeFileSync(join(folder, "a.txt"), "changed\n");
  const index = readFileSync(join(folder, ".git/index"));
  const objects = readdirSync(join(folder, ".git/objects")).sort();
  const hash = await treeOf(folder);
  expect(readFileSync(join(folder, ".git/index")).equals(index)).toBe(true);
  expect(readdirSync(join(folder, ".git/objects")).sort()).toEqual(objects);
  git(folder, "add", "--all");
  expect(hash).toBe(git(folder, "write-tree").trim());
});

test("a file that changed in the moment of the last commit, and not in its size, is not taken for the committed one", async () => {
  const folder = repository();
  git(folder, "config", "core.trustCtime", "false");
  const moment = new Date(Date.now() - 60_000);
  utimesSync(join(folder, "a.txt"), moment, moment);
  git(folder, "add", "a.txt");
  writeFileSync(join(folder, "a.txt"), "two\n");
  utimesSync(join(folder, "a.txt"), moment, moment);
  utimesSync(join(folder, ".git/index"), moment, moment);
  writeFileSync(join(folder, "new.txt"), "new\n");
  const hash = await treeOf(folder);
  git(folder, "add", "--all");
  expect(hash).toBe(git(folder, "write-tree").trim());
});

test("a filter that never answers costs no more than the patience, and nothing of it is left", async () => {
  const folder = repository();
  const place = temporaryFolder();
  // It goes out of sight as far as it can: deaf to what asks it to end, with a child in a session of its own.
  const filter = join(place, "filter.sh");
  writeFileSync(
    filter,
    `#!/bin/sh\ntrap '' TERM INT HUP PIPE\necho $$ >> '${place}/pids'\nsetsid sleep 600 &\necho $! >> '${place}/pids'\nwait\nsleep 600\n`,
    {
      mode: 0o755,
    },
  );
  git(folder, "config", "filter.slow.clean", filter);
  writeFileSync(join(folder, ".gitattributes"), "*.txt filter=slow\n");
  writeFileSync(join(folder, "a.txt"), "two\n");
  const known = await readFilesState(folder, 500);
  expect(known).toMatchObject({
    ok: true,
    value: { branch: "main", subject: "feat: first", changedFiles: null, tree: null, treeFailure: { code: "git-slow" } },
  });
  expect(known.ok && known.value.commit).toBe(git(folder, "rev-parse", "HEAD").trim());
  expect(await readGitState(folder, { isTrusted: true }, 500)).toMatchObject({ ok: true, value: { branch: "main", changedFiles: null } });
  const started = readFileSync(join(place, "pids"), "utf8").trim().split("\n").map(Number);
  expect(started.length).toBeGreaterThanOrEqual(2);
  await expect.poll(() => started.filter(isAlive)).toEqual([]);
});

test("a filter that fails is said, and the files count as changed", async () => {
  const folder = repository();
  git(folder, "config", "filter.broken.clean", "false");
  git(folder, "config", "filter.broken.required", "true");
  writeFileSync(join(folder, ".gitattributes"), "*.txt filter=broken\n");
  writeFileSync(join(folder, "a.txt"), "another length\n");
  expect(await readFilesState(folder)).toMatchObject({
    ok: true,
    value: {
      branch: "main",
      changedFiles: 2,
      tree: null,
      treeFailure: { code: "git-failed", message: expect.stringContaining("git add") },
    },
  });
});

/** Whether a process runs; one that is dead and that nobody has waited for does not. */
function isAlive(id: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${id}/status`, "utf8"));
  } catch {
    return false;
  }
}

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

test.skipIf(process.getuid?.() !== 0)(
  "a repository of somebody else is not called none (skipped for all but root, who can make one)",
  async () => {
    const folder = repository();
    execFileSync("chown", ["-R", "65534", folder]);
    for (const isTrusted of [true, false]) {
      expect(await readGitState(folder, { isTrusted })).toMatchObject({
        ok: false,
        failure: {
          code: "git-failed",
          message: expect.stringContaining("dubious ownership"),
          hint: expect.stringContaining("safe.directory"),
        },
      });
    }
  },
);

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
