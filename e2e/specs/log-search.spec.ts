import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { faultsOf } from "../fixtures/accessibility.ts";
import { runCommand } from "../fixtures/command-line.ts";
import { program } from "../fixtures/programs.ts";
import { git, pipelineFile } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { Failures } from "../pages/failures.ts";
import { Log } from "../pages/log.ts";
import { LogSearch } from "../pages/log-search.ts";
import { RunPage } from "../pages/run-page.ts";

const broken = {
  unit: { phase: "test", run: "echo fine; echo connect ECONNREFUSED 10.0.0.1; exit 1" },
  lint: { phase: "code", run: "echo tidy" },
};

test("an error is searched in all runs: when it was seen, how often, and at the line itself", async ({ makeProject, start, home }) => {
  const shop = makeProject("shop", { files: { "millrace.yml": pipelineFile(broken) } });
  const mill = makeProject("mill", { files: { "millrace.yml": pipelineFile({ e2e: { phase: "test", run: "echo ECONNREFUSED" } }) } });
  await runCommand(home, "run", "--project", mill);
  await runCommand(home, "run", "--project", shop);
  await runCommand(home, "run", "--project", shop);
  const { page } = await start({ project: shop });
  const search = new LogSearch(page);

  await expect(page.getByRole("article").first()).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await expect(search.field).toBeFocused();
  await page.keyboard.type("econnrefused");
  await expect(search.summary).toContainText("2 matches in 2 runs, first seen");
  await expect(search.summary).toContainText("in run 1, last seen");
  await expect(search.summary).toContainText("in unit");
  await expect(search.hits).toHaveCount(2);
  await expect(search.hits.first().locator("mark")).toHaveText("ECONNREFUSED");

  await search.filter("Projects").selectOption("All projects");
  await expect(search.summary).toContainText("3 matches in 3 runs of 2 projects");
  await search.filter("Stage").selectOption("lint");
  await expect(page.getByRole("heading", { name: "Nothing was found" })).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).first().click();
  await expect(search.hits).toHaveCount(3);
  await page.getByRole("button", { name: "Match case" }).click();
  await expect(page.getByRole("heading", { name: "Nothing was found" })).toBeVisible();
  await page.getByRole("button", { name: "Match case" }).click();
  await expect(search.hits).toHaveCount(3);

  await search.field.press("ArrowDown");
  await expect(search.hit(2, "unit", 2)).toBeFocused();
  await page.keyboard.press("j");
  await expect(search.hit(1, "unit", 2)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(new RunPage(page).heading(1)).toBeVisible();
  await expect(new Log(page).line(2)).toBeInViewport();
  expect(page.url()).toContain("line=2");
  await page.keyboard.press("Escape");
  await expect(search.hit(1, "unit", 2)).toBeFocused();
});

test("thousands of lines are listed, a search can be stopped, and a wrong pattern is said", async ({ makeProject, start, home }) => {
  const stages = { count: { phase: "build", run: program("write-many-lines", 400_000) } };
  const folder = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } });
  for (let run = 0; run < 3; run += 1) await runCommand(home, "run", "--json", "--project", folder);
  const { page } = await start({ project: folder });
  const search = new LogSearch(page);
  await page.goto(`${page.url().split("#")[0]}#/p1/runs?view=logs&text=line`);

  await expect(search.summary).toContainText("1,200,000 matches in 3 runs");
  await expect(page.getByRole("link", { name: "399,900 more lines in this log" })).toHaveCount(0);
  await search.results.hover();
  await expect(async () => {
    await page.mouse.wheel(0, 20_000);
    await expect(page.getByRole("link", { name: "399,900 more lines in this log" }).first()).toBeVisible({ timeout: 500 });
  }).toPass();

  await search.field.fill("lin(");
  await page.getByRole("button", { name: "Regular expression" }).click();
  await expect(page.getByRole("alert")).toContainText("This is no regular expression: Unterminated group");
  // Explodes on every line: it would take hours.
  await search.field.fill("^(l|li|i|n|e|ne| |\\d)+x$");
  await expect(page.getByRole("button", { name: "Stop" })).toBeVisible();
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(search.summary).toContainText("Stopped");
});

test("the command line searches alike, and says by its exit code whether something was found", async ({ makeProject, home }) => {
  const folder = makeProject("shop", { files: { "millrace.yml": pipelineFile(broken) } });
  await runCommand(home, "run", "--project", folder);
  const found = await runCommand(home, "search", "connect \\w+", "--regex", "--json", "--project", folder);
  expect(found.exitCode).toBe(0);
  const [first, last] = found.output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(first).toMatchObject({
    type: "found",
    log: { runNumber: 1, stage: "unit", hits: [{ line: 2, text: "connect ECONNREFUSED 10.0.0.1" }] },
  });
  expect(last).toMatchObject({ type: "summary", lines: 1, runs: 1, firstSeen: { runNumber: 1 } });
  expect((await runCommand(home, "search", "no such words", "--project", folder)).exitCode).toBe(1);
  expect((await runCommand(home, "search", "(", "--regex", "--project", folder)).exitCode).toBe(2);
});

test("problems of a stage stand together by file, and lead to the editor and to the log", async ({ makeProject, start, home }) => {
  const lines = ["src/price.ts(1,14): error TS2322: Type is not assignable.", "src/cart.ts:7:2: warning: unused [-Wunused]", "done"];
  const stages = { compile: { phase: "build", run: `${lines.map((line) => `echo '${line}'`).join("; ")}; exit 2` } };
  const folder = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages), "src/price.ts": "export {};\n" } });
  await runCommand(home, "run", "--project", folder);
  const told = await runCommand(home, "problems", "1", "--project", folder);
  expect(told.exitCode).toBe(1);
  expect(told.output).toContain("src/price.ts:1:14: error: Type is not assignable. [TS2322]");

  const { page } = await start({ project: folder });
  await page.goto(`${page.url().split("#")[0]}#/p1/runs/r1`);
  await page.getByRole("tab", { name: "Problems 2" }).click();
  const problems = page.getByRole("region", { name: "Problems" });
  await expect(
    problems.getByRole("region", { name: "src/price.ts" }).getByRole("button", { name: /Error.*1:14.*Type is not assignable/ }),
  ).toBeVisible();
  await expect(problems.getByRole("region", { name: "src/cart.ts" })).toContainText("not found");
  await problems.getByRole("link", { name: /^Log line 2/ }).click();
  await expect(new Log(page).line(2)).toContainText("unused");
  expect(page.url()).toContain("line=2");
});

test("runs that fail alike are told of on their page and in one list, with what mended them", async ({ makeProject, start, home }) => {
  const failing = { unit: { phase: "test", run: 'echo "src/wheel.js:4:17: error: no water in port $$"; exit 1' } };
  const folder = makeProject("shop", { files: { "millrace.yml": pipelineFile(failing) } });
  const run = () => runCommand(home, "run", "--project", folder);
  const commit = (message: string, stages: typeof failing) => {
    writeFileSync(join(folder, "millrace.yml"), pipelineFile(stages));
    git(folder, "commit", "--quiet", "--all", `--message=${message}`);
  };
  await run();
  await run();
  commit("fix: water", { unit: { phase: "test", run: "true" } });
  await run();
  commit("feat: dry", failing);
  await run();
  const { page } = await start({ project: folder });
  const runPage = new RunPage(page);
  const failures = new Failures(page);
  await page.goto(`${page.url().split("#")[0]}#/p1/runs/r4`);
  await expect(runPage.sameFailure).toHaveText(
    /^Same failure as run 2 and 1 other, first seen .*, on main\. Then it was gone with [0-9a-f]{7} "fix: water" \(run 3\)\.$/,
  );
  await runPage.sameFailure.getByRole("link", { name: "1 other" }).click();
  await expect(failures.groups).toHaveCount(1);
  await expect(failures.groups).toContainText("src/wheel.js: no water in port");
  await expect(failures.groups).toContainText("3 runs, first");
  expect(await faultsOf(page)).toEqual([]);
  await failures.filter.fill("dry");
  await expect(page.getByRole("heading", { name: "No failure holds this text" })).toBeVisible();

  await page.goto(`${page.url().split("#")[0]}#/p1/runs/r2`);
  await expect(runPage.sameFailure).toContainText("Same failure as run 1 and 1 other");
  await runPage.sameFailure.getByRole("link", { name: /fix: water/ }).click();
  await expect(page.getByRole("heading", { name: "fix: water" })).toBeVisible();
});
