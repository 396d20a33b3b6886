import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { MessageChannel, Worker } from "node:worker_threads";
import { createORPCClient, safe } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";
import type { ContractRouterClient } from "@orpc/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { EngineReport } from "../../shared/contract/host.ts";
import type { contract } from "../../shared/contract/index.ts";

/*
 * The whole engine process, as it is, in a thread that has Electron's `process.parentPort`: real ports, real database,
 * real runs.
 */

type Engine = ContractRouterClient<typeof contract>;

const asUtilityProcess = `
  const { parentPort, workerData } = require("node:worker_threads");
  process.parentPort = {
    on: (_event, listener) => parentPort.on("message", (port) => listener({ data: null, ports: [port] })),
    postMessage: (report) => parentPort.postMessage(report),
  };
  import(workerData);
`;

let home: string;
let engine: Worker;

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "millrace-engine-")));
});

afterEach(async () => {
  await engine.terminate();
  rmSync(home, { recursive: true });
});

/** Starts the process and answers its first report. */
function start(): Promise<EngineReport> {
  engine = new Worker(asUtilityProcess, {
    eval: true,
    workerData: pathToFileURL(join(import.meta.dirname, "engine-process.ts")).href,
    env: { ...process.env, MILLRACE_HOME: join(home, "data") },
  });
  return new Promise((resolve, reject) => {
    engine.once("message", resolve);
    engine.once("error", reject);
  });
}

function connect(): Engine {
  const { port1, port2 } = new MessageChannel();
  engine.postMessage(port1, [port1]);
  const client = createORPCClient<Engine>(new RPCLink({ port: port2 as unknown as MessagePort }));
  port2.start();
  return client;
}

test("the engine is ready, says what it is, and answers a second window like the first", async () => {
  expect(await start()).toEqual({ type: "ready" });
  const infos = await Promise.all([connect().app.info(), connect().app.info()]);
  expect(infos.map(({ host, dataFolder }) => ({ host, dataFolder }))).toEqual([
    { host: "electron", dataFolder: join(home, "data") },
    { host: "electron", dataFolder: join(home, "data") },
  ]);
});

test("a run of the desktop application is a process of plain Node, and its stages know nothing of that", async () => {
  const folder = join(home, "shop");
  mkdirSync(folder);
  const print = "node -e 'console.log(process.env.ELECTRON_RUN_AS_NODE ?? `none of it`)'";
  writeFileSync(join(folder, "millrace.yml"), `version: 1\nstages:\n  look: { phase: test, run: "${print}" }\n`);
  await start();
  const window = connect();
  const { id: projectId } = await window.projects.open({ path: folder });
  await window.projects.trust({ projectId, trusted: true });
  const { runId } = await window.runs.start({ projectId });
  await expect.poll(async () => (await window.runs.get({ runId })).run.status, { timeout: 30_000 }).toBe("passed");
  const stageRunId = (await window.runs.get({ runId })).stages[0]?.id ?? expect.fail("no stage");
  const { lines } = await window.logs.read({ logId: stageRunId, fromLine: 1 });
  expect(lines.map((line) => line.text)).toContain("none of it");
});

test("a history that cannot be opened is said to the parent, and a window's call is not left waiting", async () => {
  writeFileSync(join(home, "data"), "a file where the folder should be");
  const report = await start();
  expect(report).toEqual({
    type: "failed",
    code: expect.any(String),
    message: expect.stringContaining(join(home, "data")),
    hint: expect.any(String),
  });
  const { error } = await safe(connect().app.info());
  expect(error).not.toBeNull();
});
