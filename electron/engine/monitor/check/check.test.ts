import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, createServer as createPlainServer, type Server as PlainServer, type Socket } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ownCertificate } from "../../../../e2e/fixtures/certificate.ts";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { startNameServer } from "../../../../e2e/fixtures/name-server.ts";
import type { MonitorId, ProjectId } from "../../../../shared/ids.ts";
import { pipelineDefinitionSchema } from "../../../../shared/pipeline/definition.ts";
import { planMonitors } from "../../../../shared/pipeline/planned-monitor.ts";
import { ok } from "../../../../shared/result.ts";
import { dayMs } from "../../../../shared/time.ts";
import { listCommandLines } from "../../process/process.ts";
import { createChecks } from "./check.ts";
import type { Found } from "./found.ts";

const { folder, remove } = temporaryFolder();
const secrets = new Map([["TOKEN", "very-secret-token"]]);
let serviceLogs: readonly string[] = [];
const checks = createChecks({
  now: Date.now,
  environment: process.env,
  secrets: async () => ok(secrets),
  service: (_, name) => (name === "api" ? { isReady: true, detail: "ready" } : null),
  serviceLogs: () => serviceLogs,
});

/** Looks once, as a file describes it, within `withinMs`. */
async function look(monitor: Readonly<Record<string, unknown>>, withinMs = 5_000, id = "m1"): Promise<Found> {
  const definition = pipelineDefinitionSchema.parse({
    version: 1,
    stages: { build: { phase: "build", run: "true" } },
    monitors: { it: monitor },
  });
  const [planned] = planMonitors(definition);
  if (planned === undefined) throw new Error("nothing planned");
  const of = { projectId: "p1" as ProjectId, projectName: "shop", projectPath: folder, planned };
  return checks({ id: id as MonitorId, ...of }, AbortSignal.timeout(withinMs));
}

const said = async (monitor: Readonly<Record<string, unknown>>, withinMs?: number) => {
  const { isGood, detail } = await look(monitor, withinMs);
  return `${isGood ? "good" : "bad"}: ${detail}`;
};

const closing: (Server | PlainServer)[] = [];
/** A server closes when its last connection does, and some of these never answer. */
const connections = new Set<Socket>();

async function listen(server: Server | PlainServer, host = "127.0.0.1"): Promise<number> {
  closing.push(server);
  server.on("connection", (socket: Socket) => connections.add(socket));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

afterAll(async () => {
  const closed = closing.map((server) => new Promise((resolve) => server.close(resolve)));
  for (const socket of connections) socket.destroy();
  await Promise.all(closed);
  remove();
});

describe("over the web", () => {
  let base: string;
  let last: IncomingMessage;
  const answer: RequestListener = (request, response) => {
    last = request;
    const hop = /^\/hop\/(\d+)$/.exec(request.url ?? "")?.[1];
    if (hop !== undefined) response.writeHead(302, { location: hop === "0" ? "/good" : `/hop/${Number(hop) - 1}` }).end();
    else if (request.url === "/good") response.end("all is well");
    else if (request.url === "/json") response.end('{"status":"ok","checks":[{"state":"up","count":3}],"nothing":null}');
    else if (request.url === "/after-post") response.writeHead(303, { location: "/good" }).end();
    else if (request.url === "/nowhere") response.writeHead(302, { location: "ftp://127.0.0.1/" }).end();
    else if (request.url === "/elsewhere") response.writeHead(302, { location: base.replace("127.0.0.1", "localhost") }).end();
    else if (request.url === "/broken") response.writeHead(200, { "content-length": "100" }).write("half", () => response.destroy());
    else if (request.url === "/drips") response.writeHead(200).write("a");
    else if (request.url === "/endless") {
      const go = () => void (response.write("x".repeat(65_536)) ? setImmediate(go) : response.once("drain", go));
      go();
    } else if (request.url !== "/silent") response.writeHead(503).end("out of order");
  };
  beforeAll(async () => {
    base = `http://127.0.0.1:${await listen(createServer(answer))}`;
  });

  test("the status, and what is expected of it", async () => {
    expect(await said({ http: `${base}/good` })).toBe("good: 200");
    expect(await said({ http: `${base}/bad` })).toBe("bad: 503");
    expect(await said({ http: `${base}/bad`, status: [503, 404] })).toBe("good: 503");
    expect(await said({ http: `${base}/good`, status: 204 })).toBe("bad: 200");
  });

  test("phases are told, and each of them is measured", async () => {
    const { phases } = await look({ http: `${base}/good` });
    expect(phases).toMatchObject({
      tlsMs: null,
      connectMs: expect.any(Number),
      firstByteMs: expect.any(Number),
      bodyMs: expect.any(Number),
    });
  });

  test("the body: what it holds, and values of its JSON", async () => {
    expect(await said({ http: `${base}/good`, contains: "is well" })).toBe("good: 200");
    expect(await said({ http: `${base}/good`, contains: "is bad" })).toBe('bad: 200, without "is bad"');
    expect(await said({ http: `${base}/json`, json: { status: "ok", "checks.0.count": 3, nothing: "null" } })).toBe("good: 200");
    expect(await said({ http: `${base}/json`, json: { "checks.0.state": "down" } })).toBe(
      'bad: 200, but checks.0.state is "up", not "down"',
    );
    expect(await said({ http: `${base}/json`, json: { "checks.1.state": "up" } })).toBe("bad: 200, but checks.1.state is missing");
    expect(await said({ http: `${base}/good`, json: { status: "ok" } })).toBe("bad: 200, but the body is no JSON");
  });

  test("redirects are followed as far as the file says", async () => {
    expect(await said({ http: `${base}/hop/4` })).toBe("good: 200");
    expect(await said({ http: `${base}/hop/5` })).toBe("bad: more than 5 redirects");
    expect(await said({ http: `${base}/hop/1`, redirects: 0, status: 302 })).toBe("good: 302");
    expect(await said({ http: `${base}/nowhere` })).toBe("bad: 302, to where nobody can go");
    expect(await said({ http: `${base}/after-post`, method: "POST", body: "x" })).toBe("good: 200");
    expect(last.method).toBe("GET");
  });

  test("HEAD has no body; a secret goes into headers, and not to another host", async () => {
    const headers = { authorization: "Bearer $TOKEN", "x-plain": "$OTHER" };
    expect(await said({ http: `${base}/good`, method: "HEAD", headers, secrets: ["TOKEN"] })).toBe("good: 200");
    expect(last.headers).toMatchObject({ authorization: "Bearer very-secret-token", "x-plain": "$OTHER" });
    await look({ http: `${base}/elsewhere`, headers, secrets: ["TOKEN"] });
    expect([last.headers.host?.startsWith("localhost"), last.headers.authorization]).toEqual([true, undefined]);
  });

  test("what is silent, slow, half open, broken or refused is bad, and ends in time", async () => {
    const halfOpen = await listen(createPlainServer(() => {}));
    const hangsUp = await listen(createPlainServer((socket) => void socket.destroy()));
    const began = performance.now();
    for (const url of [`${base}/silent`, `${base}/drips`, `http://127.0.0.1:${halfOpen}/`])
      expect((await look({ http: url }, 300)).isGood).toBe(false);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(await said({ http: `${base}/broken` })).toBe("bad: 200, but the answer broke off");
    const changes = await listen(
      createPlainServer((socket) => void socket.end("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n")),
    );
    expect(await said({ http: `http://127.0.0.1:${changes}/` })).toBe("bad: no answer that can be read");
    expect(await said({ http: `http://127.0.0.1:${hangsUp}/` })).toMatch(/^bad: (connection reset|socket hang up)/);
    expect(await said({ http: "http://127.0.0.1:1/" })).toBe("bad: connection refused");
    expect(await said({ http: "http://localhost:1/" })).toBe("bad: connection refused");
    expect(await said({ http: `${base}/endless` })).toBe("good: 200");
  });

  test("IPv6 is as good", async () => {
    const port = await listen(createServer(answer), "::1");
    expect(await said({ http: `http://[::1]:${port}/good` })).toBe("good: 200");
    expect(await said({ tcp: `[::1]:${port}` })).toBe("good: connected");
  });

  test("certificates that nobody trusts, or that have expired", async () => {
    const now = Date.now();
    const own = await listen(createSecureServer(ownCertificate(now - dayMs, now + 60 * dayMs), answer));
    const expired = await listen(createSecureServer(ownCertificate(now - 9 * dayMs, now - 2 * dayMs), answer));
    const soon = await listen(createSecureServer(ownCertificate(now - dayMs, now + 3.5 * dayMs), answer));
    expect(await said({ http: `https://127.0.0.1:${own}/good` })).toBe("bad: the certificate is self-signed");
    expect(await said({ http: `https://127.0.0.1:${own}/good`, insecure: true })).toBe("good: 200");
    expect(await said({ http: `https://127.0.0.1:${expired}/good` })).toMatch(/^bad: the certificate (has expired|is self-signed)/);
    expect(await said({ tls: `127.0.0.1:${own}` })).toMatch(/^good: the certificate ends in (59|60) d/);
    expect(await said({ tls: `localhost:${soon}` })).toMatch(/^bad: the certificate ends in 3 d/);
    expect(await said({ tls: `127.0.0.1:${soon}`, expires: "2d" })).toMatch(/^good/);
    expect(await said({ tls: `127.0.0.1:${expired}` })).toMatch(/^bad: the certificate ended 2 d/);
    const plain = Number(base.split(":")[2]);
    expect((await look({ tls: `127.0.0.1:${plain}` })).isGood).toBe(false);
  });
});

test("names: what a name server of one's own answers, denies, or keeps to itself", async () => {
  const server = await startNameServer(["10.0.0.1", "10.0.0.2"]);
  const dns = { dns: "shop.example", resolver: server.address };
  expect(await said(dns)).toBe("good: 10.0.0.1, 10.0.0.2");
  expect(await said({ ...dns, answer: ["10.0.0.2", "10.0.0.1"] })).toMatch(/^good/);
  expect(await said({ ...dns, answer: "10.0.0.1" })).toBe("bad: 10.0.0.1, 10.0.0.2, not 10.0.0.1");
  server.answer = ["v=spf1 -all"];
  expect(await said({ ...dns, record: "TXT", answer: "v=spf1 -all" })).toBe("good: v=spf1 -all");
  server.answer = "gone";
  expect(await said(dns)).toBe("bad: no such host");
  server.answer = "failed";
  expect(await said(dns)).toBe("bad: the name server failed");
  server.answer = "silent";
  expect((await look(dns, 300)).isGood).toBe(false);
  await server.close();
  expect(await said({ dns: "localhost" })).toBe("good: 127.0.0.1");
});

test("scripts: the exit code with the last line, without secrets; one that takes too long ends", async () => {
  expect(await said({ run: 'test "$TOKEN" = very-secret-token', secrets: ["TOKEN"] })).toBe("good: exit code 0");
  expect(await said({ run: "echo looking; echo $TOKEN is wrong >&2; exit 3", secrets: ["TOKEN"] })).toBe("bad: exit code 3: *** is wrong");
  expect((await look({ run: "sleep 60" }, 200)).isGood).toBe(false);
  expect((await look({ run: "trap '' TERM; sleep 60 & wait; sleep 60" }, 200)).isGood).toBe(false);
});

test.skipIf(process.platform === "win32")("scripts: what one leaves in the background ends with its check", async () => {
  const mark = `98${process.pid}`;
  expect(await said({ run: `sleep ${mark} & exit 0` })).toBe("good: exit code 0");
  await expect.poll(() => listCommandLines(AbortSignal.timeout(5_000))).not.toContain(`sleep ${mark}`);
});

test("processes, disks and services", async () => {
  expect(await said({ process: "vitest" })).toMatch(/^good: \d+ process/);
  expect(await said({ process: "no-such-program-[0-9]{9}" })).toBe("bad: no such process");
  expect(await said({ disk: ".", free: "1MiB" })).toMatch(/^good: .* free/);
  expect(await said({ disk: ".", free: "900000TiB" })).toMatch(/^bad: .*, less than/);
  expect(await said({ disk: "missing" })).toBe("bad: not there");
  expect(await said({ service: "api" })).toBe("good: ready");
  expect(await said({ service: "web" })).toBe("bad: it was never started");
});

test("logs: only new lines count, also across a line in two parts, a rotation and a cut", async () => {
  const file = join(folder, "app.log");
  const log = { log: "app.log", pattern: "ERROR" };
  const tail = async () => {
    const { isGood, detail } = await look(log, 5_000, "m7");
    return `${isGood ? "good" : "bad"}: ${detail}`;
  };
  expect(await tail()).toBe("bad: not there");
  writeFileSync(file, "ERROR of yesterday\n");
  expect(await tail()).toBe("good: no line yet");
  appendFileSync(file, "fine\nERR");
  expect(await tail()).toBe("good: no such line");
  appendFileSync(file, "OR: disk full\n");
  expect(await tail()).toBe("bad: ERROR: disk full");
  expect(await tail()).toBe("good: no such line");
  renameSync(file, join(folder, "app.log.1"));
  writeFileSync(file, "\x1b[31mERROR\x1b[0m one\nERROR two\n");
  expect(await tail()).toBe("bad: 2 lines, the first: ERROR one");
  writeFileSync(file, "ERROR 3\n");
  expect(await tail()).toBe("bad: ERROR 3");
});

test("logs of services: no line is lost or told twice while they go on in further files", async () => {
  const [one, two, three] = ["1.log", "2.log", "3.log"].map((name) => join(folder, name)) as [string, string, string];
  const log = { log: "service:api", pattern: "ERROR" };
  const tail = async () => {
    const { isGood, detail } = await look(log, 5_000, "m9");
    return `${isGood ? "good" : "bad"}: ${detail}`;
  };
  expect(await tail()).toBe("good: no line yet");
  serviceLogs = [one];
  writeFileSync(one, "ERROR before\n");
  expect(await tail()).toBe("good: no line yet");
  appendFileSync(one, "ERROR 1\nfine\nERROR read be");
  expect(await tail()).toBe("bad: ERROR 1");
  // Its front is cut off, short of where it was read to, and nobody has noted the next file yet.
  const whole = readFileSync(one, "utf8");
  const cut = whole.length - 8;
  renameSync(one, two);
  writeFileSync(one, whole.slice(0, cut));
  expect(await tail()).toBe("good: no such line");
  writeFileSync(two, `${whole.slice(cut)}yond\nERROR 2\n`);
  writeFileSync(three, "fine\nERROR 3\n");
  serviceLogs = [one, two, three];
  expect(await tail()).toBe("bad: 3 lines, the first: ERROR read beyond");
  expect(await tail()).toBe("good: no such line");
  rmSync(one);
  rmSync(two);
  serviceLogs = [three];
  appendFileSync(three, "ERROR 4\n");
  expect(await tail()).toBe("bad: ERROR 4");
});

test("a pipe in place of a log is not waited for", async () => {
  execFileSync("mkfifo", [join(folder, "pipe.log")]);
  expect(await said({ log: "pipe.log", pattern: "a" })).toBe("bad: it is no file");
});

test("what is found is one line that steers no terminal", async () => {
  expect(await said({ run: "printf 'a\\033[31mb\\000c\\033]0;title\\007\\r\\nd\\001e\\n'; exit 1" })).toBe("bad: exit code 1: d e");
});

test("a pattern that explodes stops nothing, however much there is to be held against it", async () => {
  writeFileSync(join(folder, "evil.log"), "");
  const evil = { log: "evil.log", pattern: "^(a+)+$" };
  await look(evil, 5_000, "m8");
  appendFileSync(join(folder, "evil.log"), `${"a".repeat(40)}!\n`.repeat(200_000));
  const began = performance.now();
  expect(await look(evil, 60_000, "m8")).toMatchObject({ isGood: false, detail: "the pattern takes too long" });
  expect(performance.now() - began).toBeLessThan(4_000);
});
