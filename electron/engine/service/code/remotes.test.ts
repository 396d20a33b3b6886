import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CodeServiceBench, ended, given, refused } from "../../../../e2e/fixtures/code-service.ts";
import { commitAll, git, setPerson } from "../../../../e2e/fixtures/repository.ts";

let bench: CodeServiceBench;
beforeEach(() => {
  bench = new CodeServiceBench();
});
afterEach(() => bench.close());

describe("remotes", () => {
  function withRemote(): string {
    git(bench.base, "clone", "--quiet", "--bare", "work", "origin.git");
    git(bench.folder, "remote", "add", "origin", join(bench.base, "origin.git"));
    return join(bench.base, "origin.git");
  }

  test("are told without passwords", async () => {
    git(bench.folder, "remote", "add", "web", "https://mara:secret@example.org/x.git?token=abc");
    git(bench.folder, "remote", "add", "ssh", "git@example.org:x.git");
    git(bench.folder, "remote", "set-url", "--push", "ssh", "ssh://git@example.org/y.git");
    expect(await given(bench.service.remotes(bench.project))).toEqual([
      { name: "ssh", fetchUrl: "git@example.org:x.git", pushUrl: "ssh://git@example.org/y.git" },
      { name: "web", fetchUrl: "https://example.org/x.git", pushUrl: "https://example.org/x.git" },
    ]);
  });

  test("a first push sets what the branch follows; a rejected one says to fetch; a forced one overwrites only what was seen", async () => {
    const origin = withRemote();
    git(bench.folder, "switch", "--quiet", "-c", "topic");
    commitAll(bench.folder, "feat: topic");
    const push = (isForced = false) => bench.service.push({ ...bench.project, hasTags: false, isForced, isUpstreamSet: true });
    expect(await bench.done(push())).toMatchObject({ text: "One branch or tag sent to origin." });
    expect(git(bench.folder, "rev-parse", "--abbrev-ref", "@{upstream}")).toBe("origin/topic");
    expect(git(origin, "rev-parse", "topic")).toBe(git(bench.folder, "rev-parse", "HEAD"));
    expect(await bench.done(push())).toMatchObject({ text: "origin has everything already." });
    git(bench.base, "clone", "--quiet", "origin.git", "other");
    const other = setPerson(join(bench.base, "other"));
    git(other, "switch", "--quiet", "topic");
    commitAll(other, "feat: theirs");
    git(other, "push", "--quiet");
    commitAll(bench.folder, "feat: mine");
    expect(await refused(push())).toMatchObject({
      code: "code-diverged",
      message: "The other side has commits that are not here.",
      hint: "Pull them first, by merge or rebase, then push again.",
    });
    expect(await refused(push(true))).toMatchObject({
      code: "code-diverged",
      message: expect.stringContaining("has moved since it was last looked at"),
    });
    git(bench.folder, "fetch", "--quiet");
    await bench.done(push(true));
    expect(git(origin, "log", "--format=%s", "-1", "topic")).toBe("feat: mine");
  });

  test("fetching tells how it goes and what moved, and forgets what is gone there", async () => {
    const origin = withRemote();
    git(bench.folder, "fetch", "--quiet", "origin");
    git(origin, "branch", "extra", "main");
    const fetching = () => bench.service.fetch({ ...bench.project, isPruned: true });
    const { events } = await ended(fetching());
    expect(events.at(-1)).toMatchObject({ text: "One branch or tag moved." });
    git(origin, "branch", "-D", "extra");
    expect(await bench.done(fetching())).toMatchObject({ text: "One branch or tag moved." });
    expect(git(bench.folder, "for-each-ref", "--format=%(refname)", "refs/remotes")).toBe("refs/remotes/origin/main");
    expect(await bench.done(fetching())).toMatchObject({ text: "Nothing new." });
    expect(await refused(bench.service.fetch({ ...bench.project, remote: "--upload-pack=touch x", isPruned: true }))).toMatchObject({
      code: "code-impossible",
    });
  });

  test("pulling joins what came, each in its way", async () => {
    const origin = withRemote();
    git(bench.folder, "push", "--quiet", "--set-upstream", "origin", "main");
    git(bench.base, "clone", "--quiet", "origin.git", "other");
    const other = setPerson(join(bench.base, "other"));
    const pull = (how: "configured" | "fast-forward-only" | "merge" | "rebase") => bench.service.pull({ ...bench.project, how });
    commitAll(other, "feat: theirs", { "theirs.txt": "t" });
    git(other, "push", "--quiet");
    expect(await bench.done(pull("configured"))).toMatchObject({ text: "One commit from origin/main." });
    commitAll(other, "feat: theirs 2", { "theirs.txt": "t2" });
    git(other, "push", "--quiet");
    commitAll(bench.folder, "feat: mine", { "mine.txt": "m" });
    expect(await refused(pull("configured"))).toMatchObject({
      code: "code-diverged",
      hint: expect.stringContaining("Merge, or rebase"),
    });
    expect(await refused(pull("fast-forward-only"))).toMatchObject({ code: "code-diverged" });
    await bench.done(pull("rebase"));
    expect(git(bench.folder, "log", "--format=%s", "-2")).toBe("feat: mine\nfeat: theirs 2");
    commitAll(other, "feat: clash", { "mine.txt": "clash" });
    git(other, "push", "--quiet");
    expect(await bench.done(pull("merge"))).toMatchObject({ hasConflicts: true });
    expect(git(origin, "log", "-1", "--format=%s")).toBe("feat: clash");
  });

  test("a branch that follows nothing, and a repository that knows no other, are told with the way out", async () => {
    expect(await refused(bench.service.pull({ ...bench.project, how: "configured" }))).toMatchObject({ code: "code-impossible" });
    const failure = await refused(bench.service.push({ ...bench.project, hasTags: false, isForced: false, isUpstreamSet: true }));
    expect(failure).toMatchObject({ message: "This repository knows no other one.", hint: "git remote add origin ADDRESS names one." });
  });
});
