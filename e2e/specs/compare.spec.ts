import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { faultsOf } from "../fixtures/accessibility.ts";
import { runCommand } from "../fixtures/command-line.ts";
import { git, pipelineFile } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Comparison } from "../pages/comparison.ts";
import { RunPage } from "../pages/run-page.ts";
import { Runs } from "../pages/runs.ts";

const files = {
  "millrace.yml": pipelineFile({
    lint: { phase: "code", run: "echo tidy" },
    unit: { phase: "test", run: "grep -q 1 src/cart.ts || { echo 'src/cart.ts:1:1: error: expected 1'; exit 1; }", needs: ["lint"] },
  }),
  "src/cart.ts": "1\n",
};

function commit(project: string, message: string, contents: string): void {
  writeFileSync(join(project, "src/cart.ts"), contents);
  git(project, "commit", "--quiet", "--all", `--message=${message}`);
}

test("a run that fails says why it is different from the last that passed, and leads to each thing that is", async ({
  makeProject,
  start,
  home,
}) => {
  const project = makeProject("shop", { files });
  await runCommand(home, "run", "--project", project);
  commit(project, "Two carts at once", "2\n");
  await runCommand(home, "run", "--project", project);
  await runCommand(home, "run", "lint", "--project", project);

  const { page } = await start({ project });
  const [window, run, comparison] = [new AppWindow(page), new RunPage(page), new Comparison(page)];
  await window.goTo("Runs");
  await new Runs(page).open(2);
  await run.cause.getByRole("link", { name: "Why is it different?" }).click();

  await expect(comparison.explanations).toHaveText([
    /unit failed with exit code 1, it had passed/,
    /src\/cart\.ts was modified, and what fails names it/,
    /Two carts at once, by Ada, changes a file that what fails names/,
  ]);
  await expect(comparison.stage("unit")).toContainText("newly fails");
  await expect(comparison.part("Commits")).toContainText("Two carts at once");
  await expect(comparison.part("Files")).toContainText("src/cart.ts");
  expect(await faultsOf(page)).toEqual([]);

  await comparison.explanations.first().getByRole("link").click();
  await expect(page.getByRole("region", { name: "Log", exact: true })).toContainText("expected 1");
  await page.goBack();

  await comparison.against.selectOption({ label: "Run 3, passed, main" });
  await expect(page).toHaveURL(/tab=compare&against=r3/);
  await expect(comparison.stage("unit")).toContainText("not there");
  await page.reload();
  await expect(comparison.against).toHaveValue("r3");
  await comparison.area.getByRole("link", { name: "Open run 3" }).click();
  await expect(run.heading(3)).toBeVisible();
});

test("with the keyboard alone: from the sentence to the comparison, through it and to another run", async ({
  makeProject,
  start,
  home,
}) => {
  const project = makeProject("shop", { files });
  await runCommand(home, "run", "--project", project);
  commit(project, "Two carts at once", "2\n");
  await runCommand(home, "run", "--project", project);
  const { page } = await start({ project });
  const comparison = new Comparison(page);
  await new AppWindow(page).goTo("Runs");
  await new Runs(page).open(2);
  await new RunPage(page).cause.getByRole("link", { name: "Why is it different?" }).focus();
  await page.keyboard.press("Enter");
  await expect(comparison.explanations.first()).toBeVisible();
  await comparison.against.focus();
  await page.keyboard.press("Tab");
  await expect(comparison.area.getByRole("link", { name: "Open run 1" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Save the differences as a file" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(comparison.explanations.first().getByRole("link")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/stage=r2\.2/);
});

test("the first run of a branch is compared with the last green one of what it began on; what differs is saved as a file", async ({
  makeProject,
  start,
  home,
}) => {
  const project = makeProject("shop", { files });
  await runCommand(home, "run", "--project", project);
  git(project, "switch", "--quiet", "-c", "topic");
  commit(project, "Two carts at once", "2\n");
  process.env.NEW_FLAG = "1";
  await runCommand(home, "run", "--project", project);
  delete process.env.NEW_FLAG;
  const { page } = await start({ project });
  const [window, run, comparison] = [new AppWindow(page), new RunPage(page), new Comparison(page)];
  await window.goTo("Runs");
  await new Runs(page).open(2);
  await run.cause.getByRole("link", { name: "Why is it different?" }).click();
  await expect(comparison.area).toContainText("Run 1 ran on main, this one on topic.");
  await expect(comparison.explanations.first()).toContainText("unit failed with exit code 1, it had passed");
  await window.downloadFiles();
  const explained = JSON.parse(await window.save("the differences", "JSON"));
  expect(explained[0]).toMatchObject({ kind: "newly-failing", name: "unit" });
  expect(await window.save("the environment of both", "CSV")).toContain("variable,NEW_FLAG,");
});

test("without a run that passed there is nothing to compare with, and what git cannot tell is said", async ({
  makeProject,
  start,
  home,
}) => {
  const project = makeProject("shop", { files: { ...files, "src/cart.ts": "2\n" } });
  await runCommand(home, "run", "--project", project);
  await runCommand(home, "run", "--project", project);
  rmSync(join(project, ".git"), { recursive: true });
  const { page } = await start({ project });
  const comparison = new Comparison(page);
  await new AppWindow(page).goTo("Runs");
  await new Runs(page).open(2);
  await new RunPage(page).showTab("Compare");
  await expect(comparison.area).toContainText("There is nothing to compare with yet");
  await comparison.against.selectOption({ label: "Run 1, failed, main" });
  await expect(comparison.area).toContainText("Git cannot tell what changed");
  await expect(comparison.explanations).toHaveCount(0);
  await expect(comparison.area).toContainText("Nothing that is known differs.");
});
