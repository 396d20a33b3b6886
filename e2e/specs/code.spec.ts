import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../fixtures/command-line.ts";
import { serveOverHttp } from "../fixtures/git-server.ts";
import { git, pipelineFile } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Code } from "../pages/code.ts";

const files = {
  "millrace.yml": pipelineFile({ unit: { phase: "test", run: "node --version" } }),
  "cart.js": "const one = 1;\nconst two = 2;\nconst three = 3;\n",
  "notes.md": "# Notes\n",
};

/** A trusted project with a name to commit by. */
async function prepare(home: string, folder: string): Promise<void> {
  git(folder, "config", "user.name", "Ada");
  git(folder, "config", "user.email", "ada@example.org");
  await runCommand(home, "run", "--project", folder);
}

const staged = (folder: string) =>
  git(folder, "diff", "--cached", "--no-color", "--unified=0")
    .split("\n")
    .filter((line) => /^[+-][^+-]/.test(line));

/** Files below the folders that hold the text. */
function filesWith(text: string, ...folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => readFileSync(file).includes(text)),
  );
}

test("lines are staged and committed, the rest is discarded and brought back", async ({ makeProject, start, home }) => {
  const folder = makeProject("shop", { files });
  await prepare(home, folder);
  const changed = "const one = 10;\nconst two = 2;\nconst three = 30;\n";
  writeFileSync(join(folder, "cart.js"), changed);
  const { page } = await start({ project: folder });
  const code = new Code(page);
  await new AppWindow(page).goTo("Code");
  await code.file("cart.js, modified").click();
  await expect(code.difference("cart.js")).toContainText("const three = 30;");

  await code.line("Removed line 1").click();
  await code.line("Added line 1").click();
  await code.button("Stage 2 lines").click();
  await expect(page.getByRole("button", { name: "Commit 1 file" })).toBeVisible();
  expect(staged(folder)).toEqual(["-const one = 1;", "+const one = 10;"]);

  await code.message.fill("fix(cart): count in tens");
  await code.message.press("Control+Enter");
  await expect(code.message).toHaveValue("");
  expect(git(folder, "log", "-1", "--format=%s")).toBe("fix(cart): count in tens\n");

  await code.button("Discard the changes of cart.js").click();
  await expect(page.getByText("Nothing has changed")).toBeVisible();
  expect(git(folder, "status", "--porcelain")).toBe("");
  await new AppWindow(page).undo();
  await expect(code.file("cart.js, modified")).toBeVisible();
  expect(readFileSync(join(folder, "cart.js"), "utf8")).toBe(changed);

  // What is saved meanwhile is seen, and with nothing staged all of it is committed.
  writeFileSync(join(folder, "new.js"), "const four = 4;\n");
  await code.message.fill("feat: four");
  await code.button("Commit all 2 files").click();
  await expect(page.getByText("Nothing has changed")).toBeVisible();
  expect(git(folder, "status", "--porcelain")).toBe("");
});

test("a branch is merged, its conflict resolved by side, and the history shows both with their runs", async ({
  makeProject,
  start,
  home,
}) => {
  const folder = makeProject("shop", { files });
  await prepare(home, folder);
  git(folder, "switch", "--quiet", "--create", "fix/two");
  writeFileSync(join(folder, "cart.js"), files["cart.js"].replace("2;", "22;"));
  git(folder, "commit", "--quiet", "--all", "--message=fix: two is 22");
  git(folder, "switch", "--quiet", "main");
  writeFileSync(join(folder, "cart.js"), files["cart.js"].replace("2;", "222;"));
  git(folder, "commit", "--quiet", "--all", "--message=fix: two is 222");
  const { page } = await start({ project: folder });
  const code = new Code(page);
  await new AppWindow(page).goTo("Code");
  await code.show("Branches");
  await code.choose("fix/two", "Merge into main");
  await expect(page.getByText("Merge of fix/two under way. One file has conflicts.")).toBeVisible();

  await code.take(1, "fix/two").click();
  await code.button("Resolve").click();
  await expect(page.getByText("All conflicts are resolved.")).toBeVisible();
  await code.button("Continue").click();
  await expect(page.getByText("Nothing has changed")).toBeVisible();
  expect(readFileSync(join(folder, "cart.js"), "utf8")).toContain("const two = 22;");
  expect(git(folder, "rev-list", "--parents", "-1", "HEAD").trim().split(" ")).toHaveLength(3);

  await code.show("History");
  await expect(code.commits).toHaveCount(4);
  await new AppWindow(page).downloadFiles();
  expect(JSON.parse(await new AppWindow(page).save("the commits", "JSON"))).toMatchObject([
    ...[{ parents: expect.stringContaining(" ") }, {}, {}, { subject: "First", run: 1, runStatus: "passed" }],
  ]);
  await expect(code.commits.filter({ hasText: "First" }).getByRole("link", { name: "Run 1: passed" })).toBeVisible();
  await code.openCommit("fix: two is 222");
  const commit = page.getByRole("region", { name: /^Commit / });
  await commit.getByRole("button", { name: /cart\.js/ }).click();
  await expect(code.difference("cart.js")).toContainText("const two = 222;");
});

test("what is put aside comes back, and a branch goes to its remote", async ({ makeProject, start, home, scratch }) => {
  const folder = makeProject("shop", { files });
  await prepare(home, folder);
  git(folder, "init", "--quiet", "--bare", join(scratch, "elsewhere.git"));
  git(folder, "remote", "add", "origin", join(scratch, "elsewhere.git"));
  appendFileSync(join(folder, "notes.md"), "More.\n");
  const { page } = await start({ project: folder });
  const code = new Code(page);
  await new AppWindow(page).goTo("Code");
  await code.button("Stash all").click();
  await expect(page.getByText("Nothing has changed")).toBeVisible();
  await code.button("Push").click();
  await expect(page.getByText("even with origin/main")).toBeVisible();
  expect(git(folder, "rev-parse", "origin/main")).toBe(git(folder, "rev-parse", "main"));

  await code.switchTo("fix the notes");
  await expect(page.getByText("On the new branch fix-the-notes.").first()).toBeVisible();
  await code.switchTo("mai");
  await expect(page.getByText("even with origin/main")).toBeVisible();
  expect(git(folder, "branch", "--show-current")).toBe("main\n");

  await code.show("Branches");
  await expect(code.group("On remotes")).toContainText("origin/main");
  await code
    .group("Stashes")
    .getByRole("button", { name: /^What can be done/ })
    .click();
  await page.getByRole("menuitem", { name: "Bring it back", exact: true }).click();
  await code.show("Changes");
  await expect(code.file("notes.md, modified")).toBeVisible();
  expect(git(folder, "stash", "list")).toBe("");
});

test("what git asks is handed over and kept nowhere, and what was cut off in the middle is told as it is", async ({
  makeProject,
  start,
  home,
  scratch,
}) => {
  const folder = makeProject("shop", { files });
  await prepare(home, folder);
  git(scratch, "clone", "--quiet", "--bare", folder, join(scratch, "theirs.git"));
  const server = await serveOverHttp(scratch, { name: "ada", password: "the secret word" });
  try {
    git(folder, "remote", "add", "origin", server.address("theirs.git"));
    const host = await start({ project: folder });
    const { page } = host;
    const code = new Code(page);
    await new AppWindow(page).goTo("Code");
    await code.button("Fetch").click();
    await code.question(/^Username for/).press("Escape");
    await expect(page.getByText("Fetch: stopped.").first()).toBeVisible();

    await code.button("Fetch").click();
    await code.question(/^Username for/).fill("ada");
    await page.keyboard.press("Enter");
    await code.question(/^Password for/).fill("the secret word");
    await page.keyboard.press("Enter");
    await expect(page.getByText("One branch or tag moved.").first()).toBeVisible();
    expect(git(folder, "rev-parse", "origin/main")).toBe(git(folder, "rev-parse", "main"));
    expect(filesWith("the secret word", home, folder)).toEqual([]);

    // A hook that takes its time is stopped with the window that waits for it, and goes on without the engine.
    const reached = join(folder, ".git/reached");
    const hook = `#!/bin/sh\necho x > "${reached}"\nwhile [ ! -e "${join(folder, ".git/go")}" ]; do sleep 0.05; done\n`;
    writeFileSync(join(folder, ".git/hooks/pre-commit"), hook, { mode: 0o755 });
    writeFileSync(join(folder, "new.js"), "const four = 4;\n");
    const before = git(folder, "rev-parse", "HEAD");
    await code.message.fill("feat: four");
    await code.button("Commit the one file").click();
    await expect.poll(() => existsSync(reached)).toBe(true);
    await page.reload();
    await expect.poll(() => git(folder, "status", "--porcelain")).toBe("?? new.js\n");
    expect([git(folder, "rev-parse", "HEAD"), existsSync(join(folder, ".git/index.lock"))]).toEqual([before, false]);

    if (host.killEngine === null) return;
    rmSync(reached);
    await expect(code.message).toHaveValue("feat: four");
    await code.button("Commit the one file").click();
    await expect.poll(() => existsSync(reached)).toBe(true);
    await host.killEngine();
    await expect(page.getByText("The engine went away in the middle of it.")).toBeVisible();
    writeFileSync(join(folder, ".git/go"), "");
    await expect.poll(() => git(folder, "log", "-1", "--format=%s")).toBe("feat: four\n");
    await expect.poll(() => git(folder, "status", "--porcelain")).toBe("");
  } finally {
    await server.close();
  }
});
