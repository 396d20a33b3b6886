import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { faultsOf } from "../fixtures/accessibility.ts";
import { openTestStore, write } from "../fixtures/history.ts";
import { pipelineFile } from "../fixtures/project.ts";
import { addRichHistory } from "../fixtures/rich-history.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Settings } from "../pages/settings.ts";

const files = { "millrace.yml": pipelineFile({ lint: { phase: "code", run: "echo tidy" } }) };

/** Two projects; the first of them with a past. */
function seed(home: string, shop: string, copy: string): void {
  const store = openTestStore(home, { now: Date.now });
  const open = (path: string, name: string, at: number) => write(store, ({ projects }) => projects.open(path, name, at).id);
  open(copy, "copy", Date.now() - 1_000);
  addRichHistory(store, open(shop, "shop", Date.now()), { runs: 30, fromMs: Date.now() - 40 * 3_600_000 });
  store.close();
}

test("a history goes into a file and into another project, and says first what it holds", async ({ makeProject, home, scratch, start }) => {
  seed(home, makeProject("shop", { files }), makeProject("copy", { files }));
  const { page } = await start();
  const app = new AppWindow(page);
  const settings = new Settings(page);
  const file = join(scratch, "shop-history.ndjson.gz");

  await app.goTo("Settings");
  await settings.beginExport();
  await expect(settings.historyFile).toHaveValue("~/shop-history.ndjson.gz");
  await settings.historyFile.fill(file);
  await settings.dialogButton("Export").click();
  await expect(page.getByText(/^Wrote 31 runs into .*shop-history\.ndjson\.gz/).first()).toBeVisible();
  expect(existsSync(file)).toBe(true);

  // By the keyboard alone: it is there, and is replaced when that is said.
  await settings.beginExport();
  await settings.historyFile.fill(file);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toContainText("is there already. Name another one, or replace it.");
  await expect(settings.dialogButton("Replace the file")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeHidden();

  await app.project("copy").click();
  await app.goTo("Settings");
  await settings.beginImport();
  await settings.historyFile.fill(join(scratch, "none"));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toContainText("is not there");
  writeFileSync(join(scratch, "page.html"), "<script>alert(1)</script>");
  await settings.historyFile.fill(join(scratch, "page.html"));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toContainText("This is no file of a history.");
  await settings.historyFile.fill(file);
  await page.keyboard.press("Enter");
  const holds = page.getByRole("list", { name: "What the file holds" });
  await expect(holds).toContainText("History of shop, written on");
  await expect(holds).toContainText("31 runs with 91 stages");
  await expect(holds).toContainText("Not in it: secrets");
  expect(await faultsOf(page)).toEqual([]);
  await settings.dialogButton("Take 31 runs in").click();
  await expect(page.getByRole("list", { name: "What came in" })).toHaveText("31 runs came in.", { timeout: 30_000 });
  await settings.dialogButton("Close").last().click();
  await app.goTo("Runs");
  await expect(page.getByRole("link", { name: /31/ }).first()).toBeVisible();
});
