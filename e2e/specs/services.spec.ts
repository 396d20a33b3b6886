import { pipelineFile } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Log } from "../pages/log.ts";
import { Palette } from "../pages/palette.ts";
import { Services } from "../pages/services.ts";

const stages = { unit: { phase: "test", run: "echo tested" } };

/** Small real programs: one that is needed, one that needs it and goes on talking, and one that ends at once. */
const services = {
  db: { run: "echo the db is up; exec sleep 100000", ready: { log: "is up" } },
  web: {
    needs: ["db"],
    run: 'echo the shop listens; n=0; while :; do n=$((n + 1)); echo "request $n"; sleep 0.2; done',
    ready: { log: "listens" },
    stop: { grace: "1s" },
  },
  broken: { run: "echo no luck; exit 3", restart: { backoff: "50ms", most: "100ms", attempts: 2 } },
};

/** A file with stages and more; JSON is YAML. */
function filesOf(more: Readonly<Record<string, object>>) {
  const lines = Object.entries(more).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  return { "millrace.yml": pipelineFile(stages) + lines.join("") };
}

test("services are started in their order, watched, read, restarted and stopped; what was given up says why", async ({
  makeProject,
  start,
}) => {
  const { page } = await start({ project: makeProject("shop", { files: filesOf({ services }) }) });
  const window = new AppWindow(page);
  const shop = new Services(page);
  await window.goTo("Services");
  await expect(shop.row("web")).toContainText("Stopped");
  await shop.startAll.click();
  await expect(window.dialog).toContainText("exec sleep 100000");
  await shop.trust();
  await expect(shop.row("web")).toContainText("Ready");
  await expect(shop.row("web")).toContainText(/needs\s*db/);
  await expect(shop.row("broken")).toContainText("Given up");
  await expect(shop.row("broken")).toContainText("exit code 3");
  await expect(page.getByText("2 of 3 ready, 1 given up")).toBeVisible();

  await page.getByRole("combobox", { name: "State" }).selectOption("Need a look");
  await expect(shop.row("broken")).toBeVisible();
  await expect(shop.row("web")).toHaveCount(0);
  await page.getByRole("combobox", { name: "State" }).selectOption("All");

  await shop.link("web").click();
  await expect(window.heading("web")).toBeVisible();
  const log = new Log(page);
  await expect(log.region).toContainText("request 3");
  await log.searchField.fill("listens");
  await expect(log.matchCount).toContainText("1 of 1");
  await page.getByRole("tab", { name: "Starts" }).click();
  await expect(shop.starts).toHaveCount(2);
  await page.getByRole("button", { name: "Restart", exact: true }).click();
  await expect(shop.starts).toHaveCount(3);
  await expect(page.getByRole("main").getByText("Ready", { exact: true }).first()).toBeVisible();
  await page.getByRole("tab", { name: /^Log$/ }).click();
  await expect(log.region).toContainText("request 1");

  await page.keyboard.press("Escape");
  await shop.button("Stop", "db").click();
  await expect(window.messages).toContainText("db and web are being stopped.");
  await expect(shop.row("web")).toContainText("Stopped");
  await window.undo();
  await expect(shop.row("web")).toContainText("Ready");

  await window.goTo("Loop");
  await expect(page.getByRole("navigation", { name: "Phases" })).toContainText("broken given up");
  await page
    .getByRole("article", { name: "Services" })
    .getByRole("link", { name: /^broken/ })
    .click();
  await expect(window.heading("broken")).toBeVisible();
  await expect(log.region).toContainText("no luck");
  await window.goTo("Services");
  await shop.stopAll.click();
  await expect(shop.row("db")).toContainText("Stopped");
});

test("with keys alone a service is started, looked at, restarted and stopped", async ({ makeProject, start }) => {
  const { db } = services;
  const { page } = await start({ project: makeProject("shop", { files: filesOf({ services: { db } }) }) });
  const window = new AppWindow(page);
  const shop = new Services(page);
  await expect(window.runPipeline).toBeEnabled();
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await expect(shop.row("db")).toContainText("Stopped");
  await page.keyboard.press("j");
  await expect(shop.link("db")).toBeFocused();
  await page.keyboard.press("r");
  await page.getByRole("dialog").getByRole("button", { name: "Trust and go on" }).press("Enter");
  await expect(shop.row("db")).toContainText("Ready");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(window.heading("db")).toBeVisible();
  await expect(new Log(page).region).toContainText("the db is up");
  await page.keyboard.press("Escape");
  await expect(shop.link("db")).toBeFocused();
  await new Palette(page).perform("Stop db");
  await expect(shop.row("db")).toContainText("Stopped");
});

test("of hundreds of services those in sight are drawn, and a word finds any of them", async ({ makeProject, start }) => {
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`worker-${index + 1}`, { run: "sleep 100000" }]));
  const { page } = await start({ project: makeProject("shop", { files: filesOf({ services: many }) }) });
  const shop = new Services(page);
  await new AppWindow(page).goTo("Services");
  await expect(shop.row("worker-1")).toContainText("Stopped");
  expect(await shop.table.getByRole("row").count()).toBeLessThan(60);
  await page.keyboard.press("/");
  await page.keyboard.type("worker-29");
  await expect(shop.row("worker-299")).toBeVisible();
  await expect(shop.table.getByRole("row")).toHaveCount(12);
});

test("a runbook checks what is typed, wants to be confirmed, is a run like any other, and keeps its limit", async ({
  makeProject,
  start,
}) => {
  const runbooks = {
    flush: {
      description: "Forgets what is cached.",
      run: 'echo "flushed $DAYS days of $REGION with $TOKEN"',
      parameters: {
        REGION: { type: "choice", choices: ["eu", "us"] },
        DAYS: { type: "number", min: 1, max: 90, whole: true },
        TOKEN: { type: "secret" },
      },
      confirm: "flush",
      limit: { perHour: 1 },
    },
  };
  const { page } = await start({ project: makeProject("shop", { files: filesOf({ runbooks }) }) });
  const window = new AppWindow(page);
  const shop = new Services(page);
  await window.goTo("Services");
  await shop.show("Runbooks");
  await shop.runbook("flush").getByRole("button", { name: "Run flush" }).click();
  const run = shop.asking.getByRole("button", { name: "Run flush" });
  await shop.asking.getByRole("combobox", { name: "REGION" }).selectOption("us");
  await shop.asking.getByRole("textbox", { name: "DAYS" }).fill("100");
  await expect(shop.asking).toContainText("DAYS must be at most 90.");
  await shop.asking.getByRole("textbox", { name: "DAYS" }).fill("30");
  await shop.asking.getByLabel("TOKEN").fill("very-secret-token");
  await expect(run).toBeDisabled();
  await shop.asking.getByRole("textbox", { name: "Type flush to confirm" }).fill("flush");
  await run.click();
  await shop.trust();
  await expect(page).toHaveURL(/runs\/r\d+/);
  await expect(new Log(page).region).toContainText("flushed 30 days of us with");
  await expect(page.getByText("very-secret-token")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(shop.runbook("flush")).toContainText("Passed");
  await expect(shop.runbook("flush")).toContainText(/free again in \d+ m/);
  await expect(shop.runbook("flush").getByRole("button", { name: "Run flush" })).toBeDisabled();
  await shop
    .runbook("flush")
    .getByRole("link", { name: /^Last run of flush/ })
    .click();
  await expect(page).toHaveURL(/runs\/r\d+/);
});

test("without services, runbooks and incidents the screen says how there will be some", async ({ makeProject, start }) => {
  const { page } = await start({ project: makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } }) });
  const window = new AppWindow(page);
  const shop = new Services(page);
  await expect(page.getByRole("link", { name: "Add a service…" })).toBeVisible();
  await page.getByRole("link", { name: "Add a service…" }).click();
  await expect(window.heading("Services")).toBeVisible();
  await expect(page.getByText("No services yet")).toBeVisible();
  await expect(page.getByText("run: node server.js")).toBeVisible();
  await shop.show("Runbooks");
  await expect(page.getByText("confirm: flush")).toBeVisible();
  await shop.show("Incidents");
  await expect(page.getByRole("button", { name: "Open an incident" })).toBeVisible();
});
