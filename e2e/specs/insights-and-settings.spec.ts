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
  await insights.card("Duration of a run").getByRole("link").first().click();
  await expect(page).toHaveURL(/runs\?until=/);
  await expect(new Runs(page).rows.first()).toBeVisible();
});

test("the period is switched, and stands in the address", async ({ makeProject, home, start }) => {
  seedPast(home, { projectPath: makeProject("shop", { files }), projectName: "shop", runs: 300, days: 300 });
  const { page } = await start();
  const insights = new Insights(page);

  await new AppWindow(page).goTo("Insights");
  await insights.period("1 y").click();
  await expect(page).toHaveURL(/days=365/);
  await expect(insights.figure("Runs")).toContainText("300 runs");
  await insights.period("30 d").click();
  await expect(page).toHaveURL(/days=30/);
  await expect(insights.figure("Runs")).not.toContainText("300 runs");
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
