import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newRun, openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { addRelease } from "../../../e2e/fixtures/releases.ts";
import type { DeploymentId, ProjectId, ReleaseId, RunId } from "../../../shared/ids.ts";
import { rowOf, stageRunId } from "../../../shared/ids.ts";
import type { PlannedEnvironment } from "../../../shared/pipeline/planned-environment.ts";
import type { Standing } from "../../../shared/status.ts";
import type { DeploymentEnd, Store, Tables } from "./store.ts";

let store: Store;
let project: ProjectId;
let remove: () => void;
let first: ReleaseId;
let second: ReleaseId;
beforeEach(() => {
  const temporary = temporaryFolder();
  remove = temporary.remove;
  store = openTestStore(temporary.folder);
  project = write(store, ({ projects }) => projects.open("/work/shop", "shop", 1).id);
  first = addRelease(store, project, "1.0.0");
  second = addRelease(store, project, "1.1.0");
});
afterEach(() => {
  store.close();
  remove();
});

const staging: PlannedEnvironment = {
  ...{ name: "staging", auto: "never", needs: [], approval: null, windows: [], freezes: [], health: null, url: null },
  strategy: { type: "directory", path: "/srv/shop", keep: 5, unpack: null, after: null },
  ...{ env: {}, secrets: [], timeoutMs: 1_000 },
};

function read<T>(action: (tables: Tables) => T): T {
  const result = store.read(action);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

function insert(releaseId: ReleaseId, environment = staging, at = 10): { id: DeploymentId; run: RunId } {
  return write(store, ({ runs, stageRuns, deployments }) => {
    const request = newRun(project, { trigger: "deploy", selection: [`deploy:${environment.name}`] });
    const run = runs.insert(request, at).id;
    stageRuns.insert(project, run, request.stages);
    const about = { projectId: project, kind: "deploy", cause: "person", person: "ada", comment: "", contents: releaseId } as const;
    return { run, id: deployments.insert(run, { ...about, releaseId, environment }, at) };
  });
}

const deployed = (serves: ReleaseId): DeploymentEnd => ({ state: "deployed", detail: "It serves.", isHealthy: true, evidence: [], serves });

function finish(id: DeploymentId, how: DeploymentEnd, at = 20): boolean {
  return write(store, ({ deployments }) => {
    deployments.begin(id, null, at - 3);
    if (how.state === "deployed" || how.state === "rolled-back") deployments.serve(id, at - 2);
    return deployments.end(id, how, at);
  });
}

const current = (name = "staging") => read(({ environments }) => environments.get(project, name).currentId);

test("a deployment comes back as it was recorded, numbered in its environment, with what served before", () => {
  const { id } = insert(first);
  finish(id, deployed(first));
  const other = insert(first, { ...staging, name: "production" });
  const next = insert(second, staging, 30);
  const found = read(({ deployments }) => [id, other.id, next.id].map((one) => deployments.get(one)));
  expect(found.map((one) => [one?.environment, one?.number, one?.release.version, one?.previous?.version ?? null, one?.state])).toEqual([
    ["staging", 1, "1.0.0", null, "deployed"],
    ["production", 1, "1.0.0", null, "waiting"],
    ["staging", 2, "1.1.0", "1.0.0", "waiting"],
  ]);
  expect(found[0]).toMatchObject({ plan: staging, createdAt: 10, startedAt: 17, servedAt: 18, finishedAt: 20, detail: "It serves." });
  expect(read(({ deployments }) => deployments.ofRun(next.run)?.id)).toBe(next.id);
  expect(read(({ deployments }) => deployments.list(project, { environment: "staging" }, 10).map((one) => one.id))).toEqual([next.id, id]);
  expect(read(({ deployments }) => deployments.list(project, { before: next.id }, 1).map((one) => one.id))).toEqual([other.id]);
  expect(read(({ deployments }) => [deployments.neighbours(id), deployments.neighbours(next.id)])).toEqual([
    { before: null, after: next.id },
    { before: id, after: null },
  ]);
});

test("what serves is what the target said last, whatever was meant", () => {
  const one = insert(first);
  finish(one.id, deployed(first));
  const two = insert(second);
  write(store, ({ deployments }) => {
    deployments.begin(two.id, null, 30);
    deployments.serve(two.id, 31);
  });
  expect(current()).toBe(two.id);
  finish(two.id, { state: "rolled-back", detail: "It answered 500.", isHealthy: false, evidence: ["500"], serves: first });
  expect([current(), read(({ environments }) => environments.serving(project))]).toEqual([
    one.id,
    [{ name: "staging", needs: [], releaseId: first }],
  ]);
  const three = insert(second);
  finish(three.id, { state: "failed", detail: "No room.", isHealthy: false, evidence: [] });
  expect(current()).toBe(one.id);
  expect(finish(three.id, deployed(second))).toBe(false);
});

const ended = (status: "canceled" | "failed" | "interrupted"): Standing => ({
  ...{ status, reason: status === "failed" ? "approval-denied" : null, startedAt: null, finishedAt: 40, durationMs: null },
});

describe("a run that ends without a word of its deployment", () => {
  function endRun(run: RunId, status: "canceled" | "failed" | "interrupted"): void {
    write(store, ({ runs, stageRuns, deployments }) => {
      stageRuns.change(stageRunId(rowOf(run), 1), ended(status), 40);
      runs.change(run, ended(status), 40);
      deployments.endWithRun(run, 40);
    });
  }

  test.each([
    ["canceled", "canceled"],
    ["failed", "canceled"],
    ["interrupted", "failed"],
  ] as const)("%s before it began leaves it %s, and what serves as it was", (status, state) => {
    finish(insert(first).id, deployed(first));
    const serves = current();
    const { id, run } = insert(second);
    endRun(run, status);
    expect([read(({ deployments }) => deployments.get(id)?.state), current()]).toEqual([state, serves]);
  });

  test("leaves it lost once it had begun, until somebody has looked; nobody knows what serves", () => {
    finish(insert(first).id, deployed(first));
    const { id, run } = insert(second);
    write(store, ({ deployments }) => deployments.begin(id, null, 30));
    endRun(run, "interrupted");
    expect([read(({ deployments }) => deployments.lost().map((one) => one.id)), current()]).toEqual([[id], null]);
    expect(finish(id, { ...deployed(second), isHealthy: false }, 50)).toBe(true);
    expect(read(({ deployments }) => [deployments.lost(), deployments.get(id)?.finishedAt])).toEqual([[], 40]);
  });

  test("changes nothing of one that has said how it ended", () => {
    const { id, run } = insert(first);
    finish(id, deployed(first));
    endRun(run, "interrupted");
    expect(read(({ deployments }) => deployments.get(id)?.state)).toBe("deployed");
  });
});

test("steps are kept in order, and of many measurements every other one goes", () => {
  const { id } = insert(first);
  const step = { name: "Copy", state: "done", detail: null, startedAt: 1, finishedAt: 2 } as const;
  write(store, ({ deployments }) => {
    deployments.keepStep(id, 2, { ...step, name: "Switch", state: "pending", startedAt: null, finishedAt: null }, 3);
    deployments.keepStep(id, 1, { ...step, state: "running", finishedAt: null }, 3);
    deployments.keepStep(id, 1, step, 4);
    for (let at = 1; at <= 1_500; at += 1) deployments.addSample(id, { at, isGood: true, durationMs: 1.5, detail: "200" });
  });
  const { steps, samples } = read(({ deployments }) => ({ steps: deployments.steps(id), samples: deployments.samples(id) }));
  expect(steps.map(({ name, state }) => [name, state])).toEqual([
    ["Copy", "done"],
    ["Switch", "pending"],
  ]);
  expect([samples.length <= 1_000, samples.at(0)?.at, samples.at(-1)?.at]).toEqual([true, 1, 1_500]);
});

test("a release is claimed for an environment once, and again when nothing came of it, ever later", () => {
  const claim = (at: number) => write(store, ({ environments }) => environments.claim(project, "staging", first, at));
  expect([claim(0), claim(1), claim(120_000), claim(240_000), claim(360_000)]).toEqual([true, false, true, false, true]);
  insert(first);
  expect(read(({ environments }) => environments.claims(project))).toEqual([]);
});

test("a freeze holds until it is lifted, and changes of environments are events", () => {
  const freeze = { reason: "payday", untilMs: null, person: "ada", frozenAtMs: 5 };
  write(store, ({ environments }) => environments.freeze(project, "staging", freeze));
  expect(read(({ environments }) => environments.get(project, "staging").freeze)).toEqual(freeze);
  write(store, ({ environments }) => environments.unfreeze(project, "staging", 6));
  write(store, ({ environments }) => environments.noteLook(project, "staging", { state: "drifted", detail: "a.txt", lookedAt: 7 }, null));
  expect(read(({ environments }) => environments.get(project, "staging"))).toEqual({
    currentId: null,
    drift: { state: "drifted", detail: "a.txt", lookedAt: 7 },
    freeze: null,
  });
  const { id } = insert(first);
  const events = read(({ events: table }) => table.after(0, 100));
  const about = events.filter(({ type }) => type === "environments" || type === "deployment").map((event) => ({ ...event, id: 0, at: 0 }));
  const environmentsChanged = { id: 0, at: 0, type: "environments", projectId: project };
  expect(about).toEqual([
    ...[environmentsChanged, environmentsChanged, environmentsChanged],
    { id: 0, at: 0, type: "deployment", projectId: project, deploymentId: id },
  ]);
});
