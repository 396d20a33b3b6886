import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { commitAll, git, makeRepository, photograph, writeFiles } from "../../../e2e/fixtures/repository.ts";
import { type ChangeBase, moveKeptChanges, openWorkingTree, readChanges, readKeptChanges, readKeptDiff, type WorkingTree } from "./git.ts";

const maxBytes = 20 * 1024 * 1024;

let folder: string;
let remove: () => void;
let repository: string;
let run: string;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  repository = makeRepository(join(folder, "shop"), { "a.txt": "one\n", "src/b.txt": "b\n", "src/c.txt": "c\n", ".gitignore": "out\n" });
  run = join(folder, "data", "runs", "r1");
});
afterEach(() => remove());

async function look<T>(project: string, action: (tree: WorkingTree) => Promise<T>): Promise<T> {
  const opened = await openWorkingTree(project);
  if (!opened.ok) throw new Error(opened.failure.message);
  try {
    return await action(opened.value);
  } finally {
    await opened.value.close();
  }
}

/** Keeps what a run would, and gives what a later one is told of it. */
function keep(project: string, to = run): Promise<ChangeBase> {
  return look(project, async (tree) => {
    const kept = await tree.keepChanges(to, maxBytes);
    if (!kept.ok) throw new Error(kept.failure.message);
    return { commit: tree.commit, tree: tree.tree, isDirty: tree.isDirty, kept: await readKeptChanges(to) };
  });
}

describe("the kept diff", () => {
  test("makes of the commit exactly what lay there, and touches nothing", async () => {
    writeFiles(repository, {
      "a.txt": "changed\n",
      "new.bin": Buffer.from([0, 1, 2, 255, 0]),
      "with blank\tand tab.txt": "x",
      "out/ignored": "x",
    });
    git(repository, "mv", "src/b.txt", "src/renamed.txt");
    rmSync(join(repository, "src/c.txt"));
    symlinkSync("a.txt", join(repository, "link"));
    writeFiles(repository, { "tool.sh": "#!/bin/sh\n" });
    chmodSync(join(repository, "tool.sh"), 0o755);
    const before = photograph(repository);
    const base = await keep(repository);
    expect(photograph(repository)).toEqual(before);
    expect(readdirSync(run).sort()).toEqual(["changed-files.json", "changes.diff"]);
    expect(base.kept?.files.map(({ path, status, bytes }) => `${status} ${path} ${bytes}`)).toEqual([
      "M a.txt 8",
      "A link 5",
      "A new.bin 5",
      "D src/b.txt null",
      "D src/c.txt null",
      "A src/renamed.txt 2",
      "A tool.sh 10",
      "A with blank\tand tab.txt 1",
    ]);

    const other = join(folder, "other");
    git(folder, "clone", "--quiet", repository, other);
    writeFileSync(join(folder, "kept.diff"), (await readKeptDiff(run)) ?? "");
    git(other, "apply", "--index", join(folder, "kept.diff"));
    expect(git(other, "write-tree")).toBe(base.tree);
  });

  test("is not there for a clean folder, ignored files or not", async () => {
    writeFiles(repository, { "out/x": "x" });
    expect(await keep(repository)).toEqual({
      commit: git(repository, "rev-parse", "HEAD"),
      tree: git(repository, "rev-parse", "HEAD^{tree}"),
      isDirty: false,
      kept: null,
    });
    expect(existsSync(run)).toBe(false);
  });

  test("holds everything before the first commit", async () => {
    const unborn = join(folder, "unborn");
    mkdirSync(unborn);
    git(unborn, "init", "--quiet");
    writeFiles(unborn, { "a.txt": "a\n" });
    const base = await keep(unborn);
    expect(base).toMatchObject({ commit: null, isDirty: true, kept: { files: [{ path: "a.txt", status: "A" }] } });
    expect(await readKeptDiff(run)).toContain("+a");
  });

  test("is compressed when it is large, and read the same", async () => {
    writeFiles(repository, { "large.txt": Array.from({ length: 20_000 }, (_, index) => `line ${index}\n`).join("") });
    const base = await keep(repository);
    expect(readdirSync(run).sort()).toEqual(["changed-files.json", "changes.diff.gz"]);
    expect((await readKeptDiff(run))?.length).toBe(base.kept?.diffBytes);
  });

  test.each([
    ["while it is written", 40],
    ["by what it would have to look at", 200],
  ])("gives way to its list when it is too large, noticed %s", async (_, kibibytes) => {
    // Noise: nothing makes it smaller.
    writeFiles(repository, { "noise.bin": Buffer.from(Array.from({ length: kibibytes * 1024 }, () => Math.floor(Math.random() * 256))) });
    const kept = await look(repository, (tree) => tree.keepChanges(run, 16 * 1024));
    expect(kept).toMatchObject({
      ok: true,
      value: {
        files: [{ path: "noise.bin", status: "A", bytes: kibibytes * 1024 }],
        diff: null,
        note: "The diff was not kept: it has more than 16.0 KiB.",
      },
    });
    expect(readdirSync(run)).toEqual(["changed-files.json"]);
    expect(await readKeptDiff(run)).toBeNull();
  });

  test("starts no program of the repository and ignores how a person likes diffs", async () => {
    const marker = join(folder, "ran");
    const program = join(folder, "tripwire.sh");
    writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> '${marker}'\ncat\n`, { mode: 0o755 });
    const plain = { "diff.noprefix": "true", "diff.mnemonicPrefix": "true", "color.diff": "always", "diff.context": "0" };
    const settings = { ...plain, "diff.external": program, "diff.evil.textconv": program, "diff.evil.command": program };
    for (const [name, value] of Object.entries(settings)) git(repository, "config", name, value);
    writeFiles(repository, { ".gitattributes": "* diff=evil\n", "a.txt": "two\n" });
    writeFileSync(join(repository, ".git/hooks/post-index-change"), readFileSync(program), { mode: 0o755 });
    git(repository, "--no-pager", "diff", "HEAD");
    // They do run when git is used carelessly: the test can fail.
    expect(existsSync(marker)).toBe(true);
    rmSync(marker);
    await keep(repository);
    expect(existsSync(marker)).toBe(false);
    expect(await readKeptDiff(run)).toContain("--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+two\n");
  });

  test("moves into the run's folder as a whole", async () => {
    writeFiles(repository, { "a.txt": "two\n" });
    await keep(repository, join(folder, "data", "pending"));
    await moveKeptChanges(join(folder, "data", "pending"), run);
    expect(existsSync(join(folder, "data", "pending"))).toBe(false);
    expect(await readKeptChanges(run)).toMatchObject({ files: [{ path: "a.txt" }], diff: "changes.diff" });
    await moveKeptChanges(join(folder, "data", "pending"), run);
    expect(await readKeptDiff(run)).toContain("+two");
  });
});

describe("changed paths", () => {
  test("between commits name a renamed file twice, and end at the project's folder", async () => {
    const first = git(repository, "rev-parse", "HEAD");
    git(repository, "mv", "src/b.txt", "src/renamed.txt");
    const second = commitAll(repository, "second", { "a.txt": "two\n" });
    const base = { commit: first, tree: git(repository, "rev-parse", `${first}^{tree}`), isDirty: false, kept: null };
    expect(await readChanges(repository, base, second)).toEqual({
      ok: true,
      value: { paths: ["a.txt", "src/b.txt", "src/renamed.txt"], isEverything: false },
    });
    expect(await readChanges(join(repository, "src"), base, second)).toEqual({
      ok: true,
      value: { paths: ["b.txt", "renamed.txt"], isEverything: false },
    });
    expect(await readChanges(repository, base, first)).toEqual({ ok: true, value: { paths: [], isEverything: false } });
  });

  test("are all there are without a base, and when it is gone", async () => {
    const head = git(repository, "rev-parse", "HEAD");
    const all = { ok: true, value: { paths: [".gitignore", "a.txt", "src/b.txt", "src/c.txt"], isEverything: true } };
    const gone = { commit: "1".repeat(40), tree: "2".repeat(40), isDirty: false, kept: null };
    expect(await readChanges(repository, null, head)).toEqual(all);
    expect(await readChanges(repository, gone, head)).toEqual(all);
    expect(await readChanges(repository, { ...gone, commit: head, isDirty: true }, head)).toEqual(all);
    expect(await readChanges(join(repository, "src"), null, head)).toEqual({
      ok: true,
      value: { paths: ["b.txt", "c.txt"], isEverything: true },
    });
    expect(await readChanges(repository, null, "2".repeat(40))).toMatchObject({ ok: false });
  });

  test("are noticed although a file changed in the instant in which it was committed, to the same size", async () => {
    const file = join(repository, "a.txt");
    const index = join(repository, ".git/index");
    const instant = 1_700_000_000;
    // The time of the change of the inode cannot be set, so it must not count here.
    git(repository, "config", "core.trustctime", "false");
    utimesSync(file, instant, instant);
    git(repository, "update-index", "--refresh");
    utimesSync(index, instant, instant);
    writeFileSync(file, "two\n");
    utimesSync(file, instant, instant);
    expect(await look(repository, async (tree) => tree.isDirty)).toBe(true);
  });

  const names = ["a.txt", "src/b.txt", "src/c.txt", "src/deep/d.txt", "e.txt"];
  /** What each file holds; `null` for none. */
  const states = fc.record(Object.fromEntries(names.map((name) => [name, fc.constantFrom(null, "one\n", "two\n", "three\n")])));

  function lay(state: Readonly<Record<string, string | null>>): void {
    for (const [path, content] of Object.entries(state)) {
      if (content === null) rmSync(join(repository, path), { force: true });
      else writeFiles(repository, { [path]: content });
    }
  }

  test("since an uncommitted state are exactly the files that differ from it, whatever was committed meanwhile", async () => {
    await fc.assert(
      fc.asyncProperty(states, fc.boolean(), states, fc.boolean(), states, async (committed, commitsThen, then, commitsNow, now) => {
        lay(committed);
        commitAll(repository, "committed");
        lay(then);
        if (commitsThen) commitAll(repository, "then");
        rmSync(run, { recursive: true, force: true });
        const base = await keep(repository);
        if (commitsNow) commitAll(repository, "between");
        lay(now);
        const changes = await look(repository, (tree) => tree.changesSince(base));
        const expected = names.filter((name) => then[name] !== now[name]).sort();
        expect(changes).toEqual({ ok: true, value: { paths: expected, isEverything: false } });
      }),
      { numRuns: 12 },
    );
  }, 60_000);
});
