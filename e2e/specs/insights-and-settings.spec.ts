import { pipelineFile } from "../fixtures/project.ts";
import { seedPast } from "../fixtures/seed.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Insights } from "../pages/insights.ts";
import { Runs } from "../pages/runs.ts";
import { Settings } from "../pages/settings.ts";

const files = { "millrace.yml": pipelineFile({ lint: { phase: "code", run: "echo tidy" } }) };

test("every chart can be read as text, and leads to its runs", async ({ makeProject, home, start }) => {
  seedPast(home, { projectPath: makeProject("shop", { files }), projectName: "shop", runs: 300, days: 80 });
  const { page } = await start();
  const insights = new Insights(page);

  await new AppWindow(page).goTo("Insights");
  await expect(insights.chart("Duration of a run by day")).toHaveAttribute("aria-valuetext", /median .*, P90 .*, \d+ runs?/);
  await expect(insights.chart("Runs by day")).toHaveAttribute("aria-valuetext", /\d+ runs?, \d+ passed, \d+ failed|no run/);
  await insights.showAsTable("Duration of a run");
  await expect(insights.card("Duration of a run").getByRole("columnheader", { name: "P90" })).toBeVisible();
  await expect(insights.card("Slowest stages").getByRole("rowheader", { name: /integration/ })).toBeVisible();
  const day = insights
    .card("Duration of a run")
    .getByRole("row")
    .filter({ has: page.getByRole("link") })
    .first();
  const count = Number(await day.getByRole("cell").nth(1).textContent());
  await day.getByRole("link").click();
  await new Runs(page).expectCount(count);
  await expect(new Runs(page).rows.filter({ hasNotText: "Passed" })).toHaveCount(0);
});

test("figures, days and stages open exactly the runs behind them, and are held against the period before", async ({
  makeProject,
  home,
  start,
}) => {
  seedPast(home, { projectPath: makeProject("shop", { files }), projectName: "shop", runs: 90, days: 175 });
  const { page } = await start();
  const insights = new Insights(page);
  const runs = new Runs(page);
  const window = new AppWindow(page);
  await window.goTo("Insights");

  for (const figure of ["Runs", "Pass rate", "Median duration", "P90 duration"]) {
    await expect(insights.figure(figure)).toContainText("against the period before");
    const link = insights.figure(figure).getByRole("link");
    const count = figure === "Pass rate" ? Number.parseInt((await link.textContent()) ?? "", 10) : await insights.countIn(link);
    await link.click();
    await runs.expectCount(count);
    await page.goBack();
  }

  const stage = insights.card("Slowest stages").getByRole("row").filter({ hasText: "integration" });
  const passed = Number(/of the (\d+) runs? in which/.exec((await stage.getAttribute("title")) ?? "")?.[1]);
  await stage.getByRole("link").click();
  await expect(page).toHaveURL(/stage=integration/);
  await runs.expectCount(passed);
  await page.reload();
  await expect(runs.filter("Stage")).toHaveValue("integration");
  await expect(runs.removable("Stage passed")).toBeVisible();
  await runs.expectCount(passed);
  await runs.removable("Stage passed").click();
  await expect(page).not.toHaveURL(/stageStatus/);
  await expect(runs.removable("Stage passed")).toHaveCount(0);
  await runs.filter("Stage").selectOption("");
  await expect(page).not.toHaveURL(/stage/i);
  await page.goBack();

  await insights.chart("Runs by day").focus();
  const text = () => insights.chart("Runs by day").getAttribute("aria-valuetext");
  while (/no run/.test((await text()) ?? "no run")) await page.keyboard.press("ArrowUp");
  const onDay = Number(/(\d+) runs?/.exec((await text()) ?? "")?.[1]);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/since=([\d-]+)&until=\1/);
  await runs.expectCount(onDay);
});

test("the period is switched, and stands in the address", async ({ makeProject, home, start }) => {
  seedPast(home, { projectPath: makeProject("shop", { files }), projectName: "shop", runs: 300, days: 300 });
  const { page } = await start();
  const insights = new Insights(page);

  await new AppWindow(page).goTo("Insights");
  await insights.period("1 y").click();
  await expect(page).toHaveURL(/days=365/);
  await expect(insights.figure("Runs").getByRole("link")).toHaveText("300 runs");
  await insights.period("30 d").click();
  await expect(page).toHaveURL(/days=30/);
  await expect(insights.figure("Runs").getByRole("link")).toHaveText(/^\d\d runs$/);
  await page.reload();
  await expect(insights.period("30 d")).toBeChecked();
});

test("a theme applies at once and survives a reload", async ({ makeProject, start }) => {
  const { page } = await start({ project: makeProject("shop", { files }) });
  const settings = new Settings(page);
  const background = () => page.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor);

  await new AppWindow(page).goTo("Settings");
  await settings.choice("Theme", "Light").click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  const light = await background();
  await settings.choice("Theme", "Dark").click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect(await background()).not.toBe(light);
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(settings.choice("Theme", "Dark")).toBeChecked();
});

test("settings hold in the next window, and what is not allowed is refused in place", async ({ makeProject, start }) => {
  const project = makeProject("shop", { files });
  const first = await start({ project });
  const before = new Settings(first.page);
  await new AppWindow(first.page).goTo("Settings");
  await before.number("Stages at once").fill("0");
  await expect(first.page.getByRole("alert")).toContainText("From 1 to 256");
  await before.number("Stages at once").fill("7");
  await before.choice("Density", "Compact").click();
  await expect(first.page.locator("html")).toHaveAttribute("data-density", "compact");
  await first.close();

  const { page } = await start({ project });
  await new AppWindow(page).goTo("Settings");
  await expect(new Settings(page).number("Stages at once")).toHaveValue("7");
  await expect(new Settings(page).choice("Density", "Compact")).toBeChecked();
});
