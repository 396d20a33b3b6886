import { execFileSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, readSync, statfsSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { root } from "../../../build/bootstrap/root.mjs";
import { systemClock } from "../../../electron/engine/clock.ts";
import { logFile } from "../../../electron/engine/data-folder.ts";
import { readLog } from "../../../electron/engine/log/log.ts";
import { cancelRun, launchHost } from "../../../electron/engine/run/run.ts";
import type { RunId } from "../../../shared/ids.ts";
import { isTerminal } from "../../../shared/status.ts";
import { processesLeft } from "../../fixtures/leftovers.ts";
import { programFile } from "../../fixtures/millrace-programs.ts";
import { openWorkshop, scriptStage, type Workshop } from "../../fixtures/runs.ts";
import { liesOfEvents, readRun } from "../../fixtures/truth.ts";

/*
 * Every program that is hard to handle, as the stage of a run in a run host of its own.
 */

// Every command is a process of its own: on a busy machine a dozen of them take a while.
vi.setConfig({ testTimeout: 180_000 });

const mebibyte = 1024 * 1024;

/** What a run host may take at most, as promised. */
const hostMiB = 130;

let workshop: Workshop;
beforeEach(() => {
  workshop = openWorkshop(300);
});
afterEach(async () => {
  for (const { id } of await processesLeft(workshop.projectPath, 0)) process.kill(id, "SIGKILL");
  workshop.close();
});

const program = (name: string) => join(root, "e2e", "programs", `${name}.sh`);

/** Runs a stage, and another behind it that notes how large their host has ever been. */
async function start(script: string): Promise<RunId> {
  const noteSize = "grep VmHWM /proc/$PPID/status > size || true";
  const stages = [scriptStage("stage", script), scriptStage("size", noteSize, { needs: ["stage"] })];
  const launched = await launchHost(workshop.request(stages), workshop.dataFolder, {
    executable: process.execPath,
    args: [programFile("run host")],
    environment: { ...process.env, MILLRACE_TEST: workshop.projectPath },
  });
  if (!launched.ok) throw new Error(launched.failure.message);
  return launched.value.runId;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(20);
}

async function runToEnd(script: string) {
  const run = await start(script);
  await until(() => isTerminal(readRun(workshop.store, run).run.status));
  return inspect(run);
}

async function inspect(run: RunId) {
  const { stages } = readRun(workshop.store, run);
  const [stage] = stages;
  if (stage === undefined) throw new Error("The run has no stage.");
  const { status, reason, logBytes, logLines } = stage;
  expect(await processesLeft(workshop.projectPath, 5_000)).toEqual([]);
  expect(liesOfEvents(workshop.store, readRun(workshop.store, run))).toEqual([]);
  return { status, reason, logBytes, logLines, log: logFile(workshop.dataFolder, run, 1) };
}

function hostSizeMiB(): number {
  const file = join(workshop.projectPath, "size");
  const size = existsSync(file) ? /(\d+) kB/.exec(readFileSync(file, "utf8"))?.[1] : undefined;
  return Number(size ?? 0) / 1024;
}

/** Whether a file holds `period` again and again, `bytes` in all. */
function repeats(file: string, period: Buffer, bytes: number): boolean {
  if (statSync(file).size !== bytes) return false;
  const times = Math.ceil(mebibyte / period.length);
  const expected = Buffer.concat(Array.from({ length: times }, () => period));
  const found = Buffer.alloc(expected.length);
  const descriptor = openSync(file, "r");
  try {
    for (let at = 0; at < bytes; ) {
      const length = readSync(descriptor, found, 0, found.length, at);
      if (length === 0 || !found.subarray(0, length).equals(expected.subarray(0, length))) return false;
      at += length;
      if (length < found.length && at < bytes) return false;
    }
    return true;
  } finally {
    closeSync(descriptor);
  }
}

describe("what is written is kept as it was written", () => {
  test("1 GiB, by a small host", async (context) => {
    const disk = statfsSync(tmpdir());
    if (disk.bavail * disk.bsize < 2048 * mebibyte) return context.skip("there are no 2 GiB free for temporary files");
    const { status, logBytes, logLines, log } = await runToEnd(`exec sh ${program("write-one-gibibyte")}`);
    const line = Buffer.from(`${Array.from({ length: 7 }, () => "0123456789").join(" ")} ab\n`);
    const lines = Math.ceil(1024 ** 3 / line.length);
    expect({ status, logBytes, logLines }).toEqual({ status: "passed", logBytes: 1024 ** 3, logLines: lines });
    expect(repeats(log, line, 1024 ** 3)).toBe(true);
    expect(hostSizeMiB()).toBeLessThan(hostMiB);
    const middle = await readLog({
      path: log,
      indexPath: log.replace(/log$/, "idx"),
      fromLine: Math.floor(lines / 2),
      limit: 2,
      isLive: false,
    });
    expect(middle.lines.map(({ text }) => text)).toEqual([line.toString().trimEnd(), line.toString().trimEnd()]);
  });

  test("one line of 64 MiB, by a small host", async () => {
    const { status, logBytes, logLines, log } = await runToEnd(`exec sh ${program("write-one-64-mebibyte-line")}`);
    expect({ status, logBytes, logLines }).toEqual({ status: "passed", logBytes: 64 * mebibyte + 14, logLines: 3 });
    const bytes = readFileSync(log);
    expect(bytes.equals(Buffer.concat([Buffer.from("before\n"), Buffer.alloc(64 * mebibyte, "x"), Buffer.from("\nafter\n")]))).toBe(true);
    expect(hostSizeMiB()).toBeLessThan(hostMiB);
    const end = await readLog({ path: log, indexPath: log.replace(/log$/, "idx"), fromLine: 3, limit: 5, isLive: false });
    expect(end.lines.map(({ text }) => text)).toEqual(["after"]);
  });

  test("binary noise", async () => {
    const { status, logBytes, logLines, log } = await runToEnd(`sh ${program("write-binary-noise")} > copy; exec cat copy`);
    const written = readFileSync(join(workshop.projectPath, "copy"));
    const lineFeeds = written.reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 0);
    expect({ status, logBytes, logLines }).toEqual({
      status: "passed",
      logBytes: 4 * mebibyte,
      logLines: lineFeeds + (written.at(-1) === 0x0a ? 0 : 1),
    });
    expect(readFileSync(log).equals(written)).toBe(true);
  });

  test("broken UTF-8", async () => {
    const { status, logLines, log } = await runToEnd(`exec sh ${program("write-broken-utf8")}`);
    expect([status, logLines]).toEqual(["passed", 4]);
    expect(readFileSync(log).equals(execFileSync("sh", [program("write-broken-utf8")]))).toBe(true);
  });
});

describe("nothing is left", () => {
  test.each(["leave-child-behind", "leave-daemon-behind"])("of a stage that passed: %s", async (name) => {
    expect(await runToEnd(`exec sh ${program(name)}`)).toMatchObject({ status: "passed", logBytes: 5, logLines: 1 });
  });

  test.each(["ignore-term-with-escaped-grandchild", "double-fork", "fork-without-end", "obey-term-slowly", "write-without-reader"])(
    "of a stage that was canceled: %s",
    async (name) => {
      workshop.store.write(({ settings }) => settings.change({ stopGraceMs: name === "obey-term-slowly" ? 60_000 : 300 }, 1));
      const run = await start(`exec sh ${program(name)}`);
      const log = logFile(workshop.dataFolder, run, 1);
      await until(() => (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > 0);
      expect(await cancelRun(workshop.store, run, null, systemClock)).toEqual({ ok: true, value: undefined });
      await until(() => isTerminal(readRun(workshop.store, run).run.status));
      const ended = await inspect(run);
      expect(ended).toMatchObject({ status: "canceled", reason: "canceled-by-user", logBytes: statSync(log).size });
      if (name === "obey-term-slowly") expect(readFileSync(log, "utf8")).toMatch(/^ready\n(.*\n)*tidied\n$/);
    },
  );

  test("of a stage that took too long", async () => {
    const script = `exec sh ${program("ignore-term-with-escaped-grandchild")}`;
    const { run } = await workshop.run(workshop.request([scriptStage("stage", script, { timeoutMs: 200 })]));
    expect(await inspect(run.id)).toMatchObject({ status: "failed", reason: "timeout" });
  });
});
