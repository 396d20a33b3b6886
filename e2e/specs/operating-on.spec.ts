import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../fixtures/command-line.ts";
import { expect, test } from "../fixtures/test.ts";
import { serveWatched } from "../fixtures/watched-server.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Monitors } from "../pages/monitors.ts";
import { Services } from "../pages/services.ts";

const patienceMs = 120_000;

/** A project with a service that goes on for ever, and an address that is watched each second. */
function filesOf(url: string): Record<string, string> {
  const stages = { lint: { phase: "code", run: "echo tidy" } };
  const services = { web: { run: "echo up; exec sleep 100000", ready: { log: "up" } } };
  const home = { http: url, every: "1s", timeout: "900ms", retries: 0, alert: { notify: ["inbox"] } };
  return { "millrace.yml": JSON.stringify({ version: 1, stages, services, monitors: { home } }) };
}

test("while the file cannot be read, all that runs and is watched goes on, and is told as it is", async ({ makeProject, start, home }) => {
  test.setTimeout(patienceMs);
  const server = await serveWatched();
  const project = makeProject("shop", { files: filesOf(server.url) });
  await runCommand(home, "run", "--project", project);
  await runCommand(home, "services", "start", "--project", project);
  const { page } = await start({ project });
  const window = new AppWindow(page);
  const monitors = new Monitors(page);
  const services = new Services(page);
  await window.goTo("Monitors");
  await expect(monitors.row("home")).toContainText("Up");

  const file = join(project, "millrace.yml");
  const good = readFileSync(file, "utf8");
  writeFileSync(file, `${good} broken`);
  await expect(page.getByText(/millrace.yml:1:\d+: /)).toContainText("watched as the file said before");
  await server.goDown();
  await expect(monitors.row("home")).toContainText("Down");
  await expect(monitors.bell).toHaveAccessibleName("Inbox: 1 unread");
  await window.goTo("Services");
  await expect(services.row("web")).toContainText("Ready");
  await expect(services.row("web")).not.toContainText("no longer in the file");
  await expect(services.startAll).toBeDisabled();

  writeFileSync(file, good);
  await expect(page.getByText(/millrace.yml:1:\d+: /)).toHaveCount(0);
  await window.goTo("Monitors");
  await expect(monitors.row("home")).toContainText("Down");
  await runCommand(home, "services", "stop", "--project", project);
});

test("a window that lost its engine keeps its monitors and services, and is new again with the next one", async ({
  makeProject,
  start,
  home,
}) => {
  test.setTimeout(patienceMs);
  const server = await serveWatched();
  const project = makeProject("shop", { files: filesOf(server.url) });
  await runCommand(home, "run", "--project", project);
  await runCommand(home, "services", "start", "--project", project);
  const before = await start({ project });
  test.skip(before.killEngine === null, "engine and window end together in Electron");
  const window = new AppWindow(before.page);
  await window.goTo("Services");
  await expect(new Services(before.page).row("web")).toContainText("Ready");
  await window.goTo("Monitors");
  await expect(new Monitors(before.page).row("home")).toContainText("Up");
  await before.killEngine?.();
  await expect(window.lostBar).toContainText("Runs and services go on without it");
  await expect(new Monitors(before.page).row("home")).toBeVisible();
  await window.goTo("Services");
  await expect(new Services(before.page).row("web")).toContainText("Ready");

  const { page } = await start();
  await new AppWindow(page).goTo("Services");
  await new Services(page).link("web").click();
  await expect(new AppWindow(page).heading("web")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("Ready");
  await new AppWindow(page).goTo("Monitors");
  await expect(new Monitors(page).row("home")).toContainText("Up");
  await runCommand(home, "services", "stop", "--project", project);
  await server.goDown();
});
