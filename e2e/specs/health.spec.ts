import { faultsOf } from "../fixtures/accessibility.ts";
import { runCommand } from "../fixtures/command-line.ts";
import { pipelineFile } from "../fixtures/project.ts";
import { seedPast } from "../fixtures/seed.ts";
import { expect, test } from "../fixtures/test.ts";
import { flakyFiles } from "../fixtures/tested-project.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Insights } from "../pages/insights.ts";
import { Runs } from "../pages/runs.ts";

const files = { "millrace.yml": pipelineFile({ lint: { phase: "code", run: "echo tidy" } }) };

test("the time waited is read week by week with the keyboard, opens its runs, and is a table, too", async ({
  makeProject,
  home,
  start,
}) => {
  seedPast(home, { projectPath: makeProject("shop", { files }), projectName: "shop", runs: 300, days: 80 });
  const { page } = await start();
  const [insights, runs] = [new Insights(page), new Runs(page)];
  await new AppWindow(page).goTo("Insights");

  const weeks = insights.chart("Time waited by week");
  await weeks.focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  const words = (await weeks.getAttribute("aria-valuetext")) ?? "";
  const count = Number(/runs (\d+)$/.exec(words)?.[1]);
  expect(count).toBeGreaterThan(0);
  expect(words).toMatch(/^\d+ \w+ to \d+ \w+: waited .*, queue, median 20 ms, queue, p90 20 ms, runs \d+$/);
  await page.keyboard.press("Enter");
  await runs.expectCount(count);
  await page.goBack();

  await insights.showAsTable("Time waited");
  const week = insights.card("Time waited").getByRole("row").nth(3);
  const told = Number(await week.getByRole("cell").last().textContent());
  await week.getByRole("link").click();
  await runs.expectCount(told);
  await page.goBack();

  const path = insights.card("Critical path").getByRole("row", { name: /^integration/ });
  await expect(path).toContainText("100 %");
  await path.getByRole("link").click();
  await expect(page).toHaveURL(/stage=integration/);
});

test("a flaky test is named with its rate and interval, and leads to its page", async ({ makeProject, home, start }) => {
  const project = makeProject("shop", { files: flakyFiles });
  for (let count = 0; count < 3; count += 1) await runCommand(home, "run", "--project", project);
  const { page } = await start({ project });
  const insights = new Insights(page);
  await new AppWindow(page).goTo("Insights");
  const item = insights.card("Flakiest tests").getByRole("listitem");
  await expect(item).toHaveText(/refund is idempotent.*33\.3 %1 of 3, between 6\.1 % and 79\.2 %/);
  expect(await faultsOf(page)).toEqual([]);
  await item.getByRole("link").click();
  await expect(page).toHaveURL(/tests\?view=flaky&test=t\d+/);
});

test("an item that is done elsewhere counts at once, without a run or another look at the page", async ({ makeProject, home, start }) => {
  const project = makeProject("shop", { files });
  await runCommand(home, "run", "--project", project);
  const planned = await runCommand(home, "plan", "add", "Sell apples", "--project", project);
  expect(planned.exitCode).toBe(0);
  const { page } = await start({ project });
  await new AppWindow(page).goTo("Insights");
  const plan = new Insights(page).card("Plan");
  await expect(plan.or(page.getByText("Runs by day")).first()).toBeVisible();
  await expect(plan).not.toContainText("1 item");
  await runCommand(home, "plan", "move", "1", "Done", "--project", project);
  await expect(plan).toContainText(/Done\s*1/);
});

test("all projects stand beside each other, each leads to its charts and its runs, in a small window, too", async ({
  makeProject,
  home,
  start,
}) => {
  for (const [name, runs] of [
    ["billing", 40],
    ["shop", 120],
  ] as const)
    seedPast(home, { projectPath: makeProject(name, { files }), projectName: name, runs, days: 80 });
  const { page } = await start();
  const insights = new Insights(page);
  await page.setViewportSize({ width: 1024, height: 700 });
  await new AppWindow(page).goTo("Insights");
  await insights.whose("All projects").click();
  await expect(page).toHaveURL(/view=projects/);
  await expect(insights.project("shop")).toContainText("120");
  await expect(insights.project("billing")).toContainText("40");
  expect(await faultsOf(page)).toEqual([]);
  await insights.project("billing").getByRole("link", { name: "40 runs of billing" }).click();
  await new Runs(page).expectCount(40);
  await page.goBack();
  await insights.project("shop").getByRole("link", { name: "shop", exact: true }).click();
  await expect(insights.card("Duration of a run")).toBeVisible();
  await expect(new AppWindow(page).shownProject).toContainText("shop");
  await expect(page.getByRole("region", { name: "Charts" })).not.toHaveCSS("overflow-x", "scroll");
});
