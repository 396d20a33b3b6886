import { beforeEach, expect, test, vi } from "vitest";
import { hostChannels, type MillraceHost } from "../../shared/contract/host.ts";
import { type FakeElectron, fakeElectron } from "../shell/testing/fake-electron.ts";

let fake: FakeElectron;
let page: EventTarget & { posted: unknown[][] };

beforeEach(async () => {
  vi.resetModules();
  fake = fakeElectron();
  vi.doMock("electron", () => fake.module);
  page = Object.assign(new EventTarget(), { posted: [] as unknown[][] });
  const posted = page.posted;
  vi.stubGlobal(
    "window",
    Object.assign(page, { location: { origin: "app://millrace" }, postMessage: (...what: unknown[]) => posted.push(what) }),
  );
  await import("./preload.ts");
});

const host = () => fake.exposed.get("millraceHost") as MillraceHost<File>;

test("the page gets one object, with these members and no others", () => {
  expect([[...fake.exposed.keys()], Object.keys(host()).sort()]).toEqual([
    ["millraceHost"],
    ["chooseFolder", "kind", "pathForFile", "platform", "reconnect"],
  ]);
});

test("a port is asked for once the page's scripts have run, and again when the page wants", () => {
  expect(fake.messages).toEqual([]);
  page.dispatchEvent(new Event("DOMContentLoaded"));
  host().reconnect();
  expect(fake.messages).toEqual([
    { channel: hostChannels.connect, parameters: [] },
    { channel: hostChannels.connect, parameters: [] },
  ]);
});

test("a port goes on to the page, to its own origin only", () => {
  const port = {};
  fake.module.ipcRenderer.emit(hostChannels.port, { ports: [port] }, null);
  expect(page.posted).toEqual([[{ type: "millrace:port" }, "app://millrace", [port]]]);
});

test("messages of the host go on to the page, without the event they came with", () => {
  fake.module.ipcRenderer.emit(hostChannels.message, { sender: "the whole of ipcRenderer" }, { type: "millrace:open", path: "/a" });
  expect(page.posted).toEqual([[{ type: "millrace:open", path: "/a" }, "app://millrace", []]]);
});

test("choosing a folder takes nothing from the page, and a file's path comes from Electron", async () => {
  await host().chooseFolder();
  expect(fake.messages).toEqual([{ channel: hostChannels.chooseFolder, parameters: [] }]);
  expect(host().pathForFile(new File([], "shop"))).toBe("/dropped/shop");
});
