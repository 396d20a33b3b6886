import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createPlainServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { monitorId, type ProjectId } from "../../../shared/ids.ts";
import { failure, ok } from "../../../shared/result.ts";
import { dayMs, hourMs } from "../../../shared/time.ts";
import type { Store } from "../store/store.ts";
import { retryDelayMs } from "./attempt.ts";
import { type Deliveries, startDeliveries } from "./deliver.ts";
import { observe } from "./observe.ts";

let folder: string;
let remove: () => void;
let store: Store;
let projectId: ProjectId;
let now: number;
const closers: (() => unknown)[] = [];
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  mkdirSync(join(folder, "shop"));
  store = openTestStore(join(folder, "data"));
  projectId = write(store, ({ projects }) => {
    const { id } = projects.open(join(folder, "shop"), "shop", 1);
    projects.trust(id, true, 1);
    return id;
  });
  now = 1_000_000;
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  store.close();
  remove();
});

interface Heard {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: { readonly state: string; readonly summary: string; readonly text: string };
}

/** A real server; `answer` decides what becomes of each request. */
async function listen(answer: (request: IncomingMessage, response: ServerResponse, count: number) => void) {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      heard.push({
        path: request.url ?? "",
        headers: request.headers,
        body: JSON.parse(Buffer.concat(pieces).toString()) as Heard["body"],
      });
      answer(request, response, heard.length);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { heard, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const answering = (status: number, headers: Record<string, string> = {}) =>
  listen((_request, response) => void response.writeHead(status, headers).end("so it is\nand more"));

function name(channels: Record<string, object>): void {
  writeFileSync(
    join(folder, "shop", "millrace.yml"),
    JSON.stringify({ version: 1, stages: { build: { phase: "build", run: "true" } }, channels }),
  );
}

function look(state: "up" | "down", notify: string[], which = 7): void {
  const rule = { after: 1, forMs: 0, latency: null, repeatMs: null, notify, opensIncident: false };
  const check = { isGood: state === "up", durationMs: 4, detail: state === "up" ? "200" : "connection refused" };
  write(store, (tables) =>
    observe(
      tables,
      { projectId, project: "shop", monitorId: monitorId(which), name: "home", rule, silencedUntil: null },
      { at: now, state, check },
    ),
  );
}

function start(secrets: Record<string, string> = {}): Deliveries {
  const loop = startDeliveries({
    store,
    now: () => now,
    secrets: async (_project, names) => {
      const missing = names.find((one) => secrets[one] === undefined);
      if (missing !== undefined) return { ok: false, failure: failure("secret-missing", `The secret ${missing} is not set.`) };
      return ok(new Map(names.map((one) => [one, secrets[one] ?? ""])));
    },
    environment: process.env,
  });
  closers.push(loop.stop);
  return loop;
}

function told(channel: string, which = 7) {
  const read = store.read(({ alerts, deliveries }) =>
    alerts
      .list({ monitorId: monitorId(which), onlyOpen: false }, 10)
      .toReversed()
      .flatMap(({ id }) => deliveries.ofAlert(id).filter((one) => one.channel === channel)),
  );
  if (!read.ok) throw new Error(read.failure.message);
  return read.value;
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 10 });

test("a webhook gets the alert, then its end, each once and with a key of its own", async () => {
  const { heard, url } = await answering(204);
  name({ ops: { webhook: `${url}/hook` } });
  look("down", ["ops"]);
  look("up", ["ops"]);
  start();
  await until(() => expect(told("ops").map(({ state }) => state)).toEqual(["delivered", "delivered"]));
  expect(heard.map(({ body, path }) => [path, body.state, body.text])).toEqual([
    ["/hook", "fired", "home is down: connection refused"],
    ["/hook", "recovered", expect.stringMatching(/^home is up again after/)],
  ]);
  expect(new Set(heard.map(({ headers }) => headers["idempotency-key"])).size).toBe(2);
  expect(told("ops")[0]).toMatchObject({ attempts: 1, detail: "204", deliveredAt: now });
});

test("one that fails is told again and again, later each time, with the same key, and its end only after it", async () => {
  const { heard, url } = await listen((_request, response, count) => void response.writeHead(count <= 3 ? 500 : 200).end("no room"));
  name({ ops: { webhook: url } });
  look("down", ["ops"]);
  look("up", ["ops"]);
  start();
  for (const [attempt, waitMs] of [5_000, 10_000, 20_000].entries()) {
    await until(() => expect(told("ops")[0]).toMatchObject({ attempts: attempt + 1, detail: "500: no room", nextAt: now + waitMs }));
    now += waitMs;
    look("up", ["ops"], 99);
    write(store, ({ alerts }) => alerts.announce("a1" as never, now));
  }
  await until(() => expect(told("ops").map(({ state }) => state)).toEqual(["delivered", "delivered"]));
  expect(heard.map(({ body }) => body.state)).toEqual(["fired", "fired", "fired", "fired", "recovered"]);
  expect(new Set(heard.slice(0, 4).map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
});

test("delays double up to an hour", () => {
  expect([1, 2, 3, 10, 11, 40].map(retryDelayMs)).toEqual([5_000, 10_000, 20_000, 2_560_000, hourMs, hourMs]);
});

test("after a day it is given up, and an address that is no more at once", async () => {
  const failing = await answering(500);
  const gone = await answering(410);
  name({ ops: { webhook: failing.url }, old: { webhook: gone.url } });
  look("down", ["ops", "old"]);
  now += dayMs;
  start();
  await until(() => expect(told("ops")[0]).toMatchObject({ state: "failed", attempts: 1, nextAt: null }));
  await until(() => expect(told("old")[0]).toMatchObject({ state: "failed", attempts: 1, detail: "410: the address is no more" }));
});

test("an answer that asks to wait is obeyed", async () => {
  const { url } = await answering(429, { "retry-after": "120" });
  name({ ops: { webhook: url } });
  look("down", ["ops"]);
  start();
  await until(() => expect(told("ops")[0]?.nextAt).toBe(now + 120_000));
});

test("a channel that hangs, closes midway or refuses says so, and delays no other", async () => {
  const hanging = await listen(() => {});
  const closing = createPlainServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.destroy());
  });
  await new Promise<void>((resolve) => void closing.listen(0, "127.0.0.1", resolve));
  closers.push(() => void closing.close());
  const good = await answering(200);
  const slow = Object.fromEntries([1, 2, 3, 4, 5].map((one) => [`slow${one}`, { webhook: `${hanging.url}/${one}`, timeout: "60s" }]));
  name({
    ...slow,
    hang: { webhook: hanging.url, timeout: "50ms" },
    midway: { webhook: `http://127.0.0.1:${(closing.address() as AddressInfo).port}` },
    refused: { webhook: "http://127.0.0.1:1" },
    good: { webhook: good.url },
  });
  look("down", [...Object.keys(slow), "hang", "midway", "refused", "good"]);
  start();
  await until(() => expect(told("good")[0]?.state).toBe("delivered"));
  await until(() => expect(told("hang")[0]?.detail).toBe("no answer in time"));
  await until(() => expect(told("midway")[0]?.detail).toBe("connection reset"));
  await until(() => expect(told("refused")[0]?.detail).toBe("connection refused"));
});

test("a receipt counts although the connection breaks in the middle of its body", async () => {
  const { url } = await listen((_request, response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write("half");
    setTimeout(() => response.destroy(), 5);
  });
  name({ ops: { webhook: url } });
  look("down", ["ops"]);
  start();
  await until(() => expect(told("ops")[0]).toMatchObject({ state: "delivered", attempts: 1 }));
});

test("redirects that keep the method are followed, secrets stay with their own origin, others are named", async () => {
  const end = await answering(200);
  const away = await listen((_request, response) => void response.writeHead(308, { location: `${end.url}/new` }).end());
  const within = await listen((request, response) => {
    if (request.url === "/a") response.writeHead(307, { location: "/b" }).end();
    else response.writeHead(200).end();
  });
  const plain = await answering(302, { location: "https://example.org/x" });
  const headers = { Authorization: "Bearer $TOKEN" };
  name({
    away: { webhook: away.url, headers, secrets: ["TOKEN"] },
    within: { webhook: `${within.url}/a`, headers, secrets: ["TOKEN"] },
    plain: { webhook: plain.url },
  });
  look("down", ["away", "within", "plain"]);
  start({ TOKEN: "open-sesame-1234" });
  await until(() => expect(["away", "within"].map((one) => told(one)[0]?.state)).toEqual(["delivered", "delivered"]));
  expect(end.heard[0]?.headers.authorization).toBeUndefined();
  expect(end.heard[0]?.body.state).toBe("fired");
  expect(within.heard.map(({ path, headers: sent }) => [path, sent.authorization])).toEqual([
    ["/a", "Bearer open-sesame-1234"],
    ["/b", "Bearer open-sesame-1234"],
  ]);
  await until(() => expect(told("plain")[0]?.detail).toBe("302: it sends to https://example.org/x"));
});

test("an answer that changes the protocol is a failure, and the channel goes on", async () => {
  const answer = "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n";
  const server = createPlainServer((socket) => void socket.once("data", () => socket.end(answer)));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  closers.push(() => server.close());
  name({ ops: { webhook: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, timeout: "30d" } });
  look("down", ["ops"]);
  start();
  await until(() => expect(told("ops")[0]).toMatchObject({ state: "waiting", detail: "no answer that can be read", attempts: 1 }));
});

test("while nothing can be noted, nothing is told, and nobody tries without a pause", async () => {
  const { url, heard } = await answering(204);
  name({ ops: { webhook: url } });
  look("down", ["ops"]);
  const whole = store;
  let writes = 0;
  let isFull = true;
  const write: Store["write"] = (action) => {
    writes += 1;
    return isFull ? { ok: false, failure: failure("disk-full", "The disk is full.", "") } : whole.write(action);
  };
  store = { ...whole, write };
  start();
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect([writes < 10, heard]).toEqual([true, []]);
  isFull = false;
  await until(() => expect(told("ops").map(({ state }) => state)).toEqual(["delivered"]));
  store = whole;
});

test("a circle of redirects ends", async () => {
  const { url, heard } = await listen((_request, response) => void response.writeHead(307, { location: "/" }).end());
  name({ ops: { webhook: url } });
  look("down", ["ops"]);
  start();
  await until(() => expect(told("ops")[0]?.detail).toBe("307: it sends to /"));
  expect(heard).toHaveLength(6);
});

test("a command sees the alert and its secrets in its environment, in the project's folder", async () => {
  const run =
    'printf "%s|%s|%s|%s|%s\\n" "$ALERT_STATE" "$ALERT_MONITOR" "$ALERT_SUMMARY" "$TOKEN" "$(printf %s "$ALERT_KEY" | wc -c)" >> told.txt';
  name({ page: { run, secrets: ["TOKEN"] } });
  look("down", ["page"]);
  look("up", ["page"]);
  start({ TOKEN: "open-sesame-1234" });
  await until(() => expect(told("page").map(({ state, detail }) => [state, detail])).toEqual(Array(2).fill(["delivered", "exit code 0"])));
  expect(
    readFileSync(join(folder, "shop", "told.txt"), "utf8")
      .trim()
      .split("\n"),
  ).toEqual([
    "fired|home|home is down: connection refused|open-sesame-1234|36",
    expect.stringMatching(/^recovered\|home\|home is up again after .*\|open-sesame-1234\|36$/),
  ]);
});

test("no secret that an answer or a command says is kept", async () => {
  const { url } = await listen((request, response) => void response.writeHead(403).end(`bad token ${request.headers["x-token"]}`));
  name({
    ops: { webhook: url, headers: { "x-token": "$TOKEN" }, secrets: ["TOKEN"] },
    page: { run: 'echo "no way, $TOKEN"; exit 3', secrets: ["TOKEN"] },
  });
  look("down", ["ops", "page"]);
  start({ TOKEN: "open-sesame-1234" });
  await until(() => expect(told("ops")[0]?.detail).toBe("403: bad token ***"));
  await until(() => expect(told("page")[0]?.detail).toBe("exit code 3: no way, ***"));
  store.close();
  expect(readFileSync(store.file).includes("open-sesame")).toBe(false);
});

test("a command that does not end is ended, with all that it started", async () => {
  name({ page: { run: "sleep 600 & echo $! > child.txt; sleep 600", timeout: "300ms" } });
  look("down", ["page"]);
  start();
  await until(() => expect(told("page")[0]?.detail).toBe("it did not end in time"));
  const child = Number(readFileSync(join(folder, "shop", "child.txt"), "utf8"));
  await until(() => expect(() => process.kill(child, 0)).toThrow());
});

test("a missing secret, an unreadable file and a project without trust are waited for; a channel that is gone is not", async () => {
  name({ ops: { webhook: "http://127.0.0.1:1", secrets: ["TOKEN"] } });
  look("down", ["ops", "other"]);
  start();
  await until(() => expect(told("ops")[0]).toMatchObject({ state: "waiting", detail: "The secret TOKEN is not set." }));
  await until(() => expect(told("other")[0]).toMatchObject({ state: "failed", detail: "millrace.yml has no such channel any more" }));
  writeFileSync(join(folder, "shop", "millrace.yml"), "version: 1\nchannels: [");
  look("down", ["ops"], 8);
  await until(() => expect(told("ops", 8)[0]).toMatchObject({ state: "waiting", detail: "millrace.yml cannot be read" }));
  write(store, ({ projects }) => projects.trust(projectId, false, 1));
  look("down", ["ops"], 9);
  await until(() => expect(told("ops", 9)[0]).toMatchObject({ state: "waiting", detail: "the project is not trusted" }));
});

test("an attempt that was under way when the loop ended is made again with the same key, and nothing else is", async () => {
  const { heard, url } = await listen((_request, response, count) => {
    if (count > 2) response.writeHead(200).end();
    else if (count === 1) response.writeHead(200).end();
  });
  name({ ops: { webhook: url, timeout: "60s" } });
  look("down", ["ops"]);
  const first = start();
  await until(() => expect(told("ops")[0]?.state).toBe("delivered"));
  look("up", ["ops"]);
  await until(() => expect(heard).toHaveLength(2));
  await first.stop();
  start();
  await until(() => expect(told("ops").map(({ state }) => state)).toEqual(["delivered", "delivered"]));
  expect(heard.map(({ body }) => body.state)).toEqual(["fired", "recovered", "recovered"]);
  expect(heard[1]?.headers["idempotency-key"]).toBe(heard[2]?.headers["idempotency-key"]);
});

test("two loops at once tell nothing twice", async () => {
  const { heard, url } = await answering(200);
  name({ ops: { webhook: url } });
  start();
  start();
  for (const which of [11, 12, 13, 14, 15, 16]) look("down", ["ops"], which);
  await until(() => {
    for (const which of [11, 12, 13, 14, 15, 16]) expect(told("ops", which)[0]?.state).toBe("delivered");
  });
  expect(heard).toHaveLength(6);
});
