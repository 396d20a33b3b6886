import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { runCommand } from "../fixtures/command-line.ts";
import { commitAfterRelease, deliveredFiles } from "../fixtures/delivered-project.ts";
import { type Hand, keyboard, mouse } from "../fixtures/hand.ts";
import { git } from "../fixtures/project.ts";
import { type SiteServer, serveSites } from "../fixtures/site-server.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Board } from "../pages/board.ts";
import { Code } from "../pages/code.ts";
import { Environments } from "../pages/environments.ts";
import { Inbox } from "../pages/inbox.ts";
import { Incidents } from "../pages/incidents.ts";
import { Palette } from "../pages/palette.ts";
import { Passport } from "../pages/passport.ts";
import { Plan } from "../pages/plan.ts";
import { Releases } from "../pages/releases.ts";

const patienceMs = 600_000;
const slowMs = 120_000;

/** A site that takes every release, and is watched for its first text. */
function filesOf(sites: string, server: SiteServer): Record<string, string> {
  const files = deliveredFiles(sites, (site) => server.url(site, "health.txt"));
  const { environments, ...pipeline } = JSON.parse(files["millrace.yml"] ?? "");
  const home = {
    http: server.url("staging", "index.html"),
    contains: "first",
    every: "1s",
    retries: 0,
    alert: { after: 2, notify: ["inbox"] },
  };
  const all = { ...pipeline, environments: { staging: environments.staging }, monitors: { home } };
  return { ...files, "millrace.yml": JSON.stringify(all, null, 2) };
}

/** A first release that serves, so that there is something to go back to. */
async function deliverOnce(home: string, project: string): Promise<void> {
  commitAfterRelease(project, "1.0.0", "feat: the shop opens");
  await runCommand(home, "run", "--project", project);
  await runCommand(home, "release", "create", "--project", project);
  await runCommand(home, "deploy", "staging", "--project", project);
}

/** From an item of the plan to its outage, and back to an item. */
async function goRound(page: Page, hand: Hand, project: string): Promise<void> {
  const window = new AppWindow(page);
  const plan = new Plan(page);
  const code = new Code(page);
  const releases = new Releases(page);
  const incidents = new Incidents(page);
  const passport = new Passport(page);
  const standsIn = (column: string) => expect(plan.column(column).getByText("Open a door")).toBeVisible({ timeout: slowMs });

  await test.step("an item is written, and work on it begins with its branch", async () => {
    await hand.goTo("Plan", "p");
    await hand.write(page.getByRole("textbox", { name: "Title of the first item" }), "Open a door");
    await page.keyboard.press("Enter");
    await standsIn("Backlog");
    await hand.press(plan.link("Open a door"));
    await hand.press(plan.item.getByRole("button", { name: "Start work" }));
    await standsIn("Doing");
    await expect(plan.item).toContainText("branch 1-open-a-door was made");
  });

  await test.step("its commit lands on the main branch", async () => {
    writeFileSync(join(project, "index.html"), "second");
    await hand.goTo("Code", "c");
    await hand.write(code.message, "feat: open a door (#1)");
    await page.keyboard.press("Control+Enter");
    await expect(page.getByText("Nothing has changed")).toBeVisible({ timeout: slowMs });
    await page.keyboard.press("Escape");
    await new Palette(page).perform("Switch branch");
    await page.keyboard.type("main");
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("Enter");
    await expect.poll(() => git(project, "branch", "--show-current").trim(), { timeout: slowMs }).toBe("main");
    await hand.press(page.getByRole("tab", { name: /^Branches/ }));
    await hand.press(page.getByRole("button", { name: "What can be done with 1-open-a-door", exact: true }));
    await hand.press(page.getByRole("menuitem", { name: "Merge into main" }));
    await expect
      .poll(() => git(project, "log", "--max-count=1", "--format=%s", "main").trim(), { timeout: slowMs })
      .toBe("feat: open a door (#1)");
  });
  const commit = git(project, "rev-parse", "main").trim();

  await test.step("it is green, comes out, and is deployed by itself", async () => {
    await hand.goTo("Loop", "l");
    await hand.press(window.runPipeline);
    await expect(new Board(page).card("pack")).toContainText(/passed/i, { timeout: slowMs });
    await page.keyboard.press("Escape");
    await new Palette(page).perform("Release…");
    await expect(releases.next).toContainText("1.2.0");
    await hand.press(releases.release("1.2.0"));
    await expect(releases.row("1.2.0")).toContainText("Released", { timeout: slowMs });
    await hand.goTo("Plan", "p");
    await standsIn("Released");
  });

  await test.step("the outage leads to its incident, the cause, an item of its own, and back", async () => {
    const inbox = new Inbox(page);
    await expect(page.getByRole("button", { name: /^Inbox: [1-9]\d* unread/ })).toBeVisible({ timeout: slowMs });
    await hand.press(inbox.bell);
    await hand.press(inbox.panel.getByRole("link", { name: /home is down/ }).first());
    await expect(incidents.suspects.first()).toContainText("open a door");
    await hand.press(page.getByRole("button", { name: "Make an item" }));
    await expect(page.getByRole("button", { name: "Item #2" })).toBeVisible();
    await hand.press(incidents.suspects.first().getByRole("button", { name: "Roll back staging" }));
    await hand.press(new Environments(page).page.getByRole("dialog").getByRole("button", { name: "Roll back to 1.1.0" }));
    await expect(page.getByText("Rolled back to", { exact: true })).toBeVisible({ timeout: slowMs });
  });

  await test.step("the passport of its commit holds every step, each linked to the next", async () => {
    await page.goBack();
    const suspected = incidents.suspects.first().getByRole("link", { name: commit.slice(0, 7) });
    await hand.press(suspected);
    await expect(passport.heading("feat: open a door (#1)")).toBeVisible();
    await expect(passport.phase("Plan")).toContainText("#1 Open a door");
    await expect(passport.phase("Code")).toContainText("file");
    await expect(passport.phase("Build")).toContainText("the whole pipeline passed");
    await expect(passport.phase("Release")).toContainText("Came out in 1.2.0");
    await expect(passport.phase("Deploy")).toContainText("Taken away from staging");
    await expect(passport.phase("Operate")).toContainText("item #2");
    await expect(passport.phase("Monitor")).toContainText("home");
    const follow = async (phase: Parameters<Passport["phase"]>[0], link: RegExp, there: () => Promise<void>) => {
      await hand.press(passport.phase(phase).getByRole("link", { name: link }).first());
      await there();
      await page.goBack();
      await expect(passport.heading("feat: open a door (#1)")).toBeVisible();
    };
    await follow("Plan", /Open a door/, () => expect(plan.part("Commits")).toContainText("feat: open a door (#1)"));
    await follow("Build", /^Run/, () => expect(window.heading(/^Run \d+$/)).toBeVisible());
    await follow("Release", /1\.2\.0/, () => expect(releases.detail).toContainText("1.2.0"));
    await follow("Deploy", /^rolled back$/, () => expect(window.heading(/1\.1\.0.*staging/)).toBeVisible());
    await follow("Operate", /^Incident 1/, () => expect(incidents.suspects.first()).toContainText("1.2.0"));
    await follow("Monitor", /^home/, () => expect(page.getByRole("main")).toContainText("home"));
    await hand.press(passport.phase("Operate").getByRole("link", { name: "item #2" }));
    await expect(plan.title).toBeVisible();
  });
}

for (const [name, handOf] of [
  ["with the mouse", mouse],
  ["with the keyboard alone", keyboard],
] as const) {
  test(`the whole loop ${name}: item, branch, commit, run, release, deployment, outage, incident, rollback, item`, async ({
    makeProject,
    start,
    scratch,
    home,
  }) => {
    test.setTimeout(patienceMs);
    const sites = join(scratch, "sites");
    const server = await serveSites(sites);
    const project = makeProject("shop", { files: filesOf(sites, server) });
    await deliverOnce(home, project);
    const { page } = await start({ project });
    await expect(new AppWindow(page).runPipeline).toBeEnabled();
    await goRound(page, handOf(page), project);
    await server.close();
  });
}
