import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { git } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Runs } from "../pages/runs.ts";
import { Settings } from "../pages/settings.ts";

const stages = "stages:\n  unit: { phase: test, run: 'true' }\n  lint: { phase: code, run: 'true' }\n";
const pipeline = `version: 1\n${stages}triggers: [{ on: commit, stages: [unit] }, { schedule: '0 6 * * *', zone: UTC, name: nightly }]\n`;

test("a commit starts a run by itself, which says so; a paused trigger starts none", async ({ makeProject, start }) => {
  const project = makeProject("shop", { files: { "millrace.yml": pipeline } });
  const { page } = await start({ project });
  const window = new AppWindow(page);
  const settings = new Settings(page);
  await window.goTo("Settings");
  await expect(settings.trigger("commit")).toContainText("Not trusted yet");
  await window.goTo("Loop");
  await window.runPipeline.click();
  await window.trust();
  await window.goTo("Runs");
  await new Runs(page).expectCount(1);
  await window.goTo("Settings");
  await expect(settings.trigger("commit")).toContainText("Runs unit. Never fired");
  await expect(settings.trigger("nightly")).toContainText(/nightly: schedule 0 6 \* \* \* UTC.*next/);
  await expect(settings.trigger("commit")).toContainText("Active");
  // Its first look only remembers where the branch stands.
  await page.waitForTimeout(2_500);

  git(project, "commit", "--quiet", "--allow-empty", "--message=Second");
  await expect(settings.trigger("commit")).toContainText(/Fired .*: run 2 passed/, { timeout: 30_000 });
  await settings.trigger("commit").getByRole("link").click();
  const commit = git(project, "rev-parse", "HEAD").slice(0, 7);
  await expect(page.getByText(`On commit ${commit} on main`)).toBeVisible();

  await window.goTo("Settings");
  await page.getByRole("button", { name: "Pause commit" }).click();
  await expect(settings.trigger("commit")).toContainText("Paused");
  git(project, "commit", "--quiet", "--allow-empty", "--message=Third");
  await page.waitForTimeout(2_500);
  await window.goTo("Runs");
  await new Runs(page).expectCount(2);
  await new Runs(page).filter("Trigger").selectOption("commit");
  await new Runs(page).expectCount(1);
});

test("a pipeline without triggers says how to have one; a fault stands where they would be", async ({ makeProject, start }) => {
  const project = makeProject("shop", { files: { "millrace.yml": `version: 1\n${stages}` } });
  const { page } = await start({ project });
  await new AppWindow(page).goTo("Settings");
  await expect(page.getByRole("region", { name: "Triggers" })).toContainText("The pipeline has none");
  writeFileSync(join(project, "millrace.yml"), `version: 1\n${stages}triggers: [{ on: comit }]\n`);
  await expect(page.getByRole("region", { name: "Triggers" })).toContainText("Did you mean commit?", { timeout: 20_000 });
});
