import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { ORPCError, onError, type Router } from "@orpc/server";
import { RPCHandler } from "@orpc/server/ws";
import { WebSocketServer } from "ws";
import { err, type Failure, failure, ok, type Result } from "../../shared/result.ts";
import { type DoorWords, doorPage, doorPolicy } from "./door-page.ts";
import {
  cookieHeader,
  decideAccess,
  digestOf,
  type LoopbackDecision,
  type LoopbackGuard,
  type LoopbackRefusal,
} from "./loopback-access.ts";
import { listStaticFiles, type StaticFiles, securityHeaders, sendFile } from "./static-files.ts";

/** Where the page connects to. */
export const socketPath = "/rpc";

/** Questions are small: a path, a filter, a line number. Answers have no such limit. */
const maxQuestionBytes = 1024 * 1024;

/** What a loopback host serves. */
export interface LoopbackOptions {
  /** What answers the contract's calls. */
  // biome-ignore lint/suspicious/noExplicitAny: the library's own type for "a router of whatever contract"
  readonly router: Router<any, Record<never, never>>;
  /** The folder of the built window. */
  readonly windowFolder: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Told of every exception that a call ran into; failures of the contract are no exceptions. */
  readonly reportBug: (error: unknown) => void;
}

/** A host that listens. */
export interface LoopbackHost {
  readonly port: number;
  /** The address with its token: whoever has it is let in. For the person's eyes only. */
  readonly url: string;
  /** An address that lets in once: for handing to a program, whose arguments anyone on the machine can read. */
  oneTimeUrl(): string;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

/** Why a host could not listen. */
export type ListenFailure = Failure<"port-taken" | "port-forbidden" | "cannot-listen" | "window-not-built">;

/**
 * Serves the window and its calls on 127.0.0.1, to nobody but who has the token. Bytes, tokens and origins are decided
 * here; what a call means is the router's.
 */
export async function serveSocket(options: LoopbackOptions): Promise<Result<LoopbackHost, ListenFailure>> {
  let files: StaticFiles;
  try {
    files = listStaticFiles(options.windowFolder);
  } catch {
    return err(failure("window-not-built", `The window's files are not in ${options.windowFolder}.`, "Run `npm run build`."));
  }
  const server = createServer({ maxHeaderSize: 16 * 1024 });
  const listening = await listen(server, options.port);
  if (!listening.ok) return listening;
  const oneTimeDigests = new Set<string>();
  const guard: LoopbackGuard = { port: listening.value, token: newSecret(), oneTimeDigests };
  const headers = securityHeaders(guard.port);
  const urlWith = (token: string) => `http://127.0.0.1:${guard.port}/?token=${token}`;
  const decide = (request: IncomingMessage): LoopbackDecision => {
    const { host, origin, cookie } = request.headers;
    const decision = decideAccess({ method: request.method, target: request.url, host, origin, cookie }, guard);
    if (decision.type === "let-in" && decision.by === "one-time-token") oneTimeDigests.delete(decision.digest);
    return decision;
  };
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxQuestionBytes, perMessageDeflate: false });
  const calls = new RPCHandler(options.router, {
    interceptors: [onError((error) => (isDeclared(error) ? undefined : options.reportBug(error)))],
  });

  server.on("request", (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    answer(request, response, decide(request), files, guard);
  });
  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // A client that resets the connection while it is refused is nobody's fault.
    stream.on("error", () => stream.destroy());
    const decision = decide(request);
    if (decision.type === "refuse") return refuseUpgrade(stream, decision.refusal.status);
    if (decision.path !== socketPath) return refuseUpgrade(stream, 404);
    sockets.handleUpgrade(request, stream, head, (socket) => {
      socket.on("error", () => socket.terminate());
      calls.upgrade(socket).catch(options.reportBug);
    });
  });
  return ok({
    port: guard.port,
    url: urlWith(guard.token),
    oneTimeUrl: () => {
      const token = newSecret();
      oneTimeDigests.add(digestOf(token));
      return urlWith(token);
    },
    close: () => close(server, sockets),
  });
}

function isDeclared(error: unknown): boolean {
  return error instanceof ORPCError && error.defined;
}

function listen(server: Server, port: number): Promise<Result<number, ListenFailure>> {
  return new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => resolve(err(listenFailure(error, port))));
    server.listen({ host: "127.0.0.1", port }, () => resolve(ok((server.address() as AddressInfo).port)));
  });
}

function listenFailure(error: NodeJS.ErrnoException, port: number): ListenFailure {
  const other = "Choose another one with `--port`, or leave it out and any free one is taken.";
  if (error.code === "EADDRINUSE") return failure("port-taken", `Port ${port} is taken by another program.`, other);
  if (error.code === "EACCES") return failure("port-forbidden", `Port ${port} may not be used by this user.`, other);
  return failure("cannot-listen", `Port ${port} cannot be listened on: ${error.message}.`, other);
}

function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  decision: LoopbackDecision,
  files: StaticFiles,
  guard: LoopbackGuard,
): void {
  if (decision.type === "refuse") {
    say(request, response, decision.refusal.status, refusals[decision.refusal.why]);
    return;
  }
  const file = files.get(decision.path);
  if (file === undefined) {
    say(request, response, 404, { title: "Nothing here", sentence: "There is nothing here. Open the address that Millrace printed." });
  } else if (decision.by !== "cookie") {
    // The token leaves the address at once, so that it stays in no history and on no screenshot.
    response.setHeader("Set-Cookie", cookieHeader(guard));
    response.writeHead(303, { Location: decision.path, "Cache-Control": "no-store" }).end();
  } else {
    sendFile(response, decision.path, file, request.method === "HEAD");
  }
}

const refusals: Readonly<Record<LoopbackRefusal["why"], DoorWords>> = {
  "foreign-host": { title: "Another address", sentence: "This address is not Millrace's. Open the one that it printed." },
  "foreign-origin": {
    title: "Asked for by another site",
    sentence: "Another site asked for this page. Open the address that Millrace printed yourself.",
  },
  "no-token": { title: "This page needs its key", sentence: "Open the address that Millrace printed; it carries the key." },
  "wrong-token": {
    title: "This key is no longer right",
    sentence: "This key is of another start of Millrace. Open the address that it printed last.",
  },
  "malformed-target": { title: "No address of a page", sentence: "This is no address of a page. Open the one that Millrace printed." },
  method: { title: "Only to be read", sentence: "Pages can only be read." },
  "long-target": { title: "Too long", sentence: "The address is too long. Open the one that Millrace printed." },
};

/** As a page to a person who came with a browser, else as a line of text. */
function say(request: IncomingMessage, response: ServerResponse, status: number, words: DoorWords): void {
  const isPage = request.headers.accept?.includes("text/html") === true;
  if (isPage) response.setHeader("Content-Security-Policy", doorPolicy);
  response
    .writeHead(status, { "Content-Type": `text/${isPage ? "html" : "plain"}; charset=utf-8`, "Cache-Control": "no-store" })
    .end(isPage ? doorPage(words) : `${words.sentence}\n`);
}

function refuseUpgrade(stream: Duplex, status: number): void {
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

async function close(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
