import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { commitAll, git, makeRepository, photograph, writeFiles } from "../../../e2e/fixtures/repository.ts";
import { smallDisk } from "../../../e2e/fixtures/small-disk.ts";
import { addCheckout, type Checkout, removeCheckout, sweepCheckouts } from "./git.ts";

const now = () => Date.now();

let folder: string;
let remove: () => void;
let holder: string;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  holder = join(folder, "data", "checkouts", "r1");
});
afterEach(() => {
  vi.unstubAllEnvs();
  remove();
});

async function checkOut(project: string, commit: string, target = holder): Promise<Checkout> {
  const made = await addCheckout({ folder: project, commit, holder: target, now });
  if (!made.ok) throw new Error(made.failure.message);
  return made.value;
}

/** The worktrees that the repository knows beside the first. */
function worktrees(repository: string): string[] {
  const commonFolder = existsSync(join(repository, ".git")) ? join(repository, ".git") : repository;
  return existsSync(join(commonFolder, "worktrees")) ? readdirSync(join(commonFolder, "worktrees")) : [];
}

/** A program that git may be told to run, and the file that it leaves behind. */
function tripwire(): { program: string; marker: string } {
  const program = join(folder, "tripwire.sh");
  const marker = join(folder, "ran");
  writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> '${marker}'\ncat\n`, { mode: 0o755 });
  return { program, marker };
}

describe("a clean checkout", () => {
  test("has the files of its commit, and leaves the person's folder as it was to the last byte", async () => {
    const repository = makeRepository(join(folder, "shop"));
    const first = git(repository, "rev-parse", "HEAD");
    commitAll(repository, "feat: second", { "a.txt": "two\n", "src/b.txt": "b\n" });
    git(repository, "branch", "topic");
    writeFiles(repository, { "a.txt": "stashed\n" });
    git(repository, "stash");
    writeFiles(repository, { "a.txt": "staged\n" });
    git(repository, "add", "a.txt");
    writeFiles(repository, { "a.txt": "changed again\n", "new.txt": "new\n", ".git/info/exclude": "ignored\n", ignored: "x" });
    const before = photograph(repository);

    const checkout = await checkOut(repository, first);
    expect(photograph(repository, [".git/worktrees"])).toEqual(before);
    expect(checkout).toEqual({ root: join(holder, "shop"), projectPath: join(holder, "shop"), name: "r1/shop", notes: [] });
    expect(readdirSync(checkout.root).sort()).toEqual([".git", "a.txt"]);
    expect(readFileSync(join(checkout.root, "a.txt"), "utf8")).toBe("one\n");
    expect(git(checkout.root, "status", "--porcelain")).toBe("");
    expect(git(checkout.root, "rev-parse", "HEAD")).toBe(first);
    // What a stage leaves behind goes as well.
    writeFiles(checkout.root, { "out/made.txt": "made", "a.txt": "spoilt" });

    expect(await removeCheckout(holder, now)).toEqual({ ok: true, value: undefined });
    expect(existsSync(holder)).toBe(false);
    expect(photograph(repository)).toEqual(before);
  });

  test("of a project in a subfolder is the same subfolder", async () => {
    const repository = makeRepository(join(folder, "mono"), { "apps/shop/millrace.yml": "name: shop\n", "apps/bank/x": "x" });
    const checkout = await checkOut(join(repository, "apps", "shop"), git(repository, "rev-parse", "HEAD"));
    expect(checkout).toMatchObject({ projectPath: join(holder, "mono", "apps", "shop"), name: "r1/mono/apps/shop" });
    expect(readdirSync(checkout.projectPath)).toEqual(["millrace.yml"]);
  });

  test("is refused, and nothing is left, when the commit does not have the project's folder", async () => {
    const repository = makeRepository(join(folder, "mono"));
    const first = git(repository, "rev-parse", "HEAD");
    commitAll(repository, "feat: shop", { "apps/shop/x": "x" });
    expect(await addCheckout({ folder: join(repository, "apps", "shop"), commit: first, holder, now })).toMatchObject({
      ok: false,
      failure: { code: "folder-not-in-commit", message: `The folder apps/shop/ is not in commit ${first.slice(0, 10)}.` },
    });
    expect([existsSync(holder), worktrees(repository)]).toEqual([false, []]);
  });

  test("runs no hook and no watcher of files", async () => {
    const repository = makeRepository(join(folder, "shop"));
    const { program, marker } = tripwire();
    for (const hook of ["post-checkout", "post-index-change", "reference-transaction"])
      writeFileSync(join(repository, ".git/hooks", hook), readFileSync(program), { mode: 0o755 });
    git(repository, "config", "core.fsmonitor", program);
    git(repository, "checkout", "--quiet", "--detach");
    // They do run when git is used carelessly: the test can fail.
    expect(existsSync(marker)).toBe(true);
    rmSync(marker);
    await checkOut(repository, git(repository, "rev-parse", "main"));
    await removeCheckout(holder, now);
    rmSync(marker, { force: true });
    const commit = readFileSync(join(repository, ".git/refs/heads/main"), "utf8").trim();
    await checkOut(repository, commit);
    expect(existsSync(marker)).toBe(false);
  });

  test("is told apart from others by its folder, whatever links lead there", async () => {
    const repository = makeRepository(join(folder, "shop"));
    const commit = git(repository, "rev-parse", "HEAD");
    mkdirSync(join(folder, "real"));
    symlinkSync(join(folder, "real"), join(folder, "link"));
    await checkOut(repository, commit, join(folder, "link", "r1"));
    await checkOut(repository, commit, join(folder, "link", "r2"));
    await removeCheckout(join(folder, "link", "r1"), now);
    expect(git(repository, "worktree", "list").split("\n").slice(1)).toEqual([expect.stringContaining(join("real", "r2", "shop"))]);
  });

  test("is locked while it is in use, and says for whom", async () => {
    const repository = makeRepository(join(folder, "shop"));
    await checkOut(repository, git(repository, "rev-parse", "HEAD"));
    expect(git(repository, "worktree", "list", "--porcelain")).toContain(
      `locked A clean checkout of Millrace, which goes away with its run: ${holder}`,
    );
    rmSync(join(holder, "shop"), { recursive: true });
    git(repository, "worktree", "prune");
    expect(worktrees(repository)).toEqual(["shop"]);
  });
});

describe("repositories of every kind", () => {
  test("bare", async () => {
    const source = makeRepository(join(folder, "shop"));
    git(folder, "clone", "--quiet", "--bare", "shop", "shop.git");
    const checkout = await checkOut(join(folder, "shop.git"), git(source, "rev-parse", "HEAD"));
    expect(checkout.projectPath).toBe(join(holder, "shop"));
    expect(readFileSync(join(checkout.root, "a.txt"), "utf8")).toBe("one\n");
    await removeCheckout(holder, now);
    expect(worktrees(join(folder, "shop.git"))).toEqual([]);
  });

  test("shallow, partial and sparse at once", async () => {
    const source = makeRepository(join(folder, "shop"), { "in/a.txt": "a\n", "out/b.txt": "b\n" });
    commitAll(source, "feat: second", { "in/a.txt": "aa\n" });
    git(source, "config", "uploadpack.allowFilter", "true");
    git(folder, "clone", "--quiet", "--depth=1", "--filter=blob:none", "--sparse", `file://${source}`, "clone");
    const clone = join(folder, "clone");
    git(clone, "sparse-checkout", "set", "in");
    git(clone, "config", "protocol.file.allow", "always");
    const checkout = await checkOut(clone, git(clone, "rev-parse", "HEAD"));
    expect(existsSync(join(checkout.root, "in/a.txt"))).toBe(true);
    expect(existsSync(join(checkout.root, "out/b.txt"))).toBe(false);
  });

  test("a linked worktree, and a submodule", async () => {
    const library = makeRepository(join(folder, "library"));
    const shop = makeRepository(join(folder, "shop"));
    git(shop, "submodule", "--quiet", "add", library, "lib");
    const commit = commitAll(shop, "feat: library");
    git(shop, "worktree", "add", "--quiet", "--detach", join(folder, "second"));

    const fromLinked = await checkOut(join(folder, "second"), commit);
    expect([fromLinked.notes, readFileSync(join(fromLinked.root, "lib/a.txt"), "utf8")]).toEqual([[], "one\n"]);
    const other = join(folder, "data", "checkouts", "r2");
    const ofSubmodule = await checkOut(join(shop, "lib"), git(library, "rev-parse", "HEAD"), other);
    expect(readFileSync(join(ofSubmodule.projectPath, "a.txt"), "utf8")).toBe("one\n");

    await removeCheckout(holder, now);
    await removeCheckout(other, now);
    expect(worktrees(shop)).toEqual(["second"]);
    expect(existsSync(join(shop, ".git/modules/lib/worktrees"))).toBe(false);
    expect(git(shop, "status", "--porcelain")).toBe("");
  });

  test("without git, without a commit of that name, and with a filter that fails", async () => {
    mkdirSync(join(folder, "plain"));
    expect(await addCheckout({ folder: join(folder, "plain"), commit: "0".repeat(40), holder, now })).toMatchObject({
      failure: { code: "not-a-repository" },
    });
    const repository = makeRepository(join(folder, "shop"), { "a.bin": "x", ".gitattributes": "*.bin filter=strict\n" });
    expect(await addCheckout({ folder: repository, commit: "1".repeat(40), holder, now })).toMatchObject({
      failure: { code: "git-failed" },
    });
    git(repository, "config", "filter.strict.smudge", "false");
    git(repository, "config", "filter.strict.required", "true");
    const failed = await addCheckout({ folder: repository, commit: git(repository, "rev-parse", "HEAD"), holder, now });
    expect(failed).toMatchObject({ failure: { code: "git-failed", message: expect.stringContaining("strict") } });
    expect([existsSync(holder), worktrees(repository)]).toEqual([false, []]);
  });

  test("too large for the disk", async (context) => {
    const disk = smallDisk(256 * 1024);
    if (disk === null) return context.skip("a small disk cannot be mounted here");
    try {
      const repository = makeRepository(join(folder, "shop"), { "large.bin": randomBytes(512 * 1024) });
      const full = join(disk.folder, "r1");
      const failed = await addCheckout({ folder: repository, commit: git(repository, "rev-parse", "HEAD"), holder: full, now });
      expect(failed).toMatchObject({ failure: { code: "disk-full" } });
      expect([existsSync(full), worktrees(repository)]).toEqual([false, []]);
    } finally {
      disk.remove();
    }
  });

  test("Git LFS fetches nothing: what the machine has is put in place, the rest is named", async () => {
    const pointer = (name: string) => `version https://git-lfs.github.com/spec/v1\noid sha256:${name}\nsize 5\n`;
    const repository = makeRepository(join(folder, "shop"), { "here.psd": pointer("1"), "away.psd": pointer("2") });
    commitAll(repository, "large files", { ".gitattributes": "*.psd filter=lfs\n" });
    // Stands for Git LFS: as told by its variable its filter leaves pointers alone, and `git lfs checkout` fills in one.
    const marker = join(folder, "fetched");
    git(repository, "config", "filter.lfs.smudge", `test "$GIT_LFS_SKIP_SMUDGE" = 1 || touch '${marker}'; cat`);
    // A machine that has it may have set it up for everybody.
    git(repository, "config", "filter.lfs.process", "");
    git(repository, "config", "filter.lfs.required", "false");
    writeFiles(folder, { "programs/git-lfs": "#!/bin/sh\nprintf local > here.psd\n" });
    chmodSync(join(folder, "programs/git-lfs"), 0o755);
    vi.stubEnv("PATH", `${join(folder, "programs")}:${process.env.PATH}`);
    const checkout = await checkOut(repository, git(repository, "rev-parse", "HEAD"));
    expect(existsSync(marker)).toBe(false);
    expect(readFileSync(join(checkout.root, "here.psd"), "utf8")).toBe("local");
    expect(checkout.notes).toEqual([
      'Files of Git LFS that this machine does not have are pointers until a stage runs "git lfs pull": away.psd.',
    ]);
  });
});

describe("removing", () => {
  let repository: string;
  beforeEach(async () => {
    repository = makeRepository(join(folder, "shop"), { "a.txt": "one\n", "deep/b.txt": "b\n" });
    await checkOut(repository, git(repository, "rev-parse", "HEAD"));
  });

  const states: readonly (readonly [string, () => void])[] = [
    ["whose files are deleted", () => rmSync(join(holder, "shop"), { recursive: true })],
    ["that is not linked any more", () => rmSync(join(holder, "shop", ".git"))],
    ["that the repository does not know any more", () => rmSync(join(repository, ".git/worktrees"), { recursive: true })],
    ["that is half registered", () => rmSync(join(repository, ".git/worktrees/shop/gitdir"))],
    ["that a person unlocked", () => git(repository, "worktree", "unlock", join(holder, "shop"))],
    ["whose lock says something else", () => writeFileSync(join(repository, ".git/worktrees/shop/locked"), "mine")],
    ["with a branch of its own", () => git(join(holder, "shop"), "switch", "--quiet", "--create", "made-by-a-stage")],
    ["in the middle of a merge", () => writeFileSync(join(repository, ".git/worktrees/shop/MERGE_HEAD"), "x")],
    ["whose repository is gone", () => rmSync(repository, { recursive: true })],
  ];
  test.each(states)("takes away one %s", async (_, spoil) => {
    spoil();
    expect(await removeCheckout(holder, now)).toEqual({ ok: true, value: undefined });
    expect([existsSync(holder), worktrees(repository)]).toEqual([false, []]);
  });

  test("takes away read-only folders, and follows no link out", async () => {
    const outside = join(folder, "outside");
    writeFiles(outside, { "precious.txt": "x" });
    chmodSync(outside, 0o555);
    symlinkSync(outside, join(holder, "shop", "deep", "link"));
    chmodSync(join(holder, "shop", "deep"), 0o555);
    chmodSync(join(holder, "shop"), 0o555);
    expect(await removeCheckout(holder, now)).toEqual({ ok: true, value: undefined });
    expect(existsSync(holder)).toBe(false);
    expect(Object.keys(photograph(outside))).toEqual(["/", "precious.txt"]);
  });

  test("leaves the person's own worktrees registered, also one whose disk is away", async () => {
    const own = join(folder, "own");
    git(repository, "worktree", "add", "--quiet", "--detach", own);
    rmSync(own, { recursive: true });
    await removeCheckout(holder, now);
    expect(worktrees(repository)).toEqual(["own"]);
  });

  test("removes nothing that is no checkout", async () => {
    const precious = join(folder, "precious");
    writeFiles(precious, { "a.txt": "a" });
    expect(await removeCheckout(precious, now)).toMatchObject({ failure: { code: "checkout-not-removed" } });
    const refused = await addCheckout({ folder: repository, commit: git(repository, "rev-parse", "HEAD"), holder: precious, now });
    expect(refused).toMatchObject({ failure: { code: "checkout-not-removed" } });
    expect(readFileSync(join(precious, "a.txt"), "utf8")).toBe("a");
    expect(await removeCheckout(join(folder, "nowhere"), now)).toEqual({ ok: true, value: undefined });
  });

  test("takes away what a killed git left with an empty lock, once it is old", async () => {
    const stillborn = join(repository, ".git/worktrees/shop1");
    writeFiles(stillborn, { locked: "" });
    await removeCheckout(holder, now);
    expect(worktrees(repository)).toEqual(["shop1"]);
    utimesSync(stillborn, 1, 1);
    await checkOut(repository, git(repository, "rev-parse", "HEAD"));
    expect(worktrees(repository)).toEqual(["shop"]);
  });

  test("the next checkout clears what a deleted data folder left registered", async () => {
    rmSync(join(folder, "data"), { recursive: true });
    expect(worktrees(repository)).toEqual(["shop"]);
    await checkOut(repository, git(repository, "rev-parse", "HEAD"), join(folder, "elsewhere"));
    expect(git(repository, "worktree", "list").split("\n")).toHaveLength(2);
  });
});

describe("many at once, and broken off", () => {
  test("checkouts of one repository come and go together", async () => {
    const repository = makeRepository(join(folder, "shop"));
    const commit = git(repository, "rev-parse", "HEAD");
    const before = photograph(repository);
    const comeAndGo = async (index: number) => {
      const own = join(folder, "data", `r${index}`);
      for (let round = 0; round < 3; round += 1) {
        const checkout = await checkOut(repository, commit, own);
        if (!existsSync(join(checkout.root, "a.txt"))) throw new Error(`r${index} has no files.`);
        await removeCheckout(own, now);
      }
    };
    await Promise.all(Array.from({ length: 10 }, (_, index) => comeAndGo(index)));
    expect(photograph(repository)).toEqual(before);
  });

  test("one that is stopped, by whoever waits for a filter that never answers, is gone", async () => {
    const repository = makeRepository(join(folder, "shop"), { "a.bin": "x", ".gitattributes": "*.bin filter=stuck\n" });
    const commit = git(repository, "rev-parse", "HEAD");
    git(repository, "config", "filter.stuck.smudge", `echo $$ > '${folder}/stuck'; exec sleep 60`);
    const stop = new AbortController();
    const adding = addCheckout({ folder: repository, commit, holder, now, signal: stop.signal });
    while (!existsSync(join(folder, "stuck"))) await sleep(10);
    stop.abort();
    expect(await adding).toMatchObject({ failure: { code: "git-stopped", message: "git checkout was stopped." } });
    expect([existsSync(holder), worktrees(repository)]).toEqual([false, []]);
    process.kill(Number(readFileSync(join(folder, "stuck"), "utf8")), "SIGKILL");
  });

  test("one that no run names yet is swept after an hour, and not before", async () => {
    const repository = makeRepository(join(folder, "shop"));
    await checkOut(repository, git(repository, "rev-parse", "HEAD"));
    const all = join(folder, "data", "checkouts");
    expect(
      await sweepCheckouts(
        all,
        () => "unknown",
        () => Date.now() + 59 * 60_000,
      ),
    ).toEqual([]);
    expect(readdirSync(all)).toEqual(["r1"]);
    expect(
      await sweepCheckouts(
        all,
        () => "unknown",
        () => Date.now() + 61 * 60_000,
      ),
    ).toEqual([]);
    expect([readdirSync(all), worktrees(repository)]).toEqual([[], []]);
    expect(await sweepCheckouts(join(folder, "nowhere"), () => "over", now)).toEqual([]);
  });

  test("whatever a killed process left is swept, and what is alive stays", async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`f${index}.txt`, `${index}\n`]));
    const repository = makeRepository(join(folder, "shop"), files);
    const commit = git(repository, "rev-parse", "HEAD");
    const all = join(folder, "data", "checkouts");
    await checkOut(repository, commit, join(all, "r99"));
    const before = photograph(repository, [".git/worktrees"]);
    const script = `import { addCheckout, removeCheckout } from ${JSON.stringify(join(import.meta.dirname, "git.ts"))};
      const [folder, commit, holder] = process.argv.slice(1);
      console.log("ready");
      for (;;) { await addCheckout({ folder, commit, holder, now: Date.now }); await removeCheckout(holder, Date.now); }`;
    for (let round = 1; round <= 8; round += 1) {
      const child = spawn(process.execPath, ["--input-type=module", "--eval", script, repository, commit, join(all, `r${round}`)], {
        stdio: ["ignore", "pipe", "inherit"],
        detached: true,
      });
      await new Promise((resolve) => child.stdout.once("data", resolve));
      await sleep(20 + Math.random() * 200);
      const gone = new Promise((resolve) => child.once("exit", resolve));
      process.kill(-Number(child.pid), "SIGKILL");
      await gone;
    }
    // What git had only just begun is told from what it is beginning now by its age.
    for (const name of worktrees(repository)) utimesSync(join(repository, ".git/worktrees", name), 1, 1);
    expect(await sweepCheckouts(all, (name) => (name === "r99" ? "in-use" : "over"), now)).toEqual([]);
    expect(readdirSync(all)).toEqual(["r99"]);
    expect(git(join(all, "r99", "shop"), "status", "--porcelain")).toBe("");
    expect(worktrees(repository)).toEqual(["shop"]);
    expect(photograph(repository, [".git/worktrees"])).toEqual(before);
  });
});
