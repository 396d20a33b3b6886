import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { processesLeft } from "../../../e2e/fixtures/leftovers.ts";
import { programFile } from "../../../e2e/fixtures/millrace-programs.ts";
import { openWorkshop, scriptStage, type Workshop } from "../../../e2e/fixtures/runs.ts";
import type { Run, StageRun } from "../../../shared/contract/schemas.ts";
import { type RunId, rowOf, stageRunId } from "../../../shared/ids.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import { isTerminal } from "../../../shared/status.ts";
import { systemClock } from "../clock.ts";
import { logFile, pendingFolder, runFolder } from "../data-folder.ts";
import { handedKey, openVault } from "../secret/secret.ts";
import { openStore } from "../store/store.ts";
import { recoverRun } from "./recovery.ts";
import { approveStage, cancelRun, type HostProgram, launchHost, recoverRuns, resumeAnswered, stopRun, watchHosts } from "./run.ts";

let workshop: Workshop;
let program: HostProgram;
beforeEach(() => {
  workshop = openWorkshop();
  program = {
    executable: process.execPath,
    args: [programFile("run host")],
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

async function findHosts(): Promise<number[]> {
  return (await processesLeft(workshop.projectPath, 0)).filter(({ command }) => command.includes("run-host")).map(({ id }) => id);
}

async function noHost(): Promise<void> {
  while ((await findHosts()).length > 0) await sleep(20);
}

/** Whichever there are: one that has left its run to another may still be on its way out. */
async function killHost(): Promise<void> {
  for (const host of await findHosts()) {
    if (!isThere(host)) continue;
    process.kill(host, "SIGKILL");
    // The signal is on its way; until it has arrived and the system has cleaned up, the host lives.
    while (isThere(host)) await sleep(1);
  }
}

function isThere(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

/**
 * A program that is just being started when its host is killed holds the host's socket until it has become what it is going
 * to be.
 */
async function recover(run: RunId): Promise<void> {
  while (!isTerminal(read(run).run.status)) await recoverRuns(workshop.store, systemClock);
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
      await noHost();
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
      const [host = 0] = await findHosts();
      for (const signal of signals) {
        process.kill(host, signal);
        // Two of a kind that a busy host has not heard yet are one to the system.
        await until(() => read(id).run.status !== "running");
      }
      await until(() => isTerminal(read(id).run.status));
      expect([read(id).run.status, deaf ? "" : readFileSync(logFile(workshop.dataFolder, id, 1), "utf8")]).toEqual(["canceled", output]);
      rmSync(join(workshop.projectPath, "ready"));
      await noHost();
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
      await recover(id);
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
      const launched = await launching;
      if (launched.ok) await recover(launched.value.runId);
      else await recoverRuns(workshop.store, systemClock);
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

describe("a run that comes to wait for a person", () => {
  const gated = [
    scriptStage("build", "(setsid sleep 60 &); echo built"),
    scriptStage("deploy", ": > deployed", { needs: ["build"], approval: "Ship it?" }),
  ];
  const answer = (id: RunId, decision: "granted" | "denied" = "granted") =>
    approveStage(workshop.store, { stageRunId: stageRunId(rowOf(id), 2), decision, comment: "", person: "ada" }, systemClock);
  const isParked = (id: RunId) => read(id).socket === "";

  test("keeps no process, and is not taken for one whose host died by whoever watches", async () => {
    const stop = watchHosts(workshop.store, systemClock);
    const id = await start(gated);
    await until(() => isParked(id));
    expect(await processesLeft(workshop.projectPath, 5_000)).toEqual([]);
    await sleep(300);
    stop();
    expect([read(id).run.status, read(id).stages.map(({ status }) => status)]).toEqual(["waiting", ["passed", "waiting"]]);
    // Whoever found the host dead before it left knows nothing of what came then.
    await recoverRun(workshop.store, systemClock, { id, projectId: workshop.projectId, socket: "/an/earlier/host" });
    expect(read(id).run.status).toBe("waiting");
  });

  test("goes on although whoever answered was killed before it had a host", async () => {
    const id = await start(gated);
    await until(() => isParked(id));
    expect(await answer(id)).toEqual({ ok: true, value: { mustResume: true } });
    // The same answer again says what is still to be done, and another one is too late.
    expect([await answer(id), await answer(id, "denied")]).toMatchObject([
      { value: { mustResume: true } },
      { failure: { code: "not-waiting" } },
    ]);
    await resumeAnswered(workshop.store, program);
    await until(() => isTerminal(read(id).run.status));
    expect([read(id).run.status, has("deployed")]).toEqual(["passed", true]);
    await resumeAnswered(workshop.store, program);
    expect(read(id).run.status).toBe("passed");
  });

  test("is canceled whenever it is told to be, also in the moment in which its host leaves it to a person", async () => {
    for (let round = 0; round < 12; round += 1) {
      const id = await start([scriptStage("gate", "true", { approval: "Ship it?" })]);
      await sleep(round * 4);
      expect(await stopRun(workshop.store, id, null, program, systemClock)).toEqual({ ok: true, value: undefined });
      await until(() => isTerminal(read(id).run.status));
      expect(read(id).run.status).toBe("canceled");
    }
  });

  test("is interrupted when the host that goes on with it is killed, with what had passed before", async () => {
    const id = await start([gated[0] as PlannedStage, scriptStage("deploy", "sleep 60", { needs: ["build"], approval: "Ship it?" })]);
    await until(() => isParked(id));
    await answer(id);
    await resumeAnswered(workshop.store, program);
    await until(() => read(id).stages[1]?.status === "running");
    await killHost();
    await recover(id);
    expect([read(id).run.status, read(id).stages.map(({ status }) => status)]).toEqual(["interrupted", ["passed", "interrupted"]]);
    expect(await processesLeft(workshop.projectPath, 0)).toEqual([]);
  });
});

describe("what a killed host leaves", () => {
  test("is one attempt that counts and one that never was, and nobody to answer", async () => {
    const retry = { attempts: 2, backoffMs: 60_000, factor: 1, maxBackoffMs: null, onExitCodes: null };
    const id = await start([
      scriptStage("flaky", "exit 1", { retry }),
      scriptStage("gate", "true", { approval: "Ship it?" }),
      scriptStage("long", "sleep 60"),
    ]);
    await until(() => read(id).stages.length === 4 && read(id).stages[1]?.status === "waiting" && read(id).stages[2]?.status === "running");
    await killHost();
    await recover(id);
    const told = read(id).stages.map(({ name, attempt, status, reason }) => `${name}#${attempt} ${status} ${reason}`);
    expect([read(id).run.status, told]).toEqual([
      "interrupted",
      ["flaky#1 failed exit-code", "gate#1 canceled host-vanished", "long#1 interrupted host-vanished", "flaky#2 canceled host-vanished"],
    ]);
    const again = await approveStage(
      workshop.store,
      { stageRunId: stageRunId(rowOf(id), 2), decision: "granted", comment: "", person: "ada" },
      systemClock,
    );
    expect(again).toMatchObject({ failure: { code: "not-waiting" } });
  });

  test("is removed: the room it had kept, and what a stage had told with secrets in it", async () => {
    const key = randomBytes(32);
    const vault = openVault(workshop.dataFolder, handedKey(key));
    await vault.set({ project: workshop.projectPath, environment: "", name: "TOKEN", value: "hush-hush" });
    const told = scriptStage("told", 'echo "token=$TOKEN" > $MILLRACE_OUTPUT; : > told; sleep 60', { secrets: ["TOKEN"] });
    const launched = await launchHost(workshop.request([told]), workshop.dataFolder, {
      ...program,
      secretKey: async () => key.toString("base64"),
    });
    if (!launched.ok) throw new Error(launched.failure.message);
    const id = launched.value.runId;
    await until(() => has("told"));
    const socket = read(id).socket ?? "";
    const beside = () => readdirSync(dirname(socket)).filter((name) => name.startsWith(basename(socket)));
    expect([beside().length, existsSync(join(runFolder(workshop.dataFolder, id), "reserve"))]).toEqual([2, true]);
    await killHost();
    await recover(id);
    expect([beside(), existsSync(join(runFolder(workshop.dataFolder, id), "reserve"))]).toEqual([[], false]);
  });

  test("while it was planned is removed an hour later", async () => {
    const pending = pendingFolder(workshop.dataFolder, "abc");
    mkdirSync(pending, { recursive: true });
    await recoverRuns(workshop.store, systemClock);
    expect(existsSync(pending)).toBe(true);
    await recoverRuns(workshop.store, () => systemClock() + 61 * 60_000);
    expect(existsSync(pending)).toBe(false);
  });
});
