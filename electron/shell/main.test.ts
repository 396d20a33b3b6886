import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { implement } from "@orpc/server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Settings } from "../../shared/contract/app.ts";
import type { Notice } from "../../shared/contract/events.ts";
import { hostChannels } from "../../shared/contract/host.ts";
import type { DesktopNotice } from "../../shared/contract/inbox.ts";
import { contract } from "../../shared/contract/index.ts";
import { alertId, projectId } from "../../shared/ids.ts";
import { servePort } from "../transport/serve-port.ts";
import { type FakeElectron, fakeElectron } from "./testing/fake-electron.ts";
import type { FakePort } from "./testing/fake-process.ts";
import { sampleProject, sampleRun } from "./testing/samples.ts";

/*
 * The whole main process against the stand-in for Electron, with a real router at the other end of real ports.
 */

const settings: Settings = {
  theme: "dark",
  density: "comfortable",
  stagesAtOnce: 2,
  runsAtOnce: 1,
  stopGraceMs: 1000,
  cacheMaxBytes: 0,
  editorCommand: "",
  notifyOn: "failure",
  quietFrom: "",
  quietTo: "",
  quietDays: [],
  keepLogsDays: 90,
  keepArtifactsDays: 90,
  keepRunsDays: 0,
  keepRunsPerProject: 0,
  keepBytes: 0,
  keepArtifactBytes: 0,
  watchesWhenClosed: false,
};

/** What waits for a desktop. */
const desktopNotices: DesktopNotice[] = [];

let fake: FakeElectron;
let announce: (notice: Notice) => void;
const argv = process.argv;
const listeners = process.listeners("SIGTERM").length;

beforeEach(() => {
  vi.resetModules();
  fake = fakeElectron();
  vi.doMock("electron", () => fake.module);
  vi.stubEnv("MILLRACE_HOME", "");
  process.argv = ["/opt/Millrace/millrace"];
});

afterEach(() => {
  fake.module.app.emit("will-quit");
  for (const engine of fake.processes) for (const port of engine.ports) port.close();
  process.argv = argv;
  vi.unstubAllEnvs();
  expect(process.listeners("SIGTERM").length).toBe(listeners);
});

/** Loads main.ts to its end and only then lets the application become ready, as Electron does. */
async function start(meanwhile = () => {}): Promise<void> {
  await import("./main.ts");
  meanwhile();
  fake.module.app.becomeReady();
  await vi.waitFor(() => expect(fake.windows.length).toBe(1));
  answerPorts();
}

function answerPorts(): void {
  for (const port of fake.processes.at(-1)?.ports ?? []) serve(port);
}

function serve(port: FakePort): void {
  const on = implement(contract);
  const notices: Notice[] = [{ type: "watching" }];
  let wake = () => {};
  announce = (notice) => {
    notices.push(notice);
    wake();
  };
  const router = {
    inbox: { takeDesktop: on.inbox.takeDesktop.handler(() => ({ notices: desktopNotices.splice(0), nextAt: null })) },
    app: { settings: on.app.settings.handler(() => settings) },
    projects: { list: on.projects.list.handler(() => [sampleProject(), sampleProject({ path: "/home/ada/gone", exists: false })]) },
    runs: { active: on.runs.active.handler(() => [{ run: sampleRun(), stages: [] }]) },
    events: {
      watch: on.events.watch.handler(async function* ({ signal }) {
        signal?.addEventListener("abort", () => wake());
        while (!signal?.aborted) {
          const notice = notices.shift();
          if (notice) yield notice;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      }),
    },
  };
  servePort(router, port, console.error);
}

const window = (index = 0) => fake.windows[index] ?? expect.fail("no window was opened");
const toolTip = () => fake.trays[0]?.toolTip;

/** The page has loaded and asks for its port, as the preload script does. */
function pageLoads(index = 0): void {
  const event = { sender: window(index).webContents, senderFrame: { origin: "app://millrace", parent: null } };
  fake.module.ipcMain.emit(hostChannels.connect, event);
}

const messages = (index = 0) =>
  window(index)
    .webContents.sent.filter((sent) => sent.channel === hostChannels.message)
    .map((sent) => sent.message);

test("before the application is ready: sandbox for every process, the page's scheme, one instance", async () => {
  await import("./main.ts");
  expect(fake.module.app.invocation).toEqual({ arguments: [], workingDirectory: process.cwd() });
  expect(fake.module.app.calls).toEqual(["enableSandbox", "setAppUserModelId dev.millrace.desktop"]);
  expect(fake.schemes.length).toBe(1);
  expect([fake.windows, fake.processes, fake.trays]).toEqual([[], [], []]);
});

test("whatever web contents come into being are locked down, and the session is", async () => {
  await start();
  const { FakeWebContents } = await import("./testing/fake-window.ts");
  const contents = new FakeWebContents();
  fake.module.app.emit("web-contents-created", {}, contents);
  expect(contents.open("https://example.com/")).toEqual({ action: "deny" });
  expect(contents.eventNames().sort()).toEqual(["context-menu", "will-attach-webview", "will-frame-navigate", "will-redirect"]);
  expect(fake.module.session.defaultSession.asks("geolocation", "app://millrace/")).toBe(false);
});

test("a data folder of one's own is an application of one's own", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-home-"));
  vi.stubEnv("MILLRACE_HOME", folder);
  await start();
  expect(fake.module.app.calls[0]).toBe(`setPath userData ${join(folder, "electron")}`);
  rmSync(folder, { recursive: true });
});

test("a second start hands over what it was asked for, opens nothing, and ends", async () => {
  process.argv = ["/opt/Millrace/millrace", "shop"];
  fake.module.app.isSecond = true;
  await import("./main.ts");
  expect(fake.module.app.invocation).toEqual({ arguments: ["shop"], workingDirectory: process.cwd() });
  expect(fake.module.app.calls.at(-1)).toBe("quit");
  expect([fake.windows, fake.processes]).toEqual([[], []]);
});

test("a start with a folder tells it to the page as soon as that listens", async () => {
  process.argv = ["/opt/Millrace/millrace", "/home/ada/shop"];
  await start();
  expect(messages()).toEqual([]);
  pageLoads();
  expect(messages()).toEqual([{ type: "millrace:open", path: "/home/ada/shop" }]);
});

test("a second start brings the window to the front with its folder", async () => {
  await start();
  pageLoads();
  const data = { arguments: ["shop"], workingDirectory: "/home/ada" };
  fake.module.app.emit("second-instance", {}, ["changed", "by", "Chromium"], "/", data);
  fake.module.app.emit("second-instance", {}, [], "/", { arguments: [], workingDirectory: "/" });
  fake.module.app.emit("second-instance", {}, [], "/", "nonsense");
  expect([fake.windows.length, messages()]).toEqual([1, [{ type: "millrace:open", path: "/home/ada/shop" }]]);
  expect(window().calls.filter((call) => call === "focus").length).toBe(3);
});

test("folders and addresses from the dock and the file manager are handed over, also those from before the start", async () => {
  const prevented = { preventDefault: vi.fn() };
  await start(() => fake.module.app.emit("open-file", prevented, "/home/ada/early"));
  pageLoads();
  fake.module.app.emit("open-url", prevented, "millrace://open?path=%2Fhome%2Fada%2Flate");
  fake.module.app.emit("open-url", prevented, "millrace://delete?path=%2F");
  expect(messages().map((message) => (message as { path: string }).path)).toEqual(["/home/ada/early", "/home/ada/late"]);
  expect(prevented.preventDefault).toHaveBeenCalledTimes(3);
});

test("the page's port leads straight to the engine", async () => {
  await start();
  pageLoads();
  const sent = window().webContents.sent.find(({ channel }) => channel === hostChannels.port);
  const engineEnd = fake.processes[0]?.ports.at(-1);
  const heard = new Promise((resolve) => engineEnd?.once("message", ({ data }) => resolve(data)));
  engineEnd?.start();
  sent?.ports[0]?.postMessage("hello");
  expect(await heard).toBe("hello");
});

test("the desktop knows what runs, which theme is wanted and which folders were open", async () => {
  await start();
  await vi.waitFor(() => expect(toolTip()).toBe("Millrace: Run 7 of shop is running"));
  expect(fake.module.nativeTheme.themeSource).toBe("dark");
  const file = fake.applicationMenu()[0]?.submenu as { submenu?: { label: string }[] }[];
  expect(file[1]?.submenu?.map(({ label }) => label)).toEqual(["/home/ada/shop"]);
});

test("a run that breaks is a red dot that goes when the person looks", async () => {
  await start();
  await vi.waitFor(() => expect(toolTip()).toContain("running"));
  announce({ type: "run.changed", run: sampleRun({ status: "failed", durationMs: 2000 }) });
  await vi.waitFor(() => expect(toolTip()).toBe("Millrace: A run broke"));
  window().emit("focus");
  expect(toolTip()).toBe("Millrace: Nothing runs");
});

test("what waits for a desktop is shown at the start and when something changes, each once, and leads to its place", async () => {
  const notice = { title: "shop", body: "home is down", tag: "a1", target: null, isSeenInWindow: false };
  desktopNotices.push(notice);
  await start();
  pageLoads();
  await vi.waitFor(() => expect(fake.notifications.map(({ body }) => body)).toEqual(["home is down"]));
  desktopNotices.push({ ...notice, body: "home is up again after 5.0 s" });
  const changed = { type: "alert.changed", projectId: projectId(1), alertId: alertId(1) } as const;
  announce(changed);
  announce(changed);
  await vi.waitFor(() => expect(fake.notifications).toHaveLength(2));
  expect(desktopNotices).toEqual([]);
  fake.notifications[0]?.click();
  expect(messages()).toEqual([{ type: "millrace:show", target: null }]);
});

test("who looks at the window is not told what can be seen in it, and of all else is", async () => {
  await start();
  vi.spyOn(window(), "isFocused").mockReturnValue(true);
  const notice = { title: "shop: unit fails", body: "", tag: "e1", target: null, isSeenInWindow: true };
  desktopNotices.push(notice, { ...notice, title: "shop: home is down", isSeenInWindow: false });
  announce({ type: "inbox.changed", projectId: projectId(1) });
  await vi.waitFor(() => expect(fake.notifications.map(({ title }) => title)).toEqual(["shop: home is down"]));
});

test("an engine that is started again is followed again", async () => {
  await start();
  await vi.waitFor(() => expect(toolTip()).toContain("running"));
  fake.processes[0]?.crash(1);
  await vi.waitFor(() => expect(fake.processes.length).toBe(2));
  answerPorts();
  announce({ type: "run.changed", run: sampleRun({ status: "passed" }) });
  await vi.waitFor(() => expect(toolTip()).toBe("Millrace: Nothing runs"));
});

test("without a window the icon stays while something runs, and then the application ends by itself", async () => {
  await start();
  await vi.waitFor(() => expect(toolTip()).toContain("running"));
  window().close();
  fake.module.app.emit("window-all-closed");
  expect(fake.module.app.calls).not.toContain("quit");
  announce({ type: "run.changed", run: sampleRun({ status: "failed" }) });
  await vi.waitFor(() => expect(fake.module.app.calls).toContain("quit"));
});

test("quitting ends the engine and the icon, and nothing else: runs are processes of their own", async () => {
  await start();
  fake.module.app.emit("will-quit");
  expect([fake.processes.map((engine) => engine.isKilled), fake.trays[0]?.isGone]).toEqual([[true], true]);
});

test("a menu command reaches the page", async () => {
  await start();
  pageLoads();
  const run = fake.applicationMenu().find(({ label }) => label === "Run")?.submenu as { click(): void }[];
  run[0]?.click();
  expect(messages()).toEqual([{ type: "millrace:command", command: "run.pipeline" }]);
});
