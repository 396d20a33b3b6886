import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { keepFingerprint } from "../../electron/engine/fingerprint/fingerprint.ts";
import { type RunId, rowOf, runId } from "../../shared/ids.ts";
import { runCommand } from "../fixtures/command-line.ts";
import { openTestStore } from "../fixtures/history.ts";
import { pipelineFile } from "../fixtures/project.ts";
import { scriptStage } from "../fixtures/runs.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { RunPage } from "../pages/run-page.ts";
import { Runs } from "../pages/runs.ts";

const files = { "millrace.yml": pipelineFile({ unit: { phase: "test", run: "node --version" } }), "package-lock.json": "{}\n" };

/** As of a run whose host was killed before it had looked. */
function forget(home: string, run: RunId): void {
  const database = new DatabaseSync(join(home, "millrace.sqlite"));
  try {
    database.prepare("update run set fingerprint_id = null where id = ?").run(rowOf(run));
  } finally {
    database.close();
  }
}

/** Notes what a run ran on, as its host does. */
async function note(home: string, run: RunId, projectPath: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const store = openTestStore(home);
  try {
    const subject = { projectPath, stages: [scriptStage("unit", "node --version")], environment, version: "1.0.0" };
    const kept = await keepFingerprint(store, run, subject);
    if (!kept.ok) throw new Error(kept.failure.message);
  } finally {
    store.close();
  }
}

test("a run's page says what it ran on, and what differs from the last run that passed", async ({ makeProject, start, home }) => {
  const folder = makeProject("shop", { files });
  for (let count = 0; count < 3; count += 1) await runCommand(home, "run", "--project", folder);
  const { PATH } = process.env;
  await note(home, runId(1), folder, { PATH, CI: "true", HOME: "/home/mara" });
  await note(home, runId(2), folder, { PATH, TZ: "Asia/Tokyo", HOME: "/home/mara" });
  forget(home, runId(3));

  const { page } = await start({ project: folder });
  const run = new RunPage(page);
  await new AppWindow(page).goTo("Runs");
  await new Runs(page).open(2);
  await run.showTab("Environment");
  const environment = page.getByRole("region", { name: "Environment", exact: true });
  const differences = environment.getByRole("region", { name: /differences from run 1, the last that passed/ });
  await expect(differences.getByRole("row", { name: /^CI Variable set not set$/ })).toBeVisible();
  await expect(differences.getByRole("row", { name: /^Time zone System .* Asia\/Tokyo$/ })).toBeVisible();
  await expect(environment.getByRole("row", { name: /^node \d+\.\d+\.\d+ .*node/ })).toBeVisible();
  await expect(environment.getByRole("row", { name: /^package-lock\.json ca3d163bab05…2356 3 B/ })).toBeVisible();
  await expect(environment).not.toContainText("/home/mara");

  await differences.getByRole("link", { name: "run 1" }).click();
  await expect(run.heading(1)).toBeVisible();
  await run.showTab("Environment");
  await expect(environment).toContainText("No earlier run on main passed with a known environment");
  await new AppWindow(page).goTo("Runs");
  await new Runs(page).open(3);
  await run.showTab("Environment");
  await expect(page.getByText("The environment of this run is not known")).toBeVisible();

  const shown = await runCommand(home, "runs", "show", "2", "--environment", "--project", folder);
  expect(shown.output).toContain("CI (variable): set -> nothing");
  const json = JSON.parse((await runCommand(home, "runs", "show", "2", "--json", "--project", folder)).output);
  expect(json.environment.comparedWith.number).toBe(1);
});
