import { afterEach, expect, test } from "vitest";
import { type CodeWorkshop, openCodeWorkshop } from "../../../../e2e/fixtures/code.ts";
import { commitAll, git, writeFiles } from "../../../../e2e/fixtures/repository.ts";
import { openRepository, readConflict } from "../code.ts";

let workshop: CodeWorkshop;
afterEach(() => workshop?.close());

/** Two branches that changed the same line; `main` is checked out. */
function openForked(): { folder: string; topic: string; hash: string } {
  workshop = openCodeWorkshop();
  const { folder } = workshop;
  git(folder, "checkout", "--quiet", "-b", "topic");
  const topic = commitAll(folder, "feat: topic", { "a.txt": "topic\n" });
  git(folder, "checkout", "--quiet", "main");
  commitAll(folder, "feat: main", { "a.txt": "main\n" });
  return { folder, topic, hash: topic.slice(0, 7) };
}

async function sidesAfter(...command: string[]) {
  expect(() => git(workshop.folder, ...command)).toThrow();
  const repository = await openRepository(workshop.folder);
  const read = repository.ok ? await readConflict(repository.value, "a.txt") : repository;
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  const { ours, theirs } = read.value;
  return [ours, theirs].map(({ name, subject }) => (subject === null ? name : `${name} (${subject})`));
}

test("in a merge the sides are the two branches, or the commit where it has no name", async () => {
  const { folder, topic, hash } = openForked();
  expect(await sidesAfter("merge", "topic")).toEqual(["main", "topic"]);
  git(folder, "merge", "--abort");
  expect(await sidesAfter("merge", topic)).toEqual(["main", "topic"]);
  git(folder, "merge", "--abort");
  git(folder, "branch", "--quiet", "-D", "topic");
  expect(await sidesAfter("merge", topic)).toEqual(["main", hash]);
  git(folder, "merge", "--abort");
  git(folder, "checkout", "--quiet", "--detach");
  git(folder, "tag", "v1", topic);
  expect(await sidesAfter("merge", hash)).toEqual(["the commit here", "v1"]);
});

test("what a pull brings is the remote's branch, not a second one of the same name", async () => {
  const { folder } = openForked();
  git(folder, "remote", "add", "origin", ".");
  git(folder, "update-ref", "refs/remotes/origin/main", "topic");
  git(folder, "branch", "--quiet", "-D", "topic");
  expect(await sidesAfter("merge", "-m", "Merge branch 'main' of example.org", "origin/main")).toEqual(["main", "origin/main"]);
});

test("in a rebase git's sides are turned round, and are said to be", async () => {
  const { folder, hash } = openForked();
  git(folder, "checkout", "--quiet", "topic");
  expect(await sidesAfter("rebase", "main")).toEqual(["main", `your commit ${hash} (feat: topic)`]);
  git(folder, "rebase", "--abort");
  expect(await sidesAfter("rebase", "--apply", "main")).toEqual(["main", `your commit ${hash} (feat: topic)`]);
  expect((await workshop.status()).pending).toMatchObject({ kind: "rebase", branch: "topic", other: "main" });
});

test("a commit that is made again or taken back is named with its subject", async () => {
  const { folder, topic, hash } = openForked();
  expect(await sidesAfter("cherry-pick", topic)).toEqual(["main", `commit ${hash} (feat: topic)`]);
  git(folder, "cherry-pick", "--abort");
  expect(await sidesAfter("revert", topic)).toEqual(["main", `main without ${hash} (feat: topic)`]);
});

test("changes that do not fit where they are brought back are the stash's", async () => {
  const { folder } = openForked();
  writeFiles(folder, { "a.txt": "mine\n" });
  git(folder, "stash", "push", "--quiet");
  git(folder, "checkout", "--quiet", "topic");
  expect(await sidesAfter("stash", "pop")).toEqual(["topic", "the stash"]);
});
