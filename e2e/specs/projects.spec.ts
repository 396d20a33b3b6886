import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../fixtures/command-line.ts";
import { pipelineFile } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Board } from "../pages/board.ts";
import { FirstRun } from "../pages/first-run.ts";
import { FolderChooser } from "../pages/folder-chooser.ts";
import { Log } from "../pages/log.ts";

const files = { "millrace.yml": pipelineFile({ lint: { phase: "code", run: "echo tidy" } }) };

test("a typed path opens a folder, with keys alone", async ({ hostKind, makeProject, start, scratch }) => {
  test.skip(hostKind === "electron", "Electron asks with the system's dialog");
  const folder = makeProject("shop", { files });
  const { page } = await start();
  const chooser = new FolderChooser(page);

  await expect(new FirstRun(page).heading).toBeVisible();
  await page.keyboard.press("ControlOrMeta+o");
  await expect(chooser.path).toBeFocused();
  await chooser.type(join(scratch, "nowhere"));
  await expect(chooser.problem).toContainText("nowhere");
  await chooser.type(folder);
  await expect(new Board(page).card("lint")).toBeVisible();
});

test("the arrow keys of the folder chooser walk into a folder", async ({ hostKind, makeProject, start, scratch }) => {
  test.skip(hostKind === "electron", "Electron asks with the system's dialog");
  makeProject("shop", { files });
  const { page } = await start();
  const chooser = new FolderChooser(page);

  await expect(new FirstRun(page).heading).toBeVisible();
  await page.keyboard.press("ControlOrMeta+o");
  // The folder that it opens with is put into the field when it has been read, also beside what was typed meanwhile.
  await expect(chooser.path).not.toHaveValue("");
  await chooser.path.fill(scratch);
  await expect(chooser.folders.getByRole("option", { name: "projects" })).toHaveAttribute("aria-selected", /true|false/);
  await chooser.path.press("ArrowDown");
  await expect(chooser.folders).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowRight");
  await expect(chooser.folders.getByRole("option", { name: /shop/ })).toBeVisible();
  await page.keyboard.press("ArrowLeft");
  await expect(chooser.folders.getByRole("option", { name: "projects" })).toBeVisible();
});

test("the sample opens in one click, runs, and shows what failed", async ({ start, home }) => {
  // The sample is copied to the home folder, which here is the test's own.
  mkdirSync(home);
  const { page } = await start();
  const window = new AppWindow(page);
  const board = new Board(page);

  await new FirstRun(page).openSample.click();
  await expect(board.card("lint")).toBeVisible();
  await board.run("unit");
  await expect(window.trustQuestion).toContainText(join(home, "millrace-sample"));
  await window.trust();
  await expect(board.card("bundle")).toContainText(/passed/i);
  await expect(board.card("unit")).toContainText(/failed/i);
  await board.open("unit");
  await expect(new Log(page).firstFailure).toBeVisible();
});

test("several projects stand side by side, and one gets another name", async ({ makeProject, start }) => {
  const [shop, mill] = [makeProject("shop", { files }), makeProject("mill", { files })];
  await (await start({ project: shop })).close();
  const { page } = await start({ project: mill });
  const window = new AppWindow(page);

  await expect(window.shownProject).toContainText("mill");
  await window.project("shop").click();
  await expect(window.shownProject).toContainText("shop");
  await window.chooseForProject("Rename shop…");
  await window.dialog.getByRole("textbox", { name: "Name" }).fill("Corner shop");
  await page.keyboard.press("Enter");
  await expect(window.shownProject).toContainText("Corner shop");
  await expect(window.project("Corner shop")).toBeVisible();
  await expect(window.project("mill")).toBeVisible();
  expect(existsSync(shop)).toBe(true);
});

test("removing a project touches nothing of it and can be undone", async ({ makeProject, start }) => {
  const folder = makeProject("shop", { files });
  const { page } = await start({ project: folder });
  const window = new AppWindow(page);

  await window.chooseForProject("Remove shop from the list");
  await expect(new FirstRun(page).heading).toBeVisible();
  await expect(new FirstRun(page).recent("shop")).toHaveCount(0);
  await window.undo();
  await expect(new Board(page).card("lint")).toBeVisible();
  expect(readFileSync(join(folder, "millrace.yml"), "utf8")).toBe(files["millrace.yml"]);
});

test("a folder that moved is missed, and located again", async ({ hostKind, makeProject, start }) => {
  test.skip(hostKind === "electron", "Electron asks with the system's dialog");
  const folder = makeProject("shop", { files });
  await (await start({ project: folder })).close();
  renameSync(folder, `${folder}-moved`);
  const { page } = await start();

  await expect(new FirstRun(page).recent("shop")).toContainText("Folder not found");
  await new FirstRun(page).recent("shop").click();
  await expect(page.getByRole("heading", { name: "The folder of shop is not there" })).toBeVisible();
  await page.getByRole("button", { name: "Locate…", exact: true }).click();
  await new FolderChooser(page).type(`${folder}-moved`);
  await expect(new Board(page).card("lint")).toBeVisible();
});

test("a folder without git is a project like any other", async ({ makeProject, start }) => {
  const folder = makeProject("plain", { files, isRepository: false });
  const { page } = await start({ project: folder });
  const board = new Board(page);

  await expect(page.getByText("Not a git repository")).toBeVisible();
  await board.run("lint");
  await new AppWindow(page).trust();
  await expect(board.card("lint")).toContainText(/passed/i);
});

test("a project that a terminal opens appears in the open window", async ({ makeProject, start, home }) => {
  const [shop, mill] = [makeProject("shop", { files }), makeProject("mill", { files })];
  const { page } = await start({ project: shop });
  const window = new AppWindow(page);

  await expect(window.project("shop")).toBeVisible();
  expect((await runCommand(home, "open", mill)).exitCode).toBe(0);
  await expect(window.project("mill")).toBeVisible();
});

test("a folder that goes away under an open board is told of, and found when it is back", async ({ makeProject, start }) => {
  const project = makeProject("shop", { files });
  const { page } = await start({ project });
  const board = new Board(page);

  await expect(board.card("lint")).toBeVisible();
  renameSync(project, `${project}-moved`);
  await expect(page.getByRole("heading", { name: "The folder of shop is not there" })).toBeVisible();
  renameSync(`${project}-moved`, project);
  await expect(board.card("lint")).toBeVisible();
});

test("the trust question tells also what the environments would run, and where they put what", async ({ makeProject, start }) => {
  const environments = [
    "environments:",
    "  staging: { deploy: { type: ssh, host: deploy@shop, path: /srv/shop, after: ./restart }, health: { run: ./is-well } }",
    "  production: { deploy: { type: command, run: ./put, status: ./look, rollback: ./back } }",
  ];
  const text = `${files["millrace.yml"].trimEnd()}\n${environments.join("\n")}\n`;
  const { page } = await start({ project: makeProject("shop", { files: { "millrace.yml": text } }) });
  const window = new AppWindow(page);
  await new Board(page).run("lint");
  await expect(window.trustQuestion).toContainText("files go to deploy@shop:/srv/shop");
  await expect(window.commandsToTrust).toHaveText([/tidy/, /restart/, /is-well/, /to deploy.*put/, /to go back.*back/, /to look.*look/]);
});
