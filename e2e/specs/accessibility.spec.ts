import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright/test";
import { runCommand } from "../fixtures/command-line.ts";
import { pipelineFile } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow, screens } from "../pages/app-window.ts";
import { Board } from "../pages/board.ts";
import { Runs } from "../pages/runs.ts";

const stages = {
  lint: { phase: "code", run: "echo all tidy" },
  unit: { phase: "test", run: "echo src/price.ts:4:7: error: expected 5, got 4; exit 1", needs: ["lint"] },
  pack: { phase: "release", run: "echo packed", needs: ["unit"] },
};

/** Axe looks at every pixel's colour: a dozen screens take a while on a busy machine. */
const patienceMs = 300_000;

/** What axe finds, in a form that a failed test can be read by. */
async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
}

for (const theme of ["light", "dark"] as const) {
  test.describe(`axe finds nothing in the ${theme} theme`, () => {
    test("with no project", async ({ start }) => {
      const { page } = await start();
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await expect(new AppWindow(page).heading(/./)).toBeVisible();
      expect(await faultsOf(page)).toEqual([]);
    });

    test("on any screen of a project with runs", async ({ makeProject, start, home }) => {
      test.setTimeout(patienceMs);
      const project = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } });
      await runCommand(home, "run", "--project", project);
      await runCommand(home, "run", "lint", "--project", project);
      const { page } = await start({ project });
      const window = new AppWindow(page);
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await expect(new Board(page).card("unit")).toContainText(/failed/i);
      for (const screen of screens) {
        await window.goTo(screen);
        await expect(window.heading(/./)).toBeVisible();
        expect.soft(await faultsOf(page), screen).toEqual([]);
      }
    });

    test("in the trust question and the list of shortcuts", async ({ makeProject, start }) => {
      const project = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } });
      const { page } = await start({ project });
      const window = new AppWindow(page);
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await window.runPipeline.click();
      await expect(window.trustQuestion).toBeVisible();
      expect.soft(await faultsOf(page), "trust question").toEqual([]);
      await page.keyboard.press("Escape");
      await expect(window.dialog).toHaveCount(0);
      await page.keyboard.press("?");
      await expect(window.dialog).toBeVisible();
      expect.soft(await faultsOf(page), "shortcuts").toEqual([]);
    });

    test("on a run's page, in the graph, and in the palette", async ({ makeProject, start, home }) => {
      test.setTimeout(patienceMs);
      const project = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } });
      await runCommand(home, "run", "--project", project);
      const { page } = await start({ project });
      const window = new AppWindow(page);
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await expect(new Board(page).card("unit")).toContainText(/failed/i);

      await page.getByRole("radio", { name: "Graph" }).click();
      await expect(page.getByRole("radio", { name: "Graph" })).toBeChecked();
      expect.soft(await faultsOf(page), "graph").toEqual([]);
      await page.getByRole("radio", { name: "Board" }).click();

      await new Board(page).open("unit");
      await expect(page.getByRole("region", { name: "Log", exact: true })).toContainText("expected 5");
      expect.soft(await faultsOf(page), "log beside the board").toEqual([]);

      await window.openPalette();
      await expect(window.dialog).toBeVisible();
      expect.soft(await faultsOf(page), "palette").toEqual([]);
      await page.keyboard.press("Escape");

      await window.goTo("Runs");
      await new Runs(page).open(1);
      await expect(page.getByRole("region", { name: "Log", exact: true })).toContainText("expected 5");
      expect.soft(await faultsOf(page), "run page").toEqual([]);
    });
  });
}
