import { realpathSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DeployShop, quickHealth, valueIn } from "../../../e2e/fixtures/deploy-shop.ts";
import { millrace, startProgram } from "../../../e2e/fixtures/millrace-programs.ts";
import { isTerminal } from "../../../shared/status.ts";

/*
 * Deployments from a terminal: this process is the host of each.
 */

let shop: DeployShop;
beforeEach(async () => {
  shop = new DeployShop();
  const project = shop.store.write(({ projects }) => projects.open(realpathSync(shop.project), "shop", 1));
  shop.projectId = valueIn(project).id;
});
afterEach(() => shop.close());

const run = (...words: string[]) => millrace({ home: shop.home, cwd: shop.project }, ...words);

test("the newest release that may go there does; it is told as it goes, and what goes on by itself is named", async () => {
  shop.environments({ staging: {}, production: { needs: ["staging"], auto: true } });
  shop.release("1.0.0");
  shop.release("1.1.0");
  shop.release("1.2.0-beta.1", { kind: "pre-release" });
  const refused = await run("deploy", "production");
  expect([refused.exitCode, refused.complaint]).toEqual([2, expect.stringContaining("production takes what staging has had")]);
  const staging = await run("deploy", "staging");
  expect([staging.exitCode, staging.output]).toEqual([0, expect.stringContaining("staging serves 1.1.0 (d1).")]);
  expect(staging.output).toContain("production takes 1.1.0 by itself (d2)");
  const listed = await run("deployments", "list", "staging", "--json");
  expect(JSON.parse(listed.output).deployments).toMatchObject([
    { id: "d1", environment: "staging", state: "deployed", person: expect.any(String) },
  ]);
  const { environments } = JSON.parse((await run("environments", "--json")).output);
  expect(environments).toMatchObject([{ name: "staging", current: { release: { version: "1.1.0" } } }, { name: "production" }]);
  for (let isBusy = true; isBusy; )
    isBusy = valueIn(shop.store.read(({ runs }) => runs.active())).some(({ status }) => !isTerminal(status));
  const damaged = shop.release("1.3.0");
  const [file] = valueIn(shop.store.read(({ releases }) => releases.artifacts(damaged)));
  writeFileSync(file?.storedPath ?? "", "of another length");
  const older = await run("deploy", "staging");
  expect([older.exitCode, older.complaint]).toEqual([0, "Not 1.3.0: index.html of the release was changed since it was made.\n"]);
});

test("one that is taken back ends with 1 and says what serves, and going back says first what goes away", async () => {
  shop.environments({ staging: { health: quickHealth(shop, "staging") } });
  for (const version of ["1.0.0", "1.1.0"]) {
    shop.release(version);
    expect((await run("deploy", "staging", "--json")).exitCode).toBe(0);
  }
  shop.release("2.0.0", { files: { bad: "" } });
  const bad = await run("deploy", "staging", "--release", "v2.0.0");
  expect([bad.exitCode, bad.output]).toEqual([1, expect.stringMatching(/^Run failed.*\nstaging: 2\.0\.0 rolled back \(d3\)\. .+\n$/m)]);
  expect(bad.output).not.toContain("nothing that tells why");
  const dry = await run("rollback", "staging", "--dry-run", "--json");
  expect(JSON.parse(dry.output)).toMatchObject({ from: { version: "1.1.0" }, to: { version: "1.0.0" }, commits: [] });
  const back = await run("rollback", "staging", "--comment", "It is slow.");
  expect([back.exitCode, shop.served("staging")]).toEqual([0, "this is 1.0.0"]);
  const shown = await run("deployments", "show", "d4");
  expect(shown.output).toContain("Comment: It is slow.");
});

test("a frozen environment refuses with the reason", async () => {
  shop.environments({ staging: {} });
  shop.release("1.0.0");
  expect((await run("environments", "freeze", "staging", "--reason", "payday", "--until", "12h")).exitCode).toBe(0);
  const refused = await run("deploy", "staging", "--json");
  expect([refused.exitCode, JSON.parse(refused.complaint).error.code]).toEqual([2, "gate-closed"]);
  expect((await run("environments", "unfreeze", "staging")).exitCode).toBe(0);
});

test("it waits for a person, who answers from another terminal; Ctrl-C while it is watched brings back what was there", async () => {
  shop.environments({ production: { approval: true, health: quickHealth(shop, "production") } });
  shop.release("1.0.0");
  const waiting = startProgram("command line", { home: shop.home, cwd: shop.project }, "deploy", "production");
  for (let isAsked = false; !isAsked; ) {
    await waiting.untilLines(waiting.lines().length);
    isAsked = waiting.lines().some((line) => line.includes("waits for approval"));
  }
  const [number = ""] = /Run (\d+)/.exec(waiting.lines()[0] ?? "")?.slice(1) ?? [];
  for (let answered = await run("runs", "approve", number); answered.exitCode !== 0; answered = await run("runs", "approve", number));
  expect((await waiting.ended).exitCode).toBe(0);
  expect(shop.served("production")).toBe("this is 1.0.0");
  shop.environments({ production: { health: quickHealth(shop, "production", "1m") } });
  shop.release("1.1.0");
  const watched = startProgram("command line", { home: shop.home, cwd: shop.project }, "deploy", "production");
  const isWatched = () => valueIn(shop.store.read(({ deployments }) => deployments.going())).some(({ state }) => state === "watching");
  while (!isWatched()) await new Promise((resolve) => setTimeout(resolve, 20));
  watched.child.kill("SIGINT");
  expect([(await watched.ended).exitCode, shop.served("production")]).toEqual([130, "this is 1.0.0"]);
});
