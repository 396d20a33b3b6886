import { phases } from "../../shared/pipeline/phases.ts";
import { pipelineFile } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Board } from "../pages/board.ts";
import { Log } from "../pages/log.ts";
import { RunPage } from "../pages/run-page.ts";
import { Runs } from "../pages/runs.ts";

const count = 2_000;
const names = Array.from({ length: count }, (_, index) => `stage-${index + 1}`);

test("2,000 stages run while the window stays of use, and every one is counted", async ({ makeProject, start }) => {
  // Two thousand processes take their time on a busy machine.
  test.setTimeout(300_000);
  const stages = Object.fromEntries(
    names.map((name, index) => [name, { phase: phases[index % phases.length] ?? "build", run: "echo done" }]),
  );
  const { page } = await start({ project: makeProject("many", { files: { "millrace.yml": pipelineFile(stages) } }) });
  const window = new AppWindow(page);
  const board = new Board(page);
  const runs = new Runs(page);

  await expect(board.card("stage-1")).toBeVisible();
  await window.runPipeline.click();
  await window.trust();
  await expect(window.cancelRun).toBeVisible();
  await expect(board.card("stage-1")).toContainText(/passed/i);
  await board.open("stage-1");
  await expect(new Log(page).line(1)).toHaveText("done");
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await expect(runs.run(1)).toContainText("Running");
  await runs.open(1);
  await expect(new RunPage(page).heading(1)).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await expect(board.card("stage-1")).toBeVisible();

  await expect(window.runPipeline).toBeEnabled({ timeout: 240_000 });
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await expect(runs.run(1)).toContainText("Passed");
  await expect(runs.run(1).getByRole("img", { name: `${count} of ${count} stages passed` })).toBeVisible();
});
