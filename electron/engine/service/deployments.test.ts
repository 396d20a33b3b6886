import { readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestStore, temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { addRelease, type ReleaseRequest } from "../../../e2e/fixtures/releases.ts";
import { makeRepository } from "../../../e2e/fixtures/repository.ts";
import { sourceEntry } from "../../../e2e/fixtures/source-program.ts";
import type { Deployment, DeploymentState } from "../../../shared/contract/deployments.ts";
import type { DeploymentId, ProjectId, ReleaseId } from "../../../shared/ids.ts";
import type { Result } from "../../../shared/result.ts";
import { isTerminal } from "../../../shared/status.ts";
import { createEngine, type Engine } from "../engine.ts";
import { isGoing } from "../promotion/promotion.ts";
import type { Store } from "../store/store.ts";

/*
 * Deployments as a person starts them: a real engine, real run hosts and programs, real folders as targets.
 */

let folder: string;
let project: string;
let remove: () => void;
let engine: Engine;
let store: Store;
let projectId: ProjectId;
beforeEach(async () => {
  ({ folder, remove } = temporaryFolder());
  folder = realpathSync(folder);
  project = join(folder, "shop");
  makeRepository(project, { "a.txt": "one\n" });
  store = openTestStore(join(folder, "data"));
  engine = await openEngine();
  const opened = value(await engine.projects.open({ path: project }));
  projectId = opened.id;
  value(await engine.projects.trust({ projectId, trusted: true }));
});
afterEach(async () => {
  await untilNothingRuns();
  engine.close();
  store.close();
  remove();
});

async function openEngine(): Promise<Engine> {
  return value(
    await createEngine({
      dataFolder: join(folder, "data"),
      sampleFolder: folder,
      hostProgram: { executable: process.execPath, args: [sourceEntry("run host")], environment: process.env },
    }),
  );
}

function value<T>(result: Result<T, { readonly message: string }>): T {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

/** A file with one stage and these environments; those without a target are folders of their own. */
function environments(all: Readonly<Record<string, object>>): void {
  const described = Object.entries(all).map(([name, one]) => `  ${name}: ${JSON.stringify({ deploy: directory(name), ...one })}`);
  const lines = ["version: 1", "stages:", '  unit: { phase: test, run: "true" }', "environments:", ...described, ""];
  writeFileSync(join(project, "millrace.yml"), lines.join("\n"));
}

const directory = (name: string) => ({ type: "directory", path: join(folder, "sites", name) });

const release = (version: string, request: ReleaseRequest = {}) => addRelease(store, projectId, version, request);

const start = (environment: string, releaseId: ReleaseId) => engine.deployments.start({ projectId, environment, releaseId });

async function ended(id: DeploymentId): Promise<Deployment> {
  return until(id, (state) => !isGoing(state));
}

async function until(id: DeploymentId, isReached: (state: DeploymentState) => boolean): Promise<Deployment> {
  for (;;) {
    const { deployment } = value(await engine.deployments.get({ deploymentId: id }));
    if (isReached(deployment.state)) return deployment;
    await pause(20);
  }
}

async function deploy(environment: string, releaseId: ReleaseId): Promise<Deployment> {
  return ended(value(await start(environment, releaseId)).id);
}

async function untilNothingRuns(): Promise<void> {
  for (;;) {
    const page = value(engine.runs.page({ filter: {}, before: null, limit: 50 }));
    if (page.runs.every(({ status }) => isTerminal(status) || status === "waiting")) return;
    await pause(20);
  }
}

/** What the target serves. */
const served = (environment: string, file = "index.html") => readFileSync(join(folder, "sites", environment, "current", file), "utf8");

async function environment(name: string) {
  const listed = value(await engine.environments.list({ projectId })).environments;
  const found = listed.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found;
}

test("a release is put into an environment and serves there, and all screens know it", async () => {
  environments({ staging: { url: "http://127.0.0.1:8081" } });
  const id = release("1.0.0");
  const deployment = await deploy("staging", id);
  expect([deployment.state, deployment.release.version, served("staging")]).toEqual(["deployed", "1.0.0", "this is 1.0.0\n"]);
  const staging = await environment("staging");
  expect([staging.current?.id, staging.latest?.id, staging.rollbackTo, staging.drift]).toEqual([deployment.id, deployment.id, null, null]);
  const looked = value(await engine.environments.look({ projectId, environment: "staging" }));
  expect(looked.drift?.state).toBe("as-deployed");
  const detail = value(await engine.deployments.get({ deploymentId: deployment.id }));
  expect(detail.steps.map(({ state }) => state)).not.toContain("pending");
});
