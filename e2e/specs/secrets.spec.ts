import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Board } from "../pages/board.ts";
import { Settings } from "../pages/settings.ts";

const pipeline = `version: 1
secrets: [NPM_TOKEN]
stages:
  publish: { phase: release, run: 'echo "//registry/:_authToken=$NPM_TOKEN"' }
  deploy: { phase: deploy, needs: [publish], secrets: [DEPLOY_KEY], run: 'echo "$DEPLOY_KEY"' }
`;

/** Files below the folder that hold the text. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => {
    const path = join(folder, file);
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true && readFileSync(path).includes(text);
  });
}

test("a secret is set in the window, hidden in the log, and removed again; its value never comes back", async ({
  makeProject,
  home,
  start,
}) => {
  const { page } = await start({ project: makeProject("shop", { files: { "millrace.yml": pipeline } }) });
  const window = new AppWindow(page);
  const settings = new Settings(page);
  const heard: string[] = [];
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => heard.push(payload.toString())));
  await page.reload();

  await window.goTo("Settings");
  await expect(settings.secret("NPM_TOKEN")).toContainText("For publish, deploy");
  await expect(settings.secret("DEPLOY_KEY")).toContainText("Not set");
  await settings.setSecret("NPM_TOKEN", "abc");
  await expect(page.getByRole("alert")).toContainText("fewer than 4 characters");
  await page.getByRole("textbox", { name: "Value" }).fill("npm_0123456789abcdef");
  await page.getByRole("dialog").getByRole("button", { name: "Set", exact: true }).click();
  await expect(settings.secret("NPM_TOKEN")).toContainText("Set");
  await settings.setSecret("DEPLOY_KEY", "line one of a key\nline two of a key\n");
  await expect(page.getByRole("button", { name: "Replace DEPLOY_KEY" })).toBeVisible();

  await window.goTo("Loop");
  await window.runPipeline.click();
  await window.trust();
  await expect(new Board(page).card("deploy")).toContainText(/passed/i, { timeout: 30_000 });
  await new Board(page).open("deploy");
  await expect(page.getByRole("region", { name: "Log" })).toContainText("***");
  expect(filesWith(home, "npm_0123456789abcdef")).toEqual([]);
  expect(filesWith(home, "line two of a key")).toEqual([]);

  await window.goTo("Settings");
  await page.getByRole("button", { name: "Remove NPM_TOKEN" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove NPM_TOKEN" }).click();
  await expect(settings.secret("NPM_TOKEN")).toContainText("Not set");
  expect(heard.length).toBeGreaterThan(5);
  expect(heard.filter((message) => /npm_0123456789abcdef|line two of a key/.test(message))).toEqual([]);
});

test("a stage whose secret is not set says so, and what to do", async ({ makeProject, start }) => {
  const { page } = await start({ project: makeProject("shop", { files: { "millrace.yml": pipeline } }) });
  const window = new AppWindow(page);
  await window.runPipeline.click();
  await window.trust();
  await expect(new Board(page).card("publish")).toContainText("secret not set", { timeout: 30_000 });
});

test("an environment has a value of its own, told from the one for all and removed alone", async ({ makeProject, start, scratch }) => {
  const environments = ["staging", "production"].map(
    (name) => `  ${name}: { secrets: [API_KEY], deploy: { type: directory, path: ${JSON.stringify(join(scratch, name))} } }\n`,
  );
  const file = `version: 1\nstages:\n  unit: { phase: test, run: echo }\nenvironments:\n${environments.join("")}`;
  const { page } = await start({ project: makeProject("shop", { files: { "millrace.yml": file } }) });
  const settings = new Settings(page);
  await new AppWindow(page).goTo("Settings");
  await expect(settings.secret("API_KEY")).toContainText("For staging, production");
  await settings.setSecret("API_KEY", "the key for all of them");
  await expect(settings.secret("API_KEY").getByText("Set", { exact: true })).toBeVisible();
  await settings.valuesFor.selectOption("staging");
  await expect(settings.secret("API_KEY")).toContainText("As for all");
  await settings.setSecret("API_KEY for staging", "the key for staging alone");
  await expect(settings.secret("API_KEY").getByText("Set", { exact: true })).toBeVisible();
  await settings.valuesFor.selectOption("production");
  await expect(settings.secret("API_KEY")).toContainText("As for all");
  await settings.valuesFor.selectOption("All stages and environments");
  await expect(settings.secret("API_KEY")).toContainText("staging has a value of its own");
  await settings.valuesFor.selectOption("staging");
  await page.getByRole("button", { name: "Remove API_KEY for staging" }).click();
  await expect(page.getByRole("dialog")).toContainText("get the value for all of the project then");
  await page.getByRole("dialog").getByRole("button", { name: "Remove API_KEY for staging" }).click();
  await expect(settings.secret("API_KEY")).toContainText("As for all");
});
