import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DeployShop, valueIn } from "../../../../e2e/fixtures/deploy-shop.ts";
import { newRun, write } from "../../../../e2e/fixtures/history.ts";
import { commitAll, git } from "../../../../e2e/fixtures/repository.ts";

let shop: DeployShop;

beforeEach(async () => {
  shop = new DeployShop();
  await shop.startEngine();
  await shop.openProject();
  shop.environments({ staging: {}, production: { needs: [] } });
});

afterEach(() => shop.close());

const passport = async (revision: string) => valueIn(await shop.engine.passports.get({ projectId: shop.projectId, revision }));
const releaseOf = (version: string, commit: string) => shop.release(version, { commit });

test("a commit that went nowhere says so, part by part", async () => {
  const commit = commitAll(shop.project, "feat: cart\n\nIn full.", { "b.txt": "b\n" });
  expect(await passport("HEAD")).toMatchObject({
    ...{ commit, subject: "feat: cart", message: "feat: cart\n\nIn full.", author: "Mara", branches: ["main"], tags: [] },
    ...{ files: { count: 2, removed: 0 }, runs: [], tests: null, release: null, items: [], incidents: [] },
    environments: [
      { environment: "staging", isThere: false, deploymentId: null },
      { environment: "production", isThere: false, deploymentId: null },
    ],
    ...{ reverts: [], revertedBy: [], samePatch: [] },
  });
});

test("a file with a fault is told of, because nobody knows its environments then", async () => {
  writeFileSync(join(shop.project, "millrace.yml"), "version: 1\nstagez: {}\n");
  const { environments, notes } = await passport("HEAD");
  expect(environments).toEqual([]);
  expect(notes).toContainEqual(expect.stringMatching(/^millrace\.yml:1:1: .* Until it is corrected, only places/));
});

test("runs of the commit and of its tree stand there, those of hooks as such", async () => {
  const commit = commitAll(shop.project, "feat: cart", { "b.txt": "b\n" });
  const tree = git(shop.project, "rev-parse", "HEAD^{tree}");
  write(shop.store, ({ runs }) => {
    runs.insert(newRun(shop.projectId, { commit: "0".repeat(40), tree, triggerDetail: "hook pre-commit", selection: ["unit"] }), 10);
    runs.insert(newRun(shop.projectId, { commit, tree: "1".repeat(40), dirty: true }), 20);
    runs.insert(newRun(shop.projectId, { commit: "2".repeat(40), tree: "3".repeat(40) }), 30);
  });
  expect((await passport(commit)).runs).toMatchObject([
    { number: 2, isHook: false, isSameTree: false, isWhole: true },
    { number: 1, isHook: true, isSameTree: true, isWhole: false },
  ]);
});

test("it tells the release, where it serves, what a rollback took away, and the incident between", async () => {
  const before = git(shop.project, "rev-parse", "HEAD");
  const old = releaseOf("1.0.0", before);
  await shop.deploy("production", old);
  const commit = commitAll(shop.project, "feat: cart", { "b.txt": "b\n" });
  const release = releaseOf("1.1.0", commit);
  const staged = await shop.deploy("staging", release);
  const deployed = await shop.deploy("production", release);
  const incident = valueIn(shop.engine.incidents.open({ projectId: shop.projectId, title: "Carts are empty", severity: "major" }));
  expect(await passport(commit)).toMatchObject({
    release: { releaseId: release, version: "1.1.0", tag: "v1.1.0", laterReleases: 0 },
    environments: [
      { environment: "staging", isThere: true, deploymentId: staged.id, version: "1.1.0", rolledBackBy: null },
      { environment: "production", isThere: true, deploymentId: deployed.id, state: "deployed", rolledBackBy: null },
    ],
    incidents: [{ incidentId: incident.id, title: "Carts are empty", state: "open", environment: "production", deploymentId: deployed.id }],
  });
  const back = valueIn(await shop.engine.deployments.rollback({ projectId: shop.projectId, environment: "production", comment: "" }));
  await shop.ended(back.id);
  expect((await passport(commit)).environments[1]).toMatchObject({ isThere: false, deploymentId: deployed.id, rolledBackBy: back.id });
  expect(await passport(before)).toMatchObject({
    release: { version: "1.0.0", laterReleases: 1 },
    incidents: [{ environment: "staging" }],
    environments: [{ isThere: true }, { isThere: true }],
  });
});

test("what takes it back, and its patch elsewhere, are named", async () => {
  git(shop.project, "switch", "--quiet", "-c", "topic");
  const commit = commitAll(shop.project, "feat: cart", { "b.txt": "b\n" });
  git(shop.project, "switch", "--quiet", "-c", "release", "HEAD~1");
  commitAll(shop.project, "chore: other", { "c.txt": "c\n" });
  git(shop.project, "cherry-pick", commit);
  const picked = git(shop.project, "rev-parse", "HEAD");
  git(shop.project, "revert", "--no-edit", "HEAD");
  const revert = git(shop.project, "rev-parse", "HEAD");
  expect(await passport(commit)).toMatchObject({ samePatch: [picked], revertedBy: [], branches: ["topic"] });
  expect(await passport(picked)).toMatchObject({ samePatch: [commit], revertedBy: [revert], branches: ["release"] });
  expect(await passport(revert)).toMatchObject({ reverts: [picked], samePatch: [] });
});

test("a word that leads to no commit, and a project that is not trusted, are refused", async () => {
  const ask = (revision: string) => shop.engine.passports.get({ projectId: shop.projectId, revision });
  expect(await ask("nowhere")).toMatchObject({ ok: false, failure: { code: "code-impossible" } });
  valueIn(await shop.engine.projects.trust({ projectId: shop.projectId, trusted: false }));
  expect(await ask("HEAD")).toMatchObject({ ok: false, failure: { code: "not-trusted" } });
});
