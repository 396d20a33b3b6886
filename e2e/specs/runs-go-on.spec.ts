import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startCommand } from "../fixtures/command-line.ts";
import { pipelineFile } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Board } from "../pages/board.ts";
import { Log } from "../pages/log.ts";
import { Runs } from "../pages/runs.ts";

/** A stage that says so when it starts, and ends when the test puts the file `go` beside it. */
const patient = {
  wait: { phase: "test", run: "echo waiting; while [ ! -e go ]; do sleep 0.1; done; echo gone" },
  after: { phase: "release", run: "echo the end", needs: ["wait"] },
};

test("a run outlives the host that started it, and is live again in the next one", async ({ makeProject, start }) => {
  const project = makeProject("patient", { files: { "millrace.yml": pipelineFile(patient) } });
  const first = await start({ project });
  await new AppWindow(first.page).runPipeline.click();
  await new AppWindow(first.page).trust();
  await expect(new Board(first.page).card("wait")).toContainText(/running/i);
  await first.kill();

  const { page } = await start({ project });
  const board = new Board(page);
  await expect(board.card("wait")).toContainText(/running/i);
  await board.open("wait");
  await expect(new Log(page).region).toContainText("waiting");
  writeFileSync(join(project, "go"), "");
  await expect(new Log(page).region).toContainText("gone");
  await expect(board.card("after")).toContainText(/passed/i);
});

test("a run of a terminal is live on an open board, and can be canceled there", async ({ makeProject, start, home }) => {
  const project = makeProject("patient", { files: { "millrace.yml": pipelineFile(patient) } });
  const { page } = await start({ project });
  const window = new AppWindow(page);
  const board = new Board(page);
  await expect(board.card("wait")).toBeVisible();

  const run = startCommand(home, "run", "--project", project);
  await expect(board.card("wait")).toContainText(/running/i);
  await window.cancelRun.click();
  await expect(board.card("wait")).toContainText(/canceled/i);
  expect((await run.result).exitCode).toBe(130);
  expect(existsSync(join(project, "go"))).toBe(false);

  await window.goTo("Runs");
  await expect(new Runs(page).run(1)).toContainText(/canceled/i);
});
