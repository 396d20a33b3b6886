import { MessageChannelMain, type MessagePortMain, type UtilityProcess, utilityProcess } from "electron";
import type { EngineReport } from "../../shared/contract/host.ts";
import { type Failure, failure } from "../../shared/result.ts";
import { askKeychain } from "./keychain.ts";
import { restartDelayMs } from "./restart-policy.ts";

/** Who talks to the engine: a window, or this process itself. */
export interface EngineClient {
  /** A port straight to the engine; called again with a new one whenever the engine was started again. */
  receive(port: MessagePortMain): void;
  /** The engine cannot be started, or stopped too often. */
  fail(reason: Failure): void;
}

export interface EngineHost {
  /** Adds a client; what comes back removes it. */
  connect(client: EngineClient): () => void;
  /** Starts the engine again after it was given up. Does nothing while it runs. */
  retry(): void;
  /** Ends the engine for good. Runs go on: they are processes of their own. */
  stop(): void;
}

/**
 * Keeps the engine running in a utility process and hands out ports to it. Main is no relay: each port leads straight
 * from its client to the engine. `now` gives epoch milliseconds.
 */
export function startEngineHost(enginePath: string, now: () => number): EngineHost {
  const clients = new Set<EngineClient>();
  const stops: number[] = [];
  let child: UtilityProcess | null = null;
  let timer: NodeJS.Timeout | null = null;
  let givenUp: Failure | null = null;
  let isStopped = false;

  function start(): void {
    timer = null;
    givenUp = null;
    const started = utilityProcess.fork(enginePath, [], { serviceName: "Millrace engine" });
    child = started;
    started.on("message", (report: EngineReport) => {
      if (report.type === "failed") giveUp(failure(report.code, report.message, report.hint));
      if (report.type === "keychain") void askKeychain(report).then((answer) => started.postMessage(answer));
    });
    started.once("exit", (code) => {
      if (child === started) onExit(code);
    });
    for (const client of clients) handPort(client, started);
  }

  function onExit(code: number): void {
    child = null;
    if (isStopped || givenUp) return;
    const delayMs = restartDelayMs(stops, now());
    stops.push(now());
    if (delayMs === null) giveUp(stoppedTooOften(code));
    else timer = setTimeout(start, delayMs);
  }

  function giveUp(reason: Failure): void {
    givenUp = reason;
    child?.kill();
    child = null;
    for (const client of clients) client.fail(reason);
  }

  start();
  return {
    connect(client) {
      clients.add(client);
      if (child) handPort(client, child);
      else if (givenUp) client.fail(givenUp);
      return () => clients.delete(client);
    },
    retry() {
      if (!givenUp || isStopped) return;
      stops.length = 0;
      start();
    },
    stop() {
      isStopped = true;
      if (timer) clearTimeout(timer);
      child?.kill();
    },
  };
}

function handPort(client: EngineClient, engine: UtilityProcess): void {
  const { port1, port2 } = new MessageChannelMain();
  engine.postMessage(null, [port1]);
  client.receive(port2);
}

function stoppedTooOften(code: number): Failure {
  return failure(
    "engine-stopped",
    `Millrace's engine stopped again and again, the last time with exit code ${code}.`,
    "Runs are not affected. Try again; if it stays, run `millrace doctor` in a terminal.",
  );
}
