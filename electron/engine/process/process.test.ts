import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createForkServers } from "./fork-servers.ts";
import { withDescendants } from "./leftovers.ts";
import { type CommandEnd, type CommandRequest, killLeftovers, type RunningCommand, startCommand } from "./process.ts";
import { listProcesses, readProcFile } from "./process-table.ts";
import { startDirectly } from "./start-directly.ts";
import type { StartProcess } from "./start-process.ts";

const programs = new URL("../../../e2e/programs/", import.meta.url).pathname;
const path = process.env.PATH ?? "";
let folder: string;
let outputFd: number;
let cookieNumber = 0;
let stageRun: string;
let startProcess: StartProcess;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-process-"));
  outputFd = openSync(join(folder, "output"), "a");
  cookieNumber += 1;
  stageRun = `test-${process.pid}-${cookieNumber}`;
});

afterEach(async () => {
  closeSync(outputFd);
  const left = carriers();
  await killLeftovers({ name: "MILLRACE_STAGE_RUN", value: stageRun });
  rmSync(folder, { recursive: true });
  expect(left).toEqual([]);
});

interface Started {
  readonly command: RunningCommand;
  readonly end: Promise<CommandEnd>;
}

function request(script: string, changes: Partial<CommandRequest> = {}): CommandRequest {
  return { script, shell: null, cwd: folder, env: { PATH: path, MILLRACE_STAGE_RUN: stageRun }, outputFd, ...changes };
}

function start(script: string, changes: Partial<CommandRequest> = {}): Started {
  const { promise, resolve } = Promise.withResolvers<CommandEnd>();
  return { command: startCommand(request(script, changes), resolve, startProcess), end: promise };
}

/** Starts a program and waits until it says that it is ready. */
async function startReady(program: string): Promise<Started> {
  const started = start(`exec ${programs}${program}`);
  while (!output().includes("ready")) await sleep(5);
  return started;
}

function output(): string {
  return readFileSync(join(folder, "output"), "utf8");
}

function family(roots: readonly number[]): number[] {
  return withDescendants(new Set(roots), listProcesses());
}

/** The processes alive that carry this test's cookie. */
function carriers(): number[] {
  return listProcesses()
    .filter((entry) => !entry.isDead && readProcFile(entry.id, "environ").includes(`MILLRACE_STAGE_RUN=${stageRun}\0`))
    .map((entry) => entry.id);
}

const forkServers = createForkServers({ name: "MILLRACE_RUN", value: `process-test-${process.pid}` });

describe.each([
  ["by Node", startDirectly],
  ["by a fork server", forkServers.start],
])("%s", (_name, starter) => {
  beforeEach(() => {
    startProcess = starter;
  });

  describe("a command's end", () => {
    test("an exit code is kept", async () => {
      expect(await start(`${programs}fail-with-7.sh`).end).toEqual({ kind: "exited", exitCode: 7 });
      expect(output()).toBe("about to fail\n");
    });

    test("a signal is no exit code", async () => {
      expect(await start(`exec ${programs}kill-itself.sh`).end).toEqual({ kind: "signaled", signal: "SIGSEGV" });
    });

    test("a missing command inside the script is the shell's exit code 127", async () => {
      expect(await start("no-such-command-anywhere").end).toEqual({ kind: "exited", exitCode: 127 });
    });

    test("the script stops at its first command that fails", async () => {
      expect(await start("echo one\nfalse\necho two").end).toEqual({ kind: "exited", exitCode: 1 });
      expect(output()).toBe("one\n");
    });

    test("a script may do nothing", async () => {
      expect(await start("").end).toEqual({ kind: "exited", exitCode: 0 });
    });
  });

  describe("a command's surroundings", () => {
    test("it sees exactly the environment it was given, its own folder and an empty standard input", async () => {
      await start("cat; env; pwd", { env: { PATH: path, GREETING: "héllo\nwörld" } }).end;
      const lines = output().split("\n");
      expect(lines).toContain("GREETING=héllo");
      expect(lines).toContain("wörld");
      expect(lines).toContain(folder);
      expect(lines.some((line) => line.startsWith("HOME="))).toBe(false);
    });

    test("the shell is looked for on the command's own PATH", async () => {
      const shell = join(folder, "my-shell");
      writeFileSync(shell, '#!/bin/sh\necho "mine: $1"\n', { mode: 0o755 });
      await start("hello", { shell: "my-shell", env: { PATH: `${folder}:${path}` } }).end;
      expect(output()).toBe("mine: hello\n");
    });

    test.each([
      ["bash", "false | true; echo no", 1, ""],
      ["bash -uc", 'echo "$0 $#"', 0, "bash 0\n"],
      ["node", "console.log(1 + 1)", 0, "2\n"],
      ["python", "import sys; print(3); sys.exit(4)", 4, "3\n"],
    ])("%s runs %j", async (shell, script, exitCode, text) => {
      expect(await start(script, { shell }).end).toEqual({ kind: "exited", exitCode });
      expect(output()).toBe(text);
    });

    test("a large environment is handed over whole", async () => {
      const env: Record<string, string> = { PATH: path };
      for (let index = 0; index < 1_000; index += 1) env[`VARIABLE_${index}`] = "x".repeat(100);
      await start("env | grep -c ^VARIABLE_", { env }).end;
      expect(output()).toBe("1000\n");
    });
  });

  describe("what cannot start says why", () => {
    test.each<[string, Partial<CommandRequest>, string, RegExp]>([
      ["missing folder", { cwd: "/no/such/folder" }, "folder-missing", /\/no\/such\/folder is not there/],
      ["a file as folder", { cwd: "/dev/null" }, "folder-missing", /is a file/],
      ["missing shell", { shell: "no-such-shell -c" }, "shell-missing", /no-such-shell was not found/],
      ["no shell on the PATH", { env: { PATH: "/no/such/folder" } }, "shell-missing", /sh was not found/],
      ["a blank shell", { shell: " " }, "shell-missing", /empty/],
      ["an environment beyond the system's limit", { env: { PATH: path, LONG: "x".repeat(8_000_000) } }, "could-not-start", /larger/],
      ["a NUL in the script", { script: "echo a\0b" }, "could-not-start", /NUL/],
      ["a NUL in the environment", { env: { PATH: path, BAD: "a\0b" } }, "could-not-start", /NUL/],
    ])("%s", async (_name, changes, code, message) => {
      const end = await start("true", changes).end;
      expect(end).toMatchObject({ kind: "not-started", failure: { code, message: expect.stringMatching(message) } });
    });
  });

  describe.skipIf(process.platform !== "linux")("stopping (tested where /proc tells what is left)", () => {
    test("what obeys is not killed", async () => {
      const { command, end } = await startReady("obey-term-slowly.sh");
      command.stop(30_000);
      expect(await end).toEqual({ kind: "exited", exitCode: 0 });
      expect(output()).toContain("tidied");
    });

    test("the grace is for the whole group, not only for its first process", async () => {
      const { command, end } = start(`${programs}obey-term-slowly.sh; true`);
      while (!output().includes("ready")) await sleep(5);
      command.stop(30_000);
      await end;
      expect(output()).toContain("tidied");
    });

    test("after the grace everything is gone, an escaped grandchild too", async () => {
      const { command, end } = await startReady("ignore-term-with-escaped-grandchild.sh");
      expect(carriers().length).toBeGreaterThanOrEqual(3);
      command.stop(100);
      expect(await end).toEqual({ kind: "signaled", signal: "SIGKILL" });
      await expect.poll(carriers).toEqual([]);
    });

    test("a double fork does not help", async () => {
      const { command, end } = await startReady("double-fork.sh");
      command.stop(30_000);
      expect(await end).toEqual({ kind: "signaled", signal: "SIGTERM" });
      await expect.poll(carriers).toEqual([]);
    });

    test("nor does forking without end", async () => {
      const { command, end } = await startReady("fork-without-end.sh");
      await sleep(200);
      command.kill();
      expect(await end).toEqual({ kind: "signaled", signal: "SIGKILL" });
      await expect.poll(carriers).toEqual([]);
    });

    test("what is suspended wakes to the signal", async () => {
      const { command, end } = await startReady("sleep-forever.sh");
      for (const id of carriers()) process.kill(id, "SIGSTOP");
      command.stop(30_000);
      expect(await end).toEqual({ kind: "signaled", signal: "SIGTERM" });
    });

    test("killing cuts a grace short, and being told twice changes nothing", async () => {
      const { command, end } = await startReady("ignore-term-with-escaped-grandchild.sh");
      command.stop(30_000);
      command.stop(30_000);
      await sleep(20);
      command.kill();
      command.kill();
      expect(await end).toEqual({ kind: "signaled", signal: "SIGKILL" });
    });

    test("at once, before it can be there, leaves nothing", async () => {
      const { command, end } = start("sleep 86400");
      command.kill();
      expect(await end).toEqual({ kind: "signaled", signal: "SIGKILL" });
      const obedient = start("sleep 86400");
      obedient.command.stop(30_000);
      expect(await obedient.end).toEqual({ kind: "signaled", signal: "SIGTERM" });
      await expect.poll(carriers).toEqual([]);
    });

    test("telling it after its end does nothing", async () => {
      const { command, end } = start("exit 3");
      expect(await end).toEqual({ kind: "exited", exitCode: 3 });
      command.stop(10);
      command.kill();
    });
  });

  describe.skipIf(process.platform !== "linux")("what a command leaves behind", () => {
    test("of its group is killed when it ends", async () => {
      expect(await start(`${programs}leave-child-behind.sh`).end).toEqual({ kind: "exited", exitCode: 0 });
      await expect.poll(carriers).toEqual([]);
    });

    test("in other sessions is found by its environment", async () => {
      expect(await start(`${programs}leave-daemon-behind.sh`).end).toEqual({ kind: "exited", exitCode: 0 });
      expect(carriers()).toHaveLength(1);
      expect(await killLeftovers({ name: "MILLRACE_STAGE_RUN", value: stageRun })).toBe(1);
      await expect.poll(carriers).toEqual([]);
    });

    test("includes what hid its environment but not its parent", async () => {
      const { command, end } = start("setsid sh -c 'env -i PATH=$PATH sleep 86400; true' & echo ready; sleep 86400");
      while (!output().includes("ready") || carriers().length < 3) await sleep(5);
      // One more than carries the cookie: the one that was started with an empty environment.
      while (family(carriers()).length < 4) await sleep(5);
      const before = family(carriers());
      command.kill();
      await end;
      // A killed process may take a moment to be gone: it has lost its memory, and with it its mark, and is not dead yet.
      await expect.poll(() => listProcesses().filter((entry) => !entry.isDead && before.includes(entry.id))).toEqual([]);
    });

    test("is nobody else's: another cookie's processes live on", async () => {
      const { command, end } = await startReady("sleep-forever.sh");
      expect(await killLeftovers({ name: "MILLRACE_STAGE_RUN", value: `${stageRun}0` })).toBe(0);
      expect(carriers()).not.toEqual([]);
      command.kill();
      await end;
    });
  });
});
