import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { faultsOf } from "../fixtures/accessibility.ts";
import { runCommand } from "../fixtures/command-line.ts";
import { commitAfterRelease, deliveredFiles } from "../fixtures/delivered-project.ts";
import { git } from "../fixtures/project.ts";
import { serveSites } from "../fixtures/site-server.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Code } from "../pages/code.ts";
import { Incidents } from "../pages/incidents.ts";
import { Passport } from "../pages/passport.ts";

const patienceMs = 240_000;

const item = `---
number: 1

title: Open a door

column: Backlog

created: 2020-01-01T00:00:00.000Z
---

A shop needs one.
`;

const report = `<testsuite name="door" tests="2" failures="0"><testcase classname="door" name="opens"/><testcase classname="door" name="closes"/></testsuite>`;

test("one page tells a commit's way through all eight phases, and every part leads on", async ({ makeProject, start, scratch, home }) => {
  test.setTimeout(patienceMs);
  const sites = join(scratch, "sites");
  const server = await serveSites(sites);
  const files = deliveredFiles(sites, (site) => server.url(site, "health.txt"));
  const pipeline = JSON.parse(files["millrace.yml"] ?? "");
  pipeline.environments.staging.auto = false;
  pipeline.stages.unit = { phase: "test", run: "cp report.xml unit.xml", reports: { tests: ["unit.xml"] } };
  const project = makeProject("shop", {
    files: {
      ...files,
      ".gitignore": "site.tgz\nunit.xml\n",
      "millrace.yml": JSON.stringify(pipeline, null, 2),
      "report.xml": report,
      ".millrace/plan/open-a-door-abcdef.md": item,
    },
  });
  const run = async (...words: string[]) => {
    const { exitCode, complaint } = await runCommand(home, ...words, "--project", project);
    expect({ words, exitCode, complaint }).toMatchObject({ words, exitCode: 0 });
  };
  const releaseAndDeploy = async () => {
    await run("run");
    await run("release", "create");
    await run("deploy", "staging");
  };
  commitAfterRelease(project, "1.0.0", "feat: the shop opens");
  await releaseAndDeploy();
  await run("code", "hooks", "pre-commit", "unit");
  writeFileSync(join(project, "index.html"), "second");
  await run("code", "commit", "--all", "--message", "feat: a door (#1)");
  const commit = git(project, "rev-parse", "HEAD").trim();
  await releaseAndDeploy();
  await run("incidents", "open", "The door is stuck");
  await run("rollback", "staging");

  const { page } = await start({ project });
  const window = new AppWindow(page);
  const passport = new Passport(page);
  const code = new Code(page);
  await window.goTo("Code");
  await code.show("History");
  await code.openCommit("a door (#1)");
  await page.getByRole("link", { name: "Passport" }).click();
  await expect(passport.heading("feat: a door (#1)")).toBeVisible();
  await expect(passport.phase("Plan")).toContainText("#1 Open a door");
  await expect(passport.phases).toHaveText(["Plan", "Code", "Build", "Test", "Release", "Deploy", "Operate", "Monitor"]);
  await expect(passport.phase("Code")).toContainText("1 file, +1 −1.");
  await expect(passport.phase("Code")).toContainText("hook pre-commit");
  await expect(passport.phase("Build")).toContainText("the whole pipeline passed");
  await expect(passport.phase("Test")).toContainText("2 passed");
  await expect(passport.phase("Release")).toContainText("Came out in 1.2.0");
  await expect(passport.phase("Deploy")).toContainText("Taken away from staging");
  await expect(passport.phase("Operate")).toContainText("The door is stuck");
  await expect(passport.phase("Monitor")).toContainText("No alarm began after it");
  expect(await faultsOf(page)).toEqual([]);

  await passport.phase("Build").getByRole("link", { name: /^Run/ }).first().click();
  await expect(window.heading(/^Run \d+$/)).toBeVisible();
  await page.getByRole("link", { name: commit.slice(0, 7) }).click();
  await passport
    .phase("Operate")
    .getByRole("link", { name: /The door is stuck/ })
    .click();
  await expect(new Incidents(page).suspects.first()).toContainText("a door (#1)");
  await new Incidents(page).suspects
    .first()
    .getByRole("link", { name: commit.slice(0, 7) })
    .click();
  await passport
    .phase("Deploy")
    .getByRole("link", { name: /came with 1\.2\.0/ })
    .click();
  await page.getByRole("tab", { name: /^Commits/ }).click();
  await page.getByRole("link", { name: commit.slice(0, 7) }).click();
  await expect(passport.heading("feat: a door (#1)")).toBeVisible();
  await page.getByRole("link", { name: "Show its changes" }).click();
  await expect(page.getByRole("region", { name: `Commit ${commit.slice(0, 7)}` })).toBeVisible();
  await server.close();
});

test("a passport that cannot be told says why", async ({ makeProject, start }) => {
  const project = makeProject("shop", { files: { "a.txt": "a" } });
  const { page } = await start({ project });
  const window = new AppWindow(page);
  await expect(page.getByRole("link", { name: "Code", exact: true })).toBeVisible();
  await page.evaluate(() => {
    location.hash = `${location.hash.replace(/^(#\/p\d+).*/, "$1")}/code/abcdef12`;
  });
  await expect(window.heading(/passport could not be read|no such commit/i)).toBeVisible();
});
