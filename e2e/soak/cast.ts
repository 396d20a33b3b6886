import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import type { ContractRouterClient } from "@orpc/contract";
import { WebSocket } from "ws";
import { root } from "../../build/bootstrap/root.mjs";
import type { contract } from "../../shared/contract/index.ts";
import { hostEnvironment } from "../runner/host.ts";

/*
 * The built programs, as a person has them: the command line, and the host of the browser window with its engine.
 */

/** Where they work. */
export interface Stage {
  /** The data folder. */
  readonly home: string;
  /** Where sockets and what secrets are told through lie. */
  readonly runtime: string;
  /** Where stages leave their marks. */
  readonly marks: string;
}

/** Makes the folders of one. */
export function openStage(folder: string): Stage {
  const stage = { home: join(folder, "home"), runtime: join(folder, "run"), marks: join(folder, "marks") };
  for (const place of Object.values(stage)) mkdirSync(place, { mode: 0o700 });
  return stage;
}

/** The environment of everything on a stage. */
export function environmentOf({ home, runtime, marks }: Stage): Record<string, string> {
  const { MILLRACE_RUN: _outer, ...plain } = hostEnvironment({
    home,
    project: null,
    environment: { XDG_RUNTIME_DIR: runtime, MARKS: marks, TMPDIR: runtime, NO_COLOR: "1" },
  });
  return plain;
}

/** A command that was started. */
export interface Actor {
  readonly child: ChildProcess;
  /** Its whole output so far. */
  output(): string;
  readonly ended: Promise<{ readonly exitCode: number | null; readonly output: string; readonly complaint: string }>;
}

/** Starts a command of the command line in `folder`; `input` is given on its standard input. */
export function act(stage: Stage, folder: string, words: readonly string[], input = ""): Actor {
  const child = spawn(process.execPath, [join(root, "build/out/node/cli.js"), ...words], {
    cwd: folder,
    env: environmentOf(stage),
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  let output = "";
  let complaint = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (complaint += text));
  const ended = once(child, "close").then(([exitCode]) => ({ exitCode: exitCode as number | null, output, complaint }));
  return { child, output: () => output, ended };
}

/** An engine with its window's host, and a connection to it. */
export interface ServedEngine {
  readonly child: ChildProcess;
  readonly client: ContractRouterClient<typeof contract>;
  close(): Promise<void>;
}

/** Starts one, with `folder` as its project. */
export async function serveEngine(stage: Stage, folder: string): Promise<ServedEngine> {
  const actor = act(stage, folder, ["serve", "--port", "0"]);
  while (!actor.output().includes("\n")) {
    const { exitCode } = actor.child;
    if (exitCode !== null) throw new Error(`The engine did not start: ${(await actor.ended).complaint}`);
    await Promise.race([once(actor.child.stdout ?? actor.child, "data"), actor.ended]);
    if (actor.child.signalCode !== null) throw new Error("The engine was killed while it started.");
  }
  const address = new URL(actor.output().split("\n")[0]?.split(" ").at(-1) ?? "");
  const socket = new WebSocket(`ws://${address.host}/rpc${address.search}`);
  socket.on("error", () => {});
  return {
    child: actor.child,
    client: createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })),
    close: async () => {
      socket.terminate();
      actor.child.kill("SIGTERM");
      await actor.ended;
    },
  };
}
