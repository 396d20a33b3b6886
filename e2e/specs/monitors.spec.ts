import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { faultsOf } from "../fixtures/accessibility.ts";
import { runCommand } from "../fixtures/command-line.ts";
import { commitAfterRelease, deliveredFiles } from "../fixtures/delivered-project.ts";
import { git } from "../fixtures/project.ts";
import { serveSites } from "../fixtures/site-server.ts";
import { expect, test } from "../fixtures/test.ts";
import { serveWatched } from "../fixtures/watched-server.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Board } from "../pages/board.ts";
import { DeploymentPage } from "../pages/deployment-page.ts";
import { Environments } from "../pages/environments.ts";
import { Incidents } from "../pages/incidents.ts";
import { Monitors } from "../pages/monitors.ts";
import { Palette } from "../pages/palette.ts";

const patienceMs = 240_000;
const stages = { lint: { phase: "code", run: "echo tidy" } };

/** A project in which one address is watched each second. */
function watchedFiles(url: string, more: Record<string, unknown> = {}): Record<string, string> {
  const home = { http: url, every: "1s", timeout: "900ms", retries: 0, alert: { notify: ["inbox"] }, objective: { target: 99 }, ...more };
  return { "millrace.yml": JSON.stringify({ version: 1, stages, monitors: { home } }) };
}

test("a server that goes down and comes back is told in the list, on the board, by the bell, and on its page", async ({
  makeProject,
  start,
  home,
}) => {
  test.setTimeout(patienceMs);
  const server = await serveWatched();
  const project = makeProject("shop", { files: watchedFiles(server.url) });
  await runCommand(home, "run", "--project", project);
  const { page } = await start({ project });
  const window = new AppWindow(page);
  const monitors = new Monitors(page);
  await window.goTo("Monitors");
  await expect(monitors.row("home")).toContainText("Up");

  await server.goDown();
  await expect(monitors.row("home")).toContainText("Down");
  await expect(monitors.row("home")).toContainText(/refused/);
  await expect(monitors.bell).toHaveAccessibleName("Inbox: 1 unread");
  await window.goTo("Loop");
  await expect(page.getByRole("navigation", { name: "Phases" })).toContainText("home down");
  await expect(page.getByRole("article", { name: "Monitors" })).toContainText("Down");

  await monitors.bell.click();
  await monitors.inbox.getByRole("link", { name: /^Unread: home is down/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("home is down");
  await window.goTo("Monitors");
  await monitors.link("home").click();
  await expect(monitors.heading("home")).toBeVisible();
  await expect(page.getByRole("main").getByRole("alert")).toContainText(/home is down/);
  await expect(monitors.bell).toHaveAccessibleName("Inbox");
  await expect(monitors.card("Last checks")).toContainText(/refused/);
  await expect(monitors.card("Outages")).toContainText("so far");

  await server.comeBack();
  await expect(monitors.card("Outages")).not.toContainText("so far");
  await expect(page.getByRole("main").getByRole("alert")).toHaveCount(0);
  await expect(monitors.card("Alerts")).toContainText("delivered");
  await monitors.card("Alerts").getByRole("link").first().click();
  await expect(monitors.openAlert).toContainText("inbox that it is over");
  await expect(monitors.alerts).toHaveCount(1);
  await monitors.openAlert.getByRole("link", { name: "Open the incident" }).click();
  await expect(new Incidents(page).heading(/home/)).toBeVisible();
  await server.goDown();
});

test("a chart is read, looked at closer and saved with keys alone", async ({ makeProject, start, home }) => {
  test.setTimeout(patienceMs);
  const server = await serveWatched();
  server.delay(40);
  const project = makeProject("shop", { files: watchedFiles(server.url) });
  await runCommand(home, "run", "--project", project);
  const { page } = await start({ project });
  const monitors = new Monitors(page);
  await expect(new AppWindow(page).runPipeline).toBeEnabled();
  await page.keyboard.press("g");
  await page.keyboard.press("m");
  await expect(monitors.row("home")).toContainText("Up");
  await monitors.link("home").press("Enter");
  await page.getByRole("radio", { name: "1 h" }).click();
  const chart = monitors.chart("Latency");
  await expect(chart).toHaveAttribute("aria-valuetext", /Median \d+ ms/);
  await chart.press("End");
  await chart.press("+");
  await expect(page.getByRole("button", { name: "Whole time" })).toBeVisible();
  await expect(page).toHaveURL(/from=\d+&to=\d+/);
  await chart.press("0");
  await expect(page.getByRole("button", { name: "Whole time" })).toHaveCount(0);
  const [file] = await Promise.all([page.waitForEvent("download"), monitors.chooseForChart("Latency", "Save as CSV")]);
  expect(readFileSync(await file.path(), "utf8")).toMatch(/^time,Median \(milliseconds\),.*\r\n\d{4}-/);
  const [picture] = await Promise.all([page.waitForEvent("download"), monitors.chooseForChart("Latency", "Save as PNG")]);
  expect(
    readFileSync(await picture.path())
      .subarray(1, 4)
      .toString(),
  ).toBe("PNG");
  await monitors.chooseForChart("Latency", "Show as a table");
  await expect(page.getByRole("table", { name: "Latency" })).toContainText(/\d+ ms/);
  await page.keyboard.press("Escape");
  await server.goDown();
});

test("a monitor is checked now, paused, resumed and silenced, on its page and from the palette", async ({ makeProject, start, home }) => {
  const server = await serveWatched();
  const project = makeProject("shop", { files: watchedFiles(server.url, { every: "1h" }) });
  await runCommand(home, "run", "--project", project);
  const { page } = await start({ project });
  const window = new AppWindow(page);
  const monitors = new Monitors(page);
  await window.goTo("Monitors");
  await expect(monitors.row("home")).toContainText("Up");
  await monitors.link("home").click();
  await page.getByRole("button", { name: "Check now" }).click();
  await expect(window.messages).toContainText("home: all is well");
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
  await window.undo();
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  await page.getByRole("button", { name: "Silence" }).click();
  await page.getByRole("menuitem", { name: "For 4 hours" }).click();
  await expect(page.getByRole("main")).toContainText("Nobody is told of it until");
  await page.getByRole("button", { name: "Tell again" }).click();
  await expect(page.getByRole("main")).not.toContainText("Nobody is told of it until");
  await new Palette(page).perform("Pause the monitor home");
  await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
  await window.goTo("Monitors");
  await expect(monitors.row("home")).toContainText("Paused");
  await server.goDown();
});

test("without monitors and alerts the screen says what they are", async ({ makeProject, start }) => {
  const project = makeProject("shop", { files: { "millrace.yml": JSON.stringify({ version: 1, stages }) } });
  const { page } = await start({ project });
  const monitors = new Monitors(page);
  await new AppWindow(page).goTo("Monitors");
  await expect(page.getByText("Nothing is watched yet")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("http://127.0.0.1:8080/");
  await monitors.tab("Alerts").click();
  await expect(page.getByText("Nothing to tell yet")).toBeVisible();
  await monitors.tab("This machine").click();
  await expect(monitors.chart("CPU")).toBeVisible();
});

test("nothing is looked at before the project is trusted", async ({ makeProject, start }) => {
  const server = await serveWatched();
  const { page } = await start({ project: makeProject("shop", { files: watchedFiles(server.url) }) });
  const window = new AppWindow(page);
  const monitors = new Monitors(page);
  await window.goTo("Monitors");
  await expect(monitors.row("home")).toContainText("Unknown");
  await page.getByRole("button", { name: "Trust it…" }).click();
  await window.trustQuestion.getByRole("button", { name: "Trust and go on" }).click();
  await expect(monitors.row("home")).toContainText("Up");
  await server.goDown();
});

test("from an alert to its cause and back in three clicks: the incident, the deployment before it, the way back", async ({
  makeProject,
  start,
  scratch,
  home,
}) => {
  test.setTimeout(patienceMs);
  const sites = join(scratch, "sites");
  const server = await serveSites(sites);
  const files = deliveredFiles(sites, (site) => server.url(site, "health.txt"));
  const pipeline = JSON.parse(files["millrace.yml"] ?? "{}");
  const shop = { http: server.url("staging", "index.html"), contains: "open", every: "1s", retries: 0, alert: { notify: ["inbox"] } };
  const watched = { ...files, "index.html": "open", "millrace.yml": JSON.stringify({ ...pipeline, monitors: { shop } }) };
  const project = makeProject("shop", { files: watched });
  const release = async (message: string) => {
    git(project, "commit", "--quiet", "--all", "--allow-empty", `--message=${message}`);
    await runCommand(home, "run", "--project", project);
    await runCommand(home, "release", "create", "--project", project);
  };
  commitAfterRelease(project, "1.0.0", "feat: the shop opens");
  await release("feat: a door");
  await runCommand(home, "deploy", "staging", "--project", project);
  const { page } = await start({ project });
  const monitors = new Monitors(page);
  await new AppWindow(page).goTo("Monitors");
  await expect(monitors.row("shop")).toContainText("Up");
  writeFileSync(join(project, "index.html"), "closed");
  await release("feat: a window to the street");
  await expect(monitors.row("shop")).toContainText("Down");
  await monitors.tab("Alerts").click();
  await monitors.alerts.first().getByRole("link").click();

  await monitors.openAlert.getByRole("link", { name: "Open the incident" }).click();
  const suspect = new Incidents(page).suspects.first();
  await expect(suspect).toContainText("1.2.0");
  await expect(suspect).toContainText("a window to the street");
  await suspect.getByRole("button", { name: "Roll back staging" }).click();
  await new Environments(page).confirm("Roll back to 1.1.0");

  await expect(new DeploymentPage(page).heading(/1\.1\.0.*staging/)).toBeVisible();
  await new AppWindow(page).goTo("Monitors");
  await expect(monitors.row("shop")).toContainText("Up");
  await server.close();
});

test("axe finds nothing among monitors, alerts and charts in either theme", async ({ makeProject, start, home }) => {
  test.setTimeout(patienceMs);
  const server = await serveWatched();
  const project = makeProject("shop", { files: watchedFiles(server.url) });
  await runCommand(home, "run", "--project", project);
  const { page } = await start({ project });
  const monitors = new Monitors(page);
  const look = async (at: string) => expect.soft(await faultsOf(page), at).toEqual([]);
  await expect(new Board(page).card("lint")).toBeVisible();
  await new AppWindow(page).goTo("Monitors");
  await expect(monitors.row("home")).toContainText("Up");
  await server.goDown();
  await expect(monitors.row("home")).toContainText("Down");
  await look("the list");
  await monitors.bell.click();
  await expect(monitors.inbox.getByRole("listitem").first()).toBeVisible();
  await look("the bell");
  await page.keyboard.press("Escape");
  await monitors.link("home").click();
  await expect(monitors.card("Outages")).toContainText("so far");
  await look("a monitor");
  await monitors.chooseForChart("Latency", "Show as a table");
  await expect(page.getByRole("table", { name: "Latency" })).toBeVisible();
  await look("a table");
  await new AppWindow(page).goTo("Monitors");
  await monitors.tab("Alerts").click();
  await monitors.alerts.first().getByRole("link").click();
  await expect(monitors.openAlert).toContainText("inbox that it fired");
  await look("an alert");
  await monitors.tab("This machine").click();
  await expect(monitors.chart("CPU")).toBeVisible();
  await look("this machine");
});
