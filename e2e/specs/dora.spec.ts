import { faultsOf } from "../fixtures/accessibility.ts";
import { deliverForHalfAYear } from "../fixtures/delivering-project.ts";
import { git, pipelineFile } from "../fixtures/project.ts";
import { seedPast } from "../fixtures/seed.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Dora } from "../pages/dora.ts";
import { Insights } from "../pages/insights.ts";

const files = { "millrace.yml": pipelineFile({ unit: { phase: "test", run: "true" } }) };

test("the four keys open to the rows behind them, and those to deployments, commits and incidents", async ({ scratch, home, start }) => {
  const project = `${scratch}/projects/shop`;
  const { incident } = deliverForHalfAYear(home, project, files);
  const { page } = await start();
  const dora = new Dora(page);
  await new AppWindow(page).goTo("Insights");

  await expect(dora.key("Deployment frequency")).toContainText(/1\.\d\s*per week/);
  await expect(dora.band("Deployment frequency")).toHaveAttribute("aria-valuenow", "3");
  await expect(dora.key("Lead time for changes")).toContainText("1 d 0 h");
  await expect(dora.key("Lead time for changes")).toContainText("median, P90 4 d 0 h");
  await expect(dora.key("Change failure rate")).toContainText("3 of 15");
  await expect(dora.key("Time to recover")).toContainText("50 m 00 s");
  await expect(dora.key("Time to recover")).toContainText("longest 2 h 00 m");

  await dora.openRows("Change failure rate");
  await expect(page).toHaveURL(/rows=failed/);
  await expect(dora.row("Failed deployments", "1.20.0")).toContainText("its health took it back after 4 m 00 s");
  await expect(dora.row("Failed deployments", "1.23.0")).toContainText("Whole after 2 h 00 m: 1.22.0 served again");
  const third = dora.row("Failed deployments", "1.26.0");
  await expect(third).toContainText("incident 1 was resolved");
  await third.getByRole("link", { name: /incident 1 \(major\)/ }).click();
  await expect(page).toHaveURL(new RegExp(`services/${incident}`));
  await page.goBack();
  await dora.row("Failed deployments", "1.20.0").getByRole("link", { name: "1.20.0" }).click();
  await expect(page).toHaveURL(/environments\/d\d+/);
  await page.goBack();
  await expect(dora.row("Failed deployments", "1.20.0")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dora.rows("Failed deployments")).toHaveCount(0);

  await dora.openRows("Lead time for changes");
  await expect(dora.rows("Changes")).toContainText("30 commits, the slowest first");
  await expect(dora.row("Changes", "1.29.0").first()).toContainText("4 d 0 h");
  await dora.rows("Changes").getByRole("link").first().click();
  await expect(page).toHaveURL(/code\/[0-9a-f]{40}/);
  await page.goBack();
  await page.reload();
  await expect(dora.rows("Changes")).toContainText("30 commits");
  await dora.openRows("Deployment frequency");
  await expect(dora.rows("Deployments").getByRole("row")).toHaveCount(16);

  await dora.bars("Deployment frequency").focus();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  const words = (await dora.bars("Deployment frequency").getAttribute("aria-valuetext")) ?? "";
  expect(words).toMatch(/^\d+ \w+ to \d+ \w+: \d deployments?$/);
  await page.keyboard.press("Enter");
  const counted = Number(/(\d+) deployment/.exec(words)?.[1]);
  await expect(dora.rows("Deployments").getByRole("row")).toHaveCount(counted + 1);
  await expect(dora.rows("Deployments")).toContainText(words.split(":")[0] ?? "");
  await page.reload();
  await expect(dora.rows("Deployments").getByRole("row")).toHaveCount(counted + 1);
  await dora.rows("Deployments").getByRole("button", { name: "The whole period" }).click();
  await expect(dora.rows("Deployments").getByRole("row")).toHaveCount(16);
  const box = await dora.bars("Lead time for changes").boundingBox();
  await dora.bars("Lead time for changes").click({ position: { x: (box?.width ?? 0) - 3, y: 30 } });
  await expect(page).toHaveURL(/rows=changes&span=\d+-\d+/);
});

test("a rule shows what it would change, and is kept; what is counted is chosen beside it", async ({ scratch, home, start }) => {
  const project = `${scratch}/projects/shop`;
  const { commits } = deliverForHalfAYear(home, project, files);
  for (const [name, place] of [
    ["v2.0.0", 50],
    ["v2.1.0", 55],
  ] as const)
    git(project, "tag", name, commits[place] ?? "");
  const { page } = await start();
  const dora = new Dora(page);
  await new AppWindow(page).goTo("Insights");
  await dora.openRules();
  await expect(dora.preview).toContainText("The same deployments count as failed.");
  await dora.rules.getByRole("checkbox").uncheck();
  await expect(dora.preview).toContainText("2 deployments would not count as failed any more");
  await expect(dora.preview.getByRole("row", { name: /Change failure rate/ })).toContainText("6.7 % (1 of 15)");
  await dora.rules.getByRole("button", { name: "Keep the rule" }).click();
  await expect(dora.rules).toHaveCount(0);
  await expect(dora.key("Change failure rate")).toContainText("1 of 15");
  await dora.source.selectOption({ label: "Tags v*" });
  await expect(dora.key("Deployment frequency")).toContainText("2 deployments");
  await page.reload();
  await expect(dora.source).toHaveValue("tags v*");
  await expect(page.getByText("v2.0.0 is the first tag that is known")).toBeVisible();
});

test("a project without deployments says what is missing, and leads there", async ({ makeProject, home, start }) => {
  const project = makeProject("shop", { files });
  git(project, "tag", "v1.0.0");
  seedPast(home, { projectPath: project, projectName: "shop", runs: 20, days: 20 });
  const { page } = await start();
  const dora = new Dora(page);
  await new AppWindow(page).goTo("Insights");
  await expect(dora.source).toHaveValue("tags v*");
  await expect(dora.key("Deployment frequency")).toContainText("1 deployment");
  git(project, "tag", "--delete", "v1.0.0");
  await page.reload();
  const empty = page.getByRole("region", { name: "Deployments", exact: true });
  await expect(empty).toContainText("Nothing has been deployed to production");
  await empty.getByRole("button", { name: "Go to Environments" }).click();
  await expect(new AppWindow(page).heading("Environments")).toBeVisible();
});

test("a person with the keyboard alone reads the keys, their rows and the rule; axe finds nothing in either theme", async ({
  scratch,
  home,
  start,
}) => {
  test.setTimeout(240_000);
  const project = `${scratch}/projects/shop`;
  deliverForHalfAYear(home, project, files);
  seedPast(home, { projectPath: project, projectName: "shop", runs: 200, days: 80 });
  const { page } = await start();
  const dora = new Dora(page);
  await expect(new AppWindow(page).heading(/./)).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await expect(dora.key("Change failure rate")).toContainText("3 of 15");
  await dora.key("Change failure rate").getByRole("link").focus();
  await page.keyboard.press("Enter");
  await expect(dora.row("Failed deployments", "1.26.0")).toBeVisible();
  await page.keyboard.press("j");
  await expect(dora.row("Failed deployments", "1.26.0").getByRole("link", { name: "1.26.0" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(dora.row("Failed deployments", "1.23.0").getByRole("link", { name: "1.23.0" })).toBeFocused();
  await new Insights(page).chart("Duration of a run by day").focus();
  expect.soft(await faultsOf(page), "failed deployments").toEqual([]);
  await dora.openRows("Lead time for changes");
  await expect(dora.rows("Changes").getByRole("row").nth(3)).toBeVisible();
  expect.soft(await faultsOf(page), "changes").toEqual([]);
  await page.getByRole("button", { name: "Rules", exact: true }).press("Enter");
  await expect(dora.preview).toContainText("The same deployments");
  await dora.rules.getByRole("checkbox").press("Space");
  await expect(dora.preview).toContainText("2 deployments would not count");
  expect.soft(await faultsOf(page), "rule").toEqual([]);
  await page.keyboard.press("Escape");
  await expect(dora.rules).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Rules", exact: true })).toBeFocused();
});
