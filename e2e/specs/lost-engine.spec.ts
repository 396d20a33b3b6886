import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { processesLeft } from "../fixtures/leftovers.ts";
import { waitForFile } from "../fixtures/programs.ts";
import { pipelineFile } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Board } from "../pages/board.ts";
import { Runs } from "../pages/runs.ts";

const patienceMs = 30_000;

const stages = {
  first: { phase: "build", run: "echo first" },
  wait: { phase: "test", run: waitForFile("go"), needs: ["first"] },
  last: { phase: "release", run: "echo last", needs: ["wait"] },
};

test("a window that lost its engine says so, keeps what it shows, and its run goes on", async ({ makeProject, start }) => {
  const project = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } });
  const before = await start({ project });
  test.skip(before.killEngine === null, "engine and window end together in Electron");
  const board = new Board(before.page);
  await new AppWindow(before.page).runPipeline.click();
  await new AppWindow(before.page).trust();
  await expect(board.card("wait")).toContainText(/running/i);

  await before.killEngine?.();
  await expect(new AppWindow(before.page).lostBar).toBeVisible();
  await expect(board.card("first")).toContainText(/passed/i);
  writeFileSync(join(project, "go"), "");

  const after = await start();
  await expect(new Board(after.page).card("last")).toContainText(/passed/i);
  await new AppWindow(after.page).goTo("Runs");
  await expect(new Runs(after.page).run(1)).toContainText("Passed");
});

test("a run whose host was killed is interrupted, with nothing lost that had finished and nothing left running", async ({
  makeProject,
  start,
  home,
}) => {
  const project = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } });
  const first = await start({ project });
  await new AppWindow(first.page).runPipeline.click();
  await new AppWindow(first.page).trust();
  await expect(new Board(first.page).card("wait")).toContainText(/running/i);
  const runHosts = (await processesLeft(home, 0)).filter(({ command }) => command.includes("run-host"));
  test.skip(runHosts.length === 0, "processes cannot be looked into on this system");
  for (const { id } of runHosts) process.kill(id, "SIGKILL");
  await first.kill();

  const { page } = await start();
  const board = new Board(page);
  await expect(board.card("wait")).toContainText(/interrupted/i);
  await expect(board.card("first")).toContainText(/passed/i);
  await new AppWindow(page).goTo("Runs");
  await expect(new Runs(page).run(1)).toContainText("Interrupted");
  expect(await processesLeft(`MILLRACE_PROJECT=${project}`, patienceMs)).toEqual([]);
  expect(existsSync(join(project, "go"))).toBe(false);
});
