import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import type { ContractRouterClient } from "@orpc/contract";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createEngine, type Engine } from "../../../electron/engine/engine.ts";
import type { Store } from "../../../electron/engine/store/store.ts";
import type { contract } from "../../../shared/contract/index.ts";
import type { ProjectId, RunId } from "../../../shared/ids.ts";
import { isTerminal } from "../../../shared/status.ts";
import { openTestStore, temporaryFolder } from "../../fixtures/history.ts";
import { processesLeft } from "../../fixtures/leftovers.ts";
import { millrace, programFile, type StartedProgram, startProgram } from "../../fixtures/millrace-programs.ts";
import { writeProject } from "../../fixtures/project.ts";
import { liesAbout, marksVariable, readEvents, readRun, readRuns, signpostCount, signposts } from "../../fixtures/truth.ts";

/*
 * `kill -9` of whoever has to do with a run, at many points: by what has been recorded and told so far, and by time
 * where nothing tells. MILLRACE_SOAK sets how many points there are of each kind.
 */

const points = Number(process.env.MILLRACE_SOAK ?? 12);
const timeout = points * 20_000;

/** Queued, started, every stage twice, finished. */
const eventsOfRun = 2 * signpostCount + 3;

/** Point number `place` of all as a number of events that have happened: spread over the whole run. */
function eventsAt(place: number): number {
  return 1 + Math.floor((place * eventsOfRun) / points);
}

let folder: string;
let home: string;
let project: string;
let remove: () => void;
let store: Store;

beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  home = join(folder, "home");
  project = join(folder, "project");
  writeProject(project, { files: { "millrace.yml": signposts }, isRepository: false });
  store = openTestStore(home);
});

afterEach(async () => {
  for (const { id } of await processesLeft(folder, 0)) process.kill(id, "SIGKILL");
  store.close();
  remove();
});

/** A fresh folder for the marks of one run. */
function newMarks(place: number | string): string {
  const marks = join(folder, `marks-${place}`);
  mkdirSync(marks);
  return marks;
}

function surroundings(marks: string) {
  return { home, cwd: project, environment: { [marksVariable]: marks } };
}

/** What the next start of Millrace does to a history; nothing that it started goes on. */
async function startAgain(marks = folder): Promise<Engine> {
  const created = await createEngine({
    dataFolder: home,
    sampleFolder: folder,
    hostProgram: {
      executable: process.execPath,
      args: [programFile("run host")],
      environment: { ...process.env, [marksVariable]: marks, MILLRACE_HOME: home },
    },
  });
  if (!created.ok) throw new Error(created.failure.message);
  expect(created.value.facts().notice).toBeNull();
  return created.value;
}

/**
 * Starts again and stays until every run has ended. That may take a moment: a process that was just being started when
 * its host was killed still holds the host's socket, until it has become the stage's shell and can be found.
 */
async function recover(): Promise<void> {
  const engine = await startAgain();
  await until(() => readRuns(store).every((id) => isTerminal(readRun(store, id).run.status)));
  engine.close();
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(5);
}

function countEvents(run: RunId): number {
  return readEvents(store).filter((event) => "runId" in event && event.runId === run).length;
}

function passedSoFar(run: RunId): string[] {
  return readRun(store, run)
    .stages.filter(({ status }) => status === "passed")
    .map(({ name }) => name);
}

describe("a run in a terminal", () => {
  async function killAt(place: number): Promise<string[]> {
    const marks = newMarks(place);
    const program = startProgram("command line", surroundings(marks), "run", "--json", "--parallel", "2");
    // A quarter of the points lies before anything is told.
    const early = Math.floor(points / 4);
    if (place < early) await sleep((place * 600) / early);
    else await program.untilLines(eventsAt(place));
    await program.kill();
    const events = program
      .lines()
      .slice(0, -1)
      .map((line) => JSON.parse(line));
    const seen = events.filter(({ type, status }) => type === "stage.finished" && status === "passed").map(({ name }) => name);
    const before = readRuns(store).length;
    await recover();
    expect(await processesLeft(marks, 0)).toEqual([]);
    expect(readRuns(store).length).toBe(before);
    const run = readRuns(store).find((id) => events.some(({ runId }) => runId === id));
    if (events.length > 0 && run === undefined) return ["a run that was told of is not there"];
    return run === undefined ? [] : liesAbout(store, run, marks, seen);
  }

  test("loses nothing that had finished, tells no lie and leaves no process", { timeout }, async () => {
    for (let place = 0; place < points; place += 1) expect([place, await killAt(place)]).toEqual([place, []]);
    const listed = JSON.parse((await millrace(surroundings(folder), "runs", "list", "--json", "--limit", "10000")).output);
    const statuses = readRuns(store).map((id) => [id, readRun(store, id).run.status]);
    expect(listed.runs.map(({ id, status }: { id: string; status: string }) => [id, status]).reverse()).toEqual(statuses);
    expect(statuses.filter(([, status]) => status === "interrupted").length).toBeGreaterThan(points / 3);
  });
});

describe("a run host", () => {
  async function findHost(marks: string): Promise<number | undefined> {
    return (await processesLeft(marks, 0)).find(({ command }) => command.includes("run-host"))?.id;
  }

  async function killHost(marks: string): Promise<void> {
    const host = await findHost(marks);
    if (host === undefined) return;
    process.kill(host, "SIGKILL");
    while ((await findHost(marks)) === host) await sleep(2);
  }

  async function killAt(place: number): Promise<string[]> {
    const marks = newMarks(place);
    const engine = await startAgain(marks);
    const opened = await engine.projects.open({ path: project });
    if (!opened.ok) throw new Error(opened.failure.message);
    await engine.projects.trust({ projectId: opened.value.id, trusted: true });
    const started = await engine.runs.start({ projectId: opened.value.id, stages: [], only: false, parallel: 2 });
    if (!started.ok) throw new Error(started.failure.message);
    const { runId } = started.value;
    await until(() => countEvents(runId) >= eventsAt(place));
    const seen = passedSoFar(runId);
    await killHost(marks);
    // Every other time an engine watches and has to find out by itself; else the next one does.
    if (place % 2 === 0) await until(() => isTerminal(readRun(store, runId).run.status));
    engine.close();
    await recover();
    expect(await processesLeft(marks, 0)).toEqual([]);
    return liesAbout(store, runId, marks, seen);
  }

  test("is found out by a living engine and by the next one", { timeout }, async () => {
    for (let place = 0; place < points; place += 1) expect([place, await killAt(place)]).toEqual([place, []]);
  });
});

test("a command that waits for people notices by itself that the process is gone that went on with its run", {
  timeout: 120_000,
}, async () => {
  const stages = {
    gate: { phase: "test", approval: true },
    ship: { phase: "deploy", needs: ["gate"], run: ': > "$MARKS/ship"; sleep 600' },
  };
  writeFileSync(join(project, "millrace.yml"), JSON.stringify({ version: 1, stages }));
  const marks = newMarks("people");
  const command = startProgram("command line", surroundings(marks), "run", "--json");
  await until(() => command.lines().some((line) => line.includes("run.waiting")));
  expect((await millrace(surroundings(marks), "runs", "approve", "1")).exitCode).toBe(0);
  await until(() => existsSync(join(marks, "ship")));
  const host = (await processesLeft(marks, 0)).find((left) => left.command.includes("run-host"));
  process.kill(host?.id ?? 0, "SIGKILL");
  const { exitCode, output } = await command.ended;
  expect([exitCode, JSON.parse(output.trimEnd().split("\n").at(-1) ?? "")]).toMatchObject([
    3,
    { type: "run.finished", status: "interrupted", reason: "host-vanished" },
  ]);
  expect(await processesLeft(marks, 20_000)).toEqual([]);
});

describe("the engine's host", () => {
  type Client = ContractRouterClient<typeof contract>;

  async function serve(marks: string): Promise<{ host: StartedProgram; client: Client }> {
    const window = join(folder, "window");
    writeProject(window, { files: { "index.html": "<!doctype html><title>Millrace</title>" }, isRepository: false });
    const host = startProgram("serve", surroundings(marks), window, project);
    await host.untilLines(1);
    const address = new URL(host.lines()[0]?.split(" ").at(-1) ?? "");
    const socket = new WebSocket(`ws://${address.host}/rpc${address.search}`);
    socket.on("error", () => {});
    return { host, client: createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })) };
  }

  async function killAt(place: number): Promise<string[]> {
    const marks = newMarks(place);
    const { host, client } = await serve(marks);
    const projectId = "p1" as ProjectId;
    await client.projects.trust({ projectId, trusted: true });
    const known = readRuns(store).length;
    const starting = client.runs.start({ projectId, stages: [], only: false, parallel: 2 }).catch(() => null);
    // A quarter of the points lies within the call that starts the run.
    const early = Math.floor(points / 4);
    if (place < early) await sleep((place * 400) / early);
    else {
      await starting;
      await until(() => countEvents(readRuns(store).at(-1) as RunId) >= eventsAt(place));
    }
    await host.kill();
    const engine = await startAgain();
    // The run goes on as if nothing had happened, or was never begun.
    await until(() => readRuns(store).every((id) => isTerminal(readRun(store, id).run.status)));
    const left = await processesLeft(marks, 20_000);
    engine.close();
    expect(left).toEqual([]);
    const run = readRuns(store)[known];
    if (run === undefined) return place < early ? [] : ["the run is not there"];
    const { status } = readRun(store, run).run;
    return [...(status === "passed" ? [] : [`the run is ${status}`]), ...liesAbout(store, run, marks)];
  }

  test("takes no run with it", { timeout }, async () => {
    for (let place = 0; place < points; place += 1) expect([place, await killAt(place)]).toEqual([place, []]);
  });

  test("may be killed while it starts", { timeout }, async () => {
    const few = Math.ceil(points / 4);
    for (let place = 0; place < few; place += 1) {
      const host = startProgram("serve", surroundings(folder), folder, project);
      await sleep(((place + 1) * 500) / few);
      await host.kill();
      (await startAgain()).close();
      expect(await processesLeft(home, 0)).toEqual([]);
    }
  });
});
