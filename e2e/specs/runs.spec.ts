import { runCommand } from "../fixtures/command-line.ts";
import { pipelineFile } from "../fixtures/project.ts";
import { seedPast } from "../fixtures/seed.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { RunPage } from "../pages/run-page.ts";
import { Runs } from "../pages/runs.ts";

const files = { "millrace.yml": pipelineFile({ lint: { phase: "code", run: "echo tidy" } }) };
const count = 350;

/** More runs than three pages hold. */
test.beforeEach(({ makeProject, home }) => {
  seedPast(home, { projectPath: makeProject("shop", { files }), projectName: "shop", runs: count, days: 90 });
});

test("the list goes on down to the first run as one scrolls", async ({ start }) => {
  const { page } = await start();
  const runs = new Runs(page);

  await new AppWindow(page).goTo("Runs");
  await expect(runs.run(count)).toBeVisible();
  await expect(runs.run(1)).toHaveCount(0);
  await runs.table.hover();
  // Each time to the end of what has been read so far; the rest comes as one gets there.
  await expect(async () => {
    await page.mouse.wheel(0, 100_000);
    await expect(runs.run(1)).toBeVisible({ timeout: 1_000 });
  }).toPass();
});

test("filters stand in the address and survive a reload", async ({ start }) => {
  const { page } = await start();
  const runs = new Runs(page);

  await new AppWindow(page).goTo("Runs");
  await runs.filter("Status").selectOption("failed");
  await expect(page).toHaveURL(/status=failed/);
  await expect(runs.rows.first()).toContainText("Failed");
  await expect(runs.rows.filter({ hasText: "Passed" })).toHaveCount(0);
  await page.reload();
  await expect(runs.filter("Status")).toHaveValue("failed");
  await expect(runs.rows.first()).toContainText("Failed");
  await runs.filter("Branch").selectOption("main");
  await expect(page).toHaveURL(/branch=main/);
  await expect(runs.rows.filter({ hasText: "feature/" })).toHaveCount(0);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page).not.toHaveURL(/status=|branch=/);
  await expect(runs.run(count)).toBeVisible();
});

test("stage and period are chosen here, too, and a day by its date", async ({ start }) => {
  const { page } = await start();
  const runs = new Runs(page);

  await new AppWindow(page).goTo("Runs");
  await runs.filter("Period").selectOption("Last 30 days");
  await expect(page).toHaveURL(/since=\d{4}-\d\d-\d\d/);
  await expect(runs.filter("Period")).toHaveValue("30");
  await runs.filter("Period").selectOption("A day");
  await expect(page).toHaveURL(/since=([\d-]+)&until=\1/);
  await runs.day.fill("2020-02-29");
  await expect(page).toHaveURL(/since=2020-02-29&until=2020-02-29/);
  await expect(page.getByText("No run matches")).toBeVisible();
  await runs.filter("Period").selectOption("Any day");
  await runs.filter("Stage").selectOption("lint");
  await expect(page).toHaveURL(/stage=lint/);
  await expect(page).not.toHaveURL(/since|until/);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(runs.filter("Stage")).toHaveValue("");
  await expect(runs.run(count)).toBeVisible();
});

test("one question tells how the stages of a whole page ended", async ({ start }) => {
  const { page } = await start();
  const runs = new Runs(page);
  const questions: string[] = [];
  page.on("websocket", (socket) =>
    socket.on("framesent", ({ payload }) => {
      const path = /"u":"\/runs\/(\w+)"/.exec(String(payload))?.[1];
      if (path !== undefined) questions.push(path);
    }),
  );
  await page.reload();
  await new AppWindow(page).goTo("Runs");
  await expect(runs.rows.first().getByRole("img", { name: /of 6 stages passed/ })).toBeVisible();
  expect(questions.filter((path) => path === "stageStatuses" || path === "get")).toEqual(["stageStatuses"]);
});

test("J and K walk the list, and Enter opens a run", async ({ start }) => {
  const { page } = await start();
  const runs = new Runs(page);

  await new AppWindow(page).goTo("Runs");
  await expect(runs.run(count)).toBeVisible();
  await page.keyboard.press("j");
  await expect(runs.link(count)).toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(runs.link(count - 2)).toBeFocused();
  await page.keyboard.press("k");
  await expect(runs.link(count - 1)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(new RunPage(page).heading(count - 1)).toBeVisible();
  await page.goBack();
  await expect(runs.run(count - 1)).toBeVisible();
});

test("a run that a terminal makes comes in at the top of the open list", async ({ start, home, scratch }) => {
  const { page } = await start();
  const runs = new Runs(page);

  await new AppWindow(page).goTo("Runs");
  await expect(runs.run(count)).toBeVisible();
  await runCommand(home, "run", "--project", `${scratch}/projects/shop`);
  await expect(runs.run(count + 1)).toContainText("Passed");
  await expect(runs.run(count + 1)).toContainText("Terminal");
});
