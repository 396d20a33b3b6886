import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type CuttableProxy, openProxy } from "../../../e2e/fixtures/cuttable-proxy.ts";
import { environmentOf, hastyLimits, listen, makeRelease, orderFor, type Told } from "../../../e2e/fixtures/deployment.ts";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { smallDisk } from "../../../e2e/fixtures/small-disk.ts";
import { type SshHost, type SshServer, setUpSsh, startSshServer, whyNoSsh } from "../../../e2e/fixtures/ssh-server.ts";
import type { PlannedStrategy } from "../../../shared/pipeline/planned-environment.ts";
import { carryOut, lookAt, type ReleaseFiles } from "./deploy.ts";

const reason = whyNoSsh();

describe.skipIf(reason !== null)(`hosts${reason === null ? "" : ` (skipped: ${reason})`}`, () => {
  let serverFolder: { folder: string; remove: () => void };
  let server: SshServer;
  beforeAll(async () => {
    serverFolder = temporaryFolder();
    server = await startSshServer(join(serverFolder.folder, "server"));
  });
  afterAll(async () => {
    await server.close();
    serverFolder.remove();
  });

  let folder: string;
  let remove: () => void;
  let site: string;
  let one: ReleaseFiles;
  let ssh: SshHost;
  beforeEach(() => {
    ({ folder, remove } = temporaryFolder());
    site = join(folder, "site");
    one = makeRelease(folder, "v1", "1.0.0", { "index.html": "one" });
    ssh = setUpSsh(join(folder, "client"), server);
  });
  afterEach(() => remove());

  const strategy = (path = site, host = ssh.host): PlannedStrategy => ({
    type: "ssh",
    host,
    port: null,
    path,
    keep: 5,
    unpack: null,
    after: null,
  });
  const deploy = (release: ReleaseFiles, to = strategy(), told: Told = listen(ssh.environment)) =>
    carryOut(orderFor(folder, environmentOf(to), release), told.ports, hastyLimits);
  const change = (file: string, from: string | RegExp, to: string) => writeFileSync(file, readFileSync(file, "utf8").replace(from, to));

  test("a host whose key is not known is refused, and so is one whose key has changed", async () => {
    const known = readFileSync(ssh.knownHosts, "utf8");
    writeFileSync(ssh.knownHosts, "");
    expect((await deploy(one)).detail).toBe("shop cannot be used: its host key is not known.");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "other")]);
    writeFileSync(ssh.knownHosts, `${known.split(" ")[0]} ${readFileSync(join(folder, "other.pub"), "utf8")}`);
    const told = listen(ssh.environment);
    const end = await deploy(one, strategy(), told);
    expect(end).toEqual({
      state: "failed",
      detail: "shop cannot be used: its host key is not the one that is known.",
      evidence: [],
      serves: null,
    });
    expect(told.lines.at(-1)).toContain("ssh-keygen -R");
    expect(existsSync(site)).toBe(false);
    expect(readFileSync(ssh.knownHosts, "utf8").startsWith(known.split(" ")[0] ?? "?")).toBe(true);
  });

  test("a key that is not accepted, a port without a server, a name that nobody knows and a lack of ssh are told", async () => {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "other")]);
    const { settings } = ssh;
    const written = readFileSync(settings, "utf8");
    change(settings, server.key, join(folder, "other"));
    expect((await deploy(one)).detail).toBe("shop cannot be used: it did not let us in (no key that it accepts, or no such user).");
    writeFileSync(settings, written.replace(/Port \d+/, "Port 1"));
    expect((await deploy(one)).detail).toMatch(/^shop cannot be reached: .*Connection refused\.$/);
    expect((await deploy(one, strategy(site, "no.such.host.invalid"))).detail).toBe(
      "no.such.host.invalid cannot be used: its name is not known.",
    );
    const looked = await lookAt(strategy(), {
      projectPath: folder,
      environment: { PATH: join(folder, "nothing") },
      signal: new AbortController().signal,
    });
    expect(looked).toMatchObject({ ok: false, failure: { code: "target-unreachable", message: "ssh was not found on PATH." } });
  });

  test("a host behind another one, with a key that an agent holds, is ssh's own business", async () => {
    const socket = join(folder, "agent");
    const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
    await expect.poll(() => existsSync(socket)).toBe(true);
    execFileSync("ssh-add", ["-q", server.key], { env: { ...ssh.environment, SSH_AUTH_SOCK: socket }, stdio: "ignore" });
    const written = readFileSync(ssh.settings, "utf8").replace(/ {2}(IdentityFile|IdentitiesOnly).*\n/g, "");
    writeFileSync(ssh.settings, `${written}${written.replace("Host shop", "Host inner\n  ProxyJump shop")}`);
    const told = listen({ ...ssh.environment, SSH_AUTH_SOCK: socket });
    const end = await deploy(one, strategy(site, "inner"), told);
    agent.kill();
    expect(end.state).toBe("deployed");
    expect((await deploy(one, strategy(site, "inner"))).detail).toMatch(/^inner cannot be used: it did not let us in/);
  });

  test("a folder that may not be written is told", async () => {
    const closed = process.getuid?.() === 0 ? "/sys" : join(folder, "closed");
    if (closed !== "/sys") mkdirSync(closed, { mode: 0o555 });
    const end = await deploy(one, strategy(`${closed}/millrace`));
    expect(end).toMatchObject({ state: "failed", serves: null });
    expect(end.detail).toMatch(/^shop:.*millrace may not be written: .*(Permission denied|not permitted|Read-only file system)\.$/);
  });

  test("who deploys from the host itself and who comes over ssh see each other", async () => {
    const health = {
      probe: { kind: "command" as const, run: "true" },
      withinMs: 1_000,
      watchMs: 60_000,
      everyMs: 50,
      timeoutMs: 1_000,
      failuresAllowed: 1,
    };
    const local = environmentOf({ type: "directory", path: site, keep: 5, unpack: null, after: null }, { health });
    const told = listen({ PATH: process.env.PATH ?? "" });
    const ended = carryOut(orderFor(folder, local, one), told.ports, hastyLimits);
    await expect.poll(() => told.samples.length).toBeGreaterThan(0);
    const end = await deploy(one);
    expect(end.detail).toMatch(/^ada on laptop, deployment d\d+ deploys to shop:/);
    told.cancel();
    await ended;
  });

  test("a script that leaves something running does not hold the deployment up", async () => {
    const pid = join(folder, "pid");
    const after = `sleep 60 & echo $! > ${pid}; echo restarted`;
    const told = listen(ssh.environment);
    const end = await carryOut(orderFor(folder, environmentOf({ ...strategy(), after } as PlannedStrategy), one), told.ports, hastyLimits);
    expect(end.state).toBe("deployed");
    expect(told.lines).toContain("restarted");
    expect(process.kill(Number(readFileSync(pid, "utf8")), "SIGTERM")).toBe(true);
  });

  test("greetings of the host do no harm", async () => {
    // Written before the shell is asked anything, as a careless start-up file does.
    change(join(folder, "client/bin/ssh"), "exec", "echo Welcome; echo 'millrace-0000000000000000 0'; echo; exec");
    expect((await deploy(one)).state).toBe("deployed");
  });

  test("a full disk is told, what serves stays, and nothing is left behind", async (context) => {
    const disk = smallDisk(1024 * 1024);
    if (disk === null) return context.skip("this user may not mount a small disk");
    try {
      const path = join(disk.folder, "site");
      expect((await deploy(one, strategy(path))).state).toBe("deployed");
      const large = makeRelease(folder, "v2", "2.0.0", { "index.html": "two", "large.bin": Buffer.alloc(2 * 1024 * 1024) });
      const told = listen(ssh.environment);
      const end = await deploy(large, strategy(path), told);
      expect(end).toMatchObject({ state: "failed", serves: "v1", detail: `The disk of shop:${path} is full.` });
      expect(readFileSync(join(path, "current/index.html"), "utf8")).toBe("one");
      const small = makeRelease(folder, "v3", "3.0.0", { "index.html": "three" });
      expect((await deploy(small, strategy(path))).state).toBe("deployed");
      expect(readdirSync(join(path, "releases")).sort()).toEqual(["v1-1.0.0", "v3-3.0.0"]);
    } finally {
      disk.remove();
    }
  });

  describe("behind a way that is cut", () => {
    let proxy: CuttableProxy;
    let two: ReleaseFiles;
    beforeEach(async () => {
      proxy = await openProxy(server.port);
      ssh = setUpSsh(join(folder, "far"), server, proxy.port);
      two = makeRelease(folder, "v2", "2.0.0", { "index.html": "two", "large.bin": Buffer.alloc(12 * 1024 * 1024, "x") });
      await deploy(one);
    });
    afterEach(() => proxy.close());

    test("during the upload: the old release serves, and the next deployment takes away what was left", async () => {
      proxy.onSent = (bytes) => {
        if (bytes > 6_000_000 && proxy.isOpen) {
          proxy.isOpen = false;
          proxy.cut();
        }
      };
      const end = await deploy(two);
      expect(end).toMatchObject({ state: "failed", serves: "v1" });
      expect(end.detail).toMatch(/^shop was lost/);
      expect(readdirSync(join(site, "releases"))).toContainEqual(expect.stringMatching(/^\.incoming-/));
      proxy.isOpen = true;
      proxy.onSent = () => {};
      execFileSync("sh", ["-c", `rm -f ${site}/.millrace/beat-*`]);
      expect((await deploy(two)).state).toBe("deployed");
      expect(readdirSync(join(site, "releases")).sort()).toEqual(["v1-1.0.0", "v2-2.0.0"]);
    });

    /** Cuts the way once the switch has taken place, before anybody hears of it. */
    function cutInSwitch(then: () => void) {
      const before = readlinkSync(join(site, "current"));
      proxy.onAnswer = () => {
        if (readlinkSync(join(site, "current")) === before) return;
        proxy.onAnswer = () => {};
        then();
        proxy.cut();
      };
      return deploy(two);
    }

    test("in the moment of the switch: the target is asked, and all goes on", async () => {
      const end = await cutInSwitch(() => {});
      expect(end).toMatchObject({ state: "deployed", serves: "v2" });
      expect(readFileSync(join(site, "current/index.html"), "utf8")).toBe("two");
    });

    test("in the moment of the switch and for good: it is lost, and a later look knows", async () => {
      const end = await cutInSwitch(() => {
        proxy.isOpen = false;
      });
      expect(end).toMatchObject({ state: "lost", serves: null });
      proxy.isOpen = true;
      const found = await lookAt(strategy(), { projectPath: folder, environment: ssh.environment, signal: new AbortController().signal });
      expect(found).toMatchObject({ ok: true, value: { serves: { id: "v2", version: "2.0.0" }, drift: [] } });
    });
  });
});
