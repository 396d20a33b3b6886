import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProjectId } from "../../shared/ids.ts";
import { runCommandWith } from "../fixtures/command-line.ts";
import { openTestStore, write } from "../fixtures/history.ts";
import { addRelease } from "../fixtures/releases.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { DeploymentPage } from "../pages/deployment-page.ts";
import { Environments } from "../pages/environments.ts";

/** The project on the list, trusted, with a release that is made. */
function releaseIn(home: string, folder: string, version: string): void {
  const store = openTestStore(home, { now: Date.now });
  const project = write(store, ({ projects }) => {
    const { id } = projects.open(folder, "shop", Date.now());
    projects.trust(id, true, Date.now());
    return id as ProjectId;
  });
  addRelease(store, project, version, { at: Date.now() });
  store.close();
}

function pipelineOf(staging: object): Record<string, string> {
  const stages = { unit: { phase: "test", run: "echo tested" } };
  return { "millrace.yml": JSON.stringify({ version: 1, stages, environments: { staging } }, null, 2) };
}

/** A command that says that it has begun, and waits for the file `go` before it deploys. */
const patient = 'echo "begun with $TOKEN" | tee begun; while [ ! -e go ]; do sleep 0.1; done; echo "$MILLRACE_RELEASE" > served';

test("a deployment outlives the server that started it, and the next one shows its end", async ({ makeProject, home, start }) => {
  const project = makeProject("shop", { files: pipelineOf({ deploy: { type: "command", run: patient, status: "cat served" } }) });
  releaseIn(home, project, "1.0.0");
  const first = await start({ project });
  await new AppWindow(first.page).goTo("Environments");
  await new Environments(first.page).deploy("staging").click();
  await new Environments(first.page).confirm("Deploy 1.0.0");
  await expect(new DeploymentPage(first.page).step("Run")).toContainText(/running/i);
  await first.kill();
  writeFileSync(join(project, "go"), "");

  const { page } = await start({ project });
  await new AppWindow(page).goTo("Environments");
  await expect(new Environments(page).card("staging")).toContainText("1.0.0");
  await expect(new Environments(page).history.first()).toContainText("Deployed");
  expect(readFileSync(join(project, "served"), "utf8")).toBe("1.0.0\n");
});

test("no frame that a window gets while a deployment goes on holds the value of a secret, whatever its commands say", async ({
  makeProject,
  home,
  start,
}) => {
  const secrets = { TOKEN: "the-token-of-all-0815", KEY: "the key of staging alone" };
  const [run, status] = [`${patient}; echo "$KEY" >&2`, 'echo "looks with $KEY" >&2; cat served'];
  const health = { run: 'echo "asks with $TOKEN and $KEY"; exit 1', within: "300ms", every: "50ms", failures: 1 };
  const staging = { secrets: Object.keys(secrets), deploy: { type: "command", run, status }, health };
  const project = makeProject("shop", { files: pipelineOf(staging) });
  releaseIn(home, project, "1.0.0");
  const { page } = await start({ project });
  const frames: string[] = [];
  page.on("websocket", (socket) => {
    socket.on("framereceived", ({ payload }) => frames.push(payload.toString()));
    socket.on("framesent", ({ payload }) => frames.push(payload.toString()));
  });
  await page.reload();
  for (const [name, value] of Object.entries(secrets)) {
    const where = name === "KEY" ? ["--environment", "staging"] : [];
    expect((await runCommandWith(value, home, "secrets", "set", name, ...where, "--project", project)).complaint).toBe("");
  }

  await new AppWindow(page).goTo("Environments");
  await new Environments(page).deploy("staging").click();
  await new Environments(page).confirm("Deploy 1.0.0");
  await page.getByRole("tab", { name: "Log" }).click();
  await expect(page.getByRole("region", { name: "Log", exact: true })).toContainText("begun with ***");
  writeFileSync(join(project, "go"), "");
  await expect(page.getByRole("region", { name: "Log", exact: true })).toContainText("asks with *** and ***");
  await page.getByRole("tab", { name: "Evidence" }).click();
  await expect(page.getByRole("main")).toContainText("asks with *** and ***");
  await new AppWindow(page).goTo("Settings");
  await expect(page.getByRole("list", { name: "Secrets" })).toContainText("KEY");
  await new AppWindow(page).goTo("Environments");
  await new Environments(page).card("staging").getByRole("button", { name: /look/i }).click();
  await new AppWindow(page).goTo("Runs");
  expect(readFileSync(join(project, "begun"), "utf8")).toContain(secrets.TOKEN);
  expect(frames.length).toBeGreaterThan(20);
  const shown = Object.values(secrets).flatMap((value) => [value, Buffer.from(value).toString("base64"), encodeURIComponent(value)]);
  expect(frames.filter((frame) => shown.some((value) => frame.includes(value)))).toEqual([]);
});
