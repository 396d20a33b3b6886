import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openReleaseBench, type ReleaseBench, taken } from "../../../../e2e/fixtures/release-bench.ts";
import { makeShop, shopPipeline } from "../../../../e2e/fixtures/release-shop.ts";
import { commitAll, git, photograph } from "../../../../e2e/fixtures/repository.ts";
import type { Release, ReleaseDetail } from "../../../../shared/contract/releases.ts";
import { type ReleaseId, runId } from "../../../../shared/ids.ts";

/*
 * Releases of real repositories, with real runs.
 */

let bench: ReleaseBench;
beforeEach(async () => {
  bench = await openReleaseBench();
});
afterEach(() => bench.close());

const idOf = ({ release: { id } }: ReleaseDetail) => id;

describe("a release", () => {
  test("is planned without anything being changed", async () => {
    const projectId = await bench.projectOf();
    const before = bench.look();
    const plan = taken(await bench.engine.releases.plan({ projectId }));
    expect(bench.look()).toEqual(before);
    expect(plan).toMatchObject({
      version: "1.4.0",
      tag: "v1.4.0",
      bump: "minor",
      branch: "main",
      problems: [],
      run: null,
      isSigned: false,
    });
    expect(plan.previous).toMatchObject({ version: "1.3.0", tag: "v1.3.0" });
    expect(plan.files.map(({ path, what }) => `${path}: ${what}`)).toEqual([
      "package.json: version 1.3.0 → 1.4.0",
      "package-lock.json: version 1.4.0",
      "CHANGELOG.md: a new file with the section 1.4.0",
    ]);
    expect(plan.files[0]?.diff).toContain('-  "version": "1.3.0"\n+  "version": "1.4.0"');
    expect(plan.effects.at(-1)).toBe("Push nothing.");
    expect(taken(await bench.engine.releases.list({ projectId, limit: 9 })).releases).toEqual([]);
  });

  test("has a commit, a tag, the artifacts of one green run of it, their sums and a bill of materials", async () => {
    const projectId = await bench.projectOf();
    const base = git(bench.shop, "rev-parse", "HEAD");
    const { release: made, artifacts, sbom, steps, commits } = await bench.release(projectId);
    expect(made).toMatchObject({
      state: "released",
      failure: null,
      version: "1.4.0",
      kind: "release",
      commitCount: 1,
      subject: "feat: carts",
    });
    expect(git(bench.shop, "rev-parse", "v1.4.0^{commit}", "main", "main^")).toBe(`${made.commit}\n${made.commit}\n${base}`);
    expect(git(bench.shop, "cat-file", "-t", "v1.4.0")).toBe("tag");
    expect(git(bench.shop, "status", "--porcelain")).toBe("");
    expect(JSON.parse(readFileSync(join(bench.shop, "package.json"), "utf8"))).toEqual({ name: "shop", version: "1.4.0" });
    expect(readFileSync(join(bench.shop, "CHANGELOG.md"), "utf8")).toMatch(/## \[?1\.4\.0\]?[^\n]*\n[\s\S]*[Cc]arts/);
    expect(git(bench.shop, "for-each-ref", "refs/millrace")).toBe("");
    expect(artifacts.map(({ path }) => path)).toEqual(["dist/shop.bin", "dist/shop.txt"]);
    expect(readFileSync(artifacts[1]?.storedPath ?? "", "utf8")).toBe("1.4.0\n");
    expect(sbom).toMatchObject({ componentCount: 1 });
    expect(JSON.parse(readFileSync(sbom?.path ?? "", "utf8"))).toMatchObject({
      metadata: { component: { name: "shop", version: "1.4.0", components: [{ name: "dist/shop.bin" }, { name: "dist/shop.txt" }] } },
    });
    expect(commits.map(({ effect }) => effect)).toEqual(["minor"]);
    expect(steps.every(({ doneAt }) => doneAt !== null)).toBe(true);
    const run = taken(bench.engine.runs.get({ runId: made.run?.id ?? runId(0) }));
    expect(run.run).toMatchObject({ trigger: "release", branch: "main", commit: made.commit, tree: made.tree, status: "passed" });
    const { isGood, checks } = taken(await bench.engine.releases.verify({ releaseId: made.id }));
    expect({ isGood, subjects: checks.map(({ subject }) => subject) }).toEqual({
      isGood: true,
      subjects: ["dist/shop.bin", "dist/shop.txt", "SHA256SUMS", "bill of materials", "tag v1.4.0"],
    });
  });

  test("that writes nothing takes the green run that is there", async () => {
    commitAll(bench.shop, "chore: no files", { "millrace.yml": `${shopPipeline}release: { changelog: false, version-files: [] }\n` });
    const projectId = await bench.projectOf();
    const started = taken(await bench.engine.runs.start({ projectId, stages: [], only: false, revision: "HEAD" }));
    for (;;) {
      const { run } = taken(bench.engine.runs.get({ runId: started.runId }));
      if (run.finishedAt !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const plan = taken(await bench.engine.releases.plan({ projectId }));
    expect({ run: plan.run?.id, files: plan.files, artifacts: plan.artifacts.length }).toEqual({
      run: started.runId,
      files: [],
      artifacts: 2,
    });
    const { release: made } = await bench.release(projectId);
    expect(made).toMatchObject({ state: "released", run: { id: started.runId }, commit: git(bench.shop, "rev-parse", "HEAD") });
    const snapshot = taken(await bench.engine.releases.snapshot({ runId: started.runId }));
    const { release: kept, artifacts } = await bench.finished(snapshot.id);
    expect(kept).toMatchObject({ kind: "snapshot", state: "released", tag: null, version: expect.stringMatching(/^run-1-[0-9a-f]{7}$/) });
    expect(artifacts).toHaveLength(2);
    expect(taken(await bench.engine.releases.snapshot({ runId: started.runId })).id).toBe(snapshot.id);
    expect(taken(await bench.engine.releases.verify({ releaseId: snapshot.id })).isGood).toBe(true);
  });

  test("may be a pre-release, with the notes that a person has written", async () => {
    const projectId = await bench.projectOf();
    const { release: made, notes } = await bench.release(projectId, { channel: "beta", notes: "### Added\n\n- Carts, by hand.\n" });
    expect(made).toMatchObject({ version: "1.4.0-beta.1", kind: "pre-release", channel: "beta", state: "released" });
    expect(notes).toContain("by hand");
    expect(readFileSync(join(bench.shop, "CHANGELOG.md"), "utf8")).toContain("- Carts, by hand.");
    expect(git(bench.shop, "tag", "--list", "--format=%(contents)", "v1.4.0-beta.1")).toContain("Carts, by hand.");
  });

  test("of a project in a folder of its repository writes there, and nowhere else", async () => {
    const whole = join(bench.folder, "whole");
    makeShop(whole, { "packages/web/millrace.yml": shopPipeline, "packages/web/package.json": '{ "name": "web", "version": "1.3.0" }\n' });
    commitAll(whole, "feat: pages", { "packages/web/page.html": "<p>\n" });
    const { release: made } = await bench.release(await bench.projectOf(join(whole, "packages/web")));
    expect({ state: made.state, failure: made.failure, count: made.commitCount }).toEqual({ state: "released", failure: null, count: 1 });
    expect(git(whole, "show", "--name-only", "--format=", "HEAD").split("\n")).toEqual([
      "packages/web/CHANGELOG.md",
      "packages/web/package.json",
    ]);
    expect(git(whole, "status", "--porcelain")).toBe("");
  });

  test("leaves a branch that is checked out nowhere by itself, and a person on another one alone", async () => {
    const projectId = await bench.projectOf();
    const begun = taken(await bench.engine.releases.create({ projectId }));
    git(bench.shop, "switch", "--quiet", "--create", "topic");
    const before = photograph(bench.shop, [".git"]);
    const { release: made } = await bench.finished(begun.id);
    expect(made.state).toBe("released");
    expect(git(bench.shop, "rev-parse", "main")).toBe(made.commit);
    expect(photograph(bench.shop, [".git"])).toEqual(before);
  });

  test("of a red pipeline is none: nothing is tagged, and it is undone without a trace", async () => {
    commitAll(bench.shop, "fix: broken", { "millrace.yml": shopPipeline.replace("mkdir -p dist", "exit 7") });
    const projectId = await bench.projectOf();
    const before = bench.look();
    const { release: failed } = await bench.release(projectId);
    expect(failed).toMatchObject({ state: "failed", failure: { message: expect.stringContaining("ended failed") } });
    expect(git(bench.shop, "tag", "--list")).toBe("v1.3.0");
    expect(await bench.problemsOf(projectId)).toContain("release-under-way");
    expect(await bench.engine.releases.create({ projectId })).toMatchObject({ ok: false, failure: { code: "release-under-way" } });
    expect(taken(await bench.engine.releases.undo({ releaseId: failed.id }))).toMatchObject({ state: "undone" });
    expect(bench.look()).toEqual(before);
    expect(readdirSync(join(bench.folder, "data", "releases"))).toEqual([]);
    expect(await bench.problemsOf(projectId)).toEqual([]);
  });
});

test("hooks of the repository have no part in a release", async () => {
  const mark = join(bench.folder, "hooked");
  for (const name of ["pre-commit", "commit-msg", "post-commit", "post-merge", "reference-transaction", "post-checkout"])
    writeFileSync(join(bench.shop, ".git/hooks", name), `#!/bin/sh\necho ${name} >> ${mark}\nexit 1\n`, { mode: 0o755 });
  const { release: made } = await bench.release(await bench.projectOf());
  expect({ state: made.state, failure: made.failure }).toEqual({ state: "released", failure: null });
  // What lays out the run's clean checkout is the person's git, whose hooks may run in a trusted folder.
  const seen = readdirSync(bench.folder).includes("hooked") ? readFileSync(mark, "utf8") : "";
  expect(seen).not.toMatch(/commit|merge/);
});

describe("a signed tag", () => {
  test("is signed with the person's key of ssh, and verified by it", async () => {
    const key = join(bench.folder, "key");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
    git(bench.shop, "config", "gpg.format", "ssh");
    git(bench.shop, "config", "user.signingKey", key);
    git(bench.shop, "config", "tag.gpgSign", "true");
    const projectId = await bench.projectOf();
    expect(taken(await bench.engine.releases.plan({ projectId }))).toMatchObject({ isSigned: true, problems: [] });
    const { release: made, steps } = await bench.release(projectId);
    expect(made).toMatchObject({ state: "released", isSigned: true });
    expect(steps.map(({ text }) => text)).toContain(`Signed tag v1.4.0 at ${made.commit.slice(0, 7)}`);
    const { checks, isGood } = taken(await bench.engine.releases.verify({ releaseId: made.id }));
    expect(checks.at(-1)).toMatchObject({ subject: "signature", isGood: true, detail: expect.stringMatching(/^Good "git" signature/) });
    expect(isGood).toBe(true);

    // Somebody replaces it by one that says the same and is not signed.
    const message = git(bench.shop, "tag", "--list", "--format=%(contents:subject)", "v1.4.0");
    git(bench.shop, "tag", "--force", "--no-sign", "--annotate", "--message", message, "v1.4.0", "v1.4.0^{commit}");
    const again = taken(await bench.engine.releases.verify({ releaseId: made.id }));
    expect(again.checks.at(-1)).toEqual({ subject: "signature", isGood: false, detail: "The tag was signed, and is not any more." });

    // And by one that is signed with another key.
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", `${key}2`]);
    git(bench.shop, "-c", `user.signingKey=${key}2`, "tag", "--force", "--sign", "--message", message, "v1.4.0", "v1.4.0^{commit}");
    const foreign = taken(await bench.engine.releases.verify({ releaseId: made.id }));
    expect(foreign.checks.at(-1)).toMatchObject({ subject: "signature", isGood: false });
  });

  test.each(["tag.gpgSign", "commit.gpgSign"])("whose key does not sign (%s) is refused before anything is changed", async (setting) => {
    const key = join(bench.folder, "key");
    writeFileSync(key, "no key at all");
    git(bench.shop, "config", "gpg.format", "ssh");
    git(bench.shop, "config", "user.signingKey", key);
    git(bench.shop, "config", setting, "true");
    const before = bench.look();
    const projectId = await bench.projectOf();
    expect(await bench.engine.releases.create({ projectId })).toMatchObject({
      failure: {
        code: "not-releasable",
        message: expect.stringMatching(/^Git is to sign the release, and could not: git commit-tree did not: /),
      },
    });
    expect(bench.look()).toEqual(before);
    expect(git(bench.shop, "fsck", "--no-reflogs", "--unreachable")).toBe("");
    expect(taken(await bench.engine.releases.list({ projectId, limit: 5 })).releases).toEqual([]);
  });

  test("whose key goes away meanwhile leaves nothing behind but what is undone", async () => {
    const key = join(bench.folder, "key");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
    git(bench.shop, "config", "gpg.format", "ssh");
    git(bench.shop, "config", "user.signingKey", key);
    git(bench.shop, "config", "tag.gpgSign", "true");
    commitAll(bench.shop, "fix: x", { "millrace.yml": shopPipeline.replace("echo bytes", `rm ${key}; echo bytes`) });
    const before = bench.look();
    const { release: failed } = await bench.release(await bench.projectOf());
    expect(failed).toMatchObject({ state: "failed", failure: { message: expect.stringMatching(/^git tag did not: /) } });
    expect(git(bench.shop, "tag", "--list")).toBe("v1.3.0");
    taken(await bench.engine.releases.undo({ releaseId: failed.id }));
    expect(bench.look()).toEqual(before);
  });

  test("is signed with a key of OpenPGP, which is missed first", async (context) => {
    // A socket's path must be short, and those of gpg's agent are below its folder.
    const home = mkdtempSync(join(tmpdir(), "gpg-"));
    const gpg = (...args: string[]) => spawnSync("gpg", ["--homedir", home, "--batch", "--quiet", ...args], { encoding: "utf8" });
    if (gpg("--version").error !== undefined) context.skip("no gpg");
    vi.stubEnv("GNUPGHOME", home);
    try {
      git(bench.shop, "config", "tag.gpgSign", "true");
      const projectId = await bench.projectOf();
      const before = bench.look();
      const { problems } = taken(await bench.engine.releases.plan({ projectId }));
      expect(problems).toMatchObject([
        { code: "signing", message: "Git is to sign the release, and gpg has no secret key for Ada <ada@example.org>." },
      ]);
      expect(await bench.engine.releases.create({ projectId })).toMatchObject({ failure: { code: "not-releasable" } });
      expect(bench.look()).toEqual(before);

      expect(gpg("--passphrase", "", "--quick-generate-key", "Ada <ada@example.org>", "ed25519", "sign", "never").status).toBe(0);
      const { release: made } = await bench.release(projectId);
      expect(made).toMatchObject({ state: "released", isSigned: true });
      const { isGood, checks } = taken(await bench.engine.releases.verify({ releaseId: made.id }));
      expect([isGood, checks.at(-1)?.detail]).toEqual([true, expect.stringContaining("Good signature")]);
    } finally {
      spawnSync("gpgconf", ["--homedir", home, "--kill", "all"]);
      vi.unstubAllEnvs();
      rmSync(home, { recursive: true, force: true });
    }
  });
});

describe("verify", () => {
  async function checks(id: ReleaseId): Promise<string[]> {
    const { checks: all, isGood } = taken(await bench.engine.releases.verify({ releaseId: id }));
    expect(isGood).toBe(false);
    return all.filter((check) => !check.isGood).map(({ subject, detail }) => `${subject}: ${detail}`);
  }

  test("tells what was changed since: files, sums, the bill of materials, the tag", async () => {
    const made = await bench.release(await bench.projectOf());
    const place = join(bench.folder, "data", "releases", idOf(made));
    const spoil = (path: string, text: string) => {
      rmSync(join(place, path), { force: true });
      writeFileSync(join(place, path), text);
    };
    spoil("files/dist/shop.txt", "evil\n");
    rmSync(join(place, "files/dist/shop.bin"));
    spoil("files/dist/more.txt", "more\n");
    spoil("SHA256SUMS", "");
    spoil("sbom.cdx.json", "{}");
    git(bench.shop, "tag", "--force", "v1.4.0", "v1.3.0^{commit}");
    expect(await checks(idOf(made))).toEqual([
      "dist/shop.bin: It is not there, or cannot be read.",
      expect.stringMatching(
        /^dist\/shop.txt: It was changed: its SHA-256 is [0-9a-f]{64} instead of [0-9a-f]{64} and it has 5 bytes instead of 6\.$/,
      ),
      "dist/more.txt: It lies among the files of the release, and is none of them.",
      "SHA256SUMS: It says other sums than the history.",
      expect.stringMatching(/^bill of materials: It was changed/),
      expect.stringMatching(/^tag v1.4.0: It was moved/),
    ]);
    git(bench.shop, "tag", "--delete", "v1.4.0");
    expect((await checks(idOf(made))).at(-1)).toMatch(/^tag v1.4.0: It was deleted. git tag v1.4.0 [0-9a-f]{10} brings a plain one back.$/);
  });
});

test("an engine that is closed leaves its release interrupted, and the next one goes on with it", async () => {
  commitAll(bench.shop, "fix: slow", { "millrace.yml": shopPipeline.replace("mkdir -p dist", "sleep 1; mkdir -p dist") });
  const projectId = await bench.projectOf();
  const begun: Release = taken(await bench.engine.releases.create({ projectId }));
  for (;;) {
    const { release: now } = taken(await bench.engine.releases.get({ releaseId: begun.id }));
    if (now.state === "building" && now.run !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  bench.engine.close();
  await bench.openEngine();
  const left = taken(await bench.engine.releases.get({ releaseId: begun.id })).release;
  expect(left).toMatchObject({ state: "interrupted", failure: { message: expect.stringContaining("has ended") } });
  await bench.engine.releases.resume({ releaseId: begun.id });
  const { release: made } = await bench.finished(begun.id);
  expect(made).toMatchObject({ state: "released", run: { id: left.run?.id } });
  expect(await bench.engine.releases.undo({ releaseId: begun.id })).toMatchObject({ ok: false, failure: { code: "release-stands" } });
  expect(await bench.engine.releases.resume({ releaseId: begun.id })).toMatchObject({ ok: false, failure: { code: "release-stands" } });
});
