import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { commitAll, git, makeRepository } from "../../../../e2e/fixtures/repository.ts";
import { openGit } from "../../git/git.ts";
import { type ReleaseHistory, readReleaseHistory } from "./read-history.ts";

let folder: string;
let remove: () => void;
let repository: string;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  repository = makeRepository(join(folder, "shop"));
});
afterEach(() => remove());

async function read(at = repository, prefix: string | null = null, channel: string | null = null): Promise<ReleaseHistory> {
  const opened = await openGit(at, { isTrusted: true });
  if (!opened.ok) throw new Error(opened.failure.message);
  const request = { commit: git(repository, "rev-parse", "HEAD"), prefix, projectName: "shop", channel };
  const history = await readReleaseHistory(opened.value, request);
  if (!history.ok) throw new Error(history.failure.message);
  return history.value;
}

test("the commits since the newest release in the history are read with their messages, the newest first", async () => {
  git(repository, "tag", "v1.0.0");
  const fix = commitAll(repository, "fix: x\n\nBREAKING CHANGE: ü\n", { "a.txt": "2\n" });
  git(repository, "tag", "--annotate", "--message", "1.1.0", "v1.1.0");
  const seconds = Number(git(repository, "log", "-1", "--format=%ct"));
  git(repository, "checkout", "--quiet", "-b", "side", "HEAD~1");
  commitAll(repository, "feat: elsewhere", { "b.txt": "1\n" });
  git(repository, "tag", "v2.0.0");
  git(repository, "checkout", "--quiet", "main");
  const first = commitAll(repository, "feat: y\n\nbody\n", { "a.txt": "3\n" });
  const second = commitAll(repository, "docs: z", { "a.txt": "4\n" });
  const history = await read();
  expect(history.tags.map(({ name, isReached }) => `${name} ${isReached}`)).toEqual(["v2.0.0 false", "v1.1.0 true", "v1.0.0 true"]);
  expect([history.previous?.name, history.previous?.commit]).toEqual(["v1.1.0", fix]);
  expect(history.previous?.taggedAt).toBeGreaterThanOrEqual(seconds * 1_000);
  expect(history.commits.map(({ commit, parents, author, message }) => ({ commit, parents, author, message }))).toEqual([
    { commit: second, parents: [first], author: "Mara", message: "docs: z\n" },
    { commit: first, parents: [fix], author: "Mara", message: "feat: y\n\nbody\n" },
  ]);
  expect([history.prefix, history.isWhole, history.remoteUrl]).toEqual(["v", true, null]);
});

test("before the first release all commits count", async () => {
  commitAll(repository, "fix: x");
  git(repository, "tag", "nightly");
  git(repository, "tag", "--annotate", "--message", "no commit", "v9.9.9", "HEAD^{tree}");
  const history = await read();
  expect(history.commits.map(({ message }) => message)).toEqual(["fix: x\n", "feat: first\n"]);
  expect([history.previous, history.tags, history.isWhole]).toEqual([null, [], true]);
});

test("a project in a part of the repository has the commits that changed something there, and tags of its name", async () => {
  commitAll(repository, "feat: shop", { "packages/shop/a.txt": "1\n" });
  git(repository, "tag", "shop@1.0.0");
  git(repository, "tag", "cart@3.0.0");
  commitAll(repository, "fix: cart", { "packages/cart/a.txt": "1\n" });
  commitAll(repository, "fix: shop", { "packages/shop/a.txt": "2\n" });
  const history = await read(join(repository, "packages", "shop"));
  expect([history.prefix, history.previous?.name]).toEqual(["shop@", "shop@1.0.0"]);
  expect(history.commits.map(({ message }) => message)).toEqual(["fix: shop\n"]);
});

test("a prefix that is given is the one", async () => {
  git(repository, "tag", "v1.0.0");
  git(repository, "tag", "api/2.0.0");
  expect((await read(repository, "api/")).previous?.name).toBe("api/2.0.0");
});

test("the remote is origin, or the only one", async () => {
  git(repository, "remote", "add", "upstream", "https://github.com/acme/shop");
  expect((await read()).remoteUrl).toBe("https://github.com/acme/shop");
  git(repository, "remote", "add", "fork", "https://github.com/mara/shop");
  expect((await read()).remoteUrl).toBeNull();
  git(repository, "remote", "add", "origin", "git@github.com:acme/shop.git");
  expect((await read()).remoteUrl).toBe("git@github.com:acme/shop.git");
});

test("it is told what came since the last pre-release, of any channel and of the one that is asked for", async () => {
  git(repository, "tag", "v1.0.0");
  commitAll(repository, "feat: x");
  git(repository, "tag", "v1.1.0-alpha.1");
  commitAll(repository, "fix: y");
  git(repository, "tag", "v1.1.0-beta.1");
  commitAll(repository, "fix: z");
  const told = async (channel: string | null) => {
    const { sincePreRelease, sinceChannel } = await read(repository, null, channel);
    return [sincePreRelease, sinceChannel].map((commits) => commits?.map(({ message }) => message.trim()));
  };
  expect([await told("beta"), await told("alpha"), await told("rc"), await told(null)]).toEqual([
    [["fix: z"], ["fix: z"]],
    [["fix: z"], ["fix: z", "fix: y"]],
    [["fix: z"], undefined],
    [["fix: z"], undefined],
  ]);
});
