import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { write } from "../../../e2e/fixtures/history.ts";
import { processesLeft } from "../../../e2e/fixtures/leftovers.ts";
import { openWorkshop, scriptStage, type Workshop } from "../../../e2e/fixtures/runs.ts";
import type { Run, StageRun } from "../../../shared/contract/schemas.ts";
import { type RunId, rowOf, stageRunId } from "../../../shared/ids.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import { isTerminal, queued } from "../../../shared/status.ts";
import { systemClock } from "../clock.ts";
import { logFile, runFolder } from "../data-folder.ts";
import { openStore } from "../store/store.ts";
import { cancelRun, type HostProgram, launchHost, recoverRuns, watchHosts } from "./run.ts";

let workshop: Workshop;
let program: HostProgram;
beforeEach(() => {
  workshop = openWorkshop();
  program = {
    executable: process.execPath,
    args: [fileURLToPath(new URL("../../entry/run-host.ts", import.meta.url))],
    environment: { ...process.env, MILLRACE_TEST: workshop.projectPath },
  };
});
afterEach(async () => {
  for (const { id } of await processesLeft(workshop.projectPath, 0)) process.kill(id, "SIGKILL");
  workshop.close();
});

async function start(stages: readonly PlannedStage[]): Promise<RunId> {
  const launched = await launchHost(workshop.request(stages), workshop.dataFolder, program);
  if (!launched.ok) throw new Error(launched.failure.message);
  return launched.value.runId;
}

async function findHost(): Promise<number | undefined> {
  return (await processesLeft(workshop.projectPath, 0)).find(({ command }) => command.includes("run-host"))?.id;
}

async function killHost(): Promise<void> {
  const host = await findHost();
  if (host === undefined) return;
  process.kill(host, "SIGKILL");
  // The signal is on its way; until it has arrived and the system has cleaned up, the host lives.
  while (isThere(host)) await sleep(1);
}

function isThere(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

function read(run: RunId): { run: Run; stages: StageRun[]; socket: string | null } {
  const found = workshop.store.read(({ runs, stageRuns }) => ({
    run: runs.get(run),
    stages: stageRuns.ofRun(run),
    socket: runs.socket(run),
  }));
  if (!found.ok || found.value.run === null) throw new Error(`Run ${run} is not there.`);
  return { ...found.value, run: found.value.run };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(10);
}

/** Stages in rows and columns, each of which leaves signs of its start and its end, and something in the background. */
function signposts(): PlannedStage[] {
  const script = (name: string, place: number) =>
    `: > begun-${name}; (setsid sleep 60 &); sleep 0.0${place + 2}; sleep 60 & echo ${name}; : > done-${name}`;
  return [..."abcdefgh"].map((name, place, names) =>
    scriptStage(name, script(name, place), { needs: place < 2 ? [] : [names.at(place - 2) ?? ""] }),
  );
}

const has = (sign: string) => existsSync(join(workshop.projectPath, sign));

describe("a run in a process of its own", () => {
  test("goes on by itself, and is told to stop through its socket", async () => {
    const id = await start([scriptStage("quick", "echo hello"), scriptStage("long", "sleep 60", { needs: ["quick"] })]);
    await until(() => read(id).stages[1]?.status === "running");
    expect(await cancelRun(workshop.store, id, null, systemClock)).toEqual({ ok: true, value: undefined });
    await until(() => read(id).run.status === "canceled");
    expect(read(id).stages.map(({ status }) => status)).toEqual(["passed", "canceled"]);
    expect(await processesLeft(workshop.projectPath, 2_000)).toEqual([]);
  });

  test("leaves its run to the person whom it waits for, whoever watches", async () => {
    const stop = watchHosts(workshop.store, systemClock);
    try {
      const id = await start([scriptStage("gate", "true", { approval: "" })]);
      await until(() => read(id).run.status === "waiting");
      await until(() => read(id).socket === "");
      while ((await findHost()) !== undefined) await sleep(20);
      // As long as a watcher takes to see that the host is gone, and to look for what it left.
      await sleep(1_000);
      expect([read(id).run.status, read(id).stages[0]?.status]).toEqual(["waiting", "waiting"]);
    } finally {
      stop();
    }
  });

  test("cancels its run when it is asked to end, and kills it when it is asked again", async () => {
    for (const [signals, output] of [
      [["SIGTERM"], "bye\n"],
      [["SIGINT", "SIGINT"], ""],
    ] as const) {
      // A grace that no test would wait for.
      workshop.store.write(({ settings }) => settings.change({ stopGraceMs: 600_000 }, 1));
      const deaf = signals.length > 1;
      // The child says that it is ready: one that is forked after the signal would be asked by nobody, and keep the group.
      const polite = "trap 'echo bye; exit 0' TERM; (: > ready; exec sleep 60) & wait";
      const id = await start([scriptStage("s", deaf ? "trap '' TERM; : > ready; sleep 60; sleep 60" : polite)]);
      await until(() => has("ready"));
      const host = await findHost();
      for (const signal of signals) {
        process.kill(host ?? 0, signal);
        // Two of a kind that a busy host has not heard yet are one to the system.
        await until(() => read(id).run.status !== "running");
      }
      await until(() => isTerminal(read(id).run.status));
      expect([read(id).run.status, deaf ? "" : readFileSync(logFile(workshop.dataFolder, id, 1), "utf8")]).toEqual(["canceled", output]);
      rmSync(join(workshop.projectPath, "ready"));
    }
    expect(await processesLeft(workshop.projectPath, 2_000)).toEqual([]);
  });

  test("says why when it cannot be recorded", async () => {
    const blocked = join(workshop.dataFolder, "file");
    writeFileSync(blocked, "");
    const launched = await launchHost(workshop.request([]), join(blocked, "data"), program);
    expect(launched).toMatchObject({ ok: false, failure: { code: "store-unavailable" } });
    const broken = await launchHost(workshop.request([]), workshop.dataFolder, {
      ...program,
      args: ["--no-such-option"],
    });
    expect(broken).toMatchObject({ ok: false, failure: { code: "host-failed", message: expect.stringContaining("no-such-option") } });
  });
});

describe("killed at any moment", () => {
  for (const delayMs of [0, 40, 90, 150, 230, 320, 410, 500, 640, 800]) {
    test(`a run ${delayMs} ms old loses nothing that had finished, tells no lie and leaves no process`, async () => {
      const id = await start(signposts());
      await sleep(delayMs);
      const seen = read(id)
        .stages.filter(({ status }) => status === "passed")
        .map(({ name }) => name);
      await killHost();
      await recoverRuns(workshop.store, systemClock);
      expect(await processesLeft(workshop.projectPath, 0)).toEqual([]);
      const { run, stages, socket } = read(id);
      expect(["interrupted", "passed"]).toContain(run.status);
      expect(socket).toBeNull();
      expect(stages.filter(({ name, status }) => seen.includes(name) && status !== "passed")).toEqual([]);
      for (const { name, status, reason, startedAt, finishedAt, durationMs } of stages) {
        if (status === "passed") expect(has(`done-${name}`)).toBe(true);
        else expect(reason).toBe("host-vanished");
        if (status === "canceled") expect([startedAt, has(`begun-${name}`)]).toEqual([null, false]);
        else
          expect([status, durationMs]).toEqual([
            run.status === "passed" ? "passed" : expect.stringMatching(/passed|interrupted/),
            (finishedAt ?? 0) - (startedAt ?? 0),
          ]);
      }
      const days = workshop.store.read(({ rollups }) => rollups.runDays(workshop.projectId, 0, 1e6));
      expect(days.ok && days.value.map(({ passed, other }) => passed + other)).toEqual([1]);
      const again = openStore(workshop.dataFolder, { now: systemClock, check: true });
      expect(again.ok && again.value.notice).toBeNull();
      if (again.ok) again.value.close();
    });
  }

  test("while it is being started, a run is either not there or recovered", async () => {
    for (const delayMs of [60, 160, 220, 280]) {
      const launching = launchHost(workshop.request(signposts()), workshop.dataFolder, program);
      await sleep(delayMs);
      await killHost();
      await launching;
      await recoverRuns(workshop.store, systemClock);
    }
    const rows = workshop.store.read(({ runs }) => ({
      unfinished: runs.unfinished(),
      all: runs.page({}, null, 10).runs.map(({ status }) => status),
    }));
    expect(rows.ok && rows.value.unfinished).toEqual([]);
    expect(rows.ok && rows.value.all.filter((status) => status !== "interrupted" && status !== "passed")).toEqual([]);
    expect(await processesLeft(workshop.projectPath, 0)).toEqual([]);
  });
});

describe("whoever watches", () => {
  test("recovers a run at the moment when its host dies", async () => {
    const id = await start([scriptStage("long", "echo so far; sleep 60")]);
    const stop = watchHosts(workshop.store, systemClock);
    await until(() => read(id).stages[0]?.status === "running" && existsSync(logFile(workshop.dataFolder, id, 1)));
    await sleep(200);
    await killHost();
    await until(() => read(id).run.status === "interrupted");
    stop();
    expect(read(id).stages.map(({ status, logBytes, logLines }) => ({ status, logBytes, logLines }))).toEqual([
      { status: "interrupted", logBytes: 7, logLines: 1 },
    ]);
    expect(await processesLeft(workshop.projectPath, 0)).toEqual([]);
  });

  test("leaves a living run alone", async () => {
    const id = await start([scriptStage("long", "sleep 60")]);
    await Promise.all([1, 2, 3].map(() => recoverRuns(workshop.store, systemClock)));
    expect(["queued", "running"]).toContain(read(id).run.status);
  });
});

test("a run found days later ended when its host was last alive", async () => {
  const id = write(workshop.store, ({ runs, stageRuns }) => {
    const request = workshop.request([scriptStage("s", "true"), scriptStage("t", "true")]);
    const inserted = runs.insert({ ...request, socket: join(workshop.dataFolder, "gone") }, 1_000_000);
    stageRuns.insert(workshop.projectId, inserted.id, request.stages);
    runs.change(inserted.id, { ...queued, status: "running", startedAt: 1_000_000 }, 1_000_000);
    stageRuns.change(stageRunId(rowOf(inserted.id), 1), { ...queued, status: "running", startedAt: 1_000_100 }, 1_000_100);
    return inserted.id;
  });
  mkdirSync(runFolder(workshop.dataFolder, id), { recursive: true });
  utimesSync(runFolder(workshop.dataFolder, id), 1_060, 1_060);
  await recoverRuns(workshop.store, systemClock);
  const { run, stages } = read(id);
  expect([run.status, run.durationMs]).toEqual(["interrupted", 60_000]);
  expect(stages.map(({ status, durationMs }) => [status, durationMs])).toEqual([
    ["interrupted", 59_900],
    ["canceled", null],
  ]);
});
