import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DeployShop, quickHealth, valueIn } from "../../../../e2e/fixtures/deploy-shop.ts";
import { commitAll } from "../../../../e2e/fixtures/repository.ts";

/*
 * What goes somewhere by itself, with real engines that watch.
 */

let shop: DeployShop;
beforeEach(async () => {
  shop = new DeployShop();
  await shop.startEngine();
  await shop.openProject();
});
afterEach(() => shop.close());

/** Long enough for whatever else would begin to have begun. */
const calmMs = 1_500;

test("a release goes to staging by itself, on to production once a person agrees, and nothing follows on a bad one", async () => {
  const health = quickHealth(shop, "staging");
  shop.environments({ staging: { auto: true, health }, production: { auto: true, needs: ["staging"], approval: true } });
  shop.release("1.0.0");
  const [asked] = await shop.deployments("production", 1);
  if (asked === undefined) throw new Error("Nothing waits.");
  expect([asked.cause, asked.state, shop.served("staging")]).toEqual(["automatic", "waiting", "this is 1.0.0"]);
  await shop.answer(asked.id, "granted");
  expect([(await shop.ended(asked.id)).state, shop.served("production")]).toEqual(["deployed", "this is 1.0.0"]);
  shop.release("1.1.0", { files: { bad: "" } });
  const staging = await shop.deployments("staging", 2);
  await pause(calmMs);
  const all = [...(await shop.deployments("staging", 2)), ...(await shop.deployments("production", 1))];
  expect([staging.map(({ state }) => state), all.length]).toEqual([["deployed", "rolled-back"], 3]);
});

test("of several engines one deploys, and what happened while none was there is caught up with", async () => {
  shop.environments({ staging: { auto: true } });
  shop.closeEngines();
  shop.release("1.0.0");
  shop.release("1.1.0");
  await shop.startEngine();
  await shop.startEngine();
  await shop.startEngine();
  const deployed = await shop.deployments("staging", 1);
  await pause(calmMs);
  expect(deployed.map(({ release, state }) => [release.version, state])).toEqual([["1.1.0", "deployed"]]);
  expect(await shop.deployments("staging", 1)).toHaveLength(1);
});

test("while it is frozen nothing goes there; when the freeze is lifted what waited does", async () => {
  shop.environments({ staging: { auto: true } });
  const place = { projectId: shop.projectId, environment: "staging" };
  valueIn(await shop.engine.environments.freeze({ ...place, reason: "payday" }));
  shop.release("1.0.0");
  await pause(calmMs);
  expect(await shop.deployments("staging", 0)).toEqual([]);
  valueIn(await shop.engine.environments.unfreeze(place));
  expect((await shop.deployments("staging", 1)).map(({ state }) => state)).toEqual(["deployed"]);
});

test("a newer release takes the place of one that only waits for a person", async () => {
  shop.environments({ production: { auto: true, approval: "Shall we?" } });
  shop.release("1.0.0");
  await shop.deployments("production", 1);
  shop.release("1.1.0");
  const both = await shop.deployments("production", 2);
  expect(both.map(({ release, state }) => [release.version, state])).toEqual([
    ["1.0.0", "canceled"],
    ["1.1.0", "waiting"],
  ]);
});

test("where every green run is wanted, its artifacts go there as they are; a red run's do not", async () => {
  shop.environments({ staging: { auto: "green" } });
  const file = readFileSync(join(shop.project, "millrace.yml"), "utf8");
  const stage = "{ phase: build, run: 'cp a.txt index.html; ! grep -q bad a.txt', artifacts: [index.html] }";
  const run = async (text: string) => {
    commitAll(shop.project, "feat: a page", {
      "millrace.yml": file.replace(/\{ phase: test.*/, stage),
      "a.txt": text,
      ".gitignore": "index.html\n",
    });
    const { runId } = valueIn(await shop.engine.runs.start({ projectId: shop.projectId, stages: [], only: false }));
    return shop.run(runId);
  };
  const green = await run("a page\n");
  const [deployed] = await shop.deployments("staging", 1);
  expect([green.status, deployed?.state, deployed?.cause, deployed?.release.kind, deployed?.release.commit]).toEqual([
    ...["passed", "deployed", "automatic", "snapshot", green.commit],
  ]);
  expect(shop.served("staging")).toBe("a page");
  expect((await run("bad\n")).status).toBe("failed");
  await pause(calmMs);
  expect(await shop.deployments("staging", 1)).toHaveLength(1);
});

test("nothing goes anywhere from a project that is not trusted", async () => {
  shop.environments({ staging: { auto: true } });
  valueIn(await shop.engine.projects.trust({ projectId: shop.projectId, trusted: false }));
  shop.release("1.0.0");
  await pause(calmMs);
  expect(await shop.deployments("staging", 0)).toEqual([]);
});
