import { beforeEach, expect, test, vi } from "vitest";
import { hostChannels } from "../../shared/contract/host.ts";
import { failure } from "../../shared/result.ts";
import type { EngineClient, EngineHost } from "./engine-host.ts";
import { type FakeElectron, fakeElectron } from "./testing/fake-electron.ts";
import { FakeBrowserWindow, FakeWebContents } from "./testing/fake-window.ts";

let fake: FakeElectron;
let window: FakeBrowserWindow | null;
let clients: EngineClient[];
let connected: number;
let retries: number;

beforeEach(async () => {
  vi.resetModules();
  fake = fakeElectron();
  vi.doMock("electron", () => fake.module);
  window = new FakeBrowserWindow({});
  clients = [];
  connected = 0;
  retries = 0;
  const engine: EngineHost = {
    connect(client) {
      clients.push(client);
      return () => clients.splice(clients.indexOf(client), 1);
    },
    retry: () => (retries += 1),
    stop: () => {},
  };
  const { answerPage } = await import("./ipc.ts");
  answerPage(
    () => window as never,
    engine,
    () => (connected += 1),
  );
});

const contents = () => window?.webContents ?? expect.fail("there is no window");

/** An event as Electron makes it for a message from `frame` of `sender`. */
function event(changes: object = {}) {
  return { sender: contents(), senderFrame: { origin: "app://millrace", parent: null }, ...changes };
}

function ask(from: object): void {
  fake.module.ipcMain.emit(hostChannels.connect, from);
}

const strangers: readonly (readonly [string, () => object])[] = [
  ["another page", () => event({ senderFrame: { origin: "https://example.com", parent: null } })],
  ["a page with a similar origin", () => event({ senderFrame: { origin: "app://millrace.example", parent: null } })],
  ["a frame inside the page", () => event({ senderFrame: { origin: "app://millrace", parent: {} } })],
  ["a page without an origin", () => event({ senderFrame: { origin: "null", parent: null } })],
  ["a frame that is gone", () => event({ senderFrame: null })],
  ["another window", () => event({ sender: new FakeWebContents() })],
];

test("the page gets a port, and nothing but the port", () => {
  ask(event());
  const port = { close: vi.fn() };
  clients[0]?.receive(port as never);
  expect(contents().sent).toEqual([{ channel: hostChannels.port, message: null, ports: [port] }]);
  expect([port.close, connected, retries]).toEqual([expect.any(Function), 1, 1]);
  expect(port.close).not.toHaveBeenCalled();
});

test.each(strangers)("%s gets no port", (_who, from) => {
  ask(from());
  expect([clients.length, connected, retries]).toEqual([0, 0, 0]);
});

test.each(strangers)("%s cannot open a dialog", async (_who, from) => {
  const showOpenDialog = vi.spyOn(fake.module.dialog, "showOpenDialog");
  const handler = fake.module.ipcMain.handlers.get(hostChannels.chooseFolder);
  expect(() => handler?.(from() as never)).toThrow("Refused");
  expect(showOpenDialog).not.toHaveBeenCalled();
});

test("without a window nobody is answered", () => {
  const late = event();
  window = null;
  ask(late);
  expect(clients.length).toBe(0);
});

test("a page that loads again takes the place of the one before", () => {
  ask(event());
  ask(event());
  expect(clients.length).toBe(1);
});

test("a port that comes when the window shows something else is closed", () => {
  ask(event());
  const port = { close: vi.fn() };
  contents().mainFrame = { origin: "https://example.com", parent: null };
  clients[0]?.receive(port as never);
  contents().destroy();
  clients[0]?.receive(port as never);
  expect([contents().sent, port.close.mock.calls.length]).toEqual([[], 2]);
});

test("why the engine cannot start reaches the page", () => {
  ask(event());
  clients[0]?.fail(failure("store-from-future", "The history is of a newer Millrace.", "Update this one."));
  expect(contents().sent).toEqual([
    {
      channel: hostChannels.message,
      message: {
        type: "millrace:failed",
        code: "store-from-future",
        message: "The history is of a newer Millrace.",
        hint: "Update this one.",
      },
      ports: [],
    },
  ]);
});

test("a folder is chosen in the system's dialog, one, and only a folder", async () => {
  const showOpenDialog = vi.spyOn(fake.module.dialog, "showOpenDialog");
  const handler = fake.module.ipcMain.handlers.get(hostChannels.chooseFolder);
  expect(await handler?.(event() as never)).toBe("/home/ada/shop");
  expect(showOpenDialog.mock.calls[0]).toEqual([window, expect.objectContaining({ properties: ["openDirectory", "createDirectory"] })]);
  showOpenDialog.mockResolvedValueOnce({ canceled: true, filePaths: [] });
  expect(await handler?.(event() as never)).toBeNull();
});
