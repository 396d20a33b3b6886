import { pipelineFile } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Board } from "../pages/board.ts";
import { Log } from "../pages/log.ts";
import { Runs } from "../pages/runs.ts";

test("open a project, trust it, run a stage, watch it pass, find it in the history", async ({ makeProject, start }) => {
  const project = makeProject("shop", {
    files: {
      "millrace.yml": pipelineFile({
        install: { phase: "build", run: "echo installing" },
        unit: { phase: "test", run: "echo all is well", needs: ["install"] },
      }),
    },
  });
  const { page } = await start({ project });
  const window = new AppWindow(page);
  const board = new Board(page);

  await board.run("unit");
  await window.trust();
  await expect(board.card("install")).toContainText(/passed/i);
  await expect(board.card("unit")).toContainText(/passed/i);

  await board.open("unit");
  await expect(new Log(page).region).toContainText("all is well");

  await page.reload();
  await window.goTo("Runs");
  await expect(new Runs(page).run(1)).toContainText(/passed/i);
});
