import { runCommand } from "../fixtures/command-line.ts";
import { pipelineFile } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { breakTests, flakyFiles, largeReport, testedFiles } from "../fixtures/tested-project.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Board } from "../pages/board.ts";
import { Culprit } from "../pages/culprit.ts";
import { Log } from "../pages/log.ts";
import { RunPage } from "../pages/run-page.ts";
import { Runs } from "../pages/runs.ts";
import { Tests } from "../pages/tests.ts";

const run = (home: string, project: string) => runCommand(home, "run", "--project", project);

test("what fails comes first, what is new before the rest, each with what it said", async ({ makeProject, start, home }) => {
  const project = makeProject("shop", { files: testedFiles });
  await run(home, project);
  breakTests(project, "quantity");
  await run(home, project);
  breakTests(project, "quantity", "coupon");
  await run(home, project);
  const { page } = await start({ project });
  const window = new AppWindow(page);
  const tests = new Tests(page);

  await expect(new Board(page).card("unit")).toContainText("2 of 4 failed");
  await window.goTo("Tests");
  await expect(tests.card("Totals")).toContainText("2 of 4 tests failed");
  await expect(tests.card("Totals")).toContainText("Last green run 1");
  await expect(tests.card("Read from")).toContainText("unit");
  await expect(tests.view("Failing")).toContainText("2");
  await expect(tests.rows).toHaveText([/New failure.*uses each coupon once/, /Still failing.*keeps the higher quantity.*since run 2/]);

  await page.keyboard.press("j");
  await expect(tests.link("uses each coupon once")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(tests.said).toContainText("Expected values to be strictly equal");
  await expect(tests.detail).toContainText("Passed in the last green run");
  // What is open goes along with the focus.
  await page.keyboard.press("ArrowDown");
  await expect(tests.detail.getByRole("heading", { level: 2 })).toHaveText("keeps the higher quantity");
  await expect(tests.detail).toContainText("Failing since run 2");
  await expect(tests.outcomes).toHaveText([/Failed.*Run 3/, /Failed.*Run 2/, /Passed.*Run 1/]);
  await expect(page).toHaveURL(/test=t\d+/);
  await page.keyboard.press("Escape");
  await expect(tests.detail).toHaveCount(0);
  await expect(tests.link("keeps the higher quantity")).toBeFocused();

  await page.keyboard.press("Enter");
  await tests.detail.getByRole("button", { name: "Open the log" }).click();
  await expect(new RunPage(page).heading(3)).toBeVisible();
  await expect(new Log(page).region).toBeVisible();
  await new RunPage(page).showTab("Tests");
  await expect(new RunPage(page).tests).toContainText(/New failure\s*uses each coupon once.*Still failing\s*keeps the higher quantity/s);

  // The stage of a failing test is the judge of what broke it; its run is named by the test, or the page that is open.
  await new RunPage(page).tests.getByRole("button", { name: "Find the culprit" }).first().click();
  await expect(new Culprit(page).form).toContainText("unit");
  await page.goBack();
  await page.goBack();
  await expect(tests.detail).toContainText("Failing since run 2");
  await tests.detail.getByRole("button", { name: "Find the culprit" }).click();
  await expect(new Culprit(page).form).toContainText("unit");
});

test("a test that was fixed and one that is flaky have views of their own", async ({ makeProject, start, home }) => {
  const project = makeProject("shop", { files: flakyFiles });
  breakTests(project, "lines");
  // Three runs of the same files: the refund passes, fails and passes.
  for (let count = 0; count < 3; count += 1) await run(home, project);
  breakTests(project);
  await run(home, project);
  const { page } = await start({ project });
  const tests = new Tests(page);

  await new AppWindow(page).goTo("Tests");
  await tests.view("Fixed").click();
  await expect(tests.rows).toHaveText([/Fixed.*adds the lines of both carts/]);
  await tests.view("Flaky").click();
  await expect(tests.rows).toHaveText([/refund is idempotent.*of \d failed/]);
  await tests.link("refund is idempotent").click();
  await expect(tests.detail.getByRole("region", { name: "Flaky" })).toContainText("It passed and failed on the same files");
  await tests.view("Skipped").click();
  await expect(tests.rows).toHaveText([/Skipped.*expires at midnight/]);
  await tests.choice("Stage").selectOption("pay");
  await expect(page.getByText("No test matches")).toBeVisible();
  await expect(page).toHaveURL(/stage=pay/);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(tests.rows).toHaveCount(1);
});

test("R runs the stage of the test that has the focus, and the screen learns how it ended", async ({ makeProject, start, home }) => {
  const project = makeProject("shop", { files: testedFiles });
  await run(home, project);
  const { page } = await start({ project });
  const tests = new Tests(page);

  await new AppWindow(page).goTo("Tests");
  await expect(tests.card("Totals")).toContainText("All green");
  // Nothing fails, so that everything is shown.
  await tests.expectCount(4);
  breakTests(project, "lines");
  await page.keyboard.press("/");
  await expect(tests.filter).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(tests.rows.first().getByRole("link")).toBeFocused();
  await page.keyboard.press("End");
  await expect(tests.rows.last().getByRole("link")).toBeFocused();
  await page.keyboard.press("r");
  await expect(tests.card("Totals")).toContainText("1 of 4 tests failed");
  await expect(tests.row("adds the lines of both carts")).toContainText("New failure");
});

test("a run's page has its tests, the first failure open, against the last green run", async ({ makeProject, start, home }) => {
  const project = makeProject("shop", { files: testedFiles });
  await run(home, project);
  breakTests(project, "quantity", "lines");
  await run(home, project);
  const { page } = await start({ project });
  const runPage = new RunPage(page);

  await new AppWindow(page).goTo("Runs");
  await new Runs(page).open(2);
  await expect(runPage.facts).toContainText("2 of 4 tests failed");
  await runPage.showTab("Tests");
  await expect(page.getByText(/^Against run 1, the last green before it: 2 more failed/)).toBeVisible();
  const [open, closed] = [runPage.tests.getByRole("button", { expanded: true }), runPage.tests.getByRole("button", { expanded: false })];
  await expect(open.and(page.locator("[data-item]"))).toHaveCount(1);
  await expect(runPage.tests).toContainText("Expected values to be strictly equal");
  await closed.and(page.locator("[data-item]")).press("Enter");
  await expect(open.and(page.locator("[data-item]"))).toHaveCount(2);
  await page.keyboard.press("/");
  await page.keyboard.type("coupon");
  await expect(runPage.tests.getByRole("link", { name: "uses each coupon once" })).toBeVisible();
  await expect(runPage.failedTest("keeps the higher quantity")).toHaveCount(0);
});

test("the tests of a stage that was left out are those of the run that made them", async ({ makeProject, start, home }) => {
  const stage = { phase: "test", run: "cp kept.xml unit.xml", reports: { tests: ["unit.xml"] }, cache: { inputs: ["kept.xml"] } };
  const project = makeProject("shop", {
    files: { "millrace.yml": pipelineFile({ unit: stage }), "kept.xml": largeReport(3), ".gitignore": "unit.xml\n" },
  });
  await run(home, project);
  await run(home, project);
  const { page } = await start({ project });
  const runPage = new RunPage(page);

  await new AppWindow(page).goTo("Runs");
  await new Runs(page).open(2);
  await runPage.showTab("Tests");
  await expect(runPage.failedTest("case 00001")).toBeVisible();
  await expect(runPage.tests.getByText("from run 1")).toHaveCount(3);
});

test("a damaged report gives what could be read, and says what could not", async ({ makeProject, start, home }) => {
  const whole = largeReport(3);
  const project = makeProject("shop", {
    files: {
      "millrace.yml": pipelineFile({ unit: { phase: "test", run: "cp kept/*.xml .", reports: { tests: ["a.xml", "b.xml"] } } }),
      "kept/a.xml": whole,
      "kept/b.xml": `${largeReport(2).slice(0, -30)}`,
      ".gitignore": "/*.xml\n",
    },
  });
  await run(home, project);
  const { page } = await start({ project });

  await new AppWindow(page).goTo("Runs");
  await new Runs(page).open(1);
  await new RunPage(page).showTab("Tests");
  await expect(page.getByText(/^1 of 2 reports could not be read whole: b\.xml: Line \d+/)).toBeVisible();
  await expect(new RunPage(page).failedTest("case 00001")).toBeVisible();
});

test("a project without reports is shown the lines to add", async ({ makeProject, start, home }) => {
  const project = makeProject("shop", {
    files: { "millrace.yml": pipelineFile({ unit: { phase: "test", run: "true || vitest run" } }) },
  });
  await run(home, project);
  const { page } = await start({ project });

  await expect(new Board(page).card("unit")).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await expect(page.getByRole("heading", { name: "Tests come from reports" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("--outputFile.junit=reports/unit.xml");
  await new AppWindow(page).goTo("Runs");
  await new Runs(page).open(1);
  await new RunPage(page).showTab("Tests");
  await expect(page.getByRole("heading", { name: "No stage of this run names a report" })).toBeVisible();
});

test("hundreds of tests are read as one scrolls, and found by what is typed", async ({ makeProject, start, home }) => {
  const count = 450;
  const project = makeProject("shop", {
    files: {
      "millrace.yml": pipelineFile({ unit: { phase: "test", run: "cp kept.xml unit.xml", reports: { tests: ["unit.xml"] } } }),
      "kept.xml": largeReport(count),
      ".gitignore": "unit.xml\n",
    },
  });
  await run(home, project);
  const { page } = await start({ project });
  const tests = new Tests(page);

  await new AppWindow(page).goTo("Tests");
  await tests.view("All").click();
  await expect(tests.view("All")).toContainText("450");
  await tests.rows.first().hover();
  await expect(async () => {
    await page.mouse.wheel(0, 1_000_000);
    await expect(tests.row("case 00450")).toBeVisible({ timeout: 250 });
  }).toPass();
  expect(await tests.rows.count()).toBeLessThan(100);
  await page.keyboard.press("/");
  await page.keyboard.type("case 0012");
  await tests.expectCount(10);
  await expect(tests.row("case 00125")).toBeVisible();
  await expect(page).toHaveURL(/text=case\+0012/);
  await page.reload();
  await tests.expectCount(10);
});
