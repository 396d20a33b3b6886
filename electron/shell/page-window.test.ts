import { beforeEach, expect, test, vi } from "vitest";
import type { createPageWindow as Create, PageWindow } from "./page-window.ts";
import { fakeElectron } from "./testing/fake-electron.ts";
import { FakeBrowserWindow } from "./testing/fake-window.ts";

vi.doMock("electron", () => fakeElectron().module);
const { createPageWindow } = (await import("./page-window.ts")) as { createPageWindow: typeof Create };

let opened: FakeBrowserWindow[];
let events: string[];
let now: number;
let answer: "reload" | "quit";
let window: PageWindow;

beforeEach(() => {
  opened = [];
  events = [];
  now = 0;
  answer = "reload";
  window = createPageWindow({
    open() {
      opened.push(new FakeBrowserWindow({}));
      return opened.at(-1) as never;
    },
    now: () => now,
    async askAfterCrash(reason) {
      events.push(`ask ${reason}`);
      return answer;
    },
    quit: () => events.push("quit"),
    focused: () => events.push("focused"),
  });
});

const told = (index = 0) => opened[index]?.webContents.sent.map((sent) => sent.message);
const crash = async (reason = "crashed") => {
  opened[0]?.webContents.emit("render-process-gone", {}, { reason });
  await Promise.resolve();
  await Promise.resolve();
};

test("there is one window: the second time it comes to the front", () => {
  window.show();
  if (opened[0]) opened[0].minimized = true;
  window.show();
  expect([opened.length, opened[0]?.calls]).toEqual([1, ["restore", "show", "focus"]]);
});

test("a closed window is opened anew", () => {
  window.show();
  opened[0]?.close();
  expect(window.current()).toBeNull();
  window.show();
  expect(opened.length).toBe(2);
});

test("what the page should know waits until it listens, in order", () => {
  window.tell({ type: "millrace:open", path: "/a" });
  window.tell({ type: "millrace:command", command: "help.palette" });
  expect(told()).toEqual([]);
  window.connected();
  window.tell({ type: "millrace:open", path: "/b" });
  expect(told()).toEqual([
    { type: "millrace:open", path: "/a" },
    { type: "millrace:command", command: "help.palette" },
    { type: "millrace:open", path: "/b" },
  ]);
});

test("telling a closed window opens it, and nothing is told twice", () => {
  window.show();
  window.connected();
  opened[0]?.close();
  window.tell({ type: "millrace:open", path: "/a" });
  window.connected();
  expect([opened.length, told(0), told(1)]).toEqual([2, [], [{ type: "millrace:open", path: "/a" }]]);
});

test("a page that crashed loads again and is told what came meanwhile", async () => {
  window.show();
  window.connected();
  await crash();
  window.tell({ type: "millrace:open", path: "/a" });
  expect([opened[0]?.webContents.reloads, told()]).toEqual([1, []]);
  window.connected();
  expect(told()).toEqual([{ type: "millrace:open", path: "/a" }]);
});

test("a page that crashes again and again is a question for the person", async () => {
  window.show();
  for (now = 0; now < 6; now += 1) await crash("oom");
  expect([opened[0]?.webContents.reloads, events]).toEqual([6, ["ask oom"]]);
  answer = "quit";
  await crash("oom");
  expect(events.at(-1)).toBe("quit");
});

test("a page that ended well, or whose window is gone, is left alone", async () => {
  window.show();
  await crash("clean-exit");
  opened[0]?.close();
  await crash();
  expect(opened[0]?.webContents.reloads).toBe(0);
});

test("looking at the window is noticed", () => {
  window.show();
  opened[0]?.emit("focus");
  expect(events).toEqual(["focused"]);
});
