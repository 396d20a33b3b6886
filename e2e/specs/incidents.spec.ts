import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../fixtures/command-line.ts";
import { commitAfterRelease, deliveredFiles } from "../fixtures/delivered-project.ts";
import { git } from "../fixtures/project.ts";
import { type SiteServer, serveSites } from "../fixtures/site-server.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { DeploymentPage } from "../pages/deployment-page.ts";
import { Environments } from "../pages/environments.ts";
import { Incidents } from "../pages/incidents.ts";

const patienceMs = 240_000;

/** A project whose releases go into staging when they are told to. */
function filesOf(sites: string, server: SiteServer, more: object = {}): Record<string, string> {
  const files = deliveredFiles(sites, (site) => server.url(site, "health.txt"));
  const pipeline = JSON.parse(files["millrace.yml"] ?? "");
  pipeline.environments.staging.auto = false;
  return { ...files, "millrace.yml": JSON.stringify({ ...pipeline, ...more }, null, 2) };
}

/** Two releases in staging, one after the other; the second one has another text in its page. */
async function deliverTwice(home: string, project: string): Promise<void> {
  const release = async (message: string) => {
    git(project, "commit", "--quiet", "--all", "--allow-empty", `--message=${message}`);
    await runCommand(home, "run", "--project", project);
    await runCommand(home, "release", "create", "--project", project);
    await runCommand(home, "deploy", "staging", "--project", project);
  };
  commitAfterRelease(project, "1.0.0", "feat: the shop opens");
  await release("feat: a door");
  writeFileSync(join(project, "index.html"), "second");
  await release("feat: a window to the street");
}

test("an incident opened by hand names the deployment before it, gathers what is done, and ends as a post-mortem", async ({
  makeProject,
  start,
  scratch,
  home,
}) => {
  test.setTimeout(patienceMs);
  const sites = join(scratch, "sites");
  const server = await serveSites(sites);
  const project = makeProject("shop", { files: filesOf(sites, server) });
  await deliverTwice(home, project);
  const { page } = await start({ project });
  const window = new AppWindow(page);
  const incidents = new Incidents(page);
  await expect(window.runPipeline).toBeEnabled();
  await page.keyboard.press("i");
  await incidents.open("The shop shows the wrong page", "Critical");
  await expect(incidents.heading(/The shop shows the wrong page/)).toBeVisible();
  await expect(incidents.suspects.first()).toContainText("1.2.0");
  await expect(incidents.suspects.first()).toContainText("a window to the street");
  await expect(incidents.suspects.first()).not.toContainText("a door");
  await incidents.button("Acknowledge").click();
  await expect(page.getByRole("main")).toContainText("Acknowledged");
  await incidents.note("It began with **1.2.0**.\n\n- the page is `second`");
  await expect(incidents.story.filter({ hasText: "Note" }).getByRole("strong")).toHaveText("1.2.0");

  await incidents.suspects.first().getByRole("button", { name: "Roll back staging" }).click();
  await new Environments(page).confirm("Roll back to 1.1.0");
  await expect(new DeploymentPage(page).heading(/1\.1\.0.*staging/)).toBeVisible();
  await expect(page.getByText("Rolled back to", { exact: true })).toBeVisible();
  expect(await (await fetch(server.url("staging", "index.html"))).text()).toBe("first");
  await page.goBack();
  await expect(incidents.story.filter({ hasText: "1.1.0" }).first()).toBeVisible();

  await incidents.resolve("The page of 1.2.0 was the wrong one.");
  await expect(incidents.button("Reopen")).toBeVisible();
  await expect(incidents.story.last()).toContainText("The page of 1.2.0 was the wrong one.");
  await incidents.button("Post-mortem").click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Save as Markdown" }).click();
  const markdown = readFileSync(await (await download).path(), "utf8");
  expect(markdown).toContain("The shop shows the wrong page");
  expect(markdown).toContain("a window to the street");
  expect(markdown).toContain("The page of 1.2.0 was the wrong one.");

  await incidents.button("Reopen").click();
  await expect(incidents.button("Resolve…")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(incidents.row("The shop shows the wrong page")).toContainText("Critical");
  await server.close();
});

test("from an outage to its cause and back in three clicks: alert, incident, roll back", async ({ makeProject, start, scratch, home }) => {
  test.setTimeout(patienceMs);
  const sites = join(scratch, "sites");
  const server = await serveSites(sites);
  const shopWindow = {
    http: server.url("staging", "index.html"),
    contains: "first",
    every: "1s",
    retries: 0,
    alert: { after: 2, notify: ["inbox"] },
  };
  const project = makeProject("shop", { files: filesOf(sites, server, { monitors: { home: shopWindow } }) });
  await deliverTwice(home, project);
  const { page } = await start({ project });
  const incidents = new Incidents(page);
  await page.getByRole("button", { name: /^Inbox: \d+ unread/ }).click();
  await page
    .getByRole("dialog", { name: "Inbox" })
    .getByRole("link", { name: /home is down/ })
    .first()
    .click();
  await expect(incidents.suspects.first()).toContainText("a window to the street");
  await incidents.suspects.first().getByRole("button", { name: "Roll back staging" }).click();
  await new Environments(page).confirm("Roll back to 1.1.0");
  await expect(page.getByText("Rolled back to", { exact: true })).toBeVisible();
  await page.goBack();
  await expect(incidents.story.filter({ hasText: "Recovered" })).toHaveCount(1);
  await server.close();
});
