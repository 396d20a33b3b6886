import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { faultsOf } from "../fixtures/accessibility.ts";
import { runCommand } from "../fixtures/command-line.ts";
import { importHistory } from "../fixtures/fast-import.ts";
import { git } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Board } from "../pages/board.ts";
import { Culprit } from "../pages/culprit.ts";
import { RunPage } from "../pages/run-page.ts";
import { Runs } from "../pages/runs.ts";

/** Commits of which the stage fails from `brokenFrom` on; while `gate` is missing, it waits. */
function makeHistory(folder: string, count: number, brokenFrom: number, gate: string): void {
  const line = Array.from({ length: count }, (_, place) => ({ parents: place === 0 ? [] : [place - 1] }));
  const run = `while [ ! -e '${gate}' ]; do sleep 0.05; done; ! grep -q broken state.txt`;
  importHistory(folder, line, (place) => ({
    "millrace.yml": `version: 1\nstages:\n  unit: { phase: test, run: ${JSON.stringify(run)} }\n`,
    "state.txt": `${place} ${place >= brokenFrom ? "broken" : "fine"}\n`,
  }));
}

test("the culprit of a failed stage is found from its run's page, survives its engine, and the folder stays as it is", async ({
  scratch,
  home,
  start,
}) => {
  const folder = join(scratch, "projects", "shop");
  const gate = join(scratch, "gate");
  makeHistory(folder, 12, 7, gate);
  writeFileSync(gate, "");
  expect((await runCommand(home, "run", "--project", folder)).exitCode).toBe(1);
  git(folder, "worktree", "prune");
  writeFileSync(join(folder, "mine.txt"), "mine");
  const before = git(folder, "status", "--porcelain");
  const host = await start({ project: folder });
  const { page } = host;
  const culprit = new Culprit(page);
  await new AppWindow(page).goTo("Runs");
  await new Runs(page).open(1);

  // Nothing green is known, so that a commit must be chosen.
  await culprit.open();
  await expect(culprit.form).toContainText("is known on which unit passed");
  await expect(culprit.start).toBeDisabled();
  await culprit.good.fill("nowhere");
  await expect(culprit.form.getByRole("alert")).toContainText("There is no branch, tag or commit");
  await culprit.good.fill("main~11");
  await expect(culprit.form).toContainText("11 commits: about");
  expect(await faultsOf(page)).toEqual([]);
  await culprit.start.click();
  await expect(culprit.standing).toContainText(/broke unit/);
  await expect(culprit.verdict).toContainText("feat: change 7");
  await expect(culprit.verdict).toContainText("state.txt");
  await expect(culprit.standing).toContainText("11 commits, ");
  expect(await faultsOf(page)).toEqual([]);
  expect(git(folder, "status", "--porcelain")).toBe(before);
  expect(git(folder, "worktree", "list").trim().split("\n")).toHaveLength(1);

  await new AppWindow(page).downloadFiles();
  const judged = JSON.parse(await new AppWindow(page).save("the judged commits", "JSON"));
  expect(judged).toContainEqual(expect.objectContaining({ position: 7, subject: "feat: change 7", verdict: "bad" }));

  await culprit.verdict.getByRole("link", { name: "Show its changes" }).click();
  await expect(page.getByRole("heading", { name: "feat: change 7" })).toBeVisible();
  await page.goBack();

  // What a search ran on old commits does not change where the project stands.
  await new AppWindow(page).goTo("Loop");
  await expect(new Board(page).card("unit")).toContainText(/failed/i);
  await page.goBack();
  await culprit.firstRun.click();
  await expect(page.getByText("For a culprit")).toBeVisible();
  await new RunPage(page).showTab("Culprit");
  await expect(culprit.search).toContainText("This run is a step of the search for");
});

test("a search is canceled and goes on, and is found interrupted after its engine was killed", async ({ scratch, home, start }) => {
  const folder = join(scratch, "projects", "shop");
  const gate = join(scratch, "gate");
  makeHistory(folder, 4, 2, gate);
  writeFileSync(gate, "");
  await runCommand(home, "run", "--project", folder);
  const first = await start({ project: folder });
  await new AppWindow(first.page).goTo("Runs");
  await new Runs(first.page).open(1);
  const culprit = new Culprit(first.page);
  await culprit.open();
  await culprit.good.fill("main~3");
  await expect(culprit.start).toBeEnabled();
  // From here on its runs wait.
  rmSync(gate);
  await culprit.start.click();
  await expect(culprit.steps.filter({ hasText: "Running" })).toBeVisible();
  await culprit.cancel();
  await expect(culprit.standing).toContainText("The search was canceled");
  await culprit.goOn();
  await expect(culprit.standing).toContainText("Looking for what broke unit");
  await first.kill();

  const second = await start({ project: folder });
  await new AppWindow(second.page).goTo("Runs");
  await new Runs(second.page).open(1);
  await new RunPage(second.page).showTab("Culprit");
  const again = new Culprit(second.page);
  await expect(again.standing).toContainText("The search was interrupted");
  writeFileSync(gate, "");
  await again.goOn();
  await expect(again.verdict).toContainText("feat: change 2");
});
