import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipelineFile } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Board } from "../pages/board.ts";

const manifest = JSON.stringify({ name: "shop", scripts: { lint: "echo tidy", test: "echo tested" } });

test("a detected pipeline says where each stage comes from, and is written down on request", async ({ makeProject, start }) => {
  const folder = makeProject("shop", { files: { "package.json": manifest, Makefile: "all:\n\techo made\n" } });
  const { page } = await start({ project: folder });
  const board = new Board(page);

  await expect(board.card("lint")).toContainText("package.json");
  await expect(board.saveOffer).toContainText("package.json");
  await expect(new AppWindow(page).dialog).toHaveCount(0);
  expect(existsSync(join(folder, "millrace.yml"))).toBe(false);
  await board.saveOffer.getByRole("button", { name: "Save as millrace.yml" }).click();
  await expect(board.saveOffer).toHaveCount(0);
  await expect(board.card("lint")).toContainText("millrace.yml");
  expect(readFileSync(join(folder, "millrace.yml"), "utf8")).toContain("npm run lint");
});

test("an edit of the file is on the board at once", async ({ makeProject, start }) => {
  const lint = { phase: "code", run: "echo tidy" };
  const folder = makeProject("shop", { files: { "millrace.yml": pipelineFile({ lint }) } });
  const { page } = await start({ project: folder });
  const board = new Board(page);

  await expect(board.card("lint")).toBeVisible();
  writeFileSync(join(folder, "millrace.yml"), pipelineFile({ unit: { phase: "test", run: "echo tested" }, lint }));
  await expect(board.card("unit")).toBeVisible();
  writeFileSync(join(folder, "millrace.yml"), pipelineFile({ unit: { phase: "test", run: "echo tested" } }));
  await expect(board.card("lint")).toHaveCount(0);
});

test("a fault of the file is named with line and column, and nothing runs until it is corrected", async ({ makeProject, start }) => {
  const good = pipelineFile({ lint: { phase: "code", run: "echo tidy" } });
  const folder = makeProject("shop", { files: { "millrace.yml": good } });
  const { page } = await start({ project: folder });
  const window = new AppWindow(page);
  const board = new Board(page);

  await expect(board.card("lint")).toBeVisible();
  writeFileSync(join(folder, "millrace.yml"), "version: 1\nstages:\n  lint:\n    phase: code\n    rum: echo tidy\n");
  await expect(board.problems).toContainText("rum");
  await expect(board.problems.getByRole("button", { name: "millrace.yml:5:5" })).toBeVisible();
  await expect(window.runPipeline).toBeDisabled();
  writeFileSync(join(folder, "millrace.yml"), good);
  await expect(board.problems).toHaveCount(0);
  await expect(board.card("lint")).toBeVisible();
  await expect(window.runPipeline).toBeEnabled();
});

test("a key of a later version is refused by name, never ignored", async ({ makeProject, start }) => {
  const text = "version: 1\nstages:\n  unit: { phase: test, steps: [{ run: echo tested, retry: 2 }] }\n";
  const { page } = await start({ project: makeProject("shop", { files: { "millrace.yml": text } }) });
  const board = new Board(page);

  await expect(board.problems).toContainText(/retry.* this version cannot run it yet/);
  await expect(board.problems.getByRole("button", { name: "millrace.yml:3:52" })).toBeVisible();
});

test("a folder with nothing to run says what it needs, and shows its first stage as soon as there is one", async ({
  makeProject,
  start,
}) => {
  const folder = makeProject("empty", { files: { "README.md": "Nothing yet\n" } });
  const { page } = await start({ project: folder });

  await expect(page.getByRole("heading", { name: "Nothing to run was found in empty" })).toBeVisible();
  await expect(new AppWindow(page).runPipeline).toBeDisabled();
  writeFileSync(join(folder, "millrace.yml"), pipelineFile({ hello: { phase: "build", run: "echo hello" } }));
  await expect(new Board(page).card("hello")).toBeVisible();
});

test("the graph holds the same stages as the board", async ({ makeProject, start }) => {
  const stages = {
    lint: { phase: "code", run: "echo tidy" },
    unit: { phase: "test", run: "echo tested", needs: ["lint"] },
  };
  const { page } = await start({ project: makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } }) });
  const board = new Board(page);

  await expect(board.card("unit")).toBeVisible();
  await board.show("Graph");
  await expect(board.card("unit")).toBeVisible();
  await expect(board.card("lint")).toBeVisible();
});
