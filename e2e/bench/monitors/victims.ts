import { createServer as createHttpServer, type Server as HttpServer, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type Server as HttpsServer } from "node:https";
import { type AddressInfo, createServer as createPlainServer, type Server, type Socket } from "node:net";
import { dayMs } from "../../../shared/time.ts";
import { ownCertificate } from "../../fixtures/certificate.ts";
import { startNameServer } from "../../fixtures/name-server.ts";

/** Something that monitors look at on loopback, which can be broken and mended. */
export interface Victim {
  readonly name: string;
  /** As in the file. */
  readonly monitor: Readonly<Record<string, unknown>>;
  breakIt(): Promise<void> | void;
  mend(): Promise<void> | void;
  close(): Promise<void>;
}

type Making = (name: string) => Promise<Victim>;

/** Every way to break, by name. */
export const ways: Readonly<Record<string, Making>> = {
  refused,
  hang: (name) => misbehaving(name, () => {}),
  slow: (name) => misbehaving(name, (response) => void setTimeout(() => response.end(fine), 20_000).unref()),
  "wrong body": (name) => misbehaving(name, (response) => void response.end("maintenance page")),
  "expired certificate": expired,
  "half open": halfOpen,
  "name gone": nameGone,
};

const fine = "all is well";

/** The port of a server that listens on loopback from now on. */
async function listen(server: Server | HttpServer | HttpsServer, port = 0): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

function closeServer(server: Server | HttpServer | HttpsServer): Promise<void> {
  if ("closeAllConnections" in server) server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** Answers well, or as `misbehave` does. */
async function misbehaving(name: string, misbehave: (response: ServerResponse) => void): Promise<Victim> {
  let isBroken = false;
  const server = createHttpServer((_, response) => (isBroken ? misbehave(response) : void response.end(fine)));
  const port = await listen(server);
  return {
    name,
    monitor: { http: `http://127.0.0.1:${port}/`, contains: "is well" },
    breakIt: () => {
      isBroken = true;
    },
    mend: () => {
      isBroken = false;
    },
    close: () => closeServer(server),
  };
}

async function refused(name: string): Promise<Victim> {
  const make = () => createHttpServer((_, response) => void response.end(fine));
  let server = make();
  const port = await listen(server);
  return {
    name,
    monitor: { http: `http://127.0.0.1:${port}/` },
    breakIt: () => closeServer(server),
    mend: async () => {
      server = make();
      await listen(server, port);
    },
    close: () => closeServer(server),
  };
}

async function expired(name: string): Promise<Victim> {
  const good = ownCertificate(Date.now() - dayMs, Date.now() + 90 * dayMs);
  const bad = ownCertificate(Date.now() - 9 * dayMs, Date.now() - dayMs);
  const server = createTlsServer(good, (_, response) => void response.end(fine));
  const port = await listen(server);
  return {
    name,
    monitor: { tls: `127.0.0.1:${port}` },
    breakIt: () => server.setSecureContext(bad),
    mend: () => server.setSecureContext(good),
    close: () => closeServer(server),
  };
}

/** Takes connections, and says nothing on them any more. */
async function halfOpen(name: string): Promise<Victim> {
  let isBroken = false;
  const open = new Set<Socket>();
  const server = createPlainServer((socket) => {
    open.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => open.delete(socket));
    if (!isBroken) socket.once("data", () => socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${fine.length}\r\n\r\n${fine}`));
  });
  const port = await listen(server);
  return {
    name,
    monitor: { http: `http://127.0.0.1:${port}/` },
    breakIt: () => {
      isBroken = true;
    },
    mend: () => {
      isBroken = false;
    },
    close: () => {
      for (const socket of open) socket.destroy();
      return closeServer(server);
    },
  };
}

async function nameGone(name: string): Promise<Victim> {
  const server = await startNameServer(["10.0.0.1"]);
  return {
    name,
    monitor: { dns: "shop.example", resolver: server.address },
    breakIt: () => {
      server.answer = "gone";
    },
    mend: () => {
      server.answer = ["10.0.0.1"];
    },
    close: () => server.close(),
  };
}
