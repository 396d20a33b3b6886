import type { Locator, Page } from "playwright/test";
import { runCommand } from "../fixtures/command-line.ts";
import { pipelineFile } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Board } from "../pages/board.ts";
import { FirstRun } from "../pages/first-run.ts";
import { FolderChooser } from "../pages/folder-chooser.ts";
import { Log } from "../pages/log.ts";
import { Palette } from "../pages/palette.ts";
import { RunPage } from "../pages/run-page.ts";
import { Runs } from "../pages/runs.ts";

const files = {
  "millrace.yml": pipelineFile({
    lint: { phase: "code", run: "echo tidy" },
    unit: { phase: "test", run: "echo tested", needs: ["lint"] },
  }),
};

/** Presses Tab until `target` has the focus; a place that Tab does not reach is a fault. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  const mostStops = 60;
  await expect(target).toBeVisible();
  for (let stop = 0; stop < mostStops; stop += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(target).toBeFocused({ timeout: 1 });
}

test("a project is opened, trusted, run, read and found again with keys alone", async ({ hostKind, makeProject, start }) => {
  test.skip(hostKind === "electron", "Electron asks for the folder with the system's dialog");
  const folder = makeProject("shop", { files });
  const { page } = await start();
  const window = new AppWindow(page);
  const board = new Board(page);

  await expect(new FirstRun(page).heading).toBeVisible();
  await page.keyboard.press("ControlOrMeta+o");
  await new FolderChooser(page).type(folder);
  await expect(board.card("unit")).toBeVisible();
  await expect(window.runPipeline).toBeEnabled();
  await page.keyboard.press("r");
  await tabTo(page, window.trustQuestion.getByRole("button", { name: "Trust and run" }));
  await page.keyboard.press("Enter");
  await expect(board.card("unit")).toContainText(/passed/i);

  await page.keyboard.press("Escape");
  await expect(new Log(page).region).toHaveCount(0);
  await page.keyboard.press("j");
  await expect(board.card("lint")).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(board.card("unit")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(new Log(page).line(1)).toHaveText("tested");

  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await expect(new Runs(page).run(1)).toContainText("Passed");
  await page.keyboard.press("j");
  await expect(new Runs(page).link(1)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(new RunPage(page).heading(1)).toBeVisible();
});

test("R runs the stage that has the focus", async ({ makeProject, start }) => {
  const { page } = await start({ project: makeProject("shop", { files }) });
  const board = new Board(page);

  await expect(board.card("lint")).toBeVisible();
  await page.keyboard.press("j");
  await expect(board.card("lint")).toBeFocused();
  await page.keyboard.press("r");
  await new AppWindow(page).trust();
  await expect(board.card("lint")).toContainText(/passed/i);
  await expect(board.card("unit")).toContainText(/not run yet/i);
});

test("the palette runs a stage, opens a screen, and gives the focus back", async ({ makeProject, start }) => {
  const { page } = await start({ project: makeProject("shop", { files }) });
  const window = new AppWindow(page);
  const board = new Board(page);
  const palette = new Palette(page);

  await expect(board.card("lint")).toBeVisible();
  await board.card("lint").focus();
  await page.keyboard.press("ControlOrMeta+k");
  await expect(palette.field).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(window.dialog).toHaveCount(0);
  await expect(board.card("lint")).toBeFocused();

  await palette.perform("run unit");
  await window.trust();
  await expect(board.card("unit")).toContainText(/passed/i);
  await palette.perform("go to insights");
  await expect(window.heading("Insights")).toBeVisible();
  await palette.perform("open the log of unit");
  await expect(new Log(page).line(1)).toHaveText("tested");
});

test("G and a letter lead to each screen, and not while one types", async ({ makeProject, start }) => {
  const { page } = await start({ project: makeProject("shop", { files }) });
  const window = new AppWindow(page);

  await expect(window.heading("Loop")).toBeVisible();
  for (const [letter, name] of [
    ["i", "Insights"],
    ["r", "Runs"],
    ["t", "Tests"],
    ["s", "Settings"],
    ["l", "Loop"],
  ] as const) {
    await page.keyboard.press("g");
    await page.keyboard.press(letter);
    await expect(window.heading(name)).toBeVisible();
  }
  await expect(new Board(page).filterButton).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type("gr");
  await expect(new Board(page).filterField).toHaveValue("gr");
  await expect(window.heading("Loop")).toBeVisible();
});

test("the board's filter takes what a quick hand types behind its key", async ({ makeProject, start }) => {
  const { page } = await start({ project: makeProject("shop", { files }) });
  const board = new Board(page);

  await expect(board.filterButton).toBeVisible();
  // All keys are on their way before the window has answered the first.
  await Promise.all(["/", "g", "r"].map((key) => page.keyboard.press(key)));
  await expect(board.filterField).toHaveValue("gr");
});

test("? shows all shortcuts, and Escape gives the focus back", async ({ makeProject, start }) => {
  const { page } = await start({ project: makeProject("shop", { files }) });
  const window = new AppWindow(page);
  const card = new Board(page).card("unit");

  await expect(card).toBeVisible();
  await card.focus();
  await page.keyboard.press("?");
  await expect(window.dialog).toContainText("Go to Runs");
  await page.keyboard.press("Escape");
  await expect(window.dialog).toHaveCount(0);
  await expect(card).toBeFocused();
});

test("the palette takes what is typed before its field is there", async ({ makeProject, start }) => {
  const { page } = await start({ project: makeProject("shop", { files }) });
  const window = new AppWindow(page);
  const palette = new Palette(page);

  await expect(new Board(page).card("lint")).toBeVisible();
  await window.openPalette();
  await page.keyboard.type("go to insights");
  await expect(palette.field).toHaveValue("go to insights");
  await expect(palette.marked).toContainText("Go to Insights");
  await page.keyboard.press("Enter");
  await expect(window.heading("Insights")).toBeVisible();
});

test("Enter on a card whose log is open goes into the log, and Escape back to the card", async ({ makeProject, start, home }) => {
  const project = makeProject("shop", { files });
  await runCommand(home, "run", "--project", project);
  const { page } = await start({ project });
  const card = new Board(page).card("unit");
  const log = new Log(page);

  await expect(card).toContainText(/passed/i);
  await card.focus();
  await page.keyboard.press("Enter");
  await expect(log.line(1)).toHaveText("tested");
  await expect(card).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(log.lines).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(log.region).toHaveCount(0);
  await expect(card).toBeFocused();
});

test("Escape leaves a run's page, and the list has the focus where it was, with its filter", async ({ makeProject, start, home }) => {
  const project = makeProject("shop", { files });
  for (const stage of ["lint", "unit", "lint"]) await runCommand(home, "run", stage, "--project", project);
  const { page } = await start({ project });
  const runs = new Runs(page);

  await expect(new Board(page).card("unit")).toContainText(/passed/i);
  await new AppWindow(page).goTo("Runs");
  await runs.filter("Status").selectOption("Passed");
  await runs.link(2).focus();
  await page.keyboard.press("Enter");
  await expect(new RunPage(page).heading(2)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(runs.link(2)).toBeFocused();
  await expect(runs.filter("Status")).toHaveValue("passed");
});

test("the first stop of the Tab key leads past the bar and the rail", async ({ makeProject, start }) => {
  const { page } = await start({ project: makeProject("shop", { files }) });
  await expect(new Board(page).card("unit")).toBeVisible();
  const address = page.url();
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to content" });
  await expect(skip).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  expect(page.url()).toBe(address);
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.closest("main") !== null)).toBe(true);
});
