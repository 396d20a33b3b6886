import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { environmentOf, hastyLimits, listen, makeRelease, orderFor, type Told } from "../../../e2e/fixtures/deployment.ts";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { type SshHost, type SshServer, setUpSsh, startSshServer, whyNoSsh } from "../../../e2e/fixtures/ssh-server.ts";
import type { PlannedEnvironment } from "../../../shared/pipeline/planned-environment.ts";
import { visible } from "../../../shared/visible.ts";
import { carryOut, type DeployEnd, lookAt, type ReleaseFiles } from "./deploy.ts";
import type { FolderStrategy } from "./open-target.ts";

let folder: string;
let remove: () => void;
/** The target. */
let site: string;
let one: ReleaseFiles;
let two: ReleaseFiles;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  site = join(folder, "site");
  one = makeRelease(folder, "v1", "1.0.0", { "index.html": "one", "assets/app.js": "1" });
  two = makeRelease(folder, "v2", "2.0.0", { "index.html": "two", "assets/app.js": "2" });
});
afterEach(() => remove());

let server: SshServer;
let sshFolder: { folder: string; remove: () => void };
let ssh: SshHost;
beforeAll(async () => {
  if (whyNoSsh() !== null) return;
  sshFolder = temporaryFolder();
  server = await startSshServer(join(sshFolder.folder, "server"));
  ssh = setUpSsh(join(sshFolder.folder, "client"), server);
});
afterAll(async () => {
  await server?.close();
  sshFolder?.remove();
});

const kinds = whyNoSsh() === null ? (["directory", "ssh"] as const) : (["directory"] as const);
if (whyNoSsh() !== null) test.skip(`hosts over ssh (skipped: ${whyNoSsh()})`, () => {});

/** Means to deploy in one way. */
function deployInto(type: "directory" | "ssh") {
  const strategy = (rest: Partial<FolderStrategy> = {}): FolderStrategy => {
    const common = { path: site, keep: 5, unpack: null, after: null, ...rest };
    return (type === "ssh" ? { type, host: ssh.host, port: null, ...common } : { type, ...common }) as FolderStrategy;
  };
  const variables = (): Record<string, string> =>
    type === "ssh" ? ssh.environment : { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "/" };

  async function deploy(
    release: ReleaseFiles,
    rest: Partial<PlannedEnvironment> = {},
    told: Told = listen(variables()),
    given: Partial<FolderStrategy> = {},
  ): Promise<DeployEnd> {
    return carryOut(orderFor(folder, environmentOf(strategy(given), rest), release), told.ports, hastyLimits);
  }

  const look = async () => {
    const found = await lookAt(strategy(), { projectPath: folder, environment: variables(), signal: new AbortController().signal });
    return found.ok ? found.value : found.failure;
  };

  const served = () => readFileSync(join(site, "current/index.html"), "utf8");
  return { deploy, look, served, variables };
}

describe.each(kinds)("into a %s", (type) => {
  const { deploy, look, served, variables } = deployInto(type);

  test("a release is put there whole, and serves", async () => {
    const told = listen(variables());
    const end = await deploy(one, {}, told);
    expect(end).toEqual({ state: "deployed", detail: "1.0.0 serves.", evidence: [], serves: "v1" });
    expect(told.steps()).toEqual(["Connect done", "Lock the target done", "Send the files done", "Switch done", "Tidy up done"]);
    expect(told.servings).toBe(1);
    expect(readlinkSync(join(site, "current"))).toBe("releases/v1-1.0.0");
    expect(readdirSync(join(site, "releases"))).toEqual(["v1-1.0.0"]);
    expect(readFileSync(join(site, "current/assets/app.js"), "utf8")).toBe("1");
    expect(readdirSync(join(site, ".millrace")).sort()).toEqual(["journal", "manifests"]);
    expect(await look()).toEqual({ serves: { id: "v1", version: "1.0.0", contents: one.contents }, drift: [], kept: ["v1"], holder: null });
  });

  test("files with odd names are put there as they are; what could not be listed there is refused, and nothing is touched", async () => {
    const names = ["-rf", "--help/-n", `a b 'c' "d" $(e) \`f\` *?.txt`, "🚀 né 漢", `${"é".repeat(127)}x`, " ends with blanks  "];
    const odd = makeRelease(folder, "v8", "1.0.8", Object.fromEntries(names.map((name) => [name, name])));
    expect(await deploy(odd)).toMatchObject({ state: "deployed" });
    for (const name of names) expect(readFileSync(join(site, "current", name), "utf8")).toBe(name);
    expect(await look()).toMatchObject({ drift: [] });
    for (const name of ["two\nlines", "\u001b[31mred", "back\\slash"]) {
      const unfit = makeRelease(folder, "v9", "1.0.9", { [name]: "text" });
      const end = await deploy(unfit);
      expect(end).toMatchObject({
        state: "failed",
        serves: "v8",
        detail: expect.stringContaining("in its name, which no list of a target could tell"),
      });
      expect(end.detail).toBe(visible(end.detail));
    }
  });

  test("one that is there already is compared and taken, and a damaged one is put beside it", async () => {
    await deploy(one);
    const told = listen(variables());
    await deploy(one, {}, told);
    expect(told.lines).toContain("v1-1.0.0 was there already; all sums are right.");
    expect(served()).toBe("one");
    writeFileSync(join(site, "releases/v1-1.0.0/index.html"), "broken");
    await deploy(one);
    expect(readlinkSync(join(site, "current"))).toBe("releases/v1-1.0.0.2");
    expect(served()).toBe("one");
  });

  test("an unhealthy release is rolled back, with what was seen", async () => {
    const health = {
      probe: { kind: "command" as const, run: `echo looking; grep -q one ${join(site, "current/index.html")}` },
      withinMs: 30,
      watchMs: 0,
      everyMs: 10,
      timeoutMs: 5_000,
      failuresAllowed: 2,
    };
    const after = `cp index.html ../../after; echo "$MILLRACE_RELEASE after $MILLRACE_PREVIOUS_RELEASE in $MILLRACE_ENVIRONMENT"`;
    expect((await deploy(one, { health }, listen(variables()), { after })).state).toBe("deployed");
    const told = listen(variables());
    const end = await deploy(two, { health }, told, { after });
    expect(end).toMatchObject({ state: "rolled-back", serves: "v1" });
    expect(end.detail).toBe("There was no good answer within 30 ms, at last: exit code 1. 1.0.0 serves again.");
    expect(end.evidence).toContain("looking");
    expect(end.evidence.at(-1)).toBe("1.0.0 answers again: exit code 0.");
    expect(told.samples.every(({ isGood }) => !isGood)).toBe(true);
    expect(told.lines).toContain("2.0.0 after 1.0.0 in staging");
    expect(told.lines).toContain("1.0.0 after 2.0.0 in staging");
    expect(served()).toBe("one");
    expect(readFileSync(join(site, "after"), "utf8")).toBe("one");
    expect(told.steps().slice(-3)).toEqual(["Watch health failed", "Tidy up skipped", "Roll back done"]);
    expect(await look()).toMatchObject({ serves: { id: "v1" }, holder: null });
  });

  test("the script gets the environment's variables and secrets, whatever characters they hold", async () => {
    const value = "a'b\"c $HOME `id` \\ \n !x";
    const told = listen({ ...variables(), WORD: value, TOKEN: "s3cret", OTHER: "not for the target" });
    const out = join(folder, "out");
    const after = `printf %s "$WORD" > '${out}'; printf %s "$TOKEN" >> '${out}'; echo "it is '$MILLRACE_RELEASE'"`;
    const end = await deploy(one, { env: { WORD: value }, secrets: ["TOKEN"] }, told, { after });
    expect(end.state).toBe("deployed");
    expect(readFileSync(out, "utf8")).toBe(`${value}s3cret`);
    expect(told.lines).toContain("it is '1.0.0'");
  });

  test("canceled while the script runs: the script ends and the old release is back", async () => {
    await deploy(one);
    const pidFile = join(folder, "pid");
    const after = `if test "$MILLRACE_RELEASE" = 2.0.0; then echo $$ > ${pidFile}; echo asleep; sleep 60; fi`;
    const told = listen(variables());
    const waits = setInterval(() => existsSync(pidFile) && told.cancel(), 20);
    const end = await deploy(two, {}, told, { after });
    clearInterval(waits);
    expect(end).toMatchObject({ state: "canceled", serves: "v1", detail: "It was canceled. 1.0.0 serves again.", evidence: [] });
    expect(served()).toBe("one");
    const pid = Number(readFileSync(pidFile, "utf8"));
    await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
  });

  test("a single archive is unpacked, with links and permissions", async () => {
    const made = join(folder, "made");
    mkdirSync(join(made, "bin/empty"), { recursive: true });
    writeFileSync(join(made, "bin/run"), "#!/bin/sh\n", { mode: 0o755 });
    writeFileSync(join(made, "index.html"), "packed");
    symlinkSync("bin/run", join(made, "start"));
    execFileSync("sh", ["-c", `cd ${made} && ln bin/run bin/same && tar czf ${folder}/app.tgz . && zip -qry ${folder}/app.zip .`]);
    // What is in them is found out here, so one of them does for hosts.
    for (const name of type === "ssh" ? ["app.tgz"] : ["app.tgz", "app.zip"]) {
      const id = `v-${name}`;
      const end = await deploy(makeRelease(folder, id, "1.0.0", { [name]: readFileSync(join(folder, name)) }));
      expect(end.state).toBe("deployed");
      expect(served()).toBe("packed");
      expect(readlinkSync(join(site, "current/start"))).toBe("bin/run");
      expect(statSync(join(site, "current/bin/same")).mode & 0o777).toBe(0o755);
      expect(statSync(join(site, "current/bin/empty")).isDirectory()).toBe(true);
      expect(await look()).toMatchObject({ serves: { id }, drift: [] });
    }
    await deploy(makeRelease(folder, "v9", "1.0.0", { "app.tgz": readFileSync(join(folder, "app.tgz")) }), {}, listen(variables()), {
      unpack: false,
    });
    expect(readdirSync(join(site, "current"))).toEqual(["app.tgz"]);
  });

  test("long names and names with blanks arrive", async () => {
    const long = `${"deep/".repeat(30)}${"x".repeat(120)}.txt`;
    const release = makeRelease(folder, "v3", "1.0.0+build.5", { [long]: "far", "a b'c\"$d.txt": "odd", empty: "" });
    expect((await deploy(release)).state).toBe("deployed");
    expect(readFileSync(join(site, "current", long), "utf8")).toBe("far");
    expect(await look()).toMatchObject({ serves: { id: "v3", version: "1.0.0+build.5" }, drift: [] });
  });

  test("who waits too long is refused by the name of the holder, and a dead one is followed", async () => {
    await deploy(one);
    symlinkSync("millrace:ab12:eve on phone, deployment d9", join(site, ".millrace/lock"));
    // Signs of life of the host are whole seconds in a file, here they are the file's time.
    writeFileSync(join(site, ".millrace/beat-ab12"), String(Math.floor(Date.now() / 1_000)));
    expect(await look()).toMatchObject({ holder: "eve on phone, deployment d9" });
    const end = await deploy(two);
    expect(end).toMatchObject({ state: "failed" });
    expect(end.detail).toMatch(/^eve on phone, deployment d9 deploys to .*site; waited .* for it\.$/);
    rmSync(join(site, ".millrace/beat-ab12"));
    expect(await look()).toMatchObject({ holder: null });
    const told = listen(variables());
    expect((await deploy(two, {}, told)).state).toBe("deployed");
    expect(told.lines).toContain("Taken over from eve on phone, deployment d9, who has been silent for too long.");
  });

  test("who loses the lock meanwhile changes nothing more", async () => {
    await deploy(one);
    const told = listen(variables(), (step) => {
      if (step.name !== "Send the files" || step.state !== "done") return;
      rmSync(join(site, ".millrace/lock"));
      symlinkSync("millrace:ab12:eve", join(site, ".millrace/lock"));
    });
    const end = await deploy(two, {}, told);
    expect(end).toMatchObject({ state: "failed", serves: "v1" });
    expect(end.detail).toMatch(/^eve has taken the lock of /);
    expect(served()).toBe("one");
    expect(readlinkSync(join(site, ".millrace/lock"))).toBe("millrace:ab12:eve");
  });
});

describe("wherever it is", () => {
  const { deploy, look, served, variables } = deployInto("directory");

  test("a look at what was never deployed to says so, and makes nothing", async () => {
    expect(await look()).toEqual({ serves: null, drift: [], kept: [], holder: null });
    expect(existsSync(site)).toBe(false);
  });

  test("what was changed on the target is seen", async () => {
    await deploy(one);
    writeFileSync(join(site, "current/index.html"), "hacked");
    rmSync(join(site, "current/assets/app.js"));
    writeFileSync(join(site, "current/upload.png"), "of a user");
    expect(await look()).toMatchObject({
      serves: { id: "v1", version: "1.0.0" },
      drift: ["index.html is not what was put there", "assets/app.js is missing"],
    });
    rmSync(join(site, "current"));
    symlinkSync("/var/www", join(site, "current"));
    expect(await look()).toMatchObject({ serves: null, drift: ["current leads to /var/www"] });
  });

  test("a path that goes up again leads where it says", async () => {
    const end = await deploy(one, {}, listen(variables()), { path: `${folder}/missing/../site` });
    expect([end.state, served()]).toEqual(["deployed", "one"]);
  });

  test("so many releases stay as the environment says, and what somebody else put there", async () => {
    const versions = ["3.0.0", "4.0.0", "5.0.0"].map((version, index) =>
      makeRelease(folder, `v${index + 3}`, version, { "index.html": version }),
    );
    mkdirSync(join(site, "releases/of-somebody-else"), { recursive: true });
    for (const release of [one, two, ...versions]) await deploy(release, {}, listen(variables()), { keep: 3 });
    expect(readdirSync(join(site, "releases")).sort()).toEqual(["of-somebody-else", "v3-3.0.0", "v4-4.0.0", "v5-5.0.0"]);
    expect(readdirSync(join(site, ".millrace/manifests")).sort()).toEqual(["v3-3.0.0", "v4-4.0.0", "v5-5.0.0"]);
    expect(await look()).toMatchObject({ kept: ["v5", "v4", "v3"] });
  });

  test("the first release stays when it is unhealthy, because there is nothing to go back to", async () => {
    const probe = { kind: "command" as const, run: "false" };
    const health = { probe, withinMs: 10, watchMs: 0, everyMs: 10, timeoutMs: 1_000, failuresAllowed: 1 };
    const end = await deploy(one, { health });
    expect(end).toMatchObject({ state: "failed", serves: "v1" });
    expect(end.detail).toContain("1.0.0 still serves: there is nothing to go back to.");
    expect(await look()).toMatchObject({ serves: { id: "v1" } });
  });

  test("a script after the switch that fails brings the old release back", async () => {
    await deploy(one);
    const end = await deploy(two, {}, listen(variables()), { after: `test "$MILLRACE_RELEASE" = 1.0.0 || { echo no restart; exit 4; }` });
    expect(end).toMatchObject({
      state: "rolled-back",
      serves: "v1",
      detail: "The script after the switch ended with 4. 1.0.0 serves again.",
    });
    expect(end.evidence).toContain("no restart");
    expect(served()).toBe("one");
  });

  test("canceled before the switch: nothing has changed", async () => {
    await deploy(one);
    const told = listen(variables(), (step, { cancel }) => {
      if (step.name === "Send the files" && step.state === "running") cancel();
    });
    expect(await deploy(two, {}, told)).toMatchObject({ state: "canceled", serves: "v1" });
    expect(served()).toBe("one");
    expect(await look()).toMatchObject({ serves: { id: "v1" }, holder: null });
  });

  test("who takes too long is stopped, and the old release is back", async () => {
    await deploy(one);
    const end = await deploy(two, { timeoutMs: 700 }, listen(variables()), { after: `test "$MILLRACE_RELEASE" = 1.0.0 || sleep 60` });
    expect(end).toMatchObject({ state: "rolled-back", serves: "v1", detail: "It took longer than 700 ms. 1.0.0 serves again." });
  });

  test("a file that was tampered with is refused by name, and nothing has changed", async () => {
    await deploy(one);
    writeFileSync(two.files[0]?.storedPath ?? "", "TWO");
    const end = await deploy(two);
    expect(end).toMatchObject({ state: "failed", serves: "v1" });
    expect(end.detail).toMatch(/^What arrived at .*site is not what belongs to the release: index.html is not what was put there\.$/);
    appendFileSync(two.files[0]?.storedPath ?? "", "!");
    expect((await deploy(two)).detail).toBe("index.html of 2.0.0 cannot be deployed: it has 4 bytes instead of 3.");
    expect(served()).toBe("one");
    expect(readdirSync(join(site, "releases"))).toContain("v1-1.0.0");
  });

  test("a folder in the place of the link is left alone", async () => {
    mkdirSync(join(site, "current"), { recursive: true });
    const end = await deploy(one);
    expect(end).toMatchObject({ state: "failed", serves: null });
    expect(end.detail).toContain("current is there and is no link");
    expect(lstatSync(join(site, "current")).isDirectory()).toBe(true);
  });

  test("what somebody else's link led to is what is gone back to", async () => {
    mkdirSync(join(site, "mine"), { recursive: true });
    writeFileSync(join(site, "mine/index.html"), "mine");
    symlinkSync("mine", join(site, "current"));
    const end = await deploy(one, {}, listen(variables()), { after: "exit 1" });
    expect(end).toMatchObject({
      state: "rolled-back",
      serves: null,
      detail: "The script after the switch ended with 1. mine serves again.",
    });
    expect(served()).toBe("mine");
  });

  test("when somebody else has come during the watch, their release is what serves", async () => {
    await deploy(one);
    const told = listen(variables(), (step) => {
      if (step.name !== "Tidy up" || step.state !== "running") return;
      rmSync(join(site, ".millrace/lock"));
      symlinkSync("millrace:ab12:eve", join(site, ".millrace/lock"));
      rmSync(join(site, "current"));
      symlinkSync("releases/v1-1.0.0", join(site, "current"));
    });
    expect(await deploy(two, {}, told)).toMatchObject({ state: "failed", serves: "v1" });
  });

  test("two that deploy at once: one goes first, the other waits for it by name", async () => {
    const told = [listen(variables()), listen(variables())];
    const waits: string[] = [];
    const health = {
      probe: { kind: "command" as const, run: "true" },
      withinMs: 1_000,
      watchMs: 300,
      everyMs: 50,
      timeoutMs: 1_000,
      failuresAllowed: 1,
    };
    const hear = listen(variables(), (step) => step.detail !== null && waits.push(step.detail));
    const first = deploy(one, { health }, told[0]);
    await expect.poll(() => told[0]?.steps().includes("Lock the target done")).toBe(true);
    const ends = await Promise.all([first, deploy(two, {}, hear)]);
    expect(ends.map(({ state }) => state)).toEqual(["deployed", "deployed"]);
    expect(waits.some((line) => /^waits for ada on laptop, deployment d\d+$/.test(line))).toBe(true);
    expect(served()).toBe("two");
  });
});
