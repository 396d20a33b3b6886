import { connect, createServer, type Server, type Socket } from "node:net";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";

/*
 * How processes of one person reach each other: a local socket, one line each way. That somebody can connect says that who
 * listens there lives; a connection that closes says that it does not any more.
 */

/** Longer lines are nobody's we know. */
const maxLineCharacters = 4_096;

/** A socket that others can connect to. */
export interface LocalSocket {
  /** Stops listening, cuts every connection and takes the file away. */
  close(): void;
}

/** Listens at `place`. `answer` makes the line that answers one; `onCount` hears how many are connected, whenever that changes. */
export function listenForLines(
  place: string,
  answer: (line: string) => string | Promise<string>,
  onCount: (open: number) => void = () => {},
): Promise<Result<LocalSocket, Failure<"socket-failed">>> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    onCount(open.size);
    socket.on("close", () => {
      open.delete(socket);
      onCount(open.size);
    });
    // Whoever hangs up in the middle is no concern of ours.
    socket.on("error", () => socket.destroy());
    readLines(socket, async (line) => void socket.write(`${await answer(line)}\n`));
  });
  function close(): void {
    server.close();
    for (const socket of open) socket.destroy();
  }
  return listen(server, place).then((reason) =>
    reason === null ? ok({ close }) : err(failure("socket-failed", `Nothing could listen on ${place}: ${reason}.`)),
  );
}

function listen(server: Server, place: string): Promise<string | null> {
  return new Promise((resolve) => {
    server.once("error", (error) => resolve(error.message));
    server.listen(place, () => resolve(null));
  });
}

function readLines(socket: Socket, onLine: (line: string) => unknown): void {
  let rest = "";
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
    if (rest.length > maxLineCharacters) socket.destroy();
  });
}

/** What became of an attempt to connect. `unsure`: who listens may live, but nothing can be said now. */
export type Connection =
  | { readonly state: "connected"; readonly socket: Socket }
  | { readonly state: "nobody" }
  | { readonly state: "unsure"; readonly reason: string };

/** These say that nobody listens there. Any other error, such as too many open files here, says nothing of who does. */
const nobodyCodes = ["ENOENT", "ECONNREFUSED", "ENOTDIR", "ENOTSOCK"];

/** Connects to whoever listens at `place`. The caller ends the socket. An empty place is nobody's. */
export function connectToPlace(place: string): Promise<Connection> {
  if (place === "") return Promise.resolve({ state: "nobody" });
  return new Promise((resolve) => {
    const socket = connect(place);
    socket.once("connect", () => resolve({ state: "connected", socket }));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      // Who listens closed its socket, or died, before it took the connection: now there is a clear answer.
      if (error.code === "ECONNRESET") {
        resolve(connectToPlace(place));
        return;
      }
      const isNobody = nobodyCodes.includes(error.code ?? "");
      resolve(isNobody ? { state: "nobody" } : { state: "unsure", reason: error.message });
    });
  });
}

/** Who does not answer within this long is stopped or overloaded. */
const answerMs = 5_000;

/** Sends a line, waits for the one that answers it, and ends the socket; `null` when the other went away instead, or keeps silent. */
export function askOverSocket(socket: Socket, line: string, waitMs = answerMs): Promise<string | null> {
  return new Promise((resolve) => {
    function settle(answer: string | null): void {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    }
    const timer = setTimeout(() => settle(null), waitMs);
    socket.on("error", () => settle(null));
    socket.on("close", () => settle(null));
    readLines(socket, settle);
    socket.write(`${line}\n`);
  });
}
