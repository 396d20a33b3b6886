import { ORPCError, onError, type Router } from "@orpc/server";
import { RPCHandler } from "@orpc/server/message-port";

/** What is needed of a port: the common part of Electron's `MessagePortMain` and Node's `MessagePort`. */
export interface ServablePort {
  on(event: "message", listener: (message: unknown) => void): unknown;
  on(event: "close", listener: () => void): unknown;
  postMessage(data: unknown): void;
  start(): void;
  close(): void;
}

/**
 * Answers a router's procedures on a port until the other side closes it; what runs for that side is aborted then.
 * `reportBug` is told of every exception that is no declared failure. A side that does not keep to the protocol is disconnected: it must never be able to stop the engine.
 */
// biome-ignore lint/suspicious/noExplicitAny: the library's own constraint for "any procedures".
export function servePort(router: Router<any, Record<never, never>>, port: ServablePort, reportBug: (error: unknown) => void): void {
  const isDeclared = (error: unknown) => error instanceof ORPCError && error.defined;
  const handler = new RPCHandler(router, { interceptors: [onError((error) => (isDeclared(error) ? undefined : reportBug(error)))] });
  handler.upgrade({
    on: (event: string, callback: (message?: { data: unknown }) => void) => {
      if (event === "close") port.on("close", callback);
      else port.on("message", (message) => forward(dataOf(message), port, callback));
    },
    postMessage: (data: unknown) => port.postMessage(data),
  });
  port.start();
}

function forward(data: unknown, port: ServablePort, callback: (message: { data: unknown }) => void): void {
  if (isRequest(data)) callback({ data });
  else port.close();
}

/** Electron's ports hand over an event that holds the data, Node's hand over the data itself. */
function dataOf(message: unknown): unknown {
  return typeof message === "object" && message !== null && "data" in message ? message.data : message;
}

/**
 * Whether a message is a call or the end of one, as oRPC 1.16 writes them (`@orpc/standard-server-peer`, codec). The
 * library throws on anything else where nobody can catch it. Calls of the contract carry neither files nor streams,
 * so that text with a JSON body is all there is.
 */
function isRequest(data: unknown): boolean {
  const message = typeof data === "string" ? parse(data) : null;
  if (!isRecord(message)) return false;
  const { i: id, t: type, p: payload } = message;
  if (typeof id !== "string") return false;
  if (type === messageTypes.abort) return true;
  if ((type !== undefined && type !== messageTypes.request) || !isRecord(payload)) return false;
  const { u: path, h: headers, m: method } = payload;
  if (typeof path !== "string" || !/^\/[\w./-]*$/.test(path)) return false;
  if (method !== undefined && method !== "POST") return false;
  return headers === undefined || (isRecord(headers) && !("content-type" in headers) && !("content-disposition" in headers));
}

const messageTypes = { request: 1, abort: 4 } as const;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
