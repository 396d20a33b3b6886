import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DeployShop, quickHealth, valueIn } from "../../../../e2e/fixtures/deploy-shop.ts";
import { commitAll, git } from "../../../../e2e/fixtures/repository.ts";
import type { DeploymentId } from "../../../../shared/ids.ts";
import type { Failure, Result } from "../../../../shared/result.ts";
import { logFile, releaseFile } from "../../data-folder.ts";

/*
 * Deployments as a person starts them: a real engine, real run hosts and programs, real folders as targets.
 */

let shop: DeployShop;
beforeEach(async () => {
  shop = new DeployShop();
  await shop.startEngine();
  await shop.openProject();
});
afterEach(() => shop.close());

function failureOf(result: Result<unknown, Failure>): string {
  return result.ok ? "none" : `${result.failure.code}: ${result.failure.message}`;
}

test("a release is put into an environment and serves there, and everybody knows", async () => {
  shop.environments({ staging: { url: "http://127.0.0.1:8081" } });
  const id = shop.release("1.0.0");
  const deployment = await shop.deploy("staging", id);
  expect([deployment.state, deployment.release.version, shop.served("staging")]).toEqual(["deployed", "1.0.0", "this is 1.0.0"]);
  const staging = await shop.environment("staging");
  expect([staging.current?.id, staging.latest?.id, staging.rollbackTo, staging.drift]).toEqual([deployment.id, deployment.id, null, null]);
  const { steps } = await shop.detail(deployment.id);
  expect(steps.map(({ name }) => name).slice(0, 1)).toEqual(["Check the files"]);
  expect(steps.filter(({ state }) => state !== "done" && state !== "skipped")).toEqual([]);
  const run = await shop.run(deployment.runId);
  expect([run.trigger, run.triggerDetail, run.status]).toEqual(["deploy", "1.0.0 to staging", "passed"]);
  expect(valueIn(await shop.engine.projects.list())[0]?.lastRun?.trigger).toBe("cli");
});

test("a bad release is taken back by itself, with what was seen; what was there before serves again", async () => {
  shop.environments({ staging: { health: quickHealth(shop, "staging") } });
  const good = await shop.deploy("staging", shop.release("1.0.0"));
  const bad = await shop.deploy("staging", shop.release("1.1.0", { files: { "index.html": "1.1.0", bad: "" } }));
  expect([good.state, bad.state, shop.served("staging")]).toEqual(["deployed", "rolled-back", "this is 1.0.0"]);
  const detail = await shop.detail(bad.id);
  expect([detail.health.some(({ isGood }) => !isGood), detail.evidence.length > 0, detail.failuresAllowed]).toEqual([true, true, 2]);
  const staging = await shop.environment("staging");
  expect([staging.current?.id, staging.latest?.id]).toEqual([good.id, bad.id]);
  expect((await shop.run(bad.runId)).status).toBe("failed");
});

describe("one that is canceled", () => {
  const large = { "index.html": "this is 1.1.0\n", "large.bin": "x".repeat(40_000_000) };
  // Whoever looks late finds it done.
  const hasBegun = async (id: DeploymentId, step: string) =>
    (await shop.detail(id)).steps.some(({ name, startedAt }) => name === step && startedAt !== null);
  const cases: readonly (readonly [string, () => object, (id: DeploymentId) => Promise<boolean>])[] = [
    ["while a person is asked", () => ({ approval: true }), async (id) => (await shop.detail(id)).deployment.state === "waiting"],
    ["while its files are sent", () => ({}), (id) => hasBegun(id, "Send the files")],
    [
      "while the script after the switch runs",
      () => ({ deploy: { ...shop.directory("staging"), after: "case $MILLRACE_RELEASE in 1.1.0) sleep 60 ;; esac" } }),
      (id) => hasBegun(id, "Run after"),
    ],
    ["while it is watched", () => ({ health: quickHealth(shop, "staging", "1m") }), (id) => hasBegun(id, "Watch health")],
  ];
  test.each(cases)("%s leaves the old release or the new one as a whole, and says which", async (_, environment, isThere) => {
    shop.environments({ staging: {} });
    const old = await shop.deploy("staging", shop.release("1.0.0"));
    shop.environments({ staging: environment() });
    const { id, runId } = valueIn(await shop.start("staging", shop.release("1.1.0", { files: large })));
    while (!(await isThere(id))) await pause(1);
    await shop.engine.runs.cancel({ runId });
    const { state, detail } = await shop.ended(id);
    await shop.run(runId);
    const served = shop.served("staging");
    // Files may have been sent a moment before.
    expect([state, served]).toEqual(state === "deployed" ? ["deployed", "this is 1.1.0"] : ["canceled", "this is 1.0.0"]);
    if (state === "canceled") expect(detail).toMatch(/cancel/i);
    const looked = valueIn(await shop.engine.environments.look({ projectId: shop.projectId, environment: "staging" }));
    expect([looked.drift?.state, looked.current?.id]).toEqual(["as-deployed", state === "deployed" ? id : old.id]);
    expect(readdirSync(join(shop.folder, "sites/staging/releases")).filter((name) => name.startsWith("."))).toEqual([]);
  });
});

test("two that are started at once go one after the other", async () => {
  shop.environments({ staging: { deploy: { ...shop.directory("staging"), after: "sleep 0.3" } } });
  const second = await shop.startEngine();
  const [first, other] = [shop.release("1.0.0"), shop.release("1.1.0")];
  const wish = { projectId: shop.projectId, environment: "staging" };
  const begun = await Promise.all([shop.start("staging", first), second.deployments.start({ ...wish, releaseId: other })]);
  const ended = await Promise.all(begun.map((one) => shop.ended(valueIn(one).id)));
  expect(ended.map(({ state }) => state)).toEqual(["deployed", "deployed"]);
  const [early, late] = ended.toSorted((one, another) => one.number - another.number);
  expect((early?.finishedAt ?? 0) <= (late?.startedAt ?? 0)).toBe(true);
  expect(shop.served("staging")).toBe(`this is ${late?.release.version}`);
});

describe("gates", () => {
  test("production takes what staging has had in good health, by the files and not by the name", async () => {
    shop.environments({ staging: { health: quickHealth(shop, "staging") }, production: { needs: ["staging"] } });
    const bad = shop.release("1.0.0", { files: { bad: "" } });
    const good = shop.release("1.1.0");
    await shop.deploy("staging", bad);
    for (const id of [bad, good])
      expect(failureOf(await shop.start("production", id))).toMatch(/^gate-closed: production takes what staging/);
    await shop.deploy("staging", good);
    const sameFiles = shop.release("1.1.1", { files: { "index.html": "this is 1.1.0\n" } });
    expect((await shop.deploy("production", sameFiles)).state).toBe("deployed");
  });

  test("a freeze that comes while a person is asked holds, whatever they answer", async () => {
    shop.environments({ staging: { approval: true } });
    const asked = valueIn(await shop.start("staging", shop.release("1.0.0")));
    valueIn(await shop.engine.environments.freeze({ projectId: shop.projectId, environment: "staging", reason: "payday" }));
    await shop.answer(asked.id, "granted");
    const { state, detail } = await shop.ended(asked.id);
    expect([state, detail]).toEqual(["failed", "staging is frozen: payday. Deploy it again once that is over."]);
    expect(existsSync(join(shop.folder, "sites/staging"))).toBe(false);
  });

  test("a freeze lets nothing in, until it is lifted; going back then needs a word", async () => {
    shop.environments({ staging: {} });
    const [first, second] = [shop.release("1.0.0"), shop.release("1.1.0")];
    await shop.deploy("staging", first);
    await shop.deploy("staging", second);
    const place = { projectId: shop.projectId, environment: "staging" };
    valueIn(await shop.engine.environments.freeze({ ...place, reason: "payday" }));
    expect(failureOf(await shop.start("staging", second))).toBe("gate-closed: staging is frozen: payday.");
    expect((await shop.environment("staging")).freeze).toEqual({ reason: "payday", untilMs: null, isByPerson: true });
    expect(failureOf(await shop.engine.deployments.rollback({ ...place, comment: "" }))).toMatch(/^gate-closed/);
    const back = valueIn(await shop.engine.deployments.rollback({ ...place, comment: "It is slow." }));
    expect([(await shop.ended(back.id)).state, shop.served("staging")]).toEqual(["deployed", "this is 1.0.0"]);
    valueIn(await shop.engine.environments.unfreeze(place));
    expect((await shop.deploy("staging", second)).state).toBe("deployed");
  });

  test("a window that is closed says when it opens", async () => {
    const minute = new Date().getUTCHours() * 60 + new Date().getUTCMinutes();
    const clock = (at: number) => `${String(Math.floor(at / 60) % 24).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
    shop.environments({ staging: { window: { from: clock(minute + 120), to: clock(minute + 180), zone: "UTC" } } });
    const releaseId = shop.release("1.0.0");
    const { gates } = valueIn(await shop.engine.environments.gates({ projectId: shop.projectId, environment: "staging", releaseId }));
    const window = gates.find(({ kind }) => kind === "window");
    expect([window?.state, (window?.opensAt ?? 0) > Date.now()]).toEqual(["closed", true]);
    expect(failureOf(await shop.start("staging", releaseId))).toMatch(/^gate-closed: Deployments begin/);
  });

  test("files that were changed since the release was made are refused, and nothing is touched", async () => {
    shop.environments({ staging: {} });
    const id = shop.release("1.0.0");
    writeFileSync(releaseFile(shop.home, id, "index.html"), "this is 6.6.6\n");
    expect(failureOf(await shop.start("staging", id))).toMatch(/^release-damaged: index.html of the release was changed/);
    expect(existsSync(join(shop.folder, "sites/staging"))).toBe(false);
  });

  test("a person is asked, and the answer stays with the deployment", async () => {
    shop.environments({ production: { approval: true } });
    const { id } = valueIn(await shop.start("production", shop.release("1.0.0")));
    await shop.answer(id, "granted", "Looks fine.");
    expect((await shop.ended(id)).state).toBe("deployed");
    expect((await shop.detail(id)).approval).toMatchObject({
      question: "Deploy 1.0.0 to production?",
      decision: "granted",
      comment: "Looks fine.",
    });
    const other = valueIn(await shop.start("production", shop.release("1.1.0")));
    await shop.answer(other.id, "denied", "Not today.");
    const denied = await shop.ended(other.id);
    expect([denied.state, denied.detail?.includes("Not today."), shop.served("production")]).toEqual(["canceled", true, "this is 1.0.0"]);
  });

  test("an environment that is not named is told with the nearest name", async () => {
    shop.environments({ staging: {} });
    const begun = await shop.start("stagin", shop.release("1.0.0"));
    expect(begun).toMatchObject({ ok: false, failure: { code: "unknown-environment", hint: "Did you mean staging?" } });
  });
});

test("a rollback tells first which commits go away, and can choose any release that was there", async () => {
  shop.environments({ staging: {} });
  const commits = ["feat: one", "feat: two", "feat: three"].map((message) => commitAll(shop.project, message));
  const releases = commits.map((commit, place) => shop.release(`1.${place}.0`, { commit }));
  for (const id of releases) await shop.deploy("staging", id);
  const place = { projectId: shop.projectId, environment: "staging" };
  const preview = valueIn(await shop.engine.deployments.previewRollback(place));
  expect([preview.from.version, preview.to.version, preview.choices.map(({ version }) => version)]).toEqual([
    "1.2.0",
    "1.1.0",
    ["1.1.0", "1.0.0"],
  ]);
  expect(preview.commits.map(({ subject }) => subject)).toEqual(["feat: three"]);
  const back = valueIn(await shop.engine.deployments.rollback({ ...place, releaseId: releases[0], comment: "" }));
  expect([(await shop.ended(back.id)).state, shop.served("staging")]).toEqual(["deployed", "this is 1.0.0"]);
  const detail = await shop.detail(back.id);
  expect([detail.commitsGoAway, detail.commits.map(({ subject }) => subject)]).toEqual([true, ["feat: three", "feat: two"]]);
  commitAll(shop.project, "feat: four");
  const staging = await shop.environment("staging");
  expect([staging.rollbackTo, staging.pending?.count]).toEqual([null, 3]);
  expect(failureOf(await shop.engine.deployments.rollback({ ...place, comment: "" }))).toMatch(/^nothing-to-roll-back-to/);
  const pending = valueIn(await shop.engine.environments.pending(place));
  expect(pending.commits.map(({ commit }) => commit)[0]).toBe(git(shop.project, "rev-parse", "HEAD"));
});

test("an environment has variables and secrets of its own, and neither a log nor the history ever holds their values", async () => {
  const target = { type: "command", run: 'echo "at $PLACE with $TOKEN"; echo "$MILLRACE_RELEASE" > served', status: "cat served" };
  shop.environments({ staging: { deploy: target, env: { PLACE: "the-staging-place" }, secrets: ["TOKEN"] } });
  const secretOf = (environment: string, value: string) => ({ project: shop.project, environment, name: "TOKEN", value });
  valueIn(await shop.vault().set(secretOf("", "the-projects-own-token")));
  valueIn(await shop.vault().set(secretOf("staging", "the-staging-token")));
  const { state, runId } = await shop.deploy("staging", shop.release("1.0.0"));
  const log = readFileSync(logFile(shop.home, runId, 1), "utf8");
  expect([state, log.includes("at the-staging-place with ***"), log.includes("token")]).toEqual(["deployed", true, false]);
  expect(readFileSync(join(shop.project, "served"), "utf8")).toBe("1.0.0\n");
  const health = { run: 'echo "no water for $TOKEN"; exit 1', within: "100ms", every: "50ms", failures: 1 };
  shop.environments({ staging: { deploy: target, env: { PLACE: "x" }, secrets: ["TOKEN"], health } });
  const sick = await shop.deploy("staging", shop.release("1.1.0"));
  const told = JSON.stringify(await shop.detail(sick.id));
  expect([sick.state, told.includes("no water for ***"), told.includes("staging-token")]).toEqual(["rolled-back", true, false]);
});

test("a look finds what was changed by hand", async () => {
  shop.environments({ staging: {} });
  await shop.deploy("staging", shop.release("1.0.0"));
  const look = async () => valueIn(await shop.engine.environments.look({ projectId: shop.projectId, environment: "staging" })).drift;
  expect((await look())?.state).toBe("as-deployed");
  writeFileSync(join(shop.folder, "sites/staging/current/index.html"), "by hand");
  expect(await look()).toMatchObject({ state: "drifted", detail: expect.stringContaining("index.html") });
});

test("another machine's release of the same id and version is not taken for one's own", async () => {
  const other = new DeployShop();
  try {
    await other.startEngine();
    await other.openProject();
    other.environments({ staging: { deploy: shop.directory("staging") } });
    shop.environments({ staging: {} });
    const own = shop.release("1.0.0");
    expect(other.release("1.0.0", { files: { "index.html": "the other's" } })).toBe(own);
    await shop.deploy("staging", own);
    expect((await other.deploy("staging", own)).state).toBe("deployed");
    const look = async () => valueIn(await shop.engine.environments.look({ projectId: shop.projectId, environment: "staging" }));
    expect((await look()).drift).toMatchObject({
      state: "drifted",
      detail: "1.0.0 was put there, and it serves another 1.0.0, which was not put there from here.",
    });
    expect((await look()).current).toBe(null);
    shop.environments({ staging: { health: quickHealth(shop, "staging") } });
    const bad = await shop.deploy("staging", shop.release("1.1.0", { files: { bad: "" } }));
    expect([bad.state, shop.served("staging"), (await shop.environment("staging")).current]).toEqual(["rolled-back", "the other's", null]);
  } finally {
    await other.close();
  }
});

test("a secret that a script, or a target that is looked at, says is in nothing that is told or kept", async () => {
  const failing = { ...shop.directory("staging"), after: 'echo "with $TOKEN"; exit 1' };
  const status = { type: "command", run: "true", status: 'echo "1.0.0-$TOKEN"' };
  shop.environments({ staging: { secrets: ["TOKEN"], deploy: failing }, own: { secrets: ["TOKEN"], deploy: status } });
  valueIn(await shop.vault().set({ project: shop.project, environment: "", name: "TOKEN", value: "the-projects-own-token" }));
  const id = shop.release("1.0.0");
  const { evidence } = await shop.detail((await shop.deploy("staging", id)).id);
  expect(evidence).toContain("with ***");
  expect((await shop.deploy("own", id)).state).toBe("deployed");
  const looked = valueIn(await shop.engine.environments.look({ projectId: shop.projectId, environment: "own" }));
  expect(looked.drift?.detail).toBe("1.0.0 was put there, and it serves 1.0.0-***.");
});
