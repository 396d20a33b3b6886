import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CodeServiceBench, given, wholeGraph as graph, refusal, refused } from "../../../../e2e/fixtures/code-service.ts";
import { newRun, write } from "../../../../e2e/fixtures/history.ts";
import { commitAll, git, writeFiles } from "../../../../e2e/fixtures/repository.ts";
import { openGit } from "../../git/git.ts";

let bench: CodeServiceBench;
beforeEach(() => {
  bench = new CodeServiceBench();
});
afterEach(() => bench.close());

describe("the graph", () => {
  test("has what git log has, with the names that point there and the runs of commit and tree", async () => {
    bench.diverge();
    git(bench.folder, "tag", "-a", "v1", "-m", "one");
    const head = git(bench.folder, "rev-parse", "HEAD");
    const tree = git(bench.folder, "rev-parse", "HEAD^{tree}");
    write(bench.store, ({ runs }) => runs.insert({ ...newRun(bench.project.projectId), commit: head, tree, selection: [] }, 2));
    const { commits, next } = await given(bench.service.graph({ ...bench.project, ...graph }));
    expect(next).toBeNull();
    expect(commits.map(({ commit, parents, subject }) => `${commit} ${parents.join(" ")} ${subject}`.trim()).sort()).toEqual(
      git(bench.folder, "log", "--all", "--format=%H %P %s").split("\n").sort(),
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
    for (let count = 0; count < 25; count += 1) commitAll(bench.folder, `feat: ${count}`);
    const all = (await given(bench.service.graph({ ...bench.project, ...graph }))).commits.map(({ commit }) => commit);
    const paged: string[] = [];
    let after: string | null = null;
    do {
      if (paged.length === 14) bench.service.close();
      const page: { commits: { commit: string }[]; next: string | null } = await given(
        bench.service.graph({ ...bench.project, ...graph, limit: 7, after }),
      );
      paged.push(...page.commits.map(({ commit }) => commit));
      after = page.next ?? null;
      if (paged.length === 21) expect(after).not.toBeNull();
    } while (after !== null);
    expect(paged).toEqual(all);
    const { next } = await given(bench.service.graph({ ...bench.project, ...graph, limit: 3 }));
    commitAll(bench.folder, "feat: more");
    expect(await refusal(bench.service.graph({ ...bench.project, ...graph, limit: 3, after: next }))).toMatchObject({ code: "code-stale" });
  });

  test("finds by message, author and hash without regard to case, by path, and from any revision", async () => {
    commitAll(bench.folder, "fix: Größe\n\nSee ticket ABC-7", { "b.txt": "b", "sub/c [1].txt": "c" });
    const head = git(bench.folder, "rev-parse", "HEAD");
    const found = async (how: object) =>
      (await given(bench.service.graph({ ...bench.project, ...graph, ...how }))).commits.map(({ subject }) => subject);
    expect(await found({ text: "größe" })).toEqual(["fix: Größe"]);
    expect(await found({ text: "abc-7" })).toEqual(["fix: Größe"]);
    expect(await found({ text: "MARA@" })).toHaveLength(2);
    expect(await found({ text: head.slice(0, 9) })).toEqual(["fix: Größe"]);
    expect(await found({ path: "sub/c [1].txt" })).toEqual(["fix: Größe"]);
    expect(await found({ path: "*.txt" })).toEqual([]);
    expect(await found({ from: ["HEAD~1"] })).toEqual(["feat: first"]);
    expect(await refusal(bench.service.graph({ ...bench.project, ...graph, from: ["--output=/tmp/x"] }))).toMatchObject({
      code: "code-impossible",
    });
  });

  test("a clock that was wrong does not put a commit below its parent", async () => {
    process.env.GIT_COMMITTER_DATE = "2001-01-01T00:00:00Z";
    try {
      commitAll(bench.folder, "feat: back in time");
    } finally {
      delete process.env.GIT_COMMITTER_DATE;
    }
    commitAll(bench.folder, "feat: now");
    git(bench.folder, "branch", "side", "HEAD~2");
    const { commits } = await given(bench.service.graph({ ...bench.project, ...graph }));
    expect(commits.map(({ subject }) => subject)).toEqual(["feat: now", "feat: back in time", "feat: first"]);
  });

  test("nothing is there before the first commit, of a bare repository all, of a shallow one what it has", async () => {
    const empty = join(bench.base, "empty");
    git(bench.base, "init", "--quiet", "empty");
    const unborn = bench.trust(empty);
    expect(await given(bench.service.graph({ ...unborn, ...graph }))).toEqual({ commits: [], next: null });
    expect(await given(bench.service.branches(unborn))).toEqual([]);
    commitAll(bench.folder, "feat: second");
    git(bench.base, "clone", "--quiet", "--bare", "work", "bare.git");
    git(bench.base, "clone", "--quiet", "--depth=1", `file://${bench.folder}`, "shallow");
    expect((await given(bench.service.graph({ ...bench.trust(join(bench.base, "bare.git")), ...graph }))).commits).toHaveLength(2);
    expect((await given(bench.service.graph({ ...bench.trust(join(bench.base, "shallow")), ...graph }))).commits).toMatchObject([
      { parents: [] },
    ]);
  });
});

describe("a commit", () => {
  test("tells its message and its files against the first parent, with their lines", async () => {
    commitAll(bench.folder, "feat: more\n\nBecause.", {
      "a.txt": "one\ntwo\n",
      "b.bin": Buffer.from([0, 1, 2]),
      "long name.txt": "1\n2\n3\n4\n5\n",
    });
    git(bench.folder, "mv", "long name.txt", "moved\tö.txt");
    git(bench.folder, "rm", "--quiet", "a.txt");
    commitAll(bench.folder, "refactor: move");
    const second = await given(bench.service.commitDetail({ ...bench.project, revision: "HEAD~1" }));
    expect(second).toMatchObject({ message: "feat: more\n\nBecause.", committer: "Mara", signature: null, fileCount: 3 });
    expect(second.files).toEqual([
      { path: "a.txt", oldPath: null, change: "modified", added: 1, removed: 0 },
      { path: "b.bin", oldPath: null, change: "added", added: null, removed: null },
      { path: "long name.txt", oldPath: null, change: "added", added: 5, removed: 0 },
    ]);
    expect((await given(bench.service.commitDetail({ ...bench.project, revision: "main" }))).files).toEqual([
      { path: "a.txt", oldPath: null, change: "deleted", added: 0, removed: 2 },
      { path: "moved\tö.txt", oldPath: "long name.txt", change: "renamed", added: 0, removed: 0 },
    ]);
    expect((await given(bench.service.commitDetail({ ...bench.project, revision: "HEAD~2" }))).files).toMatchObject([
      { path: "a.txt", change: "added" },
    ]);
  });

  test("a commit that is not there is told as such", async () => {
    expect(await refusal(bench.service.commitDetail({ ...bench.project, revision: "mian" }))).toMatchObject({
      code: "code-impossible",
      hint: "Did you mean main?",
    });
  });
});

describe("tags", () => {
  test("plain and annotated ones are made, listed, deleted and brought back exactly", async () => {
    const tag = (name: string, message = "", revision = "HEAD") => bench.service.createTag({ ...bench.project, name, revision, message });
    await given(tag("v1"));
    await given(tag("v2", "# Two\n\nwith more"));
    expect(git(bench.folder, "cat-file", "-t", "v1")).toBe("commit");
    const object = git(bench.folder, "rev-parse", "v2");
    const tags = await given(bench.service.tags(bench.project));
    const head = git(bench.folder, "rev-parse", "HEAD");
    expect(tags.map(({ name, commit, message }) => [name, commit, message]).sort()).toEqual([
      ["v1", head, null],
      ["v2", head, "# Two\n\nwith more"],
    ]);
    const { undoId } = await given(bench.service.deleteTag({ ...bench.project, name: "v2" }));
    expect(git(bench.folder, "tag")).toBe("v1");
    await given(bench.changes.undo({ ...bench.project, undoId }));
    expect(git(bench.folder, "rev-parse", "v2")).toBe(object);
    expect(await refusal(tag("v1"))).toMatchObject({ message: "v1 is there already." });
    expect(await refusal(tag("-v"))).toMatchObject({ code: "code-impossible" });
  });

  test("where git is told to sign, an annotated one is signed and a plain one stays plain", async () => {
    const signer = join(bench.base, "sign.sh");
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
      git(bench.folder, "config", name, value);
    await given(bench.service.createTag({ ...bench.project, name: "plain", revision: "HEAD", message: "" }));
    await given(bench.service.createTag({ ...bench.project, name: "signed", revision: "HEAD", message: "m" }));
    expect(git(bench.folder, "cat-file", "-t", "plain")).toBe("commit");
    expect(git(bench.folder, "cat-file", "tag", "signed")).toContain("BEGIN PGP SIGNATURE");
    expect((await given(bench.service.tags(bench.project))).find(({ name }) => name === "signed")?.message).toBe("m");
  });
});

describe("trust and other programs", () => {
  test("of a project that is not trusted nothing is told, and nothing of it runs", async () => {
    const marker = join(bench.base, "ran");
    git(bench.folder, "config", "core.fsmonitor", `touch ${marker}`);
    write(bench.store, ({ projects }) => projects.trust(bench.project.projectId, false, 2));
    expect(await refusal(bench.service.graph({ ...bench.project, ...graph }))).toMatchObject({ code: "not-trusted" });
    expect(await refused(bench.service.fetch({ ...bench.project, isPruned: true }))).toMatchObject({ code: "not-trusted" });
    expect(existsSync(marker)).toBe(false);
  });

  test("showing history starts none of the programs that a repository names", async () => {
    const marker = join(bench.base, "ran");
    const program = `touch ${marker}; false`;
    for (const name of ["core.pager", "pager.log", "core.sshCommand", "diff.external", "gpg.program", "core.editor"])
      git(bench.folder, "config", name, program);
    git(bench.folder, "config", "log.showSignature", "true");
    git(bench.folder, "config", "diff.x.textconv", program);
    commitAll(bench.folder, "feat: hostile", { ".gitattributes": "* diff=x\n", "b.txt": "b" });
    await given(bench.service.graph({ ...bench.project, ...graph, text: "hostile" }));
    await given(bench.service.commitDetail({ ...bench.project, revision: "HEAD" }));
    await given(bench.service.branches(bench.project));
    await given(bench.service.tags(bench.project));
    await given(bench.service.remotes(bench.project));
    expect(existsSync(marker)).toBe(false);
  });

  test("two that change the repository at once are one after the other; another program's lock is told", async () => {
    git(bench.folder, "branch", "topic");
    const switching = (revision: string) =>
      bench.done(bench.service.switchTo({ ...bench.project, revision, isDetached: false, isStashed: false }));
    const made = Array.from({ length: 5 }, (_, index) =>
      given(bench.service.createBranch({ ...bench.project, name: `b${index}`, from: "HEAD", isSwitch: false })),
    );
    await Promise.all([switching("topic"), switching("topic"), ...made]);
    expect(git(bench.folder, "branch", "--list", "b*").split("\n")).toHaveLength(5);
    writeFileSync(join(bench.folder, ".git", "index.lock"), "");
    expect(
      await refused(bench.service.switchTo({ ...bench.project, revision: "main", isDetached: false, isStashed: false })),
    ).toMatchObject({
      code: "git-locked",
    });
  });

  test("a folder without git says how to get one", async () => {
    const plain = join(bench.base, "plain");
    writeFiles(plain, { "a.txt": "a" });
    const other = bench.trust(plain);
    for (const answer of [bench.service.branches(other), bench.service.graph({ ...other, ...graph }), bench.service.hooks(other)]) {
      expect(await refusal(answer)).toMatchObject({ code: "no-repository" });
    }
    expect((await openGit(plain, { isTrusted: true })).ok).toBe(true);
  });
});
