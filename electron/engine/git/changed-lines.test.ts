import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readChangedLines, readMergeBase } from "./changed-lines.ts";
import { listProjectFiles } from "./project-files.ts";
import { openWorkingTree } from "./working-tree.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "changed-lines-"));
  git("init", "-q", "-b", "main");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(...command: string[]): string {
  const who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "protocol.file.allow=always"];
  return execFileSync("git", [...who, ...command], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

function commit(files: Record<string, string | Buffer>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  git("add", "-A");
  git("commit", "-q", "-m", "x");
  return git("rev-parse", "HEAD");
}

async function changed(base: string | null, to: string): Promise<string[]> {
  const found = await readChangedLines(folder, base, to);
  if (!found.ok) throw new Error(found.failure.message);
  return found.value.map(({ path, ranges }) => `${path}: ${ranges.map(({ from, to: last }) => `${from}-${last}`).join(", ")}`);
}

const lines = (count: number, word = "line") => Array.from({ length: count }, (_, at) => `${word} ${at + 1}\n`).join("");

test("new and changed lines are told by their place in the new file; what only lost lines is left out", async () => {
  const base = commit({ "a.txt": lines(20), "gone.txt": lines(3), "less.txt": lines(5) });
  const text = lines(20).replace("line 3\n", "line three\nand more\n").replace("line 15\n", "").replace("line 20\n", "+++ b/not-a-file\n");
  rmSync(join(folder, "gone.txt"));
  const to = commit({ "a.txt": text, "less.txt": lines(4), "sub/new.txt": lines(2, "fresh"), "no-end.txt": "one line without an end" });
  expect(await changed(base, to)).toEqual(["a.txt: 3-4, 20-20", "no-end.txt: 1-1", "sub/new.txt: 1-2"]);
  expect(await changed(null, base)).toEqual(["a.txt: 1-20", "gone.txt: 1-3", "less.txt: 1-5"]);
});

test("a renamed file counts with its changed lines only; binary files and submodules have none", async () => {
  const base = commit({ "old.txt": lines(30), "picture.bin": Buffer.from([0, 1, 2, 0]) });
  renameSync(join(folder, "old.txt"), join(folder, "new.txt"));
  git("init", "-q", "-b", "main", "module");
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "x"], {
    cwd: join(folder, "module"),
  });
  const to = commit({ "new.txt": lines(30).replace("line 7\n", "line seven\n"), "picture.bin": Buffer.from([0, 9, 9, 0]) });
  expect(await changed(base, to)).toEqual(["new.txt: 7-7"]);
});

test("names are told as they are", async () => {
  const base = commit({ a: "1\n" });
  const names = ["with space.txt", "-dash", "new\nline", 'quo"te', "tab\there", "ümlaut 🎉", "back\\slash", "b/b.txt"];
  const to = commit(Object.fromEntries(names.map((name) => [name, "1\n"])));
  const found = await readChangedLines(folder, base, to);
  expect(found.ok && found.value.map(({ path }) => path).sort()).toEqual([...names].sort());
  expect((await listProjectFiles(folder)).sort()).toEqual([...names, "a"].sort());
});

test("the person's settings change nothing, and no program of the repository runs", async () => {
  const base = commit({ "a.txt": lines(3), ".gitattributes": "*.txt diff=evil\n" });
  const to = commit({ "a.txt": lines(4) });
  writeFileSync(join(folder, "evil.sh"), `#!/bin/sh\ntouch "${folder}/ran"\necho evil\n`);
  chmodSync(join(folder, "evil.sh"), 0o755);
  for (const [name, value] of [
    ["diff.external", `${folder}/evil.sh`],
    ["diff.evil.command", `${folder}/evil.sh`],
    ["diff.evil.textconv", `${folder}/evil.sh`],
    ["diff.noprefix", "true"],
    ["diff.mnemonicPrefix", "true"],
    ["color.diff", "always"],
    ["diff.context", "7"],
    ["diff.renames", "false"],
  ] as const)
    git("config", name, value);
  expect(await changed(base, to)).toEqual(["a.txt: 4-4"]);
  expect(existsSync(join(folder, "ran"))).toBe(false);
});

test("in a folder below the repository's, only its own files are told, by their paths from there", async () => {
  const base = commit({ "a.txt": "1\n", "sub/b.txt": "1\n" });
  const to = commit({ "a.txt": "2\n", "sub/b.txt": "2\n" });
  const found = await readChangedLines(join(folder, "sub"), base, to);
  expect(found).toMatchObject({ ok: true, value: [{ path: "b.txt", ranges: [{ from: 1, to: 1 }] }] });
});

test("files that git does not know yet are new as a whole, ignored ones are not told", async () => {
  const base = commit({ "a.txt": lines(3), ".gitignore": "out\n" });
  writeFileSync(join(folder, "a.txt"), lines(4));
  writeFileSync(join(folder, "fresh.txt"), lines(2));
  writeFileSync(join(folder, "out"), lines(2));
  const tree = await openWorkingTree(folder);
  if (!tree.ok) throw new Error(tree.failure.message);
  const found = await tree.value.linesSince(base);
  await tree.value.close();
  expect(found).toMatchObject({
    ok: true,
    value: [
      { path: "a.txt", ranges: [{ from: 4, to: 4 }] },
      { path: "fresh.txt", ranges: [{ from: 1, to: 2 }] },
    ],
  });
});

test("the base of a branch is where it left main; a commit that is not there is a failure", async () => {
  const base = commit({ a: "1\n" });
  git("switch", "-q", "-c", "feature");
  const to = commit({ b: "1\n" });
  expect(await readMergeBase(folder, to)).toBe(base);
  expect(await readChangedLines(folder, "nothing", to)).toMatchObject({ ok: false });
  expect(await readChangedLines(folder, "--output=/tmp/x", to)).toMatchObject({ ok: false });
});
