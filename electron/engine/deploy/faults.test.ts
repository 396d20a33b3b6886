import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { Agent, createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "../../../build/bootstrap/root.mjs";
import { environmentOf, hastyLimits, listen, makeRelease, orderFor } from "../../../e2e/fixtures/deployment.ts";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { smallDisk } from "../../../e2e/fixtures/small-disk.ts";
import type { PlannedStrategy } from "../../../shared/pipeline/planned-environment.ts";
import { carryOut, type DeployOrder, lookAt, type ReleaseFiles } from "./deploy.ts";

let folder: string;
let remove: () => void;
let site: string;
let one: ReleaseFiles;
let two: ReleaseFiles;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  site = join(folder, "site");
  one = makeRelease(folder, "v1", "1.0.0", { "a.txt": "one", "b.txt": "one" });
  two = makeRelease(folder, "v2", "2.0.0", { "a.txt": "two", "b.txt": "two" });
});
afterEach(() => remove());

const environment = { PATH: process.env.PATH ?? "" };
const health = {
  probe: { kind: "command" as const, run: "true" },
  withinMs: 1_000,
  watchMs: 0,
  everyMs: 1,
  timeoutMs: 1_000,
  failuresAllowed: 1,
};
const strategy = (path = site, after: string | null = "true"): PlannedStrategy => ({
  type: "directory",
  path,
  keep: 2,
  unpack: null,
  after,
});
const orderOf = (release: ReleaseFiles, path = site) => orderFor(folder, environmentOf(strategy(path), { health }), release);
const deploy = (release: ReleaseFiles, path = site) => carryOut(orderOf(release, path), listen(environment).ports, hastyLimits);
const look = async (path = site) => {
  const found = await lookAt(strategy(path), { projectPath: folder, environment, signal: new AbortController().signal });
  return found.ok ? found.value : found.failure;
};

/** Carries out an order in a process that is killed in a step. */
function deployAndDie(order: DeployOrder, step: string, state: string): string {
  const program = join(root, "e2e/fixtures/deploy-child.ts");
  const { stdout, signal } = spawnSync(process.execPath, [program, JSON.stringify({ order, killIn: { step, state } })], {
    encoding: "utf8",
  });
  expect(signal).toBe("SIGKILL");
  return stdout;
}

const moments = [
  ["Connect", "running", "1.0.0"],
  ["Lock the target", "running", "1.0.0"],
  ["Lock the target", "done", "1.0.0"],
  ["Send the files", "running", "1.0.0"],
  ["Send the files", "done", "1.0.0"],
  ["Switch", "running", "1.0.0"],
  ["Switch", "done", "2.0.0"],
  ["Run after", "running", "2.0.0"],
  ["Watch health", "running", "2.0.0"],
  ["Tidy up", "running", "2.0.0"],
  ["Tidy up", "done", "2.0.0"],
] as const;

test("killed in any step, the target serves the old or the new release whole, says which, and takes the next one", async () => {
  const words = { "1.0.0": "one", "2.0.0": "two" };
  for (const [step, state, version] of moments) {
    const path = join(folder, `${step} ${state}`);
    await deploy(one, path);
    deployAndDie(orderOf(two, path), step, state);
    // What the dead one had asked of the target goes on for a moment; a person's next deployment waits far longer.
    await expect.poll(() => spawnSync("pgrep", ["-f", "--", path]).status).toBe(1);
    const found = await look(path);
    expect({ step, state, ...found }).toMatchObject({ step, state, serves: { version }, drift: [] });
    expect([readFileSync(join(path, "current/a.txt"), "utf8"), readFileSync(join(path, "current/b.txt"), "utf8")]).toEqual(
      Array(2).fill(words[version]),
    );
    // Nobody waits a minute here until the dead one is known to be dead.
    for (const name of readdirSync(join(path, ".millrace")))
      if (name.startsWith("beat-")) execFileSync("rm", [join(path, ".millrace", name)]);
    expect({ step, end: await deploy(two, path) }).toMatchObject({ step, end: { state: "deployed", serves: "v2" } });
    expect(readdirSync(join(path, "releases")).sort()).toEqual(["v1-1.0.0", "v2-2.0.0"]);
    expect(readdirSync(join(path, ".millrace")).sort()).toEqual(["journal", "manifests"]);
  }
});

test("a script of a deployment ends with the process that runs it", async () => {
  const pidFile = join(folder, "pid");
  const order = orderFor(folder, environmentOf(strategy(site, `sleep 60 & echo $! > ${pidFile}; wait`)), one);
  const child = spawn(process.execPath, [join(root, "e2e/fixtures/deploy-child.ts"), JSON.stringify({ order, killIn: null })]);
  await expect.poll(() => existsSync(pidFile) && readFileSync(pidFile, "utf8"), { timeout: 30_000 }).toMatch(/\d+\n/);
  child.kill("SIGKILL");
  const pid = Number(readFileSync(pidFile, "utf8"));
  await expect.poll(() => isAlive(pid)).toBe(false);
});

test("two processes that deploy at once: exactly one goes first", async () => {
  const orders = [orderOf(one), orderOf(two)];
  const program = join(root, "e2e/fixtures/deploy-child.ts");
  const outputs = execFileSync(
    "sh",
    [
      "-c",
      `"$0" "$1" "$2" >first & "$0" "$1" "$3" >second & wait; cat first second`,
      process.execPath,
      program,
      ...orders.map((order) => JSON.stringify({ order, killIn: null })),
    ],
    { cwd: folder, encoding: "utf8" },
  );
  const ends = outputs.split("\n").filter((line) => line.startsWith("{"));
  expect(ends.map((line) => JSON.parse(line).state)).toEqual(["deployed", "deployed"]);
  const found = await look();
  const text = readFileSync(join(site, "current/a.txt"), "utf8");
  expect(found).toMatchObject({ serves: { version: text === "one" ? "1.0.0" : "2.0.0" }, drift: [], holder: null });
});

test("under constant requests no switch of fifty makes one fail, and none mixes two releases", async () => {
  await deploy(one);
  // As web servers do: the link is followed once for each request.
  const server = createServer((_request, response) => {
    const place = realpathSync(join(site, "current"));
    response.end(readFileSync(join(place, "a.txt"), "utf8") + readFileSync(join(place, "b.txt"), "utf8"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  let isOver = false;
  const answers = new Map<string, number>();
  const ask = async () => {
    while (!isOver) {
      const answer = await new Promise<string>((resolve) => {
        get({ port, host: "127.0.0.1", agent }, (response) => {
          let body = "";
          response.on("data", (text) => {
            body += text;
          });
          response.on("end", () => resolve(`${response.statusCode} ${body}`));
        }).on("error", (error) => resolve(error.message));
      });
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
  };
  const asking = [ask(), ask(), ask()];
  const plain = environmentOf(strategy(site, null));
  for (let count = 0; count < 50; count += 1) {
    const end = await carryOut(orderFor(folder, plain, count % 2 === 0 ? two : one), listen(environment).ports, hastyLimits);
    expect(end.state).toBe("deployed");
  }
  isOver = true;
  await Promise.all(asking);
  agent.destroy();
  server.close();
  expect([...answers.keys()].sort()).toEqual(["200 oneone", "200 twotwo"]);
  expect(Math.min(...answers.values())).toBeGreaterThan(10);
});

test("a full disk is told, what serves stays, and there is room again", async (context) => {
  const disk = smallDisk(1024 * 1024);
  if (disk === null) return context.skip("this user may not mount a small disk");
  try {
    const path = join(disk.folder, "site");
    await deploy(one, path);
    const large = makeRelease(folder, "v3", "3.0.0", { "large.bin": Buffer.alloc(2 * 1024 * 1024) });
    expect(await deploy(large, path)).toMatchObject({ state: "failed", serves: "v1", detail: `The disk of ${path} is full.` });
    expect(readdirSync(join(path, "releases"))).toEqual(["v1-1.0.0"]);
    expect(await deploy(two, path)).toMatchObject({ state: "deployed" });
  } finally {
    disk.remove();
  }
});

test("a lost disk is told by name", async () => {
  const blocked = join(folder, "a-file");
  execFileSync("touch", [blocked]);
  const end = await deploy(one, join(blocked, "site"));
  expect(end).toMatchObject({ state: "failed", serves: null });
  expect(end.detail).toContain("cannot be used: ENOTDIR");
  expect(existsSync(site)).toBe(false);
  expect((await carryOut(orderFor(folder, environmentOf(strategy("relative/path")), one), listen(environment).ports)).detail).toBe(
    "relative/path is no absolute path.",
  );
});

/** A dead one that nobody has waited for yet does not count. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
