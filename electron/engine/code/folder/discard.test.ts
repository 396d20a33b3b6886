import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { type CodeWorkshop, openCodeWorkshop } from "../../../../e2e/fixtures/code.ts";
import { git, photograph, writeFiles } from "../../../../e2e/fixtures/repository.ts";
import { dayMs } from "../../../../shared/time.ts";
import { discardPaths, undo } from "../code.ts";
import { openRepository } from "../repository.ts";
import { discardLines } from "./discard-lines.ts";
import { listUndoables } from "./undo.ts";
import { keepRecord } from "./undo-store.ts";

let workshop: CodeWorkshop;
afterEach(() => workshop?.close());

const discard = (...paths: string[]) => workshop.change((repository) => discardPaths(repository, paths, Date.now()));
const bringBack = (undoId: string) => workshop.change((repository) => undo(repository, undoId, Date.now()));
const files = () => photograph(workshop.folder, [".git"]);

test("discarded files lie there as the index has them, and come back byte for byte, with mode and link", async () => {
  workshop = openCodeWorkshop({
    "a.txt": "one\n",
    "mode.sh": "x\n",
    link: "was a file\n",
    "gone/deep.txt": "deep\n",
    "staged.txt": "s\n",
    "left.txt": "l\n",
  });
  const { folder } = workshop;
  writeFiles(folder, { "staged.txt": "staged\n" });
  git(folder, "add", "staged.txt");
  const clean = files();
  writeFiles(folder, {
    "a.txt": Buffer.from([0xff, 0, 0x0a]),
    "staged.txt": "more\n",
    "new dir/-new \n file": "n",
    "left.txt": "changed, not discarded\n",
  });
  chmodSync(join(folder, "mode.sh"), 0o755);
  unlinkSync(join(folder, "link"));
  symlinkSync("nowhere", join(folder, "link"));
  rmSync(join(folder, "gone"), { recursive: true });
  const changed = files();
  const before = workshop.truth();
  const { undoId } = await discard("a.txt", "mode.sh", "link", "gone/deep.txt", "staged.txt", "new dir");
  expect(files()).toEqual({ ...clean, "left.txt": changed["left.txt"] });
  expect(workshop.git("status", "--porcelain")).toBe(" M left.txt\nM  staged.txt\n");
  const repository = await openRepository(folder);
  expect(repository.ok && (await listUndoables(repository.value))).toMatchObject([{ undoId, what: "bring back 6 files" }]);
  await bringBack(undoId);
  expect(files()).toEqual(changed);
  expect(workshop.truth()).toBe(before);
  expect(readdirSync(join(folder, ".git/millrace/undo"))).toEqual([]);
  expect(await workshop.refusal((place) => undo(place, undoId, Date.now()))).toMatchObject({ code: "code-stale" });
});

test("what stands in a file's place is kept as well: a folder where a file was, a file where a folder was", async () => {
  workshop = openCodeWorkshop({ file: "f\n", "folder/x.txt": "x\n", "folder/y.txt": "y\n" });
  const { folder } = workshop;
  const clean = files();
  unlinkSync(join(folder, "file"));
  rmSync(join(folder, "folder"), { recursive: true });
  writeFiles(folder, { "file/inner/new.txt": "mine\n", folder: "mine, too\n" });
  const changed = files();
  const first = await discard("file");
  const second = await discard("folder/x.txt", "folder/y.txt");
  expect(files()).toEqual(clean);
  await bringBack(second.undoId);
  await bringBack(first.undoId);
  expect(files()).toEqual(changed);
});

test("nothing is brought back over what somebody did since", async () => {
  workshop = openCodeWorkshop({ "a.txt": "one\n", "b.txt": "b\n" });
  const { folder } = workshop;
  writeFiles(folder, { "a.txt": "two\n", "b.txt": "bb\n", "new.txt": "new\n" });
  const { undoId } = await discard("a.txt", "b.txt", "new.txt");
  writeFiles(folder, { "a.txt": "three\n", "new.txt": "newer\n" });
  const before = files();
  expect(await workshop.refusal((repository) => undo(repository, undoId, Date.now()))).toMatchObject({
    code: "code-in-the-way",
    paths: ["a.txt", "new.txt"],
  });
  expect(files()).toEqual(before);
  git(folder, "restore", "a.txt");
  unlinkSync(join(folder, "new.txt"));
  await bringBack(undoId);
  expect([readFileSync(join(folder, "a.txt"), "utf8"), readFileSync(join(folder, "new.txt"), "utf8")]).toEqual(["two\n", "new\n"]);
});

test("when it ends between keeping and discarding, nothing is lost and nothing is in the way", async () => {
  workshop = openCodeWorkshop({ "a.txt": "one\n" });
  writeFiles(workshop.folder, { "a.txt": "two\n", "new.txt": "new\n" });
  const before = files();
  const kept = [
    { path: "a.txt", kept: "file-0", after: "clean" },
    { path: "new.txt", kept: "file-1", after: "clean" },
  ];
  // As if the power had gone right behind the record.
  const { undoId } = await workshop.change(async (repository) => ({
    ok: true,
    value: await keepRecord(repository, { kind: "files", files: kept }, Date.now()),
  }));
  await bringBack(undoId);
  expect(files()).toEqual(before);
});

test("large new files are moved, not copied", async () => {
  workshop = openCodeWorkshop();
  const file = join(workshop.folder, "large.bin");
  writeFileSync(file, Buffer.alloc(30_000_000, 7));
  const inode = statSync(file).ino;
  const { undoId } = await discard("large.bin");
  expect(existsSync(file)).toBe(false);
  await bringBack(undoId);
  expect(statSync(file).ino).toBe(inode);
});

test("kept things go when they are old, but for the newest", async () => {
  workshop = openCodeWorkshop();
  const keep = (daysAgo: number) =>
    workshop.change(async (repository) => ({
      ok: true,
      value: await keepRecord(repository, { kind: "files", files: [] }, Date.now() - daysAgo * dayMs),
    }));
  await keep(90);
  await keep(80);
  const { undoId } = await keep(1);
  expect(readdirSync(join(workshop.folder, ".git/millrace/undo"))).toHaveLength(2);
  await keep(0);
  expect(readdirSync(join(workshop.folder, ".git/millrace/undo")).sort()[0]).toBe(undoId);
});

test("an id is no path, other repositories and files with conflicts are not touched", async () => {
  workshop = openCodeWorkshop();
  expect(await workshop.refusal((repository) => undo(repository, "../../..//etc", Date.now()))).toMatchObject({ code: "code-stale" });
  expect(await workshop.refusal((repository) => discardPaths(repository, ["a.txt"], 1))).toMatchObject({ code: "code-stale" });
  git(workshop.folder, "init", "--quiet", "nested");
  writeFiles(workshop.folder, { "nested/x": "x" });
  expect(await workshop.refusal((repository) => discardPaths(repository, ["nested"], 1))).toMatchObject({ code: "code-impossible" });
  expect(existsSync(join(workshop.folder, "nested/.git"))).toBe(true);
});

test("a file that git was told will come is taken away and forgotten", async () => {
  workshop = openCodeWorkshop();
  writeFiles(workshop.folder, { "new.txt": "new\n" });
  git(workshop.folder, "add", "--intent-to-add", "new.txt");
  const { undoId } = await discard("new.txt");
  expect(workshop.git("status", "--porcelain")).toBe("");
  await bringBack(undoId);
  expect(readFileSync(join(workshop.folder, "new.txt"), "utf8")).toBe("new\n");
});

test("a project that is a part of a repository discards its own files", async () => {
  workshop = openCodeWorkshop({ "part/a.txt": "a\n", "a.txt": "top\n" }, "part");
  writeFiles(join(workshop.folder, ".."), { "part/a.txt": "aa\n", "a.txt": "changed\n" });
  const { undoId } = await discard("a.txt");
  expect(workshop.git("status", "--porcelain")).toBe(" M a.txt\n");
  await bringBack(undoId);
  expect(readFileSync(join(workshop.folder, "a.txt"), "utf8")).toBe("aa\n");
});

test("lines are discarded where git keeps a file in another form: other line ends, a filter", async () => {
  workshop = openCodeWorkshop({ ".gitattributes": "*.win text eol=crlf\n*.up filter=upper\n" });
  const { folder } = workshop;
  git(folder, "config", "filter.upper.clean", "tr a-z A-Z");
  git(folder, "config", "filter.upper.smudge", "tr A-Z a-z");
  writeFiles(folder, { "a.win": "one\r\ntwo\r\nthree\r\n", "a.up": "one\ntwo\nthree\n" });
  git(folder, "add", ".");
  git(folder, "commit", "--quiet", "-m", "feat: filters");
  writeFiles(folder, { "a.win": "ONE\r\ntwo\r\nTHREE\r\n", "a.up": "uno\ntwo\ndrei\n" });
  for (const [path, expected] of [
    ["a.win", "one\r\ntwo\r\nTHREE\r\n"],
    ["a.up", "one\ntwo\ndrei\n"],
  ] as const) {
    const diff = await workshop.diff(path, "unstaged", { contextLines: 0 });
    const lines = [{ hunk: 0, lines: [0, 1] }];
    await workshop.change((repository) => discardLines(repository, { path, fingerprint: diff.fingerprint, lines }, Date.now()));
    expect(readFileSync(join(folder, path), "utf8")).toBe(expected);
  }
});

test("lines of what has changed meanwhile, and of what has no lines, are refused", async () => {
  workshop = openCodeWorkshop({ "a.txt": "one\ntwo\n" });
  writeFiles(workshop.folder, { "a.txt": "uno\ndue\n", "b.bin": Buffer.from([0]) });
  const { fingerprint } = await workshop.diff("a.txt", "unstaged");
  const lines = [{ hunk: 0, lines: [0] }];
  const hidden = await workshop.diff("a.txt", "unstaged", { isSpaceIgnored: true });
  const binary = await workshop.diff("b.bin", "unstaged");
  const refusal = (path: string, stamp: string, chosen = lines) =>
    workshop.refusal((repository) => discardLines(repository, { path, fingerprint: stamp, lines: chosen }, 1));
  expect(await refusal("a.txt", hidden.fingerprint)).toMatchObject({ code: "code-impossible" });
  expect(await refusal("b.bin", binary.fingerprint)).toMatchObject({ code: "code-impossible" });
  expect(await refusal("a.txt", fingerprint, [{ hunk: 7, lines: [0] }])).toMatchObject({ code: "code-impossible" });
  writeFiles(workshop.folder, { "a.txt": "uno\ntre\n" });
  expect(await refusal("a.txt", fingerprint)).toMatchObject({ code: "code-stale" });
  expect(await refusal("a.txt", "nonsense")).toMatchObject({ code: "code-stale" });
});
