import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { programFile } from "../../../../e2e/fixtures/millrace-programs.ts";
import { commitAll, git, makeRepository, photograph, writeFiles } from "../../../../e2e/fixtures/repository.ts";
import { openRepository, type Repository } from "../repository.ts";
import { type CommandLine, interpreterOf } from "./hook-script.ts";
import { readHooks, setHook } from "./hooks.ts";

let base: string;
let folder: string;
let commandLine: CommandLine;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "millrace-hooks-")));
  folder = makeRepository(join(base, 'it\'s a "work" $folder'), { "a.txt": "one\n" });
  git(folder, "config", "user.name", "Mara");
  git(folder, "config", "user.email", "mara@example.org");
  commandLine = { executable: process.execPath, file: programFile("command line"), dataFolder: join(base, "data") };
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function pipeline(run: string): void {
  commitAll(folder, "chore: pipeline", {
    "millrace.yml": `version: 1\nname: x\nstages:\n  lint: { phase: code, run: ${JSON.stringify(run)} }\n  other: { phase: code, run: exit 9 }\n`,
    ".gitignore": "ran\nseen\n",
  });
}

async function open(place = folder): Promise<Repository> {
  const opened = await openRepository(place);
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}

async function set(stages: readonly string[], hook: "pre-commit" | "pre-push" = "pre-commit", place = folder): Promise<void> {
  const done = await setHook(await open(place), { hook, stages, commandLine });
  if (!done.ok) throw new Error(JSON.stringify(done.failure));
}

/** Commits as a person does in a terminal. */
function commit(place = folder, ...options: string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync("git", ["commit", "--allow-empty", "-m", "feat: next", ...options], {
    cwd: place,
    encoding: "utf8",
  });
  return { status, said: stdout + stderr };
}

function writeHook(file: string, script: string, mode = 0o755): void {
  writeFileSync(file, script);
  chmodSync(file, mode);
}

const hooksFolder = () => join(folder, ".git", "hooks");

describe("a hook of ours", () => {
  test("runs its stages before a commit, and keeps it from being made when one fails", async () => {
    pipeline("test ! -e broken && echo ran >> ran");
    await set(["lint"]);
    expect(commit().status).toBe(0);
    expect(readFileSync(join(folder, "ran"), "utf8")).toBe("ran\n");
    const before = git(folder, "rev-parse", "HEAD");
    writeFiles(folder, { broken: "" });
    const refused = commit();
    expect(refused.status).toBe(1);
    expect(refused.said).toContain("A stage failed, so nothing was committed. git commit --no-verify does it all the same.");
    expect(git(folder, "rev-parse", "HEAD")).toBe(before);
    expect(commit(folder, "--no-verify").status).toBe(0);
  });

  test("stages see nothing of what git tells its hook, so that their git is their own", async () => {
    pipeline("env | grep -c '^GIT_' > seen || true; git init -q inner && git -C inner rev-parse --git-dir >> seen");
    await set(["lint"]);
    const result = commit(folder, "--only", "--author=X <x@example.org>", "--date=2001-01-01T00:00:00", "a.txt");
    expect([result.status, readFileSync(join(folder, "seen"), "utf8")]).toEqual([0, "0\n.git\n"]);
  });

  test("says that what is not staged runs, too", async () => {
    pipeline("true");
    await set(["lint"]);
    expect(commit().said).not.toContain("does not hold");
    writeFiles(folder, { "a.txt": "changed\n" });
    expect(commit().said).toContain("There are changes that this commit does not hold.");
  });

  test("without Millrace, or without the stage, it says so and lets git go on", async () => {
    pipeline("exit 1");
    commandLine = { ...commandLine, file: join(base, "gone", "cli.js") };
    await set(["lint"]);
    const gone = commit();
    expect([gone.status, gone.said.includes("is not at") && gone.said.includes("so lint did not run")]).toEqual([0, true]);
    commandLine = { ...commandLine, file: programFile("command line") };
    await set(["renamed"]);
    const renamed = commit();
    expect(renamed.status).toBe(0);
    expect(renamed.said).toContain("The stages could not run");
  });

  test("runs before a push, in worktrees, and for a project below the top", async () => {
    pipeline("echo ran >> ran");
    git(base, "init", "--quiet", "--bare", "origin.git");
    git(folder, "remote", "add", "origin", join(base, "origin.git"));
    await set(["lint"], "pre-push");
    expect(spawnSync("git", ["push", "-q", "origin", "main"], { cwd: folder }).status).toBe(0);
    expect(readFileSync(join(folder, "ran"), "utf8")).toBe("ran\n");
    await set([], "pre-push");
    git(folder, "worktree", "add", "--quiet", join(base, "tree"));
    await set(["lint"]);
    expect(commit(join(base, "tree")).status).toBe(0);
    expect(existsSync(join(base, "tree", "ran"))).toBe(true);
    commitAll(folder, "chore: below", {
      "part/millrace.yml": "version: 1\nname: p\nstages:\n  deep: { phase: code, run: echo > ../seen }\n",
    });
    await set(["deep"], "pre-commit", join(folder, "part"));
    expect(commit().status).toBe(0);
    expect(existsSync(join(folder, "seen"))).toBe(true);
  }, 60_000);
});

describe("beside what is there", () => {
  test("whatever was there is there again after removal, to the last byte", async () => {
    const places: ((file: string) => void)[] = [
      () => {},
      (file) => writeHook(file, "#!/bin/sh\nexit 0\n"),
      (file) => writeHook(file, "not executable", 0o644),
      (file) => {
        writeHook(join(hooksFolder(), "real"), "#!/bin/bash\nexit 0\n", 0o700);
        symlinkSync("real", file);
      },
      (file) => symlinkSync("nowhere", file),
      (file) => writeHook(file, "\u0000\u0001binary", 0o755),
    ];
    for (const place of places) {
      rmSync(hooksFolder(), { recursive: true, force: true });
      mkdirSync(hooksFolder());
      place(join(hooksFolder(), "pre-commit"));
      const before = photograph(hooksFolder());
      await set(["lint"]);
      await set(["lint", "other"]);
      expect((await readHooks(await open()))[0]).toMatchObject({ stages: ["lint", "other"], hasOther: before["pre-commit"] !== undefined });
      await set([]);
      await set([]);
      expect(photograph(hooksFolder())).toEqual(before);
    }
  });

  test("it runs first, with its name, its arguments and its input, and its failure counts", async () => {
    pipeline("echo ours >> ran");
    const script = 'echo "$(basename "$0") $# $(cat | wc -l)" >> ran\n[ ! -e stop ] || exit 3\n';
    for (const shebang of ["#!/bin/sh\n", "#!/usr/bin/env bash\n", "#!/bin/sh -e\n"]) {
      rmSync(join(folder, "ran"), { force: true });
      writeHook(join(hooksFolder(), "pre-push"), shebang + script);
      await set(["lint"], "pre-push");
      git(base, "init", "--quiet", "--bare", "origin.git");
      git(folder, "remote", "add", "origin", join(base, "origin.git"));
      expect(spawnSync("git", ["push", "-q", "origin", "main"], { cwd: folder }).status).toBe(0);
      expect(readFileSync(join(folder, "ran"), "utf8")).toBe("pre-push 2 1\nours\n");
      writeFiles(folder, { stop: "" });
      commitAll(folder, "feat: stop");
      expect(spawnSync("git", ["push", "-q", "origin", "main"], { cwd: folder }).status).not.toBe(0);
      expect(readFileSync(join(folder, "ran"), "utf8")).toBe("pre-push 2 1\nours\npre-push 2 1\n");
      git(folder, "reset", "--quiet", "--hard", "HEAD~1");
      await set([], "pre-push");
      rmSync(join(base, "origin.git"), { recursive: true });
      git(folder, "remote", "remove", "origin");
    }
  }, 60_000);

  test("husky's own hooks, which find their parts by their name, work as before", async () => {
    pipeline("echo ours >> ran");
    const own = join(folder, ".husky", "_");
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, ".gitignore"), "*");
    writeFileSync(
      join(own, "h"),
      '#!/usr/bin/env sh\nn=$(basename "$0")\ns=$(dirname "$(dirname "$0")")/$n\n[ ! -f "$s" ] && exit 0\nsh -e "$s" "$@"\nc=$?\nexit $c\n',
    );
    writeHook(join(own, "pre-commit"), '#!/usr/bin/env sh\n. "$(dirname "$0")/h"');
    writeFileSync(join(folder, ".husky", "pre-commit"), "echo theirs >> ran\n");
    git(folder, "config", "core.hooksPath", ".husky/_");
    const before = photograph(own);
    await set(["lint"]);
    expect(commit().status).toBe(0);
    expect(readFileSync(join(folder, "ran"), "utf8")).toBe("theirs\nours\n");
    expect(git(folder, "status", "--porcelain")).toBe("?? .husky/");
    await set([]);
    expect(photograph(own)).toEqual(before);
  });

  test("a folder that others share, or that would be committed, is left alone, and it is said what to do", async () => {
    pipeline("true");
    const note = async () => (await readHooks(await open()))[0];
    for (const [path, words] of [
      ["tools/hooks", "part of the repository"],
      [join(base, "shared"), "outside of this repository"],
      ["/dev/null", "which is no folder"],
    ] as const) {
      git(folder, "config", "core.hooksPath", path);
      expect(await note()).toMatchObject({ path: null, stages: [], note: expect.stringContaining(words) });
      const done = await setHook(await open(), { hook: "pre-commit", stages: ["lint"], commandLine });
      expect(done).toMatchObject({ ok: false, failure: { code: "code-impossible", hint: expect.stringContaining("millrace run lint") } });
    }
    expect([existsSync(join(folder, "tools")), existsSync(join(base, "shared"))]).toEqual([false, false]);
  });

  test("another tool that wrote over ours is not taken for ours, nor undone", async () => {
    await set(["lint"]);
    writeHook(join(hooksFolder(), "pre-commit"), "#!/bin/sh\necho newer\n");
    expect((await readHooks(await open()))[0]).toMatchObject({ stages: [], hasOther: true });
    await set([]);
    expect(readFileSync(join(hooksFolder(), "pre-commit"), "utf8")).toContain("newer");
    expect(readdirSync(hooksFolder()).filter((name) => name.includes("millrace"))).toEqual([]);
    expect(lstatSync(join(hooksFolder(), "pre-commit")).mode & 0o777).toBe(0o755);
  });
});

test("shells are told from other programs by their first line", () => {
  expect(
    [
      "#!/bin/sh\n",
      "#! /usr/bin/env bash\n",
      "#!/bin/dash -eu\r\n",
      "#!/usr/bin/env node\n",
      "#!/usr/bin/python3",
      "\u007fELF",
      "",
      "#!/bin/sh; rm -rf /\n",
    ].map(interpreterOf),
  ).toEqual(["/bin/sh", "/usr/bin/env bash", "/bin/dash -eu", null, null, null, null, null]);
});
