import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { commitAll, git, makeRepository, photograph, writeFiles } from "../../../e2e/fixtures/repository.ts";
import { addCheckout, type Checkout, removeCheckout } from "./git.ts";

const now = () => Date.now();

let folder: string;
let remove: () => void;
let holder: string;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  holder = join(folder, "data", "checkouts", "r1");
});
afterEach(() => remove());

async function checkOut(project: string, revision = "HEAD"): Promise<Checkout> {
  const made = await addCheckout({ folder: project, commit: git(project, "rev-parse", revision), holder, now });
  if (!made.ok) throw new Error(made.failure.message);
  return made.value;
}

function read(checkout: Checkout, path: string): string {
  return readFileSync(join(checkout.root, path), "utf8");
}

/** A repository `shop` with the submodule `lib`, which has the submodule `deep/core`. */
function makeShop(): { shop: string; lib: string; core: string } {
  const core = makeRepository(join(folder, "sources", "core"), { "core.txt": "core 1\n" });
  const lib = makeRepository(join(folder, "sources", "lib"), { "lib.txt": "lib 1\n" });
  git(lib, "tag", "v1");
  git(lib, "submodule", "--quiet", "add", core, "deep/core");
  commitAll(lib, "feat: core");
  const shop = makeRepository(join(folder, "shop"), { "shop.txt": "shop 1\n" });
  git(shop, "submodule", "--quiet", "add", "--name", "the library", lib, "libs/lib");
  git(shop, "submodule", "--quiet", "update", "--init", "--recursive");
  commitAll(shop, "feat: library");
  return { shop, lib, core };
}

test("submodules that the person's clone has are there with those in them, each at the commit that is asked for", async () => {
  const { shop, lib } = makeShop();
  commitAll(lib, "feat: second", { "lib.txt": "lib 2\n" });
  git(join(shop, "libs/lib"), "pull", "--quiet", "origin", "main");
  commitAll(shop, "feat: second library");
  // Neither the sources nor what the person does to the files is looked at.
  renameSync(join(folder, "sources"), join(folder, "away"));
  writeFiles(shop, { "libs/lib/lib.txt": "changed", "libs/lib/new.txt": "new" });
  const before = photograph(shop);

  const older = await checkOut(shop, "HEAD~1");
  expect([older.notes, read(older, "libs/lib/lib.txt"), read(older, "libs/lib/deep/core/core.txt")]).toEqual([[], "lib 1\n", "core 1\n"]);
  const newer = await checkOut(shop);
  expect([newer.notes, read(newer, "libs/lib/lib.txt"), read(newer, "libs/lib/deep/core/core.txt")]).toEqual([[], "lib 2\n", "core 1\n"]);
  expect(existsSync(join(newer.root, "libs/lib/new.txt"))).toBe(false);
  expect(photograph(shop, [".git/worktrees"])).toEqual(before);

  // To git they are what a person would have made: nothing is changed, and nothing is left to do.
  expect(git(newer.root, "status", "--porcelain")).toBe("");
  expect(git(newer.root, "submodule", "status", "--recursive").split("\n")).toEqual([
    expect.stringMatching(/^ [0-9a-f]{40} libs\/lib /),
    expect.stringMatching(/^ [0-9a-f]{40} libs\/lib\/deep\/core /),
  ]);
  git(newer.root, "submodule", "--quiet", "update", "--init", "--recursive");
  expect(git(join(newer.root, "libs/lib"), "describe", "--tags")).toMatch(/^v1-2-g/);
  expect(git(join(newer.root, "libs/lib"), "remote", "get-url", "origin")).toBe(lib);

  // What a stage does in it stays in it.
  commitAll(join(newer.root, "libs/lib"), "chore: by a stage", { "made.txt": "made" });
  git(join(newer.root, "libs/lib"), "gc", "--quiet", "--prune=now");
  await removeCheckout(holder, now);
  expect([existsSync(holder), photograph(shop)]).toEqual([false, before]);
});

test("what the clone does not have is named with the reason, and the folder is as git made it", async () => {
  const { shop, lib, core } = makeShop();
  git(shop, "submodule", "--quiet", "deinit", "--force", "libs/lib");
  expect((await checkOut(shop)).notes).toEqual([]);
  rmSync(join(shop, ".git/modules/the library/modules"), { recursive: true });
  const without = 'Submodules are empty in a clean checkout until a stage runs "git submodule update --init":';
  expect((await checkOut(shop)).notes).toEqual([`${without} libs/lib/deep/core (your clone has not initialized it).`]);
  rmSync(join(shop, ".git/modules/the library"), { recursive: true });
  const empty = await checkOut(shop);
  expect([empty.notes, readdirSync(join(empty.root, "libs/lib"))]).toEqual([
    [`${without} libs/lib (your clone has not initialized it).`],
    [],
  ]);
  git(empty.root, "submodule", "--quiet", "update", "--init", "--recursive");
  expect([read(empty, "libs/lib/lib.txt"), read(empty, "libs/lib/deep/core/core.txt")]).toEqual(["lib 1\n", "core 1\n"]);
  await removeCheckout(holder, now);

  git(shop, "submodule", "--quiet", "update", "--init");
  const unknown = commitAll(lib, "feat: not fetched", { "lib.txt": "lib 2\n" });
  git(shop, "update-index", "--cacheinfo", `160000,${unknown},libs/lib`);
  git(shop, "commit", "--quiet", "--message", "feat: newer library");
  const missing = await checkOut(shop);
  expect([missing.notes, readdirSync(join(missing.root, "libs/lib"))]).toEqual([
    [`${without} libs/lib (commit ${unknown.slice(0, 10)} is not in your clone).`],
    [],
  ]);
  expect(existsSync(core)).toBe(true);
});

test("of a linked worktree, of a repository that lies in its folder, and of a shallow one", async () => {
  const { shop, lib } = makeShop();
  const linked = join(folder, "linked");
  git(shop, "worktree", "add", "--quiet", "--detach", linked);
  rmSync(join(shop, ".git/modules"), { recursive: true });
  git(linked, "submodule", "--quiet", "update", "--init");
  expect(read(await checkOut(linked), "libs/lib/lib.txt")).toBe("lib 1\n");
  // Before git 1.7.8, or made by hand: the repository is in the folder.
  rmSync(join(shop, "libs/lib"), { recursive: true });
  git(shop, "clone", "--quiet", lib, "libs/lib");
  expect(read(await checkOut(shop), "libs/lib/lib.txt")).toBe("lib 1\n");
  rmSync(join(shop, "libs/lib"), { recursive: true });
  git(shop, "clone", "--quiet", "--depth=1", `file://${lib}`, "libs/lib");
  const shallow = await checkOut(shop);
  expect([read(shallow, "libs/lib/lib.txt"), git(join(shallow.root, "libs/lib"), "rev-list", "--count", "HEAD")]).toEqual(["lib 1\n", "1"]);
});

test("nothing of a submodule is run, and no name leads out of where submodules are", async () => {
  const { shop, lib } = makeShop();
  const marker = join(folder, "ran");
  const hook = `#!/bin/sh\ntouch '${marker}'\n`;
  for (const name of ["post-checkout", "post-index-change"])
    writeFileSync(join(shop, ".git/modules/the library/hooks", name), hook, { mode: 0o755 });
  git(join(shop, ".git/modules/the library"), "config", "core.fsmonitor", join(shop, ".git/modules/the library/hooks/post-checkout"));
  expect(read(await checkOut(shop), "libs/lib/lib.txt")).toBe("lib 1\n");
  expect(existsSync(marker)).toBe(false);

  const evil = makeRepository(join(folder, "evil"), { "a.txt": "a" });
  const commit = git(lib, "rev-parse", "HEAD");
  mkdirSync(join(evil, ".git/modules"));
  // A repository beside the folder of modules, and a list that names it.
  git(folder, "clone", "--quiet", "--bare", lib, join(evil, ".git/outside"));
  git(evil, "update-index", "--add", "--cacheinfo", `160000,${commit},lib`);
  git(evil, "config", "--file", ".gitmodules", "submodule.../outside.path", "lib");
  git(evil, "config", "--file", ".gitmodules", "submodule.../outside.url", lib);
  git(evil, "add", ".gitmodules");
  git(evil, "commit", "--quiet", "--message", "feat: evil");
  const refused = await checkOut(evil);
  expect([refused.notes, readdirSync(join(refused.root, "lib"))]).toEqual([[expect.stringContaining("lib (your clone has not")], []]);
});

const hasLargeFiles = (() => {
  try {
    execFileSync("git", ["lfs", "version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

test.skipIf(!hasLargeFiles)("large files that the clone has are whole, also in a submodule (skipped: no Git LFS)", async () => {
  const setUp = (repository: string) => git(repository, "lfs", "install", "--local", "--skip-repo");
  const lib = makeRepository(join(folder, "lib"));
  setUp(lib);
  commitAll(lib, "large", { ".gitattributes": "*.bin filter=lfs diff=lfs merge=lfs -text\n", "in.bin": "large in lib\n" });
  const shop = makeRepository(join(folder, "shop"));
  setUp(shop);
  git(shop, "submodule", "--quiet", "add", `file://${lib}`, "lib");
  setUp(join(shop, "lib"));
  git(join(shop, "lib"), "lfs", "fetch");
  git(join(shop, "lib"), "lfs", "checkout");
  commitAll(shop, "large", { ".gitattributes": "*.bin filter=lfs diff=lfs merge=lfs -text\n", "a.bin": "large\n" });
  expect(readFileSync(join(shop, "lib/in.bin"), "utf8")).toBe("large in lib\n");
  rmSync(lib, { recursive: true });
  const checkout = await checkOut(shop);
  expect([checkout.notes, read(checkout, "a.bin"), read(checkout, "lib/in.bin")]).toEqual([[], "large\n", "large in lib\n"]);
  expect(git(checkout.root, "status", "--porcelain")).toBe("");
  for (const objects of [".git/lfs", ".git/modules/lib/lfs"]) rmSync(join(shop, objects), { recursive: true });
  const bare = await checkOut(shop);
  expect(bare.notes).toEqual([
    'Files of Git LFS that this machine does not have are pointers until a stage runs "git lfs pull": a.bin, lib/in.bin.',
  ]);
});
