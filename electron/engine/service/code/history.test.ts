import { chmodSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newRun, openTestStore, write } from "../../../../e2e/fixtures/history.ts";
import { commitAll, git, makeRepository, writeFiles } from "../../../../e2e/fixtures/repository.ts";
import type { OperationEvent } from "../../../../shared/contract/code/shared.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import type { Failure, Result } from "../../../../shared/result.ts";
import { createTurns } from "../../code/code.ts";
import { openGit } from "../../git/git.ts";
import type { Store } from "../../store/store.ts";
import { createCodeChangesService } from "./changes.ts";
import { type CodeHistoryService, createCodeHistoryService } from "./history.ts";

let base: string;
let folder: string;
let store: Store;
let service: CodeHistoryService;
let project: { projectId: ProjectId };
const turns = createTurns();
const now = () => Date.UTC(2026, 10, 27);

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "millrace-history-")));
  folder = setUp(makeRepository(join(base, "work")));
  store = openTestStore(join(base, "data"));
  service = createCodeHistoryService(store, { turns, prompts: null, now });
  project = trust(folder);
});
afterEach(() => {
  service.close();
  store.close();
  rmSync(base, { recursive: true, force: true });
});

function setUp(place: string): string {
  git(place, "config", "user.name", "Mara");
  git(place, "config", "user.email", "mara@example.org");
  return place;
}

function trust(place: string): { projectId: ProjectId } {
  return write(store, ({ projects }) => {
    const { id } = projects.open(place, "work", 1);
    projects.trust(id, true, 1);
    return { projectId: id };
  });
}

/** The value of an answer that has to be there. */
async function given<Value>(answer: Promise<Result<Value, Failure>>): Promise<Value> {
  const result = await answer;
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}

async function refusal(answer: Promise<Result<unknown, Failure>>): Promise<Failure> {
  const result = await answer;
  if (result.ok) throw new Error("It was not refused.");
  return result.failure;
}

type Events = AsyncGenerator<OperationEvent, Result<undefined, Failure>, void>;

async function ended(operation: Events): Promise<{ events: OperationEvent[]; end: Result<undefined, Failure> }> {
  const events: OperationEvent[] = [];
  for (;;) {
    const next = await operation.next();
    if (next.done === true) return { events, end: next.value };
    events.push(next.value);
  }
}

/** What a successful operation says at its end. */
async function done(operation: Events): Promise<{ text: string; hasConflicts: boolean; commit: string | null }> {
  const { events, end } = await ended(operation);
  if (!end.ok) throw new Error(JSON.stringify(end.failure));
  const last = events.at(-1);
  if (last?.type !== "done") throw new Error("It did not say that it was done.");
  expect(last.commit).toBe(git(folder, "rev-parse", "HEAD"));
  return last;
}

async function refused(operation: Events): Promise<Failure> {
  const { end } = await ended(operation);
  if (end.ok) throw new Error("It was not refused.");
  return end.failure;
}

const graph = { from: "all" as const, text: "", after: null, limit: 200 };

/** Two branches that changed the same line. */
function diverge(): void {
  git(folder, "switch", "--quiet", "-c", "topic");
  commitAll(folder, "feat: topic", { "a.txt": "topic\n" });
  git(folder, "switch", "--quiet", "main");
  commitAll(folder, "feat: main", { "a.txt": "main\n" });
}

describe("the graph", () => {
  test("has what git log has, with the names that point there and the runs of commit and tree", async () => {
    diverge();
    git(folder, "tag", "-a", "v1", "-m", "one");
    const head = git(folder, "rev-parse", "HEAD");
    const tree = git(folder, "rev-parse", "HEAD^{tree}");
    write(store, ({ runs }) => runs.insert({ ...newRun(project.projectId), commit: head, tree, selection: [] }, 2));
    const { commits, next } = await given(service.graph({ ...project, ...graph }));
    expect(next).toBeNull();
    expect(commits.map(({ commit, parents, subject }) => `${commit} ${parents.join(" ")} ${subject}`.trim()).sort()).toEqual(
      git(folder, "log", "--all", "--format=%H %P %s").split("\n").sort(),
    );
    const first = commits.find(({ commit }) => commit === head);
    expect(first?.refs).toEqual([
      { kind: "head", name: "HEAD" },
      { kind: "branch", name: "main" },
      { kind: "tag", name: "v1" },
    ]);
    expect(first?.runs).toEqual([{ runId: "r1", number: 1, status: "queued", isWhole: true, isSameTree: true }]);
  });

  test("page by page gives what all at once gives, also when git was closed in between, and is refused once a branch moved", async () => {
    for (let count = 0; count < 25; count += 1) commitAll(folder, `feat: ${count}`);
    const all = (await given(service.graph({ ...project, ...graph }))).commits.map(({ commit }) => commit);
    const paged: string[] = [];
    let after: string | null = null;
    do {
      if (paged.length === 14) service.close();
      const page: { commits: { commit: string }[]; next: string | null } = await given(
        service.graph({ ...project, ...graph, limit: 7, after }),
      );
      paged.push(...page.commits.map(({ commit }) => commit));
      after = page.next ?? null;
      if (paged.length === 21) expect(after).not.toBeNull();
    } while (after !== null);
    expect(paged).toEqual(all);
    const { next } = await given(service.graph({ ...project, ...graph, limit: 3 }));
    commitAll(folder, "feat: more");
    expect(await refusal(service.graph({ ...project, ...graph, limit: 3, after: next }))).toMatchObject({ code: "code-stale" });
  });

  test("finds by message, author and hash without regard to case, by path, and from any revision", async () => {
    commitAll(folder, "fix: Größe\n\nSee ticket ABC-7", { "b.txt": "b", "sub/c [1].txt": "c" });
    const head = git(folder, "rev-parse", "HEAD");
    const found = async (how: object) =>
      (await given(service.graph({ ...project, ...graph, ...how }))).commits.map(({ subject }) => subject);
    expect(await found({ text: "größe" })).toEqual(["fix: Größe"]);
    expect(await found({ text: "abc-7" })).toEqual(["fix: Größe"]);
    expect(await found({ text: "MARA@" })).toHaveLength(2);
    expect(await found({ text: head.slice(0, 9) })).toEqual(["fix: Größe"]);
    expect(await found({ path: "sub/c [1].txt" })).toEqual(["fix: Größe"]);
    expect(await found({ path: "*.txt" })).toEqual([]);
    expect(await found({ from: ["HEAD~1"] })).toEqual(["feat: first"]);
    expect(await refusal(service.graph({ ...project, ...graph, from: ["--output=/tmp/x"] }))).toMatchObject({ code: "code-impossible" });
  });

  test("a clock that was wrong does not put a commit below its parent", async () => {
    process.env.GIT_COMMITTER_DATE = "2001-01-01T00:00:00Z";
    try {
      commitAll(folder, "feat: back in time");
    } finally {
      delete process.env.GIT_COMMITTER_DATE;
    }
    commitAll(folder, "feat: now");
    git(folder, "branch", "side", "HEAD~2");
    const { commits } = await given(service.graph({ ...project, ...graph }));
    expect(commits.map(({ subject }) => subject)).toEqual(["feat: now", "feat: back in time", "feat: first"]);
  });

  test("nothing is there before the first commit, of a bare repository all, of a shallow one what it has", async () => {
    const empty = join(base, "empty");
    git(base, "init", "--quiet", "empty");
    const unborn = trust(empty);
    expect(await given(service.graph({ ...unborn, ...graph }))).toEqual({ commits: [], next: null });
    expect(await given(service.branches(unborn))).toEqual([]);
    commitAll(folder, "feat: second");
    git(base, "clone", "--quiet", "--bare", "work", "bare.git");
    git(base, "clone", "--quiet", "--depth=1", `file://${folder}`, "shallow");
    expect((await given(service.graph({ ...trust(join(base, "bare.git")), ...graph }))).commits).toHaveLength(2);
    expect((await given(service.graph({ ...trust(join(base, "shallow")), ...graph }))).commits).toMatchObject([{ parents: [] }]);
  });
});

describe("a commit", () => {
  test("tells its message and its files against the first parent, with their lines", async () => {
    commitAll(folder, "feat: more\n\nBecause.", {
      "a.txt": "one\ntwo\n",
      "b.bin": Buffer.from([0, 1, 2]),
      "long name.txt": "1\n2\n3\n4\n5\n",
    });
    git(folder, "mv", "long name.txt", "moved\tö.txt");
    git(folder, "rm", "--quiet", "a.txt");
    commitAll(folder, "refactor: move");
    const second = await given(service.commitDetail({ ...project, revision: "HEAD~1" }));
    expect(second).toMatchObject({ message: "feat: more\n\nBecause.", committer: "Mara", signature: null, fileCount: 3 });
    expect(second.files).toEqual([
      { path: "a.txt", oldPath: null, change: "modified", added: 1, removed: 0 },
      { path: "b.bin", oldPath: null, change: "added", added: null, removed: null },
      { path: "long name.txt", oldPath: null, change: "added", added: 5, removed: 0 },
    ]);
    expect((await given(service.commitDetail({ ...project, revision: "main" }))).files).toEqual([
      { path: "a.txt", oldPath: null, change: "deleted", added: 0, removed: 2 },
      { path: "moved\tö.txt", oldPath: "long name.txt", change: "renamed", added: 0, removed: 0 },
    ]);
    expect((await given(service.commitDetail({ ...project, revision: "HEAD~2" }))).files).toMatchObject([
      { path: "a.txt", change: "added" },
    ]);
  });

  test("a commit that is not there is told as such", async () => {
    expect(await refusal(service.commitDetail({ ...project, revision: "mian" }))).toMatchObject({
      code: "code-impossible",
      hint: "Did you mean main?",
    });
  });
});

describe("branches", () => {
  test("are listed as git lists them, with what they follow and how far they are", async () => {
    git(base, "clone", "--quiet", "work", "clone");
    const place = setUp(join(base, "clone"));
    commitAll(place, "feat: ahead");
    commitAll(folder, "feat: behind");
    git(place, "fetch", "--quiet");
    git(place, "branch", "🚀/x y".replace(" ", "-"), "HEAD~1");
    git(place, "worktree", "add", "--quiet", join(base, "tree"), "-b", "elsewhere");
    git(place, "switch", "--quiet", "🚀/x-y");
    git(place, "switch", "--quiet", "main");
    const branches = await given(service.branches(trust(place)));
    expect(branches.map(({ kind, name }) => [kind, name])).toEqual([
      ["branch", "elsewhere"],
      ["branch", "main"],
      ["branch", "🚀/x-y"],
      ["remote", "origin/main"],
    ]);
    expect(branches[1]).toMatchObject({
      isCurrent: true,
      upstream: "origin/main",
      ahead: 1,
      behind: 1,
      isGone: false,
      isMerged: true,
      worktree: null,
    });
    expect(branches[0]).toMatchObject({ worktree: join(base, "tree"), upstream: null, ahead: null });
    expect(branches[3]).toMatchObject({ isMerged: false, subject: "feat: behind" });
    expect(branches.map(({ usedAt }) => usedAt === null)).toEqual([true, false, false, true]);
  });

  test("are made, renamed, and deleted and brought back with what they followed", async () => {
    await given(service.createBranch({ ...project, name: "feat/ä", from: "HEAD", isSwitch: true }));
    expect(git(folder, "branch", "--show-current")).toBe("feat/ä");
    git(folder, "config", "branch.feat/ä.description", "two\nlines");
    commitAll(folder, "feat: only here");
    const head = git(folder, "rev-parse", "HEAD");
    git(folder, "switch", "--quiet", "main");
    await given(service.renameBranch({ ...project, name: "feat/ä", to: "other" }));
    expect(await refusal(service.deleteBranch({ ...project, name: "other", isForced: false }))).toMatchObject({ code: "code-impossible" });
    const { undoId } = await given(service.deleteBranch({ ...project, name: "other", isForced: true }));
    expect(git(folder, "branch", "--list", "other")).toBe("");
    await given(createCodeChangesService(store, { turns, prompts: null, now }).undo({ ...project, undoId }));
    expect(git(folder, "rev-parse", "other")).toBe(head);
    expect(git(folder, "config", "branch.other.description")).toBe("two\nlines");
  });

  test("names that cannot be, or are taken, are refused, and nothing is taken for an option", async () => {
    const create = (name: string, from = "HEAD") => refusal(service.createBranch({ ...project, name, from, isSwitch: false }));
    for (const name of ["-d", "--force", "a b", "a..b", "/x", "x/", "@{-1}", "HEAD", "a\nb"]) {
      expect(await create(name)).toMatchObject({ code: "code-impossible" });
    }
    expect(await create("main")).toMatchObject({ message: "main is there already." });
    expect(await create("main/x")).toMatchObject({ message: "main stands where a folder of that name would have to be." });
    expect(await create("x", "--all")).toMatchObject({ code: "code-impossible" });
    expect(await refusal(service.deleteBranch({ ...project, name: "main", isForced: true }))).toMatchObject({ code: "code-impossible" });
    expect(git(folder, "for-each-ref", "--format=%(refname)")).toBe("refs/heads/main");
  });
});

describe("switching", () => {
  test("keeps what is not in the way, refuses what would be lost, and puts it aside when asked to", async () => {
    diverge();
    writeFiles(folder, { "a.txt": "mine\n", "new.txt": "new\n" });
    const switching = (isStashed: boolean) => service.switchTo({ ...project, revision: "topic", isDetached: false, isStashed });
    expect(await refused(switching(false))).toMatchObject({ code: "code-in-the-way", paths: ["a.txt"] });
    expect(git(folder, "branch", "--show-current")).toBe("main");
    expect(await done(switching(true))).toMatchObject({ hasConflicts: true });
    expect(git(folder, "branch", "--show-current")).toBe("topic");
    expect(git(folder, "stash", "list")).toContain("Before switching to topic");
    expect(readFileSync(join(folder, "new.txt"), "utf8")).toBe("new\n");
  });

  test("changes that fit are there again, staged ones staged", async () => {
    git(folder, "branch", "topic");
    writeFiles(folder, { "a.txt": "mine\n", "staged.txt": "s\n" });
    git(folder, "add", "staged.txt");
    const before = git(folder, "status", "--porcelain");
    await done(service.switchTo({ ...project, revision: "topic", isDetached: false, isStashed: true }));
    expect([git(folder, "status", "--porcelain"), git(folder, "stash", "list")]).toEqual([before, ""]);
  });

  test("a remote's branch is followed, a commit is gone to only when that is meant", async () => {
    git(base, "clone", "--quiet", "work", "clone");
    git(folder, "branch", "topic");
    const place = join(base, "clone");
    git(place, "fetch", "--quiet");
    const clone = trust(place);
    const to = (revision: string, isDetached: boolean) => service.switchTo({ ...clone, revision, isDetached, isStashed: false });
    expect((await ended(to("topic", false))).end.ok).toBe(true);
    expect(git(place, "rev-parse", "--abbrev-ref", "topic@{upstream}")).toBe("origin/topic");
    const head = git(place, "rev-parse", "HEAD");
    expect(await refused(to(head, false))).toMatchObject({ code: "code-impossible" });
    expect((await ended(to(head, true))).end.ok).toBe(true);
    expect(git(place, "rev-parse", "--abbrev-ref", "HEAD")).toBe("HEAD");
  });
});

describe("joining", () => {
  test("a merge that fits is made; one that does not ends with its conflicts, to be resolved", async () => {
    git(folder, "branch", "ahead");
    diverge();
    expect(await done(service.merge({ ...project, revision: "ahead", how: "auto" }))).toMatchObject({
      text: "ahead is in this branch already.",
    });
    expect(await done(service.merge({ ...project, revision: "topic", how: "auto" }))).toMatchObject({
      text: "One file has conflicts to resolve.",
      hasConflicts: true,
    });
    expect(git(folder, "status", "--porcelain")).toBe("UU a.txt");
    expect(await refused(service.merge({ ...project, revision: "topic", how: "auto" }))).toMatchObject({ code: "code-impossible" });
    git(folder, "merge", "--abort");
    expect(await refused(service.merge({ ...project, revision: "topic", how: "fast-forward-only" }))).toMatchObject({
      code: "code-diverged",
    });
  });

  test("each way of merging leaves what git's own would", async () => {
    git(folder, "switch", "--quiet", "-c", "topic");
    commitAll(folder, "feat: topic", { "t.txt": "t" });
    git(folder, "switch", "--quiet", "main");
    expect(await done(service.merge({ ...project, revision: "topic", how: "squash" }))).toMatchObject({ hasConflicts: false });
    expect(git(folder, "status", "--porcelain")).toBe("A  t.txt");
    git(folder, "reset", "--quiet", "--hard");
    await done(service.merge({ ...project, revision: "topic", how: "always-commit" }));
    expect(git(folder, "log", "-1", "--format=%s %p")).toMatch(/^Merge branch 'topic' \w+ \w+$/);
  });

  test("a rebase puts commits onto another branch, and ends with conflicts where they do not fit", async () => {
    git(folder, "branch", "base");
    git(folder, "switch", "--quiet", "base");
    commitAll(folder, "feat: base", { "b.txt": "b" });
    git(folder, "switch", "--quiet", "main");
    commitAll(folder, "feat: mine", { "m.txt": "m" });
    await done(service.rebase({ ...project, onto: "base" }));
    expect(git(folder, "log", "--format=%s")).toBe("feat: mine\nfeat: base\nfeat: first");
    writeFiles(folder, { "b.txt": "dirty" });
    expect(await refused(service.rebase({ ...project, onto: "HEAD~1" }))).toMatchObject({ code: "code-in-the-way" });
    git(folder, "checkout", "--quiet", "b.txt");
    git(folder, "switch", "--quiet", "-c", "clash", "HEAD~1");
    commitAll(folder, "feat: clash", { "m.txt": "other" });
    expect(await done(service.rebase({ ...project, onto: "main" }))).toMatchObject({ hasConflicts: true });
    expect(existsSync(join(folder, ".git", "rebase-merge"))).toBe(true);
  });

  test("a commit is made again, undone, and left alone when its change is here already", async () => {
    git(folder, "switch", "--quiet", "-c", "topic");
    const commit = commitAll(folder, "feat: topic", { "t.txt": "t" });
    git(folder, "switch", "--quiet", "main");
    await done(service.cherryPick({ ...project, commit }));
    expect(readFileSync(join(folder, "t.txt"), "utf8")).toBe("t");
    const again = await ended(service.cherryPick({ ...project, commit }));
    expect(again.end).toMatchObject({ ok: false, failure: { code: "code-impossible", hint: "Nothing was changed." } });
    expect(git(folder, "status", "--porcelain=v2", "--branch")).not.toContain("CHERRY");
    await done(service.revert({ ...project, commit: git(folder, "rev-parse", "HEAD") }));
    expect(existsSync(join(folder, "t.txt"))).toBe(false);
    git(folder, "switch", "--quiet", "-c", "other", "HEAD~1");
    commitAll(folder, "feat: other", { "o.txt": "o" });
    git(folder, "switch", "--quiet", "main");
    git(folder, "merge", "--quiet", "--no-ff", "--no-edit", "other");
    await done(service.revert({ ...project, commit: git(folder, "rev-parse", "HEAD") }));
    expect(existsSync(join(folder, "o.txt"))).toBe(false);
  });
});

describe("tags", () => {
  test("plain and annotated ones are made, listed, deleted and brought back exactly", async () => {
    const tag = (name: string, message = "", revision = "HEAD") => service.createTag({ ...project, name, revision, message });
    await given(tag("v1"));
    await given(tag("v2", "# Two\n\nwith more"));
    expect(git(folder, "cat-file", "-t", "v1")).toBe("commit");
    const object = git(folder, "rev-parse", "v2");
    const tags = await given(service.tags(project));
    const head = git(folder, "rev-parse", "HEAD");
    expect(tags.map(({ name, commit, message }) => [name, commit, message]).sort()).toEqual([
      ["v1", head, null],
      ["v2", head, "# Two\n\nwith more"],
    ]);
    const { undoId } = await given(service.deleteTag({ ...project, name: "v2" }));
    expect(git(folder, "tag")).toBe("v1");
    await given(createCodeChangesService(store, { turns, prompts: null, now }).undo({ ...project, undoId }));
    expect(git(folder, "rev-parse", "v2")).toBe(object);
    expect(await refusal(tag("v1"))).toMatchObject({ message: "v1 is there already." });
    expect(await refusal(tag("-v"))).toMatchObject({ code: "code-impossible" });
  });

  test("where git is told to sign, an annotated one is signed and a plain one stays plain", async () => {
    const signer = join(base, "sign.sh");
    writeFileSync(
      signer,
      '#!/bin/sh\ncat >/dev/null\necho "[GNUPG:] SIG_CREATED " >&2\necho "-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----"\n',
    );
    chmodSync(signer, 0o755);
    for (const [name, value] of [
      ["tag.gpgSign", "true"],
      ["gpg.program", signer],
      ["user.signingKey", "K"],
    ] as const)
      git(folder, "config", name, value);
    await given(service.createTag({ ...project, name: "plain", revision: "HEAD", message: "" }));
    await given(service.createTag({ ...project, name: "signed", revision: "HEAD", message: "m" }));
    expect(git(folder, "cat-file", "-t", "plain")).toBe("commit");
    expect(git(folder, "cat-file", "tag", "signed")).toContain("BEGIN PGP SIGNATURE");
    expect((await given(service.tags(project))).find(({ name }) => name === "signed")?.message).toBe("m");
  });
});

describe("remotes", () => {
  function withRemote(): string {
    git(base, "clone", "--quiet", "--bare", "work", "origin.git");
    git(folder, "remote", "add", "origin", join(base, "origin.git"));
    return join(base, "origin.git");
  }

  test("are told without passwords", async () => {
    git(folder, "remote", "add", "web", "https://mara:secret@example.org/x.git?token=abc");
    git(folder, "remote", "add", "ssh", "git@example.org:x.git");
    git(folder, "remote", "set-url", "--push", "ssh", "ssh://git@example.org/y.git");
    expect(await given(service.remotes(project))).toEqual([
      { name: "ssh", fetchUrl: "git@example.org:x.git", pushUrl: "ssh://git@example.org/y.git" },
      { name: "web", fetchUrl: "https://example.org/x.git", pushUrl: "https://example.org/x.git" },
    ]);
  });

  test("a first push sets what the branch follows; a rejected one says to fetch; a forced one overwrites only what was seen", async () => {
    const origin = withRemote();
    git(folder, "switch", "--quiet", "-c", "topic");
    commitAll(folder, "feat: topic");
    const push = (isForced = false) => service.push({ ...project, hasTags: false, isForced, isUpstreamSet: true });
    expect(await done(push())).toMatchObject({ text: "One branch or tag sent to origin." });
    expect(git(folder, "rev-parse", "--abbrev-ref", "@{upstream}")).toBe("origin/topic");
    expect(git(origin, "rev-parse", "topic")).toBe(git(folder, "rev-parse", "HEAD"));
    expect(await done(push())).toMatchObject({ text: "origin has everything already." });
    git(base, "clone", "--quiet", "origin.git", "other");
    const other = setUp(join(base, "other"));
    git(other, "switch", "--quiet", "topic");
    commitAll(other, "feat: theirs");
    git(other, "push", "--quiet");
    commitAll(folder, "feat: mine");
    expect(await refused(push())).toMatchObject({
      code: "code-diverged",
      message: "The other side has commits that are not here.",
      hint: "Pull them first, by merge or rebase, then push again.",
    });
    expect(await refused(push(true))).toMatchObject({
      code: "code-diverged",
      message: expect.stringContaining("has moved since it was last looked at"),
    });
    git(folder, "fetch", "--quiet");
    await done(push(true));
    expect(git(origin, "log", "--format=%s", "-1", "topic")).toBe("feat: mine");
  });

  test("fetching tells how it goes and what moved, and forgets what is gone there", async () => {
    const origin = withRemote();
    git(folder, "fetch", "--quiet", "origin");
    git(origin, "branch", "extra", "main");
    const fetching = () => service.fetch({ ...project, isPruned: true });
    const { events } = await ended(fetching());
    expect(events.at(-1)).toMatchObject({ text: "One branch or tag moved." });
    git(origin, "branch", "-D", "extra");
    expect(await done(fetching())).toMatchObject({ text: "One branch or tag moved." });
    expect(git(folder, "for-each-ref", "--format=%(refname)", "refs/remotes")).toBe("refs/remotes/origin/main");
    expect(await done(fetching())).toMatchObject({ text: "Nothing new." });
    expect(await refused(service.fetch({ ...project, remote: "--upload-pack=touch x", isPruned: true }))).toMatchObject({
      code: "code-impossible",
    });
  });

  test("pulling joins what came, each in its way", async () => {
    const origin = withRemote();
    git(folder, "push", "--quiet", "--set-upstream", "origin", "main");
    git(base, "clone", "--quiet", "origin.git", "other");
    const other = setUp(join(base, "other"));
    const pull = (how: "configured" | "fast-forward-only" | "merge" | "rebase") => service.pull({ ...project, how });
    commitAll(other, "feat: theirs", { "theirs.txt": "t" });
    git(other, "push", "--quiet");
    expect(await done(pull("configured"))).toMatchObject({ text: "One commit from origin/main." });
    commitAll(other, "feat: theirs 2", { "theirs.txt": "t2" });
    git(other, "push", "--quiet");
    commitAll(folder, "feat: mine", { "mine.txt": "m" });
    expect(await refused(pull("configured"))).toMatchObject({
      code: "code-diverged",
      hint: expect.stringContaining("Merge, or rebase"),
    });
    expect(await refused(pull("fast-forward-only"))).toMatchObject({ code: "code-diverged" });
    await done(pull("rebase"));
    expect(git(folder, "log", "--format=%s", "-2")).toBe("feat: mine\nfeat: theirs 2");
    commitAll(other, "feat: clash", { "mine.txt": "clash" });
    git(other, "push", "--quiet");
    expect(await done(pull("merge"))).toMatchObject({ hasConflicts: true });
    expect(git(origin, "log", "-1", "--format=%s")).toBe("feat: clash");
  });

  test("a branch that follows nothing, and a repository that knows no other, are told with the way out", async () => {
    expect(await refused(service.pull({ ...project, how: "configured" }))).toMatchObject({ code: "code-impossible" });
    const failure = await refused(service.push({ ...project, hasTags: false, isForced: false, isUpstreamSet: true }));
    expect(failure).toMatchObject({ message: "This repository knows no other one.", hint: "git remote add origin ADDRESS names one." });
  });
});

describe("trust and other programs", () => {
  test("of a project that is not trusted nothing is told, and nothing of it runs", async () => {
    const marker = join(base, "ran");
    git(folder, "config", "core.fsmonitor", `touch ${marker}`);
    write(store, ({ projects }) => projects.trust(project.projectId, false, 2));
    expect(await refusal(service.graph({ ...project, ...graph }))).toMatchObject({ code: "not-trusted" });
    expect(await refused(service.fetch({ ...project, isPruned: true }))).toMatchObject({ code: "not-trusted" });
    expect(existsSync(marker)).toBe(false);
  });

  test("showing history starts none of the programs that a repository names", async () => {
    const marker = join(base, "ran");
    const program = `touch ${marker}; false`;
    for (const name of ["core.pager", "pager.log", "core.sshCommand", "diff.external", "gpg.program", "core.editor"])
      git(folder, "config", name, program);
    git(folder, "config", "log.showSignature", "true");
    git(folder, "config", "diff.x.textconv", program);
    commitAll(folder, "feat: hostile", { ".gitattributes": "* diff=x\n", "b.txt": "b" });
    await given(service.graph({ ...project, ...graph, text: "hostile" }));
    await given(service.commitDetail({ ...project, revision: "HEAD" }));
    await given(service.branches(project));
    await given(service.tags(project));
    await given(service.remotes(project));
    expect(existsSync(marker)).toBe(false);
  });

  test("two that change the repository at once are one after the other; another program's lock is told", async () => {
    git(folder, "branch", "topic");
    const switching = (revision: string) => done(service.switchTo({ ...project, revision, isDetached: false, isStashed: false }));
    const made = Array.from({ length: 5 }, (_, index) =>
      given(service.createBranch({ ...project, name: `b${index}`, from: "HEAD", isSwitch: false })),
    );
    await Promise.all([switching("topic"), switching("topic"), ...made]);
    expect(git(folder, "branch", "--list", "b*").split("\n")).toHaveLength(5);
    writeFileSync(join(folder, ".git", "index.lock"), "");
    expect(await refused(service.switchTo({ ...project, revision: "main", isDetached: false, isStashed: false }))).toMatchObject({
      code: "git-locked",
    });
  });

  test("a folder without git says how to get one", async () => {
    const plain = join(base, "plain");
    writeFiles(plain, { "a.txt": "a" });
    const other = trust(plain);
    for (const answer of [service.branches(other), service.graph({ ...other, ...graph }), service.hooks(other)]) {
      expect(await refusal(answer)).toMatchObject({ code: "no-repository" });
    }
    expect((await openGit(plain, { isTrusted: true })).ok).toBe(true);
  });
});
