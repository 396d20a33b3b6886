import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runId } from "../../shared/ids.ts";
import { type Activity, noActivity } from "./activity.ts";
import { type FakeElectron, fakeElectron } from "./testing/fake-electron.ts";
import { sampleProject, sampleRun } from "./testing/samples.ts";
import type { TrayIcon } from "./tray.ts";

let fake: FakeElectron;
let module: typeof import("./tray.ts");
let done: string[];

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  fake = fakeElectron();
  done = [];
  vi.doMock("electron", () => fake.module);
  module = await import("./tray.ts");
});
afterEach(() => vi.useRealTimers());

const running: Activity = { ...noActivity, active: new Map([[runId(42), sampleRun()]]), projects: [sampleProject()] };
const broken: Activity = { ...noActivity, isBroken: true };

function create(platform: NodeJS.Platform = "linux"): TrayIcon {
  return module.createTray("/pictures", platform, { open: () => done.push("open"), quit: () => done.push("quit") });
}

/** The pictures that were shown, by name. */
function shown(): string[] {
  return (fake.trays[0]?.images ?? []).map((image) => image.replace(join("/pictures", "/"), "").replace(".png", ""));
}

test("a run that waits for a person turns no wheel, and says so", () => {
  const waiting: Activity = { ...running, active: new Map([[runId(42), sampleRun({ status: "waiting" })]]) };
  expect([module.trayState(waiting), module.trayText(waiting)]).toEqual(["idle", "Run 7 of shop waits for approval"]);
});

test("the wheel rests, turns while something runs, and shows what broke", () => {
  const tray = create();
  tray.show(noActivity);
  tray.show(running);
  vi.advanceTimersByTime(1000);
  tray.show(broken);
  tray.show(noActivity);
  expect(shown()).toEqual(["idle", "running-0", "running-1", "running-2", "running-3", "running-0", "broken", "idle"]);
});

test("news while it turns does not start the turn again", () => {
  const tray = create();
  tray.show(running);
  vi.advanceTimersByTime(250);
  tray.show({ ...running });
  vi.advanceTimersByTime(250);
  expect(shown()).toEqual(["idle", "running-0", "running-1", "running-2"]);
});

test("who wants less motion sees the wheel stand", () => {
  const still = { prefersReducedMotion: true, scrollAnimationsEnabledBySystem: true, shouldRenderRichAnimation: true };
  vi.spyOn(fake.module.systemPreferences, "getAnimationSettings").mockReturnValue(still);
  create().show(running);
  vi.advanceTimersByTime(10_000);
  expect(shown()).toEqual(["idle", "running-0"]);
});

test("on macOS the pictures are templates, except for the red dot", () => {
  const tray = create("darwin");
  tray.show(running);
  tray.show(broken);
  expect(shown()).toEqual(["idleTemplate", "running-0Template", "broken"]);
});

test("the tooltip and the menu say what goes on, and that runs outlive the application", () => {
  const tray = create();
  const said = [noActivity, running, { ...running, active: new Map([...running.active, [runId(43), sampleRun()]]) }, broken].map(
    (activity) => {
      tray.show(activity);
      return [fake.trays[0]?.toolTip, fake.trays[0]?.menu.at(-1)?.label];
    },
  );
  expect(said).toEqual([
    ["Millrace: Nothing runs", "Quit"],
    ["Millrace: Run 7 of shop is running", "Quit (runs go on)"],
    ["Millrace: 2 runs are under way", "Quit (runs go on)"],
    ["Millrace: A run broke", "Quit"],
  ]);
});

test("a click opens the window; the menu opens and quits", () => {
  create().show(noActivity);
  fake.trays[0]?.emit("click");
  for (const item of fake.trays[0]?.menu ?? []) item.click?.({} as never, undefined, {} as never);
  expect(done).toEqual(["open", "open", "quit"]);
});

test("a destroyed icon does not turn any more", () => {
  const tray = create();
  tray.show(running);
  tray.destroy();
  vi.advanceTimersByTime(1000);
  expect([fake.trays[0]?.isGone, shown().length, vi.getTimerCount()]).toEqual([true, 2, 0]);
});
