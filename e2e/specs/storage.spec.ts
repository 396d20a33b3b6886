import { runCommand } from "../fixtures/command-line.ts";
import { openTestStore, write } from "../fixtures/history.ts";
import { addRunWithFiles } from "../fixtures/kept-runs.ts";
import { pipelineFile } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Runs } from "../pages/runs.ts";
import { Settings } from "../pages/settings.ts";

const files = { "millrace.yml": pipelineFile({ "stage-1": { phase: "build", run: "echo tidy" } }) };
const dayMs = 24 * 60 * 60 * 1_000;

/** Runs of these ages in days, the oldest first, each with a log and an artifact. */
function seed(home: string, projectPath: string, agesDays: readonly number[]): void {
  const store = openTestStore(home, { now: Date.now });
  const project = write(store, ({ projects }) => projects.open(projectPath, "shop", Date.now()));
  for (const age of agesDays) addRunWithFiles(store, project.id, Date.now() - age * dayMs, { lines: 20_000, artifactBytes: 3_000_000 });
  store.close();
}

test("a clean-up frees what it promised, a pinned run keeps everything, and a removed log says so", async ({
  makeProject,
  home,
  start,
}) => {
  seed(home, makeProject("shop", { files }), [200, 150, 120, 2, 1]);
  const { page } = await start();
  const app = new AppWindow(page);

  await app.goTo("Runs");
  const runs = new Runs(page);
  await runs.rows.nth(4).hover();
  await runs.rows.nth(4).getByRole("button", { name: "Pin run 1" }).click();
  await expect(runs.rows.nth(4).getByRole("button", { name: "Pin run 1" })).toHaveAttribute("aria-pressed", "true");

  await app.goTo("Settings");
  const storage = page.getByRole("region", { name: "Storage" });
  await storage.getByRole("button", { name: "Clean up now" }).click();
  await expect(page.getByText(/^Freed 5\.\d MiB/).first()).toBeVisible();
  await expect(storage.getByRole("status")).toContainText("would free nothing");
  await storage.getByText("By project").click();
  await expect(storage.getByRole("row", { name: /shop 5/ })).toContainText("8.6 MiB");

  await app.goTo("Runs");
  await runs.rows.nth(3).getByRole("link").click();
  await expect(page.getByRole("region", { name: "Log" })).toContainText(/The log was removed on \d+ \w+ \d+ by the rule: 90 days/);
  await page.getByRole("tab", { name: /Artifacts/ }).click();
  await expect(page.getByText(/The artifacts were removed on .* by the rule: 90 days/)).toBeVisible();
  await expect(page.getByRole("cell", { name: "out/app.tgz", exact: true })).toBeVisible();

  await app.goTo("Runs");
  await runs.rows.nth(4).getByRole("link").click();
  await expect(page.getByRole("region", { name: "Log" })).toContainText("line 1 of a log");
});

test("a run is pinned by key, on its page and in the list", async ({ makeProject, home, start }) => {
  seed(home, makeProject("shop", { files }), [2, 1]);
  const { page } = await start();
  await new AppWindow(page).goTo("Runs");
  const pin = new Runs(page).rows.first().getByRole("button", { name: "Pin run 2" });
  await expect(pin).toHaveAttribute("aria-pressed", "false");
  await page.keyboard.press("j");
  await page.keyboard.press("p");
  await expect(pin).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("Enter");
  const onPage = page.getByRole("button", { name: /^Unpin this run/ });
  await expect(onPage).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("p");
  await expect(page.getByRole("button", { name: /^Pin this run/ })).toHaveAttribute("aria-pressed", "false");
});

test("limits are edited in place, and the promise follows them", async ({ makeProject, home, start }) => {
  seed(home, makeProject("shop", { files }), [20, 10, 1]);
  const { page } = await start();
  await new AppWindow(page).goTo("Settings");
  const storage = page.getByRole("region", { name: "Storage" });
  await storage.getByRole("button", { name: "Clean up now" }).click();
  await expect(storage.getByRole("status")).toContainText("would free nothing");
  await new Settings(page).number("Keep artifacts").fill("15");
  await expect(storage.getByRole("status")).toContainText("A clean-up would free 2.9 MiB");
  await new Settings(page).number("Runs of each project").fill("1");
  await expect(storage.getByRole("status")).toContainText("and 2 runs");
});

test("the cache says what it takes, and is emptied", async ({ makeProject, home, start }) => {
  const pack = { phase: "build", run: "mkdir -p out; echo packed > out/pack", cache: { inputs: ["in"], outputs: ["out"] } };
  const folder = makeProject("shop", { files: { "millrace.yml": pipelineFile({ pack }), in: "1" } });
  await runCommand(home, "run", "--project", folder);
  const { page } = await start({ project: folder });
  await new AppWindow(page).goTo("Settings");
  const storage = page.getByRole("region", { name: "Storage" });
  await expect(storage.getByText(/in use$/)).toBeVisible();
  await expect(new Settings(page).number("Stage cache")).toHaveValue("5");
  await storage.getByRole("button", { name: "Empty the cache" }).click();
  await expect(page.getByText(/^Removed 1 result, freed/).first()).toBeVisible();
  await storage.getByRole("button", { name: "Empty the cache" }).click();
  await expect(page.getByText("The cache was empty already.").first()).toBeVisible();
});
