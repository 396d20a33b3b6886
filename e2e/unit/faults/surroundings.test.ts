import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { isTerminal } from "../../../shared/status.ts";
import { openTestStore, temporaryFolder } from "../../fixtures/history.ts";
import { processesLeft } from "../../fixtures/leftovers.ts";
import { millrace, programFile, startProgram } from "../../fixtures/millrace-programs.ts";
import { writeProject } from "../../fixtures/project.ts";
import { readRun, readRuns } from "../../fixtures/truth.ts";

/*
 * What is missing around Millrace, or goes away while it works.
 */

// Every command is a process of its own: on a busy machine a dozen of them take a while.
vi.setConfig({ testTimeout: 180_000 });

let folder: string;
let home: string;
let project: string;
let remove: () => void;

beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  home = join(folder, "home");
  project = join(folder, "project");
  pipeline("  a: { phase: test, run: echo hello }");
});
afterEach(async () => {
  for (const { id } of await processesLeft(folder, 0)) process.kill(id, "SIGKILL");
  remove();
});

function pipeline(...stages: string[]): void {
  writeProject(project, { files: { "millrace.yml": `version: 1\nstages:\n${stages.join("\n")}\n` }, isRepository: false });
}

/** The status of the only run, once it has ended. */
async function endOfRun(): Promise<string> {
  const store = openTestStore(home);
  try {
    for (;;) {
      const [run] = readRuns(store);
      if (run === undefined) throw new Error("There is no run.");
      const { status } = readRun(store, run).run;
      if (isTerminal(status)) return status;
      await sleep(20);
    }
  } finally {
    store.close();
  }
}

describe("a browser host", () => {
  const missing = { DISPLAY: "", WAYLAND_DISPLAY: "" };

  function serve(environment: Record<string, string>, ...parameters: string[]) {
    writeProject(join(folder, "window"), { files: { "index.html": "<!doctype html><title>Millrace</title>" }, isRepository: false });
    return startProgram("serve", { home, cwd: project, environment }, join(folder, "window"), project, ...parameters);
  }

  test("names a port that somebody else has, and how to get another one", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const { exitCode, complaint } = await serve({}, "--port", String(port)).ended;
    other.close();
    expect([exitCode, JSON.parse(complaint).error]).toEqual([
      3,
      {
        code: "port-taken",
        message: expect.stringContaining(String(port)),
        hint: expect.stringContaining("--port"),
      },
    ]);
  });

  test("says that the window was not built", async () => {
    const { exitCode, complaint } = await startProgram("serve", { home, cwd: project }, join(folder, "nowhere")).ended;
    expect([exitCode, JSON.parse(complaint).error.code]).toEqual([3, "window-not-built"]);
  });

  test.runIf(process.platform === "linux").each([
    ["a display", missing, "There is no display here"],
    ["a browser", { DISPLAY: ":99", PATH: "/nowhere" }, "No browser could be started"],
  ])("serves on without %s, and says so", async (_, environment, words) => {
    const host = serve(environment, "--open");
    await host.untilLines(2);
    expect(host.lines()[1]).toContain(words);
    const answer = await fetch(host.lines()[0]?.split(" ").at(-1) ?? "", { redirect: "manual" });
    expect(answer.headers.get("location")).toBe("/");
    await host.kill();
  });
});

describe("the command line", () => {
  test("names what is missing on the PATH: the shell, which is a fault, and git, which is none", async () => {
    const place = { home, cwd: project, environment: { PATH: "/nowhere" } };
    const run = await millrace(place, "run");
    expect([run.exitCode, run.output]).toEqual([3, expect.stringMatching(/a\s+errored.*sh/)]);
    const shown = JSON.parse((await millrace(place, "runs", "show", "1", "--json")).output);
    expect(shown.stages).toMatchObject([{ status: "errored", reason: "shell-missing", exitCode: null, logBytes: 0 }]);
    const { exitCode, output } = await millrace(place, "doctor", "--json");
    const { ok, checks } = JSON.parse(output);
    expect([exitCode, ok, checks.find(({ name }: { name: string }) => name === "git")?.state]).toEqual([3, false, "missing"]);
  });

  test("names a data folder that is a file", async () => {
    writeFileSync(home, "mine");
    const { exitCode, complaint } = await millrace({ home, cwd: project }, "run", "--json");
    expect([exitCode, JSON.parse(complaint).error]).toMatchObject([
      3,
      { code: "store-unavailable", hint: expect.stringContaining("MILLRACE_HOME") },
    ]);
  });
});

describe("whoever watched a run", () => {
  const chatty = "  a: { phase: test, run: 'for i in 1 2 3 4 5 6; do seq 1 3000; sleep 0.05; done; : > ended' }";

  test.each([[[]], [["--json"]]])("may stop reading: it goes on to its end %j", async (options) => {
    pipeline(chatty, "  b: { phase: test, needs: [a], run: ': > second' }");
    const run = startProgram("command line", { home, cwd: project }, "run", ...options);
    await run.untilLines(1);
    run.child.stdout?.destroy();
    expect((await run.ended).exitCode).toBe(0);
    expect([await endOfRun(), existsSync(join(project, "second"))]).toEqual(["passed", true]);
  });

  test.runIf(process.platform === "linux" && existsSync("/usr/bin/script"))(
    "may close the terminal (skipped without script): the run is canceled, with its end recorded and nothing left",
    async () => {
      pipeline(
        "  a: { phase: test, run: 'trap \"seq 1 3000; sleep 0.2; seq 1 3000; exit 1\" TERM; echo up; while :; do sleep 0.05; done' }",
      );
      const line = `'${process.execPath}' '${programFile("command line")}' run`;
      const environment = { ...process.env, MILLRACE_HOME: home, SHELL: "/bin/sh" };
      const terminal = spawn("/usr/bin/script", ["-qec", line, "/dev/null"], {
        cwd: project,
        env: environment,
        stdio: ["ignore", "pipe", "ignore"],
      });
      for await (const text of terminal.stdout) if (String(text).includes("up")) break;
      terminal.kill("SIGKILL");
      expect(await endOfRun()).toBe("canceled");
      expect(await processesLeft(folder, 20_000)).toEqual([]);
    },
  );
});
