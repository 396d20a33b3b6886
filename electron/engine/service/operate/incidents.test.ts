import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newRun, openTestStore, temporaryFolder, write } from "../../../../e2e/fixtures/history.ts";
import { addRelease } from "../../../../e2e/fixtures/releases.ts";
import { commitAll, git, makeRepository } from "../../../../e2e/fixtures/repository.ts";
import { type DeploymentId, type IncidentId, monitorId, type ProjectId, type ReleaseId } from "../../../../shared/ids.ts";
import type { PlannedEnvironment } from "../../../../shared/pipeline/planned-environment.ts";
import type { Failure, Result } from "../../../../shared/result.ts";
import { minuteMs } from "../../../../shared/time.ts";
import { observe } from "../../alert/alert.ts";
import type { Store } from "../../store/store.ts";
import { createIncidentService, type IncidentService } from "./incidents.ts";

let store: Store;
let project: ProjectId;
let repository: string;
let service: IncidentService;
let remove: () => void;
let now: number;
beforeEach(() => {
  const temporary = temporaryFolder();
  remove = temporary.remove;
  repository = makeRepository(join(temporary.folder, "shop"));
  store = openTestStore(join(temporary.folder, "data"));
  project = write(store, ({ projects }) => {
    const { id } = projects.open(repository, "shop", 1);
    projects.trust(id, true, 1);
    return id;
  });
  now = Date.now() + 60 * minuteMs;
  service = createIncidentService(store, () => now);
});
afterEach(() => {
  store.close();
  remove();
});

function valueIn<T>(result: Result<T, Failure>): T {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

const environment = (name: string): PlannedEnvironment => ({
  ...{ name, auto: "never", needs: [], approval: null, windows: [], freezes: [], health: null, url: null },
  strategy: { type: "directory", path: "/srv/shop", keep: 5, unpack: null, after: null },
  ...{ env: {}, secrets: [], timeoutMs: 1_000 },
});

function deploy(releaseId: ReleaseId, name: string, at: number): DeploymentId {
  return write(store, ({ runs, stageRuns, deployments }) => {
    const request = newRun(project, { trigger: "deploy", selection: [`deploy:${name}`] });
    const run = runs.insert(request, at).id;
    stageRuns.insert(project, run, request.stages);
    const about = { projectId: project, kind: "deploy", cause: "person", person: "ada", comment: "", contents: releaseId } as const;
    const id = deployments.insert(run, { ...about, releaseId, environment: environment(name) }, at);
    deployments.begin(id, null, at);
    deployments.serve(id, at);
    deployments.end(id, { state: "deployed", detail: null, isHealthy: true, evidence: [], serves: releaseId }, at);
    return id;
  });
}

function look(state: "up" | "down"): void {
  const rule = { after: 1, forMs: 0, latency: null, repeatMs: null, notify: ["inbox"], opensIncident: true };
  const about = { projectId: project, project: "shop", monitorId: monitorId(7), name: "home", rule, silencedUntil: null };
  const check = { isGood: state === "up", durationMs: 4, detail: "connection refused" };
  write(store, (tables) => observe(tables, about, { at: now, state, check }));
}

const refusal = (result: Result<unknown, Failure>) => (result.ok ? "none" : result.failure.message);

test("from an alert to the deployment before it, its commits, and back", async () => {
  const [first, second] = ["1.0.0", "1.1.0"].map((version) => {
    const commit = commitAll(repository, `feat: ${version}`, { "a.txt": version });
    return addRelease(store, project, version, { commit });
  }) as [ReleaseId, ReleaseId];
  deploy(first, "staging", now - 50 * minuteMs);
  deploy(first, "production", now - 40 * minuteMs);
  const suspect = deploy(second, "production", now - 5 * minuteMs);
  look("down");
  const incidentId = "i1" as IncidentId;
  const { suspects, timeline } = valueIn(await service.get({ incidentId }));
  expect(suspects.map(({ environment: name, version, before, isCurrent }) => [name, version, before, isCurrent])).toEqual([
    ["production", "1.1.0", "1.0.0", true],
    ["staging", "1.0.0", null, true],
  ]);
  expect(suspects[0]).toMatchObject({ deploymentId: suspect, at: now - 5 * minuteMs });
  expect(suspects[0]?.commits.map(({ commit, subject, author }) => [commit, subject, author])).toEqual([
    [git(repository, "rev-parse", "HEAD"), "feat: 1.1.0", "Mara"],
  ]);
  expect(timeline.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
    "commit: feat: 1.1.0",
    "deployment: staging: 1.0.0",
    "deployment: production: 1.0.0",
    "deployment: production: 1.1.0 in place of 1.0.0",
    "alert: home is down: connection refused",
    "opened: home is down: connection refused",
  ]);
});

test("a release that was put there again is suspected of what it brought when it came", async () => {
  const [first, second] = ["1.0.0", "1.1.0"].map((version) => {
    const commit = commitAll(repository, `feat: ${version}`, { "a.txt": version });
    return addRelease(store, project, version, { commit });
  }) as [ReleaseId, ReleaseId];
  deploy(first, "production", now - 40 * minuteMs);
  deploy(second, "production", now - 30 * minuteMs);
  const suspect = [20, 10].map((minutes) => deploy(second, "production", now - minutes * minuteMs)).at(-1);
  look("down");
  const { suspects } = valueIn(await service.get({ incidentId: "i1" as IncidentId }));
  expect(suspects.map(({ deploymentId, before, commits }) => [deploymentId, before, commits.map(({ subject }) => subject)])).toEqual([
    [suspect, "1.1.0", ["feat: 1.1.0"]],
  ]);
});

test("what was deployed later is no suspect, but is told; so are runbooks that were run meanwhile", async () => {
  const [first, second] = ["1.0.0", "1.1.0"].map((version) => addRelease(store, project, version)) as [ReleaseId, ReleaseId];
  deploy(first, "production", now - 5 * minuteMs);
  look("down");
  now += minuteMs;
  write(store, ({ runs }) => runs.insert(newRun(project, { trigger: "runbook", selection: ["runbook:flush"] }), now));
  deploy(second, "production", now);
  const { suspects, timeline } = valueIn(await service.get({ incidentId: "i1" as IncidentId }));
  expect(suspects.map(({ version, isCurrent }) => [version, isCurrent])).toEqual([["1.0.0", false]]);
  expect(timeline.map(({ kind, text }) => `${kind}: ${text}`).slice(-2)).toEqual([
    "deployment: production: 1.1.0 in place of 1.0.0",
    "runbook: flush (queued)",
  ]);
});

test("services that ended before it are told with how they ended", async () => {
  const plan = { name: "web" } as never;
  write(store, ({ services }) => services.add(project, [plan], now - 10 * minuteMs));
  const id = valueIn(store.read(({ services }) => services.ofProject(project)))[0]?.id;
  if (id === undefined) throw new Error("There is no service.");
  write(store, ({ services }) => {
    services.begin(id, { cookie: "c", cause: "by a person", hasNewLog: true, logOffset: 0 }, now - 9 * minuteMs);
    services.began(id, 1, null);
    services.ended(id, { at: now - minuteMs, exitCode: 3, signal: null });
  });
  const { id: incidentId } = valueIn(service.open({ projectId: project, title: "no cart", severity: "minor" }));
  const { timeline } = valueIn(await service.get({ incidentId }));
  expect(timeline.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
    "service: web started by a person",
    "service: web ended with exit code 3",
    "opened: no cart",
  ]);
});

test("a person opens one, looks after it, notes, resolves and reopens it, and the times are told", async () => {
  const { id: incidentId, number, openedBy } = valueIn(service.open({ projectId: project, title: "no cart", severity: "critical" }));
  expect([number, openedBy !== ""]).toEqual([1, true]);
  now += minuteMs;
  expect(valueIn(service.acknowledge({ incidentId }))).toMatchObject({ state: "acknowledged", timeToAcknowledgeMs: minuteMs });
  expect(refusal(service.acknowledge({ incidentId }))).toMatch(/^The incident was acknowledged by /);
  valueIn(service.note({ incidentId, text: "the *index* is gone" }));
  now += minuteMs;
  expect(valueIn(service.resolve({ incidentId, text: "a bad index" }))).toMatchObject({ state: "resolved", timeToRestoreMs: 2 * minuteMs });
  expect(refusal(service.resolve({ incidentId, text: "" }))).toBe("The incident is resolved already.");
  expect(valueIn(service.reopen({ incidentId }))).toMatchObject({ state: "acknowledged", timeToRestoreMs: null, resolvedBy: null });
  expect(refusal(service.reopen({ incidentId }))).toBe("The incident is not resolved.");
  expect(valueIn(service.change({ incidentId, severity: "minor" }))).toMatchObject({ title: "no cart", severity: "minor" });
  const { timeline } = valueIn(await service.get({ incidentId }));
  expect(timeline.map(({ kind }) => kind)).toEqual(["opened", "acknowledged", "note", "resolved", "reopened", "changed"]);
  expect(timeline.at(-1)).toMatchObject({ text: "from critical to minor", person: expect.any(String) });
  valueIn(service.change({ incidentId, title: "no cart", severity: "minor" }));
  expect(valueIn(await service.get({ incidentId })).timeline).toHaveLength(timeline.length);
  const exported = valueIn(await service.export({ incidentId }));
  expect(exported.fileName).toBe("incident-1-no-cart.md");
  expect(exported.markdown).toContain("> the *index* is gone");
});

test("one whose monitor has another open one is not reopened", () => {
  look("down");
  valueIn(service.resolve({ incidentId: "i1" as IncidentId, text: "" }));
  look("up");
  look("down");
  expect(refusal(service.reopen({ incidentId: "i1" as IncidentId }))).toBe(
    "The incident cannot be reopened: incident 2 of the same monitor is open.",
  );
});

test("lists page by page, by state, and know which alerts still hold", () => {
  for (const title of ["one", "two", "three"]) valueIn(service.open({ projectId: project, title, severity: "major" }));
  look("down");
  const page = valueIn(service.list({ projectId: project, limit: 2 }));
  expect(page.incidents.map(({ number, openAlerts }) => [number, openAlerts])).toEqual([
    [4, 1],
    [3, 0],
  ]);
  const rest = valueIn(service.list({ projectId: project, limit: 2, before: page.next ?? undefined }));
  expect([rest.incidents.map(({ title }) => title), rest.next]).toEqual([["two", "one"], null]);
  valueIn(service.resolve({ incidentId: "i2" as IncidentId, text: "" }));
  expect(valueIn(service.list({ projectId: project, state: "resolved", limit: 9 })).incidents.map(({ title }) => title)).toEqual(["two"]);
});
