import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { commitAfterRelease, deliveredFiles } from "../fixtures/delivered-project.ts";
import { git } from "../fixtures/project.ts";
import { serveSites } from "../fixtures/site-server.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Approval } from "../pages/approval.ts";
import { Board } from "../pages/board.ts";
import { DeploymentPage } from "../pages/deployment-page.ts";
import { Environments } from "../pages/environments.ts";
import { Palette } from "../pages/palette.ts";
import { Releases } from "../pages/releases.ts";
import { Runs } from "../pages/runs.ts";

test("from a green run to production and back: released, deployed by itself, approved, and a bad release rolled back", async ({
  makeProject,
  start,
  scratch,
}) => {
  const sites = join(scratch, "sites");
  const server = await serveSites(sites);
  const served = async (site: string) => (await fetch(server.url(site, "index.html"))).text();
  const project = makeProject("shop", { files: deliveredFiles(sites, (site) => server.url(site, "health.txt")) });
  commitAfterRelease(project, "1.0.0", "feat: the shop opens");
  const { page } = await start({ project });
  const window = new AppWindow(page);
  const releases = new Releases(page);
  const environments = new Environments(page);
  const deployment = new DeploymentPage(page);

  await window.runPipeline.click();
  await window.trust();
  await expect(new Board(page).card("pack")).toContainText(/passed/i);

  await new Palette(page).perform("Release…");
  await expect(releases.next).toContainText("1.1.0");
  await expect(releases.part("What changes")).toContainText("the shop opens");
  await releases.release("1.1.0").click();
  await expect(releases.row("1.1.0")).toContainText("Released");
  await expect(releases.part("Artifacts").first()).toContainText("site.tgz");
  await releases.detail.getByRole("button", { name: "Verify" }).click();
  await expect(releases.checks.first()).toContainText("good");

  await window.goTo("Environments");
  await expect(environments.card("staging")).toContainText("Serves, in good health");
  expect(await served("staging")).toBe("first");

  await environments.deploy("production").click();
  await expect(environments.gates.filter({ hasText: "Asks" })).toHaveCount(1);
  await environments.confirm("Deploy 1.1.0");
  await expect(deployment.heading(/1\.1\.0.*production/)).toBeVisible();
  await page.getByRole("button", { name: "Review", exact: true }).click();
  await new Approval(page).answer("Approve", "Checked by hand.");
  await expect(page.getByText("Checked by hand.")).toBeVisible();
  await expect(deployment.step("Switch")).toContainText("Passed");
  await expect(deployment.health).toContainText("all good");
  await expect(page.getByRole("main").getByText("Deployed", { exact: true })).toBeVisible();
  expect(await served("production")).toBe("first");

  writeFileSync(join(project, "index.html"), "second");
  writeFileSync(join(project, "health.txt"), "ill\n");
  git(project, "commit", "--quiet", "--all", "--message=feat: a window to the street");
  await new Palette(page).perform("Release…");
  await expect(releases.next).toContainText("1.2.0");
  await releases.release("1.2.0").click();
  await expect(releases.row("1.2.0")).toContainText("Released");

  await window.goTo("Environments");
  await expect(environments.card("staging")).toContainText("1.2.0 was rolled back");
  await expect(environments.where("1.2.0")).toContainText("Rolled back");
  await expect(environments.where("1.1.0").getByText("Serves")).toHaveCount(2);
  await expect(environments.history.first()).toContainText(/rolled back/i);
  expect([await served("staging"), await served("production")]).toEqual(["first", "first"]);

  await environments.card("staging").getByRole("link", { name: "1.2.0 was rolled back" }).click();
  await expect(deployment.evidence).toContainText("500");
  await page.getByRole("tab", { name: "Log" }).click();
  await expect(page.getByRole("region", { name: "Log", exact: true })).toContainText("500");

  await window.goTo("Releases");
  await expect(releases.row("1.1.0")).toContainText("staging");
  await expect(releases.row("1.1.0")).toContainText("production");
  await expect(releases.row("1.2.0")).not.toContainText("staging");
  await releases.link("1.2.0").click();
  await expect(releases.part("Notes")).toContainText("a window to the street");
  await window.goTo("Runs");
  await expect(new Runs(page).table).toContainText("to staging");
  await window.goTo("Loop");
  await expect(page.getByRole("navigation", { name: "Phases" })).toContainText("1.2.0 was rolled back");
  await server.close();
});

test("a release is planned, and environments are looked at, deployed to and rolled back, with keys alone", async ({
  makeProject,
  start,
  scratch,
}) => {
  const sites = join(scratch, "sites");
  const server = await serveSites(sites);
  const project = makeProject("shop", { files: deliveredFiles(sites, (site) => server.url(site, "health.txt")) });
  commitAfterRelease(project, "1.0.0", "feat: the shop opens");
  const { page } = await start({ project });
  const releases = new Releases(page);
  const environments = new Environments(page);
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await expect(new AppWindow(page).runPipeline).toBeEnabled();
  await press("r");
  await new AppWindow(page).trustQuestion.getByRole("button", { name: "Trust and run" }).press("Enter");
  await expect(new Board(page).card("pack")).toContainText(/passed/i);
  await press("g", "v");
  await expect(page.getByRole("heading", { level: 1, name: "Releases" })).toBeVisible();
  await new Palette(page).perform("Release…");
  await expect(releases.release("1.1.0")).toBeEnabled();
  await releases.release("1.1.0").press("Enter");
  await expect(releases.row("1.1.0")).toContainText("Released");
  await press("Escape");
  await expect(releases.detail).toHaveCount(0);
  await press("g", "e");
  await expect(environments.card("staging")).toContainText("Serves, in good health");
  await new Palette(page).perform("Deploy to staging…");
  await expect(environments.gates.first()).toBeVisible();
  await press("Escape");
  await press("j", "Enter");
  await expect(new DeploymentPage(page).heading(/1\.1\.0.*staging/)).toBeVisible();
  await press("Escape");
  await expect(page.getByRole("heading", { level: 1, name: "Environments" })).toBeVisible();
  await server.close();
});

test("without a release or an environment both screens say how there will be one", async ({ makeProject, start }) => {
  const pipeline = "version: 1\nstages:\n  unit: { phase: test, run: echo tested }\n";
  const { page } = await start({ project: makeProject("shop", { files: { "millrace.yml": pipeline }, isRepository: false }) });
  const window = new AppWindow(page);
  await window.goTo("Environments");
  await expect(page.getByText("Nowhere to deploy yet")).toBeVisible();
  await expect(page.getByText("type: directory")).toBeVisible();
  await window.goTo("Releases");
  await page.getByRole("button", { name: "Plan the first release" }).click();
  await expect(window.heading("New release")).toBeVisible();
  await expect(page.getByRole("button", { name: /Trust this project…|Look again/ })).toBeVisible();
});
