import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Failure } from "../../shared/result.ts";
import type { EngineClient, EngineHost } from "./engine-host.ts";
import { type FakeElectron, fakeElectron } from "./testing/fake-electron.ts";
import type { FakePort } from "./testing/fake-process.ts";

let fake: FakeElectron;
let host: EngineHost;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  fake = fakeElectron();
  vi.doMock("electron", () => fake.module);
  const { startEngineHost } = await import("./engine-host.ts");
  host = startEngineHost("/app/engine-process.js", () => Date.now());
});

afterEach(() => {
  host.stop();
  for (const process of fake.processes) for (const port of process.ports) port.close();
  vi.useRealTimers();
});

/** A client that keeps what it was given. */
function client() {
  const ports: FakePort[] = [];
  const failures: Failure[] = [];
  const self: EngineClient = {
    receive: (port) => ports.push(port as unknown as FakePort),
    fail: (reason) => failures.push(reason),
  };
  return { self, ports, failures };
}

const newest = () => fake.processes.at(-1) ?? expect.fail("no engine was started");

test("the engine is a utility process with a name of its own", () => {
  expect(fake.processes.map(({ path, options }) => ({ path, options }))).toEqual([
    { path: "/app/engine-process.js", options: { serviceName: "Millrace engine" } },
  ]);
});

test("a client and the engine get the two ends of one channel", async () => {
  const window = client();
  host.connect(window.self);
  const [engineEnd] = newest().ports;
  const [clientEnd] = window.ports;
  const heard = new Promise((resolve) => engineEnd?.once("message", ({ data }) => resolve(data)));
  engineEnd?.start();
  clientEnd?.postMessage("hello");
  expect(await heard).toBe("hello");
});

test("an engine that dies is started again, and every client gets a new port", () => {
  const [window, desktop] = [client(), client()];
  host.connect(window.self);
  host.connect(desktop.self);
  newest().crash(139);
  expect(fake.processes.length).toBe(1);
  vi.advanceTimersByTime(200);
  expect(fake.processes.length).toBe(2);
  expect([window.ports.length, desktop.ports.length, newest().ports.length]).toEqual([2, 2, 2]);
});

test("a client that comes while the engine is away gets its port with the next one, and only one", () => {
  newest().crash(1);
  const window = client();
  host.connect(window.self);
  expect(window.ports.length).toBe(0);
  vi.advanceTimersByTime(200);
  expect(window.ports.length).toBe(1);
});

test("a client that left gets nothing more", () => {
  const window = client();
  host.connect(window.self)();
  newest().crash(1);
  vi.advanceTimersByTime(200);
  expect(window.ports.length).toBe(1);
});

test("an engine that keeps dying is left alone and said to be, until somebody tries again", () => {
  const window = client();
  host.connect(window.self);
  for (const waitMs of [200, 400, 800, 1600, 3200, 60_000]) {
    newest().crash(7);
    vi.advanceTimersByTime(waitMs);
  }
  expect(fake.processes.length).toBe(6);
  expect(window.failures.map(({ code, message }) => ({ code, message }))).toEqual([
    { code: "engine-stopped", message: "Millrace's engine stopped again and again, the last time with exit code 7." },
  ]);

  const late = client();
  host.connect(late.self);
  expect(late.failures.length).toBe(1);

  host.retry();
  expect(fake.processes.length).toBe(7);
  expect([window.ports.length, late.ports.length]).toEqual([7, 1]);
});

test("an engine that says why it cannot start is ended, not restarted, and the reason reaches everybody", () => {
  const window = client();
  host.connect(window.self);
  const reason = { code: "store-from-future", message: "The history is of a newer Millrace.", hint: "Update this one." };
  newest().emit("message", { type: "failed", ...reason });
  expect(newest().isKilled).toBe(true);
  newest().emit("exit", 15);
  vi.advanceTimersByTime(60_000);
  expect(fake.processes.length).toBe(1);
  expect(window.failures).toEqual([reason]);

  host.retry();
  expect(fake.processes.length).toBe(2);
});

test("trying again while the engine runs changes nothing", () => {
  host.retry();
  expect(fake.processes.length).toBe(1);
});

test("after the end nothing is started any more", () => {
  newest().crash(1);
  host.stop();
  vi.advanceTimersByTime(60_000);
  host.retry();
  expect(fake.processes.length).toBe(1);
});

test("the engine's questions about the keychain are answered to the engine that asked", async () => {
  newest().emit("message", { type: "keychain", id: 7, ask: "wrap", text: "a key" });
  await vi.waitFor(() => expect(newest().answers).toEqual([{ type: "keychain", id: 7, ok: true, text: expect.any(String) }]));
});
