import { readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { millrace } from "../../../e2e/fixtures/millrace-programs.ts";
import { git, makeRepository, writeFiles } from "../../../e2e/fixtures/repository.ts";

let place: { folder: string; remove: () => void };
let work: string;
let home: string;
beforeEach(() => {
  place = temporaryFolder();
  home = join(realpathSync(place.folder), "home");
  work = makeRepository(join(realpathSync(place.folder), "work"), { "a.txt": "one\ntwo\n", "sub/b.txt": "b\n" });
  git(work, "config", "user.name", "Mara");
  git(work, "config", "user.email", "mara@example.org");
});
afterEach(() => place.remove());

function open(isTrusted: boolean): void {
  const store = openTestStore(home);
  const project = write(store, ({ projects }) => projects.open(work, "work", 1));
  if (isTrusted) write(store, ({ projects }) => projects.trust(project.id, true, 1));
  store.close();
}

const ask = (...words: string[]) => millrace({ home, cwd: work }, "code", ...words);
const json = async (...words: string[]) => {
  const { output, complaint, exitCode } = await ask(...words, "--json");
  if (exitCode !== 0) throw new Error(complaint);
  return JSON.parse(output);
};

test("only a trusted project is looked at", async () => {
  open(false);
  const refused = await ask("status", "--json");
  expect([refused.exitCode, JSON.parse(refused.complaint).error.code]).toEqual([2, "not-trusted"]);
});

test("changes are looked at, staged by hunk, committed, discarded and brought back", async () => {
  open(true);
  writeFiles(work, { "a.txt": "ONE\ntwo\n", "sub/b.txt": "bb\n", "new\n.txt": "n\n" });
  expect((await ask("status")).output).toBe("main\n M a.txt\n?? new␊.txt\n M sub/b.txt\n");
  expect(await json("status")).toMatchObject({ fileCount: 3, branch: "main" });
  expect((await ask("diff", "a.txt")).output).toBe("--- a.txt\n@@ 1: -1,2 +1,2\n-one\n+ONE\n two\n");
  expect((await json("diff")).files.map(({ path }: { path: string }) => path)).toEqual(["a.txt", "new\n.txt", "sub/b.txt"]);
  await json("stage", "a.txt", "--hunks", "1");
  await json("stage", "sub");
  expect(git(work, "status", "--porcelain")).toBe('M  a.txt\nM  sub/b.txt\n?? "new\\n.txt"');
  const below = await millrace({ home, cwd: join(work, "sub") }, "code", "unstage", "b.txt");
  expect([below.exitCode, git(work, "diff", "--cached", "--name-only")]).toEqual([0, "a.txt"]);
  const committed = await ask("commit", "-m", "feat: #1\n\n#12 too");
  expect([committed.exitCode, committed.output]).toEqual([0, expect.stringMatching(/^Committed [0-9a-f]{7}: feat: #1\n$/)]);
  expect(git(work, "log", "-1", "--format=%B").trim()).toBe("feat: #1\n\n#12 too");
  const { undoId } = await json("discard", "sub/b.txt");
  expect(git(work, "diff", "--name-only")).toBe("");
  expect((await json("undo")).undoables).toMatchObject([{ undoId, paths: ["sub/b.txt"] }]);
  await json("undo", undoId);
  expect(git(work, "diff", "--name-only")).toBe("sub/b.txt");
  expect((await ask("commit", "--all", "-m", "feat: the rest")).exitCode).toBe(0);
  expect(git(work, "status", "--porcelain")).toBe("");
});

test("lines are staged, unstaged and discarded one by one", async () => {
  open(true);
  writeFiles(work, { "a.txt": "ONE\ntwo\nthree\nfour\n" });
  expect((await ask("diff", "a.txt", "--numbers")).output).toContain("\n     1        -one\n            1 +ONE\n     2      2  two\n");
  await json("stage", "a.txt", "--lines", "+3-4");
  expect(git(work, "show", ":a.txt")).toBe("one\ntwo\nthree\nfour");
  await json("unstage", "a.txt", "--lines", "+4");
  expect(git(work, "show", ":a.txt")).toBe("one\ntwo\nthree");
  const { undoId } = await json("discard", "a.txt", "--lines=-1,+1");
  expect(readFileSync(join(work, "a.txt"), "utf8")).toBe("one\ntwo\nthree\nfour\n");
  await json("undo", undoId);
  expect(readFileSync(join(work, "a.txt"), "utf8")).toBe("ONE\ntwo\nthree\nfour\n");
  for (const lines of ["+2", "12", "+0", "+9"]) expect((await ask("stage", "a.txt", "--lines", lines)).exitCode).toBe(2);
});

test("stashes and conflicts are handled", async () => {
  open(true);
  writeFiles(work, { "a.txt": "stashed\n" });
  await json("stash", "push", "-m", "aside");
  expect((await json("stash", "list")).stashes).toMatchObject([{ index: 0, message: "aside" }]);
  await json("stash", "pop");
  git(work, "commit", "--quiet", "--all", "-m", "feat: here");
  git(work, "checkout", "--quiet", "-b", "other", "HEAD~1");
  writeFiles(work, { "a.txt": "there\n" });
  git(work, "commit", "--quiet", "--all", "-m", "feat: there");
  expect(() => git(work, "merge", "main")).toThrow();
  expect((await ask("status")).output).toContain("In the middle of: merge of main\n!! a.txt (both-modified)\n");
  expect((await ask("continue")).exitCode).toBe(2);
  await json("resolve", "a.txt", "--take", "theirs");
  expect((await ask("continue")).output).toBe("The merge is done.\n");
  expect(git(work, "show", "HEAD:a.txt")).toBe("stashed");
});

test("a message is checked, and what is wrong is answered with exit code 2", async () => {
  open(true);
  const checked = await ask("commit", "--check", "-m", "Add a lane", "--json");
  expect([checked.exitCode, JSON.parse(checked.output).hints]).toEqual([1, [{ kind: "error", line: 0, text: expect.any(String) }]]);
  writeFileSync(join(work, ".git/index.lock"), "");
  for (const [code, ...words] of [
    ["usage", "stage", "../elsewhere"],
    ["usage", "diff", "--context", "x"],
    ["usage", "stash", "frobnicate"],
    ["usage", "resolve", "a.txt", "--take", "mine"],
    ["code-impossible", "continue"],
    ["git-locked", "stage", "a.txt"],
  ] as const) {
    if (code === "code-impossible") await json("unlock");
    if (code === "git-locked") writeFileSync(join(work, ".git/index.lock"), "");
    const answer = await ask(...words, "--json");
    expect([words, JSON.parse(answer.complaint).error.code]).toEqual([words, code]);
  }
});
