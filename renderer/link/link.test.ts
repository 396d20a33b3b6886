import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { implement } from "@orpc/server";
import { RPCHandler as PortHandler } from "@orpc/server/message-port";
import { RPCHandler as SocketHandler } from "@orpc/server/ws";
import { afterEach, expect, test } from "vitest";
import { type WebSocket as ServerSocket, WebSocketServer } from "ws";
import { contract } from "../../shared/contract/index.ts";
import { projectId } from "../../shared/ids.ts";
import { call, setClient } from "./call.ts";
import type { OpenLink } from "./client.ts";
import { portOpener } from "./port-link.ts";
import { socketAddress, socketOpener } from "./socket-link.ts";

// Two procedures stand for all: links know nothing of meanings.
const os = implement({ projects: { remove: contract.projects.remove, list: contract.projects.list } });
const router = os.router({
  projects: {
    remove: os.projects.remove.handler(({ input, errors }) => {
      if (input.projectId === projectId(9)) throw errors.NOT_FOUND({ message: "p9 is gone.", data: { hint: "Open its folder again." } });
    }),
    list: os.projects.list.handler(() => new Promise(() => {})),
  },
});

const closers: (() => void)[] = [];
afterEach(() => {
  setClient(null);
  for (const close of closers.splice(0)) close();
});

/** A link over a port, as the preload hands it in, and a way to end its other side. */
async function openPort(): Promise<{ link: OpenLink; cut: () => void }> {
  const page = new EventTarget() as unknown as Window;
  const opener = portOpener(page);
  const { port1, port2 } = new MessageChannel();
  new PortHandler(router).upgrade(port1, { context: {} });
  port1.start();
  page.dispatchEvent(new MessageEvent("message", { data: { type: "millrace:port" }, ports: [port2] }));
  const link = await opener(new AbortController().signal);
  closers.push(() => link.close());
  return { link, cut: () => port1.close() };
}

/** A link over a socket, and a way to end its other side. */
async function openSocket(): Promise<{ link: OpenLink; cut: () => void }> {
  const server = createServer();
  const sockets = new WebSocketServer({ server, path: "/rpc" });
  const handler = new SocketHandler(router);
  const open: ServerSocket[] = [];
  sockets.on("connection", (socket) => {
    open.push(socket);
    void handler.upgrade(socket, { context: {} });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const link = await socketOpener(socketAddress({ protocol: "http:", host: `127.0.0.1:${port}` }))(new AbortController().signal);
  closers.push(() => {
    link.close();
    server.close();
  });
  return { link, cut: () => open.forEach((socket) => void socket.terminate()) };
}

for (const [name, open] of [
  ["port", openPort],
  ["socket", openSocket],
] as const) {
  test(`over a ${name}, an answer comes back as a value`, async () => {
    const { link } = await open();
    setClient(link.client);
    expect(await call((engine) => engine.projects.remove({ projectId: projectId(1) }))).toEqual({ ok: true, value: undefined });
  });

  test(`over a ${name}, a declared failure comes back typed, with its hint`, async () => {
    const { link } = await open();
    setClient(link.client);
    const answer = await call((engine) => engine.projects.remove({ projectId: projectId(9) }));
    expect(answer).toEqual({
      ok: false,
      failure: { code: "NOT_FOUND", message: "p9 is gone.", hint: "Open its folder again.", data: { hint: "Open its folder again." } },
    });
  });

  test(`over a ${name}, what is under way fails when the other side goes, and nothing is sent again`, async () => {
    const { link, cut } = await open();
    setClient(link.client);
    void link.closed.then(() => setClient(null));
    const answer = call((engine) => engine.projects.list());
    cut();
    await link.closed;
    expect(await answer).toMatchObject({ ok: false, failure: { code: "ENGINE_LOST" } });
    expect(await call((engine) => engine.projects.list())).toMatchObject({ ok: false, failure: { code: "ENGINE_LOST" } });
  });
}

test("a socket that nobody answers is a failed attempt, not an error of the page", async () => {
  await expect(socketOpener("ws://127.0.0.1:1/rpc")(new AbortController().signal)).rejects.toThrow("does not answer");
});

test("messages that bring no port of ours are left alone", async () => {
  const page = new EventTarget() as unknown as Window;
  const opener = portOpener(page);
  page.dispatchEvent(new MessageEvent("message", { data: { type: "something" }, ports: [new MessageChannel().port1] }));
  page.dispatchEvent(new MessageEvent("message", { data: "millrace:port" }));
  const waiting = new AbortController();
  const link = opener(waiting.signal);
  waiting.abort();
  await expect(link).rejects.toThrow("not waited for");
});
