import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand, startCommand } from "../fixtures/command-line.ts";
import { processesLeft } from "../fixtures/leftovers.ts";
import { program, waitForFile } from "../fixtures/programs.ts";
import { pipelineFile, type StageRequest } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Board } from "../pages/board.ts";
import { Log } from "../pages/log.ts";
import { RunPage } from "../pages/run-page.ts";
import { Runs } from "../pages/runs.ts";

/** How long what was canceled may take to be gone: the grace, and a slow machine. */
const patienceMs = 30_000;

const chain = {
  lint: { phase: "code", run: "echo tidy" },
  unit: { phase: "test", run: "echo tested", needs: ["lint"] },
  pack: { phase: "release", run: "echo packed", needs: ["unit"] },
} satisfies Record<string, StageRequest>;

test("the question of trust shows the commands, runs nothing before its answer, and is asked once", async ({ makeProject, start }) => {
  const { page } = await start({ project: makeProject("shop", { files: { "millrace.yml": pipelineFile(chain) } }) });
  const window = new AppWindow(page);
  const board = new Board(page);

  await board.run("unit");
  await expect(window.commandsToTrust).toHaveText(["echo tidy", "echo tested"]);
  await page.keyboard.press("Escape");
  await expect(window.dialog).toHaveCount(0);
  await expect(board.card("unit")).toContainText(/not run yet/i);

  await board.run("unit");
  await window.trust();
  await expect(board.card("unit")).toContainText(/passed/i);
  await expect(window.runPipeline).toBeEnabled();
  await window.runPipeline.click();
  await expect(board.card("pack")).toContainText(/passed/i);
  await expect(window.dialog).toHaveCount(0);
});

test("one stage runs with what it needs, or alone", async ({ makeProject, start }) => {
  const { page } = await start({ project: makeProject("shop", { files: { "millrace.yml": pipelineFile(chain) } }) });
  const board = new Board(page);

  await board.runOnly("unit");
  await new AppWindow(page).trust();
  await expect(board.card("unit")).toContainText(/passed/i);
  await expect(board.card("lint")).toContainText(/not run yet/i);
  await board.run("unit");
  await expect(board.card("lint")).toContainText(/passed/i);
  await expect(board.card("pack")).toContainText(/not run yet/i);
});

test("a canceled run stops its stages and leaves no process behind", async ({ makeProject, start }) => {
  const stages = {
    stubborn: { phase: "build", run: program("double-fork") },
    after: { phase: "test", run: "echo never", needs: ["stubborn"] },
  };
  const folder = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } });
  const { page } = await start({ project: folder });
  const window = new AppWindow(page);
  const board = new Board(page);

  await window.runPipeline.click();
  await window.trust();
  await expect(new Log(page).line(1)).toHaveText("ready");
  await expect(window.runPipeline).toHaveCount(0);
  await window.cancelRun.click();
  await expect(board.card("stubborn")).toContainText(/canceled/i);
  await expect(board.card("after")).toContainText(/canceled/i);
  await expect(window.runPipeline).toBeEnabled();
  expect(await processesLeft(`MILLRACE_PROJECT=${folder}`, patienceMs)).toEqual([]);
});

test("a failed stage is open on the run's page at the line that failed", async ({ makeProject, start, home }) => {
  const stages = {
    noisy: { phase: "code", run: program("write-many-lines", 2_000) },
    unit: {
      phase: "test",
      run: `${program("write-many-lines", 2_000)}; echo 'src/price.ts:4:7: error: expected 5, got 4'; ${program("write-many-lines", 2_000)}; exit 3`,
    },
    pack: { phase: "release", run: "echo packed", needs: ["unit"] },
  };
  const folder = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } });
  expect((await runCommand(home, "run", "--project", folder)).exitCode).toBe(1);
  const { page } = await start({ project: folder });
  const run = new RunPage(page);

  await expect(new Board(page).card("unit")).toContainText(/failed.*exit code 3/is);
  await expect(new Board(page).card("pack")).toContainText(/skipped/i);
  await new AppWindow(page).goTo("Runs");
  await new Runs(page).open(1);
  await expect(run.heading(1)).toBeVisible();
  await expect(run.cause).toContainText("exit code 3");
  await expect(run.stage("unit")).toHaveAttribute("aria-current", "true");
  await expect(new Log(page).line(2_001)).toBeInViewport();
  await expect(new Log(page).line(2_001)).toContainText("expected 5, got 4");
});

test("kept files are listed with their SHA-256", async ({ makeProject, start, home }) => {
  const stages = { pack: { phase: "release", run: "mkdir -p out; printf flour > out/shop.tgz", artifacts: ["out/*.tgz"] } };
  const folder = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } });
  await runCommand(home, "run", "--project", folder);
  const { page } = await start({ project: folder });
  const run = new RunPage(page);

  await new AppWindow(page).goTo("Runs");
  await new Runs(page).open(1);
  await run.showTab("Artifacts");
  const hash = createHash("sha256").update("flour").digest("hex");
  await expect(run.artifact("shop.tgz").getByTitle(hash)).toBeVisible();
  await expect(run.artifact("shop.tgz")).toContainText("pack");
});

test("a stage that takes too long is stopped, and says so", async ({ makeProject, start }) => {
  const stages = { slow: { phase: "test", run: program("sleep-forever"), timeout: "1s" } };
  const folder = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } });
  const { page } = await start({ project: folder });
  const board = new Board(page);

  await board.run("slow");
  await new AppWindow(page).trust();
  await expect(board.card("slow")).toContainText(/failed.*timed out/is);
  expect(await processesLeft(`MILLRACE_PROJECT=${folder}`, patienceMs)).toEqual([]);
});

test("a run of a terminal goes from queued to passed on the open board, and its log follows", async ({ makeProject, start, home }) => {
  const stages = {
    first: { phase: "build", run: waitForFile("go") },
    second: { phase: "test", run: "echo second", needs: ["first"] },
  };
  const folder = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } });
  const { page } = await start({ project: folder });
  const board = new Board(page);
  const log = new Log(page);

  await expect(board.card("first")).toContainText(/not run yet/i);
  const run = startCommand(home, "run", "--project", folder);
  await expect(board.card("first")).toContainText(/running/i);
  await expect(board.card("second")).toContainText(/queued/i);
  await board.open("first");
  await expect(log.line(1)).toHaveText("waiting");
  writeFileSync(join(folder, "go"), "");
  await expect(log.line(2)).toHaveText("gone");
  await expect(board.card("second")).toContainText(/passed/i);
  expect((await run.result).exitCode).toBe(0);
});
