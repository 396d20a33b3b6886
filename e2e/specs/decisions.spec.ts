import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { faultsOf } from "../fixtures/accessibility.ts";
import { runCommand } from "../fixtures/command-line.ts";
import { pipelineFile, type StageRequest } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Approval } from "../pages/approval.ts";
import { Board } from "../pages/board.ts";
import { Log } from "../pages/log.ts";
import { Palette } from "../pages/palette.ts";
import { RunPage } from "../pages/run-page.ts";
import { Runs } from "../pages/runs.ts";

const gated = {
  build: { phase: "build", run: "echo built" },
  ship: { phase: "deploy", run: "echo shipped > shipped", needs: ["build"], approval: "Ship it?" },
} satisfies Record<string, StageRequest>;

const files = (stages: Record<string, StageRequest>) => ({ files: { "millrace.yml": pipelineFile(stages) } });

async function openRun(page: Page, number: number): Promise<RunPage> {
  await new AppWindow(page).goTo("Runs");
  await new Runs(page).open(number);
  return new RunPage(page);
}

async function runWhole(page: Page): Promise<void> {
  await new AppWindow(page).runPipeline.click();
  await new AppWindow(page).trust();
}

test("a matrix is one card, whose marks lead to the log of each variant", async ({ makeProject, start }) => {
  const run = "echo shard $MATRIX_SHARD; test $MATRIX_SHARD != 2";
  const { page } = await start({ project: makeProject("shop", files({ unit: { phase: "test", run, matrix: { shard: [1, 2] } } })) });
  const board = new Board(page);
  await runWhole(page);
  await expect(board.card("unit")).toContainText("Failed");
  await expect(board.mark("unit", "1")).toHaveAccessibleName("unit 1: Passed");
  await expect(board.mark("unit", "2")).toHaveAccessibleName("unit 2: Failed, exit code 1");
  await board.mark("unit", "1").click();
  await expect(new Log(page).line(1)).toHaveText("shard 1");

  const page1 = await openRun(page, 1);
  await expect(page1.cause).toContainText("unit 2 failed");
  await page1.stage("unit 1").click();
  await expect(new Log(page).line(1)).toHaveText("shard 1");
});

test("a stage is tried again on the board, and each attempt keeps its log", async ({ makeProject, start }) => {
  const run = "echo try $MILLRACE_ATTEMPT; test $MILLRACE_ATTEMPT = 3";
  const { page } = await start({ project: makeProject("shop", files({ flaky: { phase: "test", run, retry: { attempts: 3 } } })) });
  await runWhole(page);
  await expect(new Board(page).card("flaky")).toContainText(/passed.*on try 3/is);
  const run1 = await openRun(page, 1);
  await expect(new Log(page).line(1)).toHaveText("try 3");
  await run1.facts.getByRole("link", { name: /^Try 1/ }).click();
  await expect(new Log(page).line(1)).toHaveText("try 1");
});

test("a stage that waits for a person is approved with a comment on the board", async ({ makeProject, start }) => {
  const project = makeProject("shop", files(gated));
  const { page } = await start({ project });
  const [window, board, approval] = [new AppWindow(page), new Board(page), new Approval(page)];
  await runWhole(page);
  await expect(board.card("ship")).toContainText(/waiting.*for approval/is);
  await expect(page.getByRole("navigation", { name: "Phases" })).toContainText("ship waits for approval");
  await expect(page).toHaveTitle(/^‖ /);
  // What waits keeps nobody from running the pipeline.
  await expect(window.runPipeline).toBeEnabled();

  await board.card("ship").focus();
  await page.keyboard.press("Enter");
  await expect(approval.dialog("Ship it?")).toContainText("echo shipped");
  await expect(approval.comment).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(board.card("ship")).toBeFocused();
  expect(existsSync(join(project, "shipped"))).toBe(false);

  await board.review("ship");
  await approval.answer("Approve", "Looks good");
  await expect(board.card("ship")).toContainText("Passed");
  expect(readFileSync(join(project, "shipped"), "utf8")).toBe("shipped\n");
  await board.choose("ship", "Details…");
  await expect(window.dialog).toContainText(/Approved by .*Looks good/);
});

test("a stage is denied on the run's page, also after the engine was started anew", async ({ makeProject, start }) => {
  const project = makeProject("shop", files(gated));
  const first = await start({ project });
  await runWhole(first.page);
  await expect(new Board(first.page).card("ship")).toContainText("Waiting");
  await first.close();

  const { page } = await start({ project });
  await expect(new Board(page).card("ship")).toContainText("Waiting");
  const run = await openRun(page, 1);
  await run.review();
  await new Approval(page).answer("Deny", "Not on a Friday");
  await expect(run.cause).toContainText(/ship was denied by .*: Not on a Friday/);
  await expect(run.facts).toContainText(/Denied by .*Not on a Friday/);
  expect(existsSync(join(project, "shipped"))).toBe(false);
});

test("what waits is answered from the palette", async ({ makeProject, start }) => {
  const { page } = await start({ project: makeProject("shop", files(gated)) });
  await runWhole(page);
  await expect(new Board(page).card("ship")).toContainText("Waiting");
  await new Palette(page).perform("approval");
  await expect(new Approval(page).comment).toBeFocused();
  await page.keyboard.type("From afar");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(new Board(page).card("ship")).toContainText("Passed");
});

test("only what failed is run again; the rest is kept and says so", async ({ makeProject, start }) => {
  // Beside the project, so that its files stay the same.
  const stages = {
    build: { phase: "build", run: "echo built" },
    unit: { phase: "test", run: "test -e ../fixed", needs: ["build"] },
    pack: { phase: "release", run: "echo packed", needs: ["unit"] },
  } satisfies Record<string, StageRequest>;
  const project = makeProject("shop", files(stages));
  const { page } = await start({ project });
  const board = new Board(page);
  await runWhole(page);
  await expect(board.card("pack")).toContainText("Skipped");
  writeFileSync(join(project, "../fixed"), "");
  const first = await openRun(page, 1);
  await first.runAgain(/^Run what failed again/);
  const second = new RunPage(page);
  await expect(second.heading(2)).toBeVisible();
  await second.stage("build").click();
  await expect(second.facts).toContainText("Kept from run 1");
  await second.facts.getByRole("link", { name: "Open that run" }).click();
  await expect(second.heading(1)).toBeVisible();
  await new AppWindow(page).goTo("Loop");
  await expect(board.card("pack")).toContainText("Passed");
  await expect(board.card("build")).toContainText("kept");
});

test("what stages told in Markdown and as outputs stands on the run's page, and nothing of it is trusted", async ({
  makeProject,
  start,
  home,
}) => {
  const markdown =
    "# Built\\n\\n- **one**\\n\\n[home](https://example.org) [bad](javascript:alert(1))\\n\\n<img src=x onerror=alert(1)>\\n";
  const run = `printf '${markdown}' > $MILLRACE_SUMMARY; echo version=1.7.4 >> $MILLRACE_OUTPUT`;
  const project = makeProject("shop", files({ build: { phase: "build", run } }));
  await runCommand(home, "run", "--project", project);
  const { page } = await start({ project });
  const first = await openRun(page, 1);
  await first.showTab("Summary");
  const summary = page.getByRole("region", { name: "Summary" });
  await expect(summary.getByRole("heading", { name: "Built" })).toBeVisible();
  await expect(summary.getByRole("link", { name: "home" })).toHaveAttribute("href", "https://example.org");
  await expect(summary.getByRole("link", { name: "bad" })).toHaveCount(0);
  await expect(summary.locator("img")).toHaveCount(0);
  await first.showTab("Outputs");
  await expect(page.getByRole("row").filter({ hasText: "version" })).toContainText("1.7.4");
});

test("an allowed failure is neither an alarm nor a pass", async ({ makeProject, start }) => {
  const stages = {
    lint: { phase: "code", run: "exit 1", "allow-failure": true },
    pack: { phase: "release", run: "echo packed", needs: ["lint"] },
  } satisfies Record<string, StageRequest>;
  const { page } = await start({ project: makeProject("shop", files(stages)) });
  const board = new Board(page);
  await runWhole(page);
  await expect(board.card("pack")).toContainText("Passed");
  await expect(board.card("lint")).toContainText("Failed, allowed");
  await expect(page.getByRole("navigation", { name: "Phases" })).toContainText("lint failed, allowed");
  const run = await openRun(page, 1);
  await expect(run.cause).toContainText("lint failed after");
  await expect(run.cause).toContainText("which is allowed");
});

test("axe finds nothing on the board and the run's page of decisions, nor in the question", async ({ makeProject, start }) => {
  test.setTimeout(180_000);
  const stages: Record<string, StageRequest> = {
    ...gated,
    lint: { phase: "code", run: "echo '# Tidy' > $MILLRACE_SUMMARY; echo a=b >> $MILLRACE_OUTPUT; exit 1", "allow-failure": true },
    unit: { phase: "test", run: "test $MATRIX_V != 3", matrix: { v: [1, 2, 3, 4, 5, 6, 7, 8, 9] } },
    flaky: { phase: "test", run: "test $MILLRACE_ATTEMPT = 2", retry: { attempts: 2 } },
  };
  const { page } = await start({ project: makeProject("shop", files(stages)) });
  const look = async (where: string) => expect.soft(await faultsOf(page), where).toEqual([]);
  await runWhole(page);
  await expect(new Board(page).card("ship")).toContainText("Waiting");
  await expect(new Board(page).card("flaky")).toContainText("on try 2");
  await look("board");
  await new Board(page).review("ship");
  await look("question");
  await page.keyboard.press("Escape");
  await new Board(page).choose("unit", "Details…");
  await look("details");
  await page.keyboard.press("Escape");
  const run = await openRun(page, 1);
  await run.stage("flaky").first().click();
  await look("run");
  for (const tab of ["Summary", "Outputs", "Graph"] as const) {
    await run.showTab(tab);
    await look(tab);
  }
});
