import { execFileSync, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type CommandEnd, createForkServers, type ForkServers, killLeftovers, startCommand } from "./process.ts";
import { listProcesses } from "./process-table.ts";

let folder: string;
let outputFd: number;
const path = process.env.PATH ?? "";
const mark = { name: "MILLRACE_RUN", value: `fork-server-test-${process.pid}` } as const;
const created: ForkServers[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-fork-server-"));
  outputFd = openSync(join(folder, "output"), "a");
});

afterEach(async () => {
  for (const servers of created.splice(0)) servers.close();
  await expect.poll(() => forkServersOf(process.pid)).toEqual([]);
  process.env.PATH = path;
  closeSync(outputFd);
  rmSync(folder, { recursive: true });
});

function create(): ForkServers {
  const servers = createForkServers(mark);
  created.push(servers);
  return servers;
}

function run(script: string, servers: ForkServers): Promise<CommandEnd> {
  const env = { PATH: path, MILLRACE_STAGE_RUN: `fork-server-test-${process.pid}` };
  return new Promise((resolve) => startCommand({ script, shell: null, cwd: folder, env, outputFd }, resolve, servers.start));
}

function output(): string {
  return readFileSync(join(folder, "output"), "utf8");
}

/** Whether a process is one: its program tells. */
function isForkServer(id: number): boolean {
  try {
    return readFileSync(`/proc/${id}/cmdline`, "latin1").startsWith("perl\0-e\0# millrace fork server");
  } catch {
    return false;
  }
}

function forkServersOf(parentId: number): number[] {
  return listProcesses()
    .filter((entry) => entry.parentId === parentId && !entry.isDead && isForkServer(entry.id))
    .map((entry) => entry.id);
}

describe.skipIf(process.platform !== "linux")("fork servers (Linux only)", () => {
  test("serve again and again, and end when they are let go", async () => {
    const servers = create();
    for (let count = 0; count < 5; count += 1) await run("echo $PPID", servers);
    const parents = new Set(output().trim().split("\n").map(Number));
    expect(forkServersOf(process.pid)).toEqual([...parents]);
    servers.close();
    await expect.poll(() => forkServersOf(process.pid)).toEqual([]);
  });

  test("carry the run's mark, and end with all that is killed by it", async () => {
    const servers = create();
    const end = run("echo up; exec sleep 86400", servers);
    // One that is killed before it is ready has started nothing, and its order is carried out without it.
    await expect.poll(output).toBe("up\n");
    expect(await killLeftovers(mark)).toBeGreaterThanOrEqual(1);
    expect(await end).toEqual({ kind: "signaled", signal: "SIGKILL" });
    await expect.poll(() => forkServersOf(process.pid)).toEqual([]);
  });

  test("start as many at once as are asked for, each with an end of its own", async () => {
    const servers = create();
    const codes = Array.from({ length: 20 }, (_, code) => code);
    const ends = await Promise.all(codes.map((code) => run(`sleep 0.0${code % 7}; exit ${code}`, servers)));
    expect(ends).toEqual(codes.map((exitCode) => ({ kind: "exited", exitCode })));
  });

  test("give every command a session of its own, in which no terminal asks, stops or ends it", async () => {
    const servers = create();
    await run("echo $$ $$ $PPID $PPID; ps -o sid=,pgid= -p $$; ps -o sid=,pgid= -p $PPID", servers);
    const ids = output().trim().split(/\s+/);
    expect(ids.slice(4)).toEqual(ids.slice(0, 4));
    expect(await run("kill -TSTP $$; exit 6", servers)).toEqual({ kind: "exited", exitCode: 6 });
  });

  test("tell every signal by its name", async () => {
    const servers = create();
    for (const signal of ["SIGABRT", "SIGIO", "SIGTERM", "SIGXCPU"]) {
      expect(await run(`kill -${signal.slice(3)} $$; sleep 5`, servers)).toEqual({ kind: "signaled", signal });
    }
  });

  test("one that is killed takes with it what it started, and another takes its place", async () => {
    const servers = create();
    const end = run("echo $$ $PPID; sleep 86400", servers);
    await expect.poll(output).toMatch(/\d+ \d+\n/);
    const [child = 0, server = 0] = output().trim().split(" ").map(Number);
    expect(forkServersOf(process.pid)).toEqual([server]);
    process.kill(server, "SIGKILL");
    expect(await end).toEqual({ kind: "signaled", signal: "SIGKILL" });
    await expect.poll(() => listProcesses().some((entry) => entry.id === child && !entry.isDead)).toBe(false);
    expect(await run("exit 3", servers)).toEqual({ kind: "exited", exitCode: 3 });
  });

  test("without Perl, Node starts everything", async () => {
    process.env.PATH = "/no/such/folder";
    const servers = create();
    expect(await run("exit 4", servers)).toEqual({ kind: "exited", exitCode: 4 });
    process.env.PATH = path;
    await run("echo $PPID", servers);
    expect(output()).toBe(`${process.pid}\n`);
  });

  test("with a Perl that does not work, Node starts everything", async () => {
    execFileSync("sh", ["-c", 'printf "#!/bin/sh\\nexit 1\\n" > perl; chmod +x perl'], { cwd: folder });
    process.env.PATH = `${folder}:${path}`;
    const servers = create();
    expect(await run("exit 5", servers)).toEqual({ kind: "exited", exitCode: 5 });
    await run("echo $PPID", servers);
    expect(output()).toBe(`${process.pid}\n`);
  });

  test("without descriptors for their pipes, Node starts what it can", async () => {
    const program = `
      import { createForkServers } from ${JSON.stringify(join(import.meta.dirname, "fork-servers.ts"))};
      import { startCommand } from ${JSON.stringify(join(import.meta.dirname, "process.ts"))};
      const servers = createForkServers({ name: "MILLRACE_RUN", value: "none" });
      const request = { script: "exit 6", shell: null, cwd: "/", env: { PATH: process.env.PATH }, outputFd: 1 };
      const ends = Array.from({ length: 40 }, () => new Promise((resolve) => startCommand(request, resolve, servers.start)));
      const codes = (await Promise.all(ends)).map((end) => end.exitCode ?? end.failure.code);
      console.log([...new Set(codes)].join());
      servers.close();
    `;
    const limited = 'ulimit -n 60; exec "$0" --input-type=module -e "$1"';
    expect(execFileSync("sh", ["-c", limited, process.execPath, program], { encoding: "utf8" })).toBe("6\n");
  });

  test("end with whom they serve, however it ends, and hold nothing up", async () => {
    // Its own output is a socket, which no other process can open: then there would be no server to speak of.
    const program = `
      import { openSync } from "node:fs";
      import { createForkServers } from ${JSON.stringify(join(import.meta.dirname, "fork-servers.ts"))};
      import { startCommand } from ${JSON.stringify(join(import.meta.dirname, "process.ts"))};
      const { start } = createForkServers({ name: "MILLRACE_RUN", value: "none" });
      const request = { shell: null, cwd: "/", env: { PATH: process.env.PATH }, outputFd: openSync("/dev/null", "a") };
      startCommand({ ...request, script: "true" }, () => {
        if (process.argv[1] === "ends") return;
        startCommand({ ...request, script: "sleep 0.5" }, () => {}, start);
        console.log("ready");
      }, start);
      console.log("ready");
    `;
    for (const how of ["ends", "killed"]) {
      const served = spawn(process.execPath, ["--input-type=module", "-e", program, how], { stdio: ["ignore", "pipe", "inherit"] });
      const closed = new Promise((resolve) => served.once("exit", resolve));
      await new Promise((resolve) => served.stdout.once("data", resolve));
      await expect.poll(() => (how === "ends" ? [1] : forkServersOf(served.pid ?? 0))).toHaveLength(1);
      const servers = forkServersOf(served.pid ?? 0);
      if (how === "killed") served.kill("SIGKILL");
      await closed;
      await expect.poll(() => servers.filter(isForkServer), { timeout: 10_000 }).toEqual([]);
    }
  });
});
