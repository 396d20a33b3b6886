import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { faultsOf } from "../fixtures/accessibility.ts";
import { runCommand } from "../fixtures/command-line.ts";
import { commitAfterRelease, deliveredFiles } from "../fixtures/delivered-project.ts";
import { waitForFile } from "../fixtures/programs.ts";
import { git, pipelineFile } from "../fixtures/project.ts";
import { serveSites } from "../fixtures/site-server.ts";
import { expect, test } from "../fixtures/test.ts";
import { breakTests, flakyFiles } from "../fixtures/tested-project.ts";
import { AppWindow, screens } from "../pages/app-window.ts";
import { Board } from "../pages/board.ts";
import { Code } from "../pages/code.ts";
import { DeploymentPage } from "../pages/deployment-page.ts";
import { Environments } from "../pages/environments.ts";
import { FolderChooser } from "../pages/folder-chooser.ts";
import { Incidents } from "../pages/incidents.ts";
import { Log } from "../pages/log.ts";
import { LogSearch } from "../pages/log-search.ts";
import { Releases } from "../pages/releases.ts";
import { RunPage } from "../pages/run-page.ts";
import { Runs } from "../pages/runs.ts";
import { Services } from "../pages/services.ts";
import { Settings } from "../pages/settings.ts";
import { Tests } from "../pages/tests.ts";

const stages = {
  lint: { phase: "code", run: "echo all tidy" },
  unit: { phase: "test", run: "echo src/price.ts:4:7: error: expected 5, got 4; exit 1", needs: ["lint"] },
  pack: { phase: "release", run: "echo packed", needs: ["unit"] },
};

/** Axe looks at every pixel's colour: a dozen screens take a while on a busy machine. */
const patienceMs = 300_000;

test.describe("axe finds nothing in either theme", () => {
  test("with no project", async ({ start }) => {
    const { page } = await start();
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
    await expect(new Board(page).card("unit")).toContainText(/failed/i);
    for (const screen of screens) {
      await window.goTo(screen);
      // That of the screen before stays until this one has been fetched.
      await expect(window.heading(screen)).toBeVisible();
      expect.soft(await faultsOf(page), screen).toEqual([]);
    }
  });

  test("among changes, commits and branches", async ({ makeProject, start, home }) => {
    test.setTimeout(patienceMs);
    const project = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages), "price.js": "const price = 4;\n" } });
    await runCommand(home, "run", "lint", "--project", project);
    writeFileSync(join(project, "price.js"), "const price = 5;\n");
    const { page } = await start({ project });
    const code = new Code(page);
    await new AppWindow(page).goTo("Code");
    await expect(code.difference("price.js")).toContainText("const price = 5;");
    await code.line("Added line 1").click();
    expect.soft(await faultsOf(page), "changes").toEqual([]);
    await code.show("History");
    await code.openCommit("First");
    await expect(page.getByRole("button", { name: /^price\.js added/ })).toBeVisible();
    expect.soft(await faultsOf(page), "history").toEqual([]);
    await code.show("Branches");
    await expect(code.group("Branches")).toContainText("main");
    await code.openSwitcher();
    expect.soft(await faultsOf(page), "branches").toEqual([]);
  });

  test("among services, runbooks and incidents, in their dialogs and on their pages", async ({ makeProject, start }) => {
    test.setTimeout(patienceMs);
    const operations = {
      services: {
        web: { run: "echo the shop listens; exec sleep 100000", ready: { log: "listens" } },
        mail: { run: "exit 3", needs: ["web"], restart: "never" },
      },
      runbooks: {
        flush: {
          run: "echo flushed",
          parameters: { REGION: { type: "choice", choices: ["eu", "us"] }, DAYS: { type: "number", max: 9 }, TOKEN: { type: "secret" } },
          confirm: "flush",
        },
      },
    };
    const lines = Object.entries(operations).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
    const { page } = await start({ project: makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) + lines.join("") } }) });
    const window = new AppWindow(page);
    const shop = new Services(page);
    const incidents = new Incidents(page);
    const look = async (at: string) => expect.soft(await faultsOf(page), at).toEqual([]);
    await window.goTo("Services");
    await shop.startAll.click();
    await expect(window.dialog).toBeVisible();
    await look("trust");
    await shop.trust();
    await expect(shop.row("web")).toContainText("Ready");
    await expect(shop.row("mail")).toContainText("exit code 3");
    await look("services");
    await shop.link("web").click();
    await expect(new Log(page).region).toContainText("the shop listens");
    await look("a service");
    await page.getByRole("tab", { name: "Starts" }).click();
    await look("starts");
    await page.getByRole("tab", { name: "Log files" }).click();
    await look("log files");
    await page.keyboard.press("Escape");
    await shop.stopAll.click();
    await expect(shop.row("web")).toContainText("Stopped");
    await shop.show("Runbooks");
    await shop.runbook("flush").getByRole("button", { name: "Run flush" }).click();
    await shop.asking.getByRole("textbox", { name: "DAYS" }).fill("ten");
    await look("a runbook");
    await page.keyboard.press("Escape");
    await look("runbooks");
    await shop.show("Incidents");
    await look("no incidents");
    await page.getByRole("button", { name: "Open an incident" }).click();
    await expect(window.dialog).toBeVisible();
    await look("opening an incident");
    await incidents.open("Nothing goes", "Minor");
    await incidents.note("Somebody **looks**.");
    await expect(incidents.story.filter({ hasText: "Note" })).toContainText("looks");
    await look("an incident");
    await incidents.button("Resolve…").click();
    await expect(window.dialog).toBeVisible();
    await look("resolving");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await expect(incidents.row("Nothing goes")).toBeVisible();
    await look("incidents");
  });

  test("among releases and environments, in their dialogs, and on the page of a deployment that was rolled back", async ({
    makeProject,
    start,
    home,
    scratch,
  }) => {
    test.setTimeout(patienceMs);
    const sites = join(scratch, "sites");
    const server = await serveSites(sites);
    const project = makeProject("shop", { files: deliveredFiles(sites, (site) => server.url(site, "health.txt")) });
    const release = async (message: string) => {
      git(project, "commit", "--quiet", "--all", "--allow-empty", `--message=${message}`);
      await runCommand(home, "run", "--project", project);
      await runCommand(home, "release", "create", "--project", project);
    };
    commitAfterRelease(project, "1.0.0", "feat: the shop opens");
    await release("feat: a door");
    await runCommand(home, "deploy", "staging", "--project", project);
    writeFileSync(join(project, "health.txt"), "ill\n");
    await release("feat: a window to the street");
    await runCommand(home, "deploy", "staging", "--project", project);
    const { page } = await start({ project });
    const window = new AppWindow(page);
    const environments = new Environments(page);
    const releases = new Releases(page);
    const look = async (at: string) => expect.soft(await faultsOf(page), at).toEqual([]);
    await window.goTo("Environments");
    await expect(environments.card("staging")).toContainText("1.2.0 was rolled back");
    await environments
      .card("staging")
      .getByRole("button", { name: /not there yet/ })
      .click();
    await expect(page.getByRole("region", { name: "Not in staging yet", exact: true })).toContainText("a window to the street");
    await look("environments");
    await environments.deploy("production").click();
    await expect(environments.gates.first()).toBeVisible();
    await look("deploy");
    await page.keyboard.press("Escape");
    await environments.history.first().getByRole("link").click();
    await expect(new DeploymentPage(page).evidence).toContainText("500");
    await look("a deployment");
    await window.goTo("Releases");
    await releases.link("1.2.0").click();
    await releases.detail.getByRole("button", { name: "Verify" }).click();
    await expect(releases.checks.first()).toBeVisible();
    await look("a release");
    await page.getByRole("button", { name: "New release" }).click();
    await expect(releases.next).toBeVisible();
    await page.getByRole("radio", { name: "Write" }).click();
    await look("the plan of a release");
    await server.close();
  });

  test("among the secrets of a project", async ({ makeProject, start }) => {
    const text = "version: 1\nsecrets: [NPM_TOKEN]\nstages:\n  publish: { phase: release, run: npm publish }\n";
    const { page } = await start({ project: makeProject("shop", { files: { "millrace.yml": text } }) });
    const settings = new Settings(page);
    await new AppWindow(page).goTo("Settings");
    await settings.setSecret("NPM_TOKEN", "abc");
    await expect(page.getByRole("alert")).toBeVisible();
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(settings.secret("NPM_TOKEN")).toContainText("Not set");
    expect(await faultsOf(page)).toEqual([]);
  });

  test("in the trust question and the list of shortcuts", async ({ makeProject, start }) => {
    const project = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } });
    const { page } = await start({ project });
    const window = new AppWindow(page);
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

  test("among tests, beside one that failed, and on a run's tests", async ({ makeProject, start, home }) => {
    test.setTimeout(patienceMs);
    const project = makeProject("shop", { files: flakyFiles });
    for (let count = 0; count < 3; count += 1) await runCommand(home, "run", "--project", project);
    breakTests(project, "quantity");
    await runCommand(home, "run", "--project", project);
    const { page } = await start({ project });
    const window = new AppWindow(page);
    const tests = new Tests(page);
    const look = async (at: string) => expect.soft(await faultsOf(page), at).toEqual([]);
    await window.goTo("Tests");
    await tests.link("keeps the higher quantity").click();
    await expect(tests.said).toContainText("Expected values");
    await look("a test that failed");
    await tests.view("Flaky").click();
    await tests.link("refund is idempotent").click();
    await expect(tests.detail.getByRole("region", { name: "Flaky" })).toBeVisible();
    await look("a flaky test");
    await page.keyboard.press("Escape");
    await tests.view("All").click();
    await expect(tests.row("adds the lines of both carts")).toBeVisible();
    await look("all tests");
    await tests.view("Fixed").click();
    await look("a view without a test");
    await window.goTo("Runs");
    await new Runs(page).open(4);
    await new RunPage(page).showTab("Tests");
    await expect(new RunPage(page).failedTest("keeps the higher quantity")).toBeVisible();
    await look("the tests of a run");
  });

  test("in the search of all logs, and among a stage's problems", async ({ makeProject, start, home }) => {
    test.setTimeout(patienceMs);
    const project = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } });
    await runCommand(home, "run", "--project", project);
    const { page } = await start({ project });
    const search = new LogSearch(page);
    await new AppWindow(page).goTo("Runs");
    await page.getByRole("link", { name: "Search logs" }).click();
    await expect(search.field).toBeFocused();
    expect.soft(await faultsOf(page), "before a search").toEqual([]);
    await search.field.fill("expected");
    await expect(search.hits).toHaveCount(1);
    expect.soft(await faultsOf(page), "found").toEqual([]);
    await search.field.fill("nobody wrote this");
    await expect(page.getByRole("heading", { name: "Nothing was found" })).toBeVisible();
    expect.soft(await faultsOf(page), "nothing found").toEqual([]);
    await new AppWindow(page).goTo("Runs");
    await new Runs(page).open(1);
    await new RunPage(page).showTab("Problems");
    await expect(page.getByRole("region", { name: "Problems" })).toContainText("expected 5");
    expect.soft(await faultsOf(page), "problems").toEqual([]);
  });

  test("in what a run ran on", async ({ makeProject, start, home }) => {
    test.setTimeout(patienceMs);
    const project = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages), "package-lock.json": "{}\n" } });
    await runCommand(home, "run", "lint", "--project", project);
    writeFileSync(join(project, "package-lock.json"), '{ "lockfileVersion": 3 }\n');
    await runCommand(home, "run", "--project", project);
    const { page } = await start({ project });
    await new AppWindow(page).goTo("Runs");
    await new Runs(page).open(2);
    await new RunPage(page).showTab("Environment");
    const environment = page.getByRole("region", { name: "Environment", exact: true });
    await expect(environment.getByRole("row", { name: /package-lock\.json/ }).first()).toBeVisible();
    expect(await faultsOf(page)).toEqual([]);
  });

  test("on the page that is shown without the key", async ({ start, hostKind }) => {
    test.skip(hostKind === "electron", "Electron has no address");
    const { page } = await start();
    await page.context().clearCookies();
    await page.goto(new URL("/", page.url()).href);
    await expect(page.getByRole("heading", { name: "This page needs its key" })).toBeVisible();
    expect(await faultsOf(page)).toEqual([]);
  });

  test("while a run goes on, and in what a project's and a stage's menus lead to", async ({ makeProject, start }) => {
    test.setTimeout(patienceMs);
    const running = {
      wait: { phase: "test", run: waitForFile("go") },
      after: { phase: "release", run: "echo packed", needs: ["wait"] },
    };
    const project = makeProject("shop", { files: { "millrace.yml": pipelineFile(running) } });
    const { page } = await start({ project });
    const window = new AppWindow(page);
    const board = new Board(page);
    const look = async (at: string) => expect.soft(await faultsOf(page), at).toEqual([]);
    await expect(board.card("wait")).toBeVisible();
    await window.goTo("Insights");
    await expect(window.heading("Insights")).toBeVisible();
    await look("insights without a run");
    await window.goTo("Runs");
    await expect(window.heading("Runs")).toBeVisible();
    await look("runs without a run");
    await window.goTo("Loop");

    await window.chooseForProject(/^Rename/);
    await expect(window.dialog).toBeVisible();
    await look("rename");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Add a build…" }).click();
    await expect(window.dialog).toBeVisible();
    await look("invitation of a phase");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "More for wait" }).click();
    await expect(page.getByRole("menu")).toBeVisible();
    await look("menu of a stage");
    await page.keyboard.press("Escape");

    await window.runPipeline.click();
    await window.trust();
    await expect(new Log(page).region).toContainText("waiting");
    await look("running");
    writeFileSync(join(project, "go"), "");
    await expect(board.card("after")).toContainText(/passed/i);
  });

  test("with a file that has faults, nothing to run, or no folder", async ({ makeProject, start, hostKind }) => {
    test.setTimeout(patienceMs);
    const project = makeProject("shop", { files: { "README.md": "Nothing yet" } });
    const { page } = await start({ project });
    const look = async (at: string) => expect.soft(await faultsOf(page), at).toEqual([]);
    await expect(page.getByRole("heading", { name: /^Nothing to run/ })).toBeVisible();
    await look("nothing to run");
    writeFileSync(join(project, "millrace.yml"), "version: 1\nstages:\n  lint: { rum: echo }\n");
    await expect(new Board(page).problems).toBeVisible();
    await look("faults");
    renameSync(project, `${project}-moved`);
    await page.reload();
    await expect(page.getByRole("heading", { name: /is not there$/ })).toBeVisible();
    await look("no folder");
    if (hostKind === "electron") return;
    await page.getByRole("button", { name: "Locate…", exact: true }).click();
    await expect(new FolderChooser(page).folders).toBeVisible();
    await look("folder chooser");
  });
});
