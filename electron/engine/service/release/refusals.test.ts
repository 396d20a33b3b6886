import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openReleaseBench, type ReleaseBench, taken } from "../../../../e2e/fixtures/release-bench.ts";
import { shopPipeline } from "../../../../e2e/fixtures/release-shop.ts";
import { commitAll, git } from "../../../../e2e/fixtures/repository.ts";

let bench: ReleaseBench;
beforeEach(async () => {
  bench = await openReleaseBench();
});
afterEach(() => bench.close());

describe("nothing is released, and nothing half done, when", () => {
  const cases: readonly (readonly [string, () => void, string])[] = [
    ["files were changed", () => writeFileSync(join(bench.shop, "package.json"), "{}"), "dirty"],
    ["HEAD is on no branch", () => git(bench.shop, "switch", "--quiet", "--detach"), "detached"],
    ["the branch is no branch for releases", () => git(bench.shop, "switch", "--quiet", "--create", "topic"), "wrong-branch"],
    ["no commit asks for it", () => git(bench.shop, "tag", "v1.3.1"), "nothing-to-release"],
    [
      "another branch has the version",
      () => git(bench.shop, "tag", "v1.4.0", git(bench.shop, "commit-tree", "-m", "x", "HEAD^{tree}")),
      "version-exists",
    ],
    ["git does not know the person", () => git(bench.shop, "config", "user.name", ""), "no-identity"],
    [
      "the key is missing",
      () =>
        git(bench.shop, "config", "tag.gpgSign", "true") +
        git(bench.shop, "config", "gpg.format", "ssh") +
        git(bench.shop, "config", "user.signingKey", "/nowhere/key"),
      "signing",
    ],
    ["the pipeline has a fault", () => void commitAll(bench.shop, "fix: x", { "millrace.yml": "version: 2\n" }), "pipeline-invalid"],
    [
      "a named file holds no version",
      () => void commitAll(bench.shop, "fix: x", { "millrace.yml": `${shopPipeline}release: { version-files: [VERSION] }\n` }),
      "version-file",
    ],
  ];
  test.each(cases)("%s", async (_, spoil, code) => {
    spoil();
    const projectId = await bench.projectOf();
    const before = bench.look();
    expect(await bench.problemsOf(projectId)).toContain(code);
    expect(await bench.engine.releases.create({ projectId })).toMatchObject({ ok: false, failure: { code: "not-releasable" } });
    expect(bench.look()).toEqual(before);
    expect(taken(await bench.engine.releases.list({ projectId, limit: 5 })).releases).toEqual([]);
  });

  test("all of it at once is told at once", async () => {
    git(bench.shop, "switch", "--quiet", "--create", "topic");
    git(bench.shop, "config", "tag.gpgSign", "true");
    git(bench.shop, "config", "gpg.format", "ssh");
    writeFileSync(join(bench.shop, "package.json"), "{}");
    const projectId = await bench.projectOf();
    expect(await bench.problemsOf(projectId, { version: "1.2.0" })).toEqual(["wrong-branch", "dirty", "signing", "version-too-low"]);
  });

  test("the clone is shallow", async () => {
    const clone = join(bench.folder, "clone");
    git(bench.folder, "clone", "--quiet", "--depth", "1", `file://${bench.shop}`, clone);
    expect(await bench.problemsOf(await bench.projectOf(clone))).toContain("shallow");
  });

  test("the folder is in no repository, or has no commit", async () => {
    const plain = join(bench.folder, "plain");
    rmSync(plain, { recursive: true, force: true });
    git(bench.folder, "init", "--quiet", plain);
    expect(await bench.engine.releases.plan({ projectId: await bench.projectOf(plain) })).toMatchObject({
      ok: false,
      failure: { code: "not-releasable" },
    });
    rmSync(join(plain, ".git"), { recursive: true });
    expect(await bench.engine.releases.plan({ projectId: await bench.projectOf(plain) })).toMatchObject({
      ok: false,
      failure: { code: "no-repository" },
    });
  });

  test("the project is not trusted: it is planned without anything of it being started", async () => {
    const mark = join(bench.folder, "started");
    writeFileSync(join(bench.shop, ".git/hooks/reference-transaction"), `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 });
    git(bench.shop, "config", "core.fsmonitor", `touch ${mark}`);
    git(bench.shop, "config", "gpg.program", `touch ${mark}`);
    git(bench.shop, "config", "tag.gpgSign", "true");
    const projectId = await bench.projectOf(bench.shop, false);
    expect(await bench.problemsOf(projectId)).toEqual(["not-trusted"]);
    expect(await bench.engine.releases.create({ projectId })).toMatchObject({ ok: false, failure: { code: "not-trusted" } });
    expect(readdirSync(bench.folder)).not.toContain("started");
  });

  test("the plan was made for another commit", async () => {
    const projectId = await bench.projectOf();
    const { commit } = taken(await bench.engine.releases.plan({ projectId }));
    commitAll(bench.shop, "fix: one more");
    expect(await bench.engine.releases.create({ projectId, commit })).toMatchObject({
      failure: { code: "not-releasable", message: expect.stringContaining("by now") },
    });
  });
});
