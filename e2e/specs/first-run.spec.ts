import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Board } from "../pages/board.ts";

test("a newcomer opens the sample in one click and runs a stage of it", async ({ start, home }) => {
  mkdirSync(home, { recursive: true });
  const { page } = await start();
  await page.getByRole("button", { name: /Open the sample project/ }).click();
  const board = new Board(page);
  await expect(board.card("lint")).toBeVisible();
  await board.run("lint");
  await expect(new AppWindow(page).trustQuestion).toContainText(join(home, "millrace-sample"));
  await new AppWindow(page).trust();
  await expect(board.card("lint")).toContainText(/passed/i);
});

test("a project that was never run shows its stages and asks nothing", async ({ start, makeProject }) => {
  const project = makeProject("found", {
    files: { "package.json": JSON.stringify({ scripts: { test: "echo tested", build: "echo built" } }) },
  });
  const { page } = await start({ project });
  await expect(new Board(page).card("test")).toBeVisible();
  await expect(new Board(page).card("build")).toBeVisible();
  await expect(new AppWindow(page).dialog).toHaveCount(0);
});
