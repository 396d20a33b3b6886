import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { commitAll, git, makeRepository } from "../../../e2e/fixtures/repository.ts";
import { readTagOf, resolveRevision } from "./git.ts";

let folder: string;
let remove: () => void;
let repository: string;
let first: string;
let second: string;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  repository = makeRepository(join(folder, "shop"));
  first = git(repository, "rev-parse", "HEAD");
  git(repository, "tag", "v1.0");
  second = commitAll(repository, "fix: second\n\nbody", { "a.txt": "two\n" });
});
afterEach(() => remove());

test("a branch, a tag, a hash and a distance each lead to their commit, and say where they came from", async () => {
  git(repository, "branch", "feature/x");
  git(repository, "update-ref", "refs/remotes/origin/topic", second);
  const about = (commit: string) => ({
    commit,
    tree: git(repository, "rev-parse", `${commit}^{tree}`),
    subject: commit === first ? "feat: first" : "fix: second",
    author: "Mara",
  });
  const expected = {
    main: { ...about(second), branch: "main", tag: null },
    HEAD: { ...about(second), branch: "main", tag: null },
    "refs/heads/main": { ...about(second), branch: "main", tag: null },
    "feature/x": { ...about(second), branch: "feature/x", tag: null },
    "origin/topic": { ...about(second), branch: "origin/topic", tag: null },
    "v1.0": { ...about(first), branch: null, tag: "v1.0" },
    "main~1": { ...about(first), branch: null, tag: "v1.0" },
    [first]: { ...about(first), branch: null, tag: "v1.0" },
    [second.slice(0, 8)]: { ...about(second), branch: null, tag: null },
  };
  for (const [name, value] of Object.entries(expected)) expect(await resolveRevision(repository, name)).toEqual({ ok: true, value });
});

test("an annotated tag counts before a plain one", async () => {
  git(repository, "tag", "--annotate", "--message", "x", "release-1", first);
  expect(await readTagOf(repository, first)).toBe("release-1");
  expect(await readTagOf(repository, second)).toBeNull();
});

test("names that look like options, hashes or ranges are names, or nothing", async () => {
  git(repository, "update-ref", "refs/heads/--upload-pack=x", first);
  git(repository, "update-ref", "refs/tags/-q", first);
  git(repository, "branch", second.slice(0, 7), first);
  for (const name of ["--upload-pack=x", "-q", second.slice(0, 7)])
    expect(await resolveRevision(repository, name)).toMatchObject({ ok: true, value: { commit: first } });
  for (const name of ["--all", "-x", "", " ", "main..v1.0", "^main", "main:a.txt", "a\nb", "--output=/tmp/x"])
    expect(await resolveRevision(repository, name)).toMatchObject({ ok: false, failure: { code: "revision-unknown" } });
});

test("a miss names what was probably meant", async () => {
  expect(await resolveRevision(repository, "mian")).toEqual({
    ok: false,
    failure: { code: "revision-unknown", message: 'There is no branch, tag or commit "mian".', hint: "Did you mean main?" },
  });
  expect(await resolveRevision(repository, "something-else")).toMatchObject({ failure: { hint: "There are main, v1.0." } });
  expect(await resolveRevision(repository, "f".repeat(40))).toMatchObject({
    failure: { message: `The commit ${"f".repeat(40)} is not in this repository.`, hint: "git fetch may bring it." },
  });
  expect(await resolveRevision(repository, git(repository, "rev-parse", "HEAD:a.txt"))).toMatchObject({
    failure: { message: expect.stringContaining("is not a commit.") },
  });
});

test("a branch and a tag of the same name are told apart only when they differ", async () => {
  git(repository, "branch", "v1.0", first);
  expect(await resolveRevision(repository, "v1.0")).toMatchObject({ ok: true, value: { commit: first } });
  git(repository, "branch", "--force", "v1.0", second);
  expect(await resolveRevision(repository, "v1.0")).toEqual({
    ok: false,
    failure: {
      code: "revision-ambiguous",
      message: '"v1.0" is a branch and a tag, of different commits.',
      hint: "Say which: heads/v1.0 or tags/v1.0.",
    },
  });
  expect(await resolveRevision(repository, "heads/v1.0")).toMatchObject({ value: { commit: second, branch: "v1.0" } });
  expect(await resolveRevision(repository, "tags/v1.0")).toMatchObject({ value: { commit: first, tag: "v1.0" } });
});

test("knows a shallow clone, a bare repository, one without a commit, and no repository", async () => {
  git(folder, "clone", "--quiet", "--depth=1", `file://${repository}`, "shallow");
  expect(await resolveRevision(join(folder, "shallow"), first)).toMatchObject({
    failure: { code: "revision-unknown", hint: "The clone is shallow: git fetch --unshallow brings the rest." },
  });
  git(folder, "clone", "--quiet", "--bare", repository, "shop.git");
  expect(await resolveRevision(join(folder, "shop.git"), "v1.0")).toMatchObject({ ok: true, value: { commit: first } });
  mkdirSync(join(folder, "unborn"));
  expect(await resolveRevision(join(folder, "unborn"), "main")).toMatchObject({ failure: { code: "not-a-repository" } });
  git(join(folder, "unborn"), "init", "--quiet", "--initial-branch=main");
  expect(await resolveRevision(join(folder, "unborn"), "main")).toMatchObject({ failure: { code: "no-commit" } });
  expect(await resolveRevision(join(folder, "nowhere"), "main")).toMatchObject({ failure: { code: "git-failed" } });
});
