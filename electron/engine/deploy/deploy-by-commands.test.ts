import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { environmentOf, listen, makeRelease, orderFor, type Told } from "../../../e2e/fixtures/deployment.ts";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import type { PlannedEnvironment } from "../../../shared/pipeline/planned-environment.ts";
import { carryOut, lookAt, type ReleaseFiles } from "./deploy.ts";
import type { CommandStrategy } from "./deploy-by-commands.ts";

let folder: string;
let remove: () => void;
let one: ReleaseFiles;
let two: ReleaseFiles;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  one = makeRelease(folder, "v1", "1.0.0", { "dist/app.js": "1" });
  two = makeRelease(folder, "v2", "2.0.0", { "dist/app.js": "2" });
});
afterEach(() => remove());

const environment = { PATH: process.env.PATH ?? "", MILLRACE_STAGE_RUN: "s1" };
const signal = new AbortController().signal;

const usual: CommandStrategy = {
  type: "command",
  run: `cat "$MILLRACE_RELEASE_FOLDER/dist/app.js" > app; echo "$MILLRACE_RELEASE" > version; echo "$MILLRACE_ENVIRONMENT after $MILLRACE_PREVIOUS_RELEASE"`,
  status: "echo it is; cat version",
  rollback: null,
  shell: null,
};

async function deploy(
  release: ReleaseFiles,
  previous: ReleaseFiles | null,
  strategy: Partial<CommandStrategy> = {},
  rest: Partial<PlannedEnvironment> = {},
  told: Told = listen(environment),
) {
  return carryOut(orderFor(folder, environmentOf({ ...usual, ...strategy }, rest), release, previous), told.ports);
}

const version = () => readFileSync(join(folder, "version"), "utf8").trim();
const bad = {
  probe: { kind: "command" as const, run: "echo ill; false" },
  withinMs: 1,
  watchMs: 0,
  everyMs: 1,
  timeoutMs: 5_000,
  failuresAllowed: 1,
};

test("a command deploys the release's files, and a status tells what serves", async () => {
  const told = listen(environment);
  expect(await deploy(one, null, {}, {}, told)).toEqual({ state: "deployed", detail: "1.0.0 serves.", evidence: [], serves: "v1" });
  expect(told.steps()).toEqual(["Run done"]);
  expect(told.servings).toBe(1);
  expect(told.lines).toContain("staging after ");
  expect(readFileSync(join(folder, "app"), "utf8")).toBe("1");
  await deploy(two, one, {}, {}, told);
  expect(told.lines).toContain("staging after 1.0.0");
  expect(await lookAt(usual, { projectPath: folder, environment, signal })).toEqual({
    ok: true,
    value: { serves: { id: null, version: "2.0.0", contents: null }, drift: [], kept: [], holder: null },
  });
  expect(await lookAt({ ...usual, status: "exit 1" }, { projectPath: folder, environment, signal })).toMatchObject({ ok: false });
});

test("the files are copies that cannot be changed, and are gone afterwards", async () => {
  const run = 'test ! -w "$MILLRACE_RELEASE_FOLDER/dist/app.js" || test "$(id -u)" = 0; echo "$MILLRACE_RELEASE_FOLDER" > place';
  expect((await deploy(one, null, { run })).state).toBe("deployed");
  const place = readFileSync(join(folder, "place"), "utf8").trim();
  expect(place).not.toBe("");
  expect(existsSync(place)).toBe(false);
  writeFileSync(one.files[0]?.storedPath ?? "", "!");
  const end = await deploy(one, null);
  expect(end.detail).toBe("dist/app.js of 1.0.0 cannot be deployed: it is not what it was when the release was made.");
});

test("a command that fails is taken back by the release before it, or by a command of its own", async () => {
  await deploy(one, null);
  const run = `${usual.run}\necho no; test "$MILLRACE_RELEASE" = 1.0.0`;
  const end = await deploy(two, one, { run });
  expect(end).toMatchObject({ state: "rolled-back", serves: "v1", detail: "The command ended with 1. 1.0.0 serves again." });
  expect(end.evidence).toContain("no");
  expect(version()).toBe("1.0.0");
  await deploy(two, one, { run, rollback: 'echo "back to $MILLRACE_RELEASE" > version' });
  expect(version()).toBe("back to 1.0.0");
});

test("a command that fails before it did anything leaves what serves, as the status says", async () => {
  await deploy(one, null);
  const end = await deploy(two, one, { run: "exit 5" });
  expect(end).toMatchObject({ state: "failed", serves: "v1", detail: "The command ended with 5. 1.0.0 still serves." });
});

test("an unhealthy release is taken back, with what was seen; without one before it stays", async () => {
  expect(await deploy(one, null, {}, { health: bad })).toMatchObject({ state: "failed", serves: "v1" });
  const told = listen(environment);
  const end = await deploy(two, one, {}, { health: bad }, told);
  expect(end).toMatchObject({ state: "rolled-back", serves: "v1" });
  expect(end.evidence).toContain("ill");
  expect(told.steps()).toEqual(["Run done", "Watch health failed", "Roll back done"]);
  expect(version()).toBe("1.0.0");
});

test("when going back fails, too, nobody knows what serves", async () => {
  const end = await deploy(two, one, { rollback: "echo stuck; exit 2" }, { health: bad });
  expect(end).toMatchObject({ state: "lost", serves: null });
  expect(end.evidence).toContain("stuck");
});

test("canceled: the command ends with all it started, and the release before is back", async () => {
  await deploy(one, null);
  const run = `${usual.run}\nif test "$MILLRACE_RELEASE" = 2.0.0; then (sleep 60; echo late > version) & echo started > begun; wait; fi`;
  const told = listen(environment);
  const waits = setInterval(() => existsSync(join(folder, "begun")) && told.cancel(), 20);
  const end = await deploy(two, one, { run }, {}, told);
  clearInterval(waits);
  expect(end).toMatchObject({ state: "canceled", serves: "v1", detail: "It was canceled. 1.0.0 serves again." });
  expect(version()).toBe("1.0.0");
});

test("what a command starts lives on, and carries no mark by which it would be ended with the stage", async () => {
  const run = "sh -c 'echo \"[$MILLRACE_STAGE_RUN]\" > mark; exec sleep 60' & echo $! > pid";
  expect((await deploy(one, null, { run })).state).toBe("deployed");
  const pid = Number(readFileSync(join(folder, "pid"), "utf8"));
  await expect.poll(() => existsSync(join(folder, "mark")) && readFileSync(join(folder, "mark"), "utf8")).toBe("[]\n");
  expect(process.kill(pid, 0)).toBe(true);
  process.kill(pid);
});
