import { realpathSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { millrace } from "../../../e2e/fixtures/millrace-programs.ts";
import { commitAll, git, makeRepository } from "../../../e2e/fixtures/repository.ts";

let place: { folder: string; remove: () => void };
let work: string;
let home: string;
beforeEach(() => {
  place = temporaryFolder();
  const base = realpathSync(place.folder);
  home = join(base, "home");
  work = makeRepository(join(base, "work"), { "a.txt": "one\n", "sub/b.txt": "b\n" });
  git(work, "config", "user.name", "Mara");
  git(work, "config", "user.email", "mara@example.org");
  const store = openTestStore(home);
  write(store, ({ projects }) => projects.trust(projects.open(work, "work", 1).id, true, 1));
  store.close();
});
afterEach(() => place.remove());

const ask = (...words: string[]) => millrace({ home, cwd: work }, "code", ...words);
const json = async (...words: string[]) => {
  const { output, complaint, exitCode } = await ask(...words, "--json");
  if (exitCode !== 0) throw new Error(complaint);
  return JSON.parse(output);
};

test("commits are listed, found and shown, page by page", async () => {
  commitAll(work, "fix: b", { "sub/b.txt": "bb\n" });
  const first = await json("log", "--limit", "1");
  expect(first.commits.map(({ subject }: { subject: string }) => subject)).toEqual(["fix: b"]);
  const second = await json("log", "--limit", "5", "--after", first.next);
  expect([second.commits.length, second.next]).toEqual([1, null]);
  expect((await json("log", "--text", "FIRST")).commits).toHaveLength(1);
  const below = await millrace({ home, cwd: join(work, "sub") }, "code", "log", "--path", "b.txt", "--json");
  expect(JSON.parse(below.output).commits).toHaveLength(2);
  const [head, ...rows] = (await ask("log", "--csv")).output.trimEnd().split("\r\n");
  expect(head).toBe("commit,parents,tree,subject,author,email,authoredAt,refs,run,runStatus");
  expect(rows).toHaveLength(2);
  expect(rows[0]).toContain(`,${git(work, "rev-parse", "HEAD^")},`);
  expect((await ask("log")).output).toMatch(/^[0-9a-f]{8} .* Mara .* fix: b \(HEAD, main\)\n/);
  expect((await json("show", "HEAD")).commit.files).toMatchObject([{ path: "sub/b.txt", change: "modified" }]);
});

test("branches and tags are made, gone to, merged and removed; conflicts end with exit code 1", async () => {
  await json("branch", "topic");
  commitAll(work, "feat: topic", { "a.txt": "topic\n" });
  expect((await ask("switch", "main")).output).toBe("On main.\n");
  commitAll(work, "feat: main", { "a.txt": "main\n" });
  const merged = await ask("merge", "topic");
  expect([merged.exitCode, merged.output]).toEqual([1, "One file has conflicts to resolve.\n"]);
  git(work, "merge", "--abort");
  await json("tag", "v1", "-m", "one");
  expect((await json("tags")).tags).toMatchObject([{ name: "v1", message: "one" }]);
  const { undoId } = await json("branch", "topic", "--delete", "--force");
  await json("undo", undoId);
  expect((await json("branches")).branches.map(({ name }: { name: string }) => name)).toEqual(["main", "topic"]);
  const refused = await ask("branch", "a..b", "--json");
  expect([refused.exitCode, JSON.parse(refused.complaint).error.code]).toEqual([2, "code-impossible"]);
});

test("a push and a pull tell their events as lines of JSON, the last one that it is done", async () => {
  const origin = join(work, "..", "origin.git");
  git(work, "clone", "--quiet", "--bare", ".", origin);
  git(work, "remote", "add", "origin", origin);
  commitAll(work, "feat: new");
  const pushed = await ask("push", "--json");
  const events = pushed.output
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(events.at(-1)).toMatchObject({ type: "done", text: "One branch or tag sent to origin.", hasConflicts: false });
  expect((await ask("pull")).output).toBe("Nothing new in origin/main.\n");
  expect((await json("remotes")).remotes).toEqual([{ name: "origin", fetchUrl: origin, pushUrl: origin }]);
});

test("hooks are set and taken out", async () => {
  commitAll(work, "chore: pipeline", { "millrace.yml": "version: 1\nname: w\nstages:\n  lint: { phase: code, run: exit 1 }\n" });
  await json("hooks", "pre-commit", "lint");
  expect((await json("hooks")).hooks).toMatchObject([
    { hook: "pre-commit", stages: ["lint"], hasOther: false },
    { hook: "pre-push", stages: [] },
  ]);
  expect(() => git(work, "commit", "--allow-empty", "--message", "feat: held back")).toThrow(/A stage failed/);
  expect(await json("hooks", "pre-commit", "--off")).toEqual({ hook: "pre-commit", stages: [] });
  expect((await ask("hooks", "pre-commit", "lnt")).complaint).toContain('There is no stage "lnt".');
});
