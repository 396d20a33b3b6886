import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { runCommand } from "../fixtures/command-line.ts";
import { pipelineFile } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { Board } from "../pages/board.ts";

const stages = {
  lint: { phase: "code", run: "echo all tidy" },
  types: { phase: "code", run: "echo all typed" },
  unit: { phase: "test", run: "echo broken; exit 3", needs: ["lint"] },
  pack: { phase: "release", run: "echo packed", needs: ["unit"] },
};

function ribbon(page: Page, phase: string) {
  return page.getByRole("navigation", { name: "Phases" }).getByRole("button", { name: new RegExp(`^${phase}`) });
}

test("the board says of each stage and each phase how it went, and why", async ({ makeProject, start, home }) => {
  const project = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } });
  await runCommand(home, "run", "--project", project);
  const { page } = await start({ project });
  const board = new Board(page);
  await expect(board.card("unit")).toContainText("Failed");
  await expect(board.card("unit")).toContainText("exit code 3");
  await expect(board.card("pack")).toContainText("unit failed");
  await expect(ribbon(page, "Code")).toContainText("2 stages passed");
  await expect(ribbon(page, "Test")).toContainText("unit failed");
  await expect(ribbon(page, "Deploy")).toContainText("nothing yet");
});

test("the keyboard walks over the cards, reads the bars and opens a run", async ({ makeProject, start, home }) => {
  const project = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } });
  await runCommand(home, "run", "--project", project);
  const { page } = await start({ project });
  const board = new Board(page);
  await expect(board.card("unit")).toContainText("Failed");

  await ribbon(page, "Code").click();
  await expect(board.card("lint")).toBeFocused();
  await page.keyboard.press("j");
  await expect(board.card("types")).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(board.card("unit")).toBeFocused();

  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Run unit", exact: true })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("slider", { name: "Last run of unit" })).toHaveAttribute("aria-valuetext", /^Failed after .*Run 1/);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/runs\/r\d+/);
});

test("an empty phase invites, and leads back to where one was", async ({ makeProject, start }) => {
  const project = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } });
  const { page } = await start({ project });
  const invitation = page.getByRole("button", { name: "Add a build…" });
  await invitation.click();
  const dialog = page.getByRole("dialog", { name: "Add a stage to Build" });
  await expect(dialog).toContainText("phase: build");
  await expect(dialog.getByRole("button", { name: "Open millrace.yml" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(invitation).toBeFocused();
});

test("a file that is broken while it is edited leaves the board in sight, and names the place", async ({ makeProject, start }) => {
  const project = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } });
  const { page } = await start({ project });
  const board = new Board(page);
  await expect(board.card("pack")).toBeVisible();
  writeFileSync(join(project, "millrace.yml"), pipelineFile(stages).replace('"needs":["lint"]', '"need":["lint"]'));
  await expect(page.getByText(/millrace\.yml:\d+:\d+/)).toBeVisible();
  await expect(board.card("pack")).toBeVisible();
  writeFileSync(join(project, "millrace.yml"), pipelineFile({ ...stages, ship: { phase: "deploy", run: "echo gone", needs: ["pack"] } }));
  await expect(board.card("ship")).toBeVisible();
  await expect(page.getByText(/millrace\.yml:\d+:\d+/)).toHaveCount(0);
});

test("the graph shows the same cards, in words, too, and the filter narrows both", async ({ makeProject, start }) => {
  const project = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } });
  const { page } = await start({ project });
  const board = new Board(page);
  await page.getByRole("radio", { name: "Graph" }).click();
  await expect(board.card("pack")).toBeVisible();
  await expect(page.getByRole("list", { name: "Needs of the stages" })).toContainText("pack needs unit");
  await board.card("unit").focus();
  await page.keyboard.press("ArrowRight");
  await expect(board.card("pack")).toBeFocused();

  await page.keyboard.press("/");
  await page.getByRole("textbox", { name: "Name or command" }).fill("typed");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("article")).toHaveCount(1);
  await page.getByRole("radio", { name: "Board" }).click();
  await expect(board.card("types")).toBeVisible();
  await expect(page.getByRole("article")).toHaveCount(1);
});
