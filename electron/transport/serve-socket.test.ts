import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createORPCClient, isDefinedError, safe } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import type { ContractRouterClient } from "@orpc/contract";
import { implement } from "@orpc/server";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { contract } from "../../shared/contract/index.ts";
import { type LoopbackHost, serveSocket } from "./serve-socket.ts";

const part = { projects: { browse: contract.projects.browse, list: contract.projects.list } };
const bugs: unknown[] = [];
let folder: string;
let host: LoopbackHost;

const server = implement(part);
const router = server.router({
  projects: {
    browse: server.projects.browse.handler(({ input, errors }) => {
      if (input.path === "/gone") throw errors.FOLDER_MISSING({ data: { hint: "Choose another one." } });
      return { path: input.path ?? "/", parent: null, folders: [], isTruncated: false };
    }),
    list: server.projects.list.handler(() => {
      throw new Error("a bug");
    }),
  },
});

beforeEach(async () => {
  bugs.length = 0;
  folder = mkdtempSync(join(tmpdir(), "millrace-serve-"));
  const built = join(folder, "window");
  mkdirSync(join(built, "assets"), { recursive: true });
  writeFileSync(join(folder, "secret.txt"), "outside");
  writeFileSync(join(built, "index.html"), "<!doctype html><title>Millrace</title>");
  writeFileSync(join(built, "assets", "index-abc123.js"), "export {};");
  symlinkSync(join(folder, "secret.txt"), join(built, "linked.txt"));
  host = await serve(0);
});

afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

async function serve(port: number): Promise<LoopbackHost> {
  const result = await serveSocket({ router, windowFolder: join(folder, "window"), port, reportBug: (error) => bugs.push(error) });
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

function token(): string {
  return new URL(host.url).searchParams.get("token") ?? "";
}

function cookie(): string {
  return `millrace-${host.port}=${token()}`;
}

/** Sends a request's head exactly as written: fetch would tidy the path and refuse to forge a Host. */
function ask(target: string, headers: Record<string, string> = {}, method = "GET"): Promise<string> {
  const lines = Object.entries({ Host: `127.0.0.1:${host.port}`, Connection: "close", ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return new Promise((resolve, reject) => {
    const socket = connect(host.port, "127.0.0.1");
    let answer = "";
    socket.setEncoding("utf8").on("data", (text) => {
      answer += text;
    });
    socket.on("close", () => resolve(answer)).on("error", reject);
    socket.write([`${method} ${target} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
  });
}

async function statusOf(target: string, headers?: Record<string, string>, method?: string): Promise<number> {
  return Number((await ask(target, headers, method)).split(" ")[1]);
}

function upgradeHeaders(extra: Record<string, string>): Record<string, string> {
  return {
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    ...extra,
  };
}

test("the printed address sets the cookie and leaves the token behind", async () => {
  const first = await fetch(host.url, { redirect: "manual" });
  expect(first.status).toBe(303);
  expect(first.headers.get("location")).toBe("/");
  expect(first.headers.get("set-cookie")).toBe(`${cookie()}; Path=/; HttpOnly; SameSite=Strict`);
  const page = await fetch(`http://localhost:${host.port}/`, { headers: { cookie: cookie() } });
  expect(await page.text()).toContain("<title>Millrace</title>");
});

test("an address for a browser's command line lets in once", async () => {
  const url = host.oneTimeUrl();
  const first = await fetch(url, { redirect: "manual" });
  expect([first.status, first.headers.get("set-cookie")?.split(";")[0]]).toEqual([303, cookie()]);
  expect((await fetch(url, { redirect: "manual" })).status).toBe(403);
});

test("every answer carries the strict headers, refusals too", async () => {
  for (const headers of [{ Cookie: cookie() }, {}]) {
    const answer = await ask("/", headers as Record<string, string>);
    expect(answer).toMatch(/Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; /);
    expect(answer).toContain("frame-ancestors 'none'");
    expect(answer).not.toContain("unsafe");
    expect(answer).toContain("X-Content-Type-Options: nosniff");
    expect(answer).toContain("Referrer-Policy: no-referrer");
    expect(answer).not.toContain("Access-Control-Allow-Origin");
  }
});

test("hashed files may be kept, the page may not", async () => {
  expect(await ask("/assets/index-abc123.js", { Cookie: cookie() })).toContain("immutable");
  expect(await ask("/", { Cookie: cookie() })).toContain("Cache-Control: no-cache");
  expect(await ask("/", { Cookie: cookie() }, "HEAD")).not.toContain("doctype");
});

test("refuses who has no token, a wrong one, a foreign Origin or a foreign Host, for every path", async () => {
  for (const path of ["/", "/assets/index-abc123.js", "/missing", "/rpc"]) {
    expect(await statusOf(path)).toBe(403);
    expect(await statusOf(`${path}?token=wrong`)).toBe(403);
    expect(await statusOf(path, { Cookie: `${cookie()}x` })).toBe(403);
    expect(await statusOf(path, { Cookie: cookie(), Origin: "http://rebound.example" })).toBe(403);
    expect(await statusOf(path, { Cookie: cookie(), Host: `rebound.example:${host.port}` })).toBe(403);
    expect(await statusOf(path, { Cookie: cookie() }, "POST")).toBe(405);
  }
});

test("a browser that is refused gets a page without scripts that says why; a program gets a line", async () => {
  const asPage = await ask("/", { Accept: "text/html,*/*" });
  expect(asPage).toContain("403");
  expect(asPage).toContain("<h1>This page needs its key</h1>");
  expect(asPage).not.toContain("<script");
  const policy = /Content-Security-Policy: (.*)/i.exec(asPage)?.[1] ?? "";
  const style = /<style>([\s\S]*?)<\/style>/.exec(asPage)?.[1] ?? "";
  expect(policy).toContain(`style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`);
  expect(policy).not.toContain("script-src");
  const asLine = await ask("/");
  expect(asLine).toContain("Open the address that Millrace printed; it carries the key.");
  expect(asLine).not.toContain("<");
});

test("no spelling of a path leads out of the window's folder", async () => {
  const spellings = [
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e%2fsecret.txt",
    "/assets/..%5c..%5csecret.txt",
    "/assets/../../secret.txt",
  ];
  const odd = ["//secret.txt", `/${folder}/secret.txt`, "/linked.txt", "/%00", "/index.html%00.js", "/assets", "/assets/", "/.", "/%"];
  for (const path of [...spellings, ...odd]) expect([path, await statusOf(path, { Cookie: cookie() })]).toEqual([path, 404]);
  expect(await statusOf("../secret.txt", { Cookie: cookie() })).toBe(400);
});

test("refuses oversized and broken requests and goes on serving", async () => {
  expect(await statusOf(`/${"a".repeat(5_000)}`, { Cookie: cookie() })).toBe(414);
  expect(await statusOf(`/${"a".repeat(50_000)}`, { Cookie: cookie() })).toBe(431);
  expect(await statusOf("/", { "Content-Length": "x" })).toBe(400);
  expect(await statusOf("/", { Cookie: cookie() })).toBe(200);
});

test("the socket needs the same as the page", async () => {
  expect(await statusOf("/rpc", upgradeHeaders({}))).toBe(403);
  expect(await statusOf("/rpc", upgradeHeaders({ Cookie: `millrace-${host.port}=wrong` }))).toBe(403);
  expect(await statusOf("/rpc", upgradeHeaders({ Cookie: cookie(), Origin: "http://rebound.example" }))).toBe(403);
  expect(await statusOf("/rpc", upgradeHeaders({ Cookie: cookie(), Origin: "null" }))).toBe(403);
  expect(await statusOf("/rpc", upgradeHeaders({ Cookie: cookie(), Host: `rebound.example:${host.port}` }))).toBe(403);
  expect(await statusOf("/other", upgradeHeaders({ Cookie: cookie() }))).toBe(404);
});

async function withClient(use: (client: ContractRouterClient<typeof part>) => Promise<void>): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}/rpc`, {
    headers: { cookie: cookie(), origin: `http://127.0.0.1:${host.port}` },
  });
  const client: ContractRouterClient<typeof part> = createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }));
  await use(client);
  socket.terminate();
}

test("answers calls, declared failures and bugs, and reports only the bugs", async () => {
  await withClient(async (client) => {
    expect((await client.projects.browse({ path: "/here" })).path).toBe("/here");
    const gone = await safe(client.projects.browse({ path: "/gone" }));
    expect(isDefinedError(gone.error) && gone.error.data.hint).toBe("Choose another one.");
    expect(bugs).toEqual([]);
    const bug = await safe(client.projects.list());
    expect(bug.error?.message).not.toContain("a bug");
    expect(bugs).toHaveLength(1);
  });
});

test("an oversized question ends its connection and nobody else's", async () => {
  await withClient(async (client) => {
    await expect(client.projects.browse({ path: "a".repeat(2_000_000) })).rejects.toThrow();
  });
  await withClient(async (client) => {
    expect((await client.projects.browse({})).path).toBe("/");
  });
});

test("a taken port is a failure that says what to do", async () => {
  const result = await serveSocket({ router, windowFolder: join(folder, "window"), port: host.port, reportBug: () => {} });
  expect(result).toMatchObject({ ok: false, failure: { code: "port-taken", hint: expect.stringContaining("--port") } });
});

test("a window that was not built is a failure that says what to do", async () => {
  const result = await serveSocket({ router, windowFolder: join(folder, "nowhere"), port: 0, reportBug: () => {} });
  expect(result).toMatchObject({ ok: false, failure: { code: "window-not-built", hint: expect.stringContaining("npm run build") } });
});

test("each start has its own token, and closing ends open connections", async () => {
  const other = await serve(0);
  expect(new URL(other.url).searchParams.get("token")).not.toBe(token());
  const socket = new WebSocket(`ws://127.0.0.1:${other.port}/rpc`, {
    headers: { cookie: `millrace-${other.port}=${new URL(other.url).searchParams.get("token")}` },
  });
  await new Promise((resolve) => socket.once("open", resolve));
  const ended = new Promise((resolve) => socket.once("close", resolve));
  await other.close();
  await ended;
});
