import { connect, createServer, type Server, type Socket } from "node:net";
import type { StageRunId } from "../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import type { StatusReason } from "../../../shared/status.ts";

/*
 * How others reach a run host: a local socket, one JSON object a line. That somebody can connect says that the host
 * lives; a connection that closes says that it does not any more.
 */

/** What a run host may be asked: to stop (`stageRunId` is `null` for the whole run), or to look whether a person has answered. */
export type HostCommand =
  | { readonly type: "cancel"; readonly stageRunId: StageRunId | null; readonly reason: CancelReason }
  | { readonly type: "look" };

/** Why something is told to stop. */
export type CancelReason = Extract<StatusReason, "canceled-by-user" | "replaced-by-newer">;

/** Longer lines are nobody's we know. */
const maxLineCharacters = 4_096;

/** A socket that others can connect to. */
export interface HostSocket {
  /** Stops listening, cuts every connection and takes the file away. */
  close(): void;
}

/** Listens at `place`. `onCommand` is called for each command, whose sender is then told that it arrived. */
export function listenForCommands(
  place: string,
  onCommand: (command: HostCommand) => void,
): Promise<Result<HostSocket, Failure<"socket-failed">>> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    // Whoever hangs up in the middle is no concern of the run.
    socket.on("error", () => socket.destroy());
    readLines(socket, (line) => {
      const command = parseCommand(line);
      if (command !== null) onCommand(command);
      socket.write(`${JSON.stringify({ ok: command !== null })}\n`);
    });
  });
  function close(): void {
    server.close();
    for (const socket of open) socket.destroy();
  }
  return listen(server, place).then((reason) =>
    reason === null ? ok({ close }) : err(failure("socket-failed", `The run could not listen on ${place}: ${reason}.`)),
  );
}

function listen(server: Server, place: string): Promise<string | null> {
  return new Promise((resolve) => {
    server.once("error", (error) => resolve(error.message));
    server.listen(place, () => resolve(null));
  });
}

function readLines(socket: Socket, onLine: (line: string) => void): void {
  let rest = "";
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
    if (rest.length > maxLineCharacters) socket.destroy();
  });
}

function parseCommand(line: string): HostCommand | null {
  try {
    const value = JSON.parse(line) as { type?: unknown; stageRunId?: unknown; reason?: unknown };
    if (value.type === "look") return { type: "look" };
    const stageRunId = value.stageRunId ?? null;
    if (value.type !== "cancel" || !(stageRunId === null || typeof stageRunId === "string")) return null;
    const reason = value.reason === "replaced-by-newer" ? value.reason : "canceled-by-user";
    return { type: "cancel", stageRunId: stageRunId as StageRunId | null, reason };
  } catch {
    return null;
  }
}

/** What became of an attempt to connect. `unsure`: the host may live, but nothing can be said now. */
export type Connection =
  | { readonly state: "connected"; readonly socket: Socket }
  | { readonly state: "nobody" }
  | { readonly state: "unsure"; readonly reason: string };

/** These say that nobody listens there. Any other error, such as too many open files here, says nothing of the host. */
const nobodyCodes = ["ENOENT", "ECONNREFUSED", "ENOTDIR", "ENOTSOCK"];

/** Connects to a run host. The caller ends the socket. An empty place is nobody's. */
export function connectToHost(place: string): Promise<Connection> {
  if (place === "") return Promise.resolve({ state: "nobody" });
  return new Promise((resolve) => {
    const socket = connect(place);
    socket.once("connect", () => resolve({ state: "connected", socket }));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      // The host closed its socket, or died, before it took the connection: now there is a clear answer.
      if (error.code === "ECONNRESET") {
        resolve(connectToHost(place));
        return;
      }
      const isNobody = nobodyCodes.includes(error.code ?? "");
      resolve(isNobody ? { state: "nobody" } : { state: "unsure", reason: error.message });
    });
  });
}

/** A host that does not answer within this long is stopped or overloaded. */
const answerMs = 5_000;

/** Sends a command and waits until it has arrived; `false` when the host went away instead, or keeps silent. */
export function sendCommand(socket: Socket, command: HostCommand): Promise<boolean> {
  return new Promise((resolve) => {
    function settle(hasArrived: boolean): void {
      clearTimeout(timer);
      socket.destroy();
      resolve(hasArrived);
    }
    const timer = setTimeout(() => settle(false), answerMs);
    socket.on("error", () => settle(false));
    socket.on("close", () => settle(false));
    readLines(socket, (line) => settle(line.includes('"ok":true')));
    socket.write(`${JSON.stringify(command)}\n`);
  });
}
