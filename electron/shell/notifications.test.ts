import { expect, test, vi } from "vitest";
import type { Settings } from "../../shared/contract/app.ts";
import type { StageRun } from "../../shared/contract/schemas.ts";
import type { Status } from "../../shared/status.ts";
import { fakeElectron } from "./testing/fake-electron.ts";
import { sampleRun } from "./testing/samples.ts";

const fake = fakeElectron();
vi.doMock("electron", () => fake.module);
const { notificationFor, notify, waitingNotification } = await import("./notifications.ts");

const ends: readonly Status[] = ["passed", "failed", "errored", "interrupted", "canceled", "skipped"];

test.each([
  ["never", []],
  ["failure", ["failed", "errored", "interrupted"]],
  ["always", ["passed", "failed", "errored", "interrupted"]],
] as const)("with the setting %s these ends are told: %s", (notifyOn: Settings["notifyOn"], expected) => {
  const told = ends.filter((status) => notificationFor(sampleRun({ status }), "shop", { notifyOn, isWindowFocused: false }) !== null);
  expect(told).toEqual(expected);
});

test("somebody who looks at the window is not told", () => {
  expect(notificationFor(sampleRun({ status: "failed" }), "shop", { notifyOn: "always", isWindowFocused: true })).toBeNull();
});

test("a notification names project, run, what ran, how long it took, and where", () => {
  const rule = { notifyOn: "always", isWindowFocused: false } as const;
  expect([
    notificationFor(sampleRun({ status: "failed", durationMs: 12_400 }), "shop", rule),
    notificationFor(
      sampleRun({ status: "passed", selection: ["unit", "lint"], durationMs: 412, branch: null, subject: null }),
      "shop",
      rule,
    ),
    notificationFor(sampleRun({ status: "interrupted", subject: null }), "shop", rule),
  ]).toEqual([
    { title: "shop: run 7 failed", body: "The pipeline failed after 12.4 s.\nmain: Keep the cart" },
    { title: "shop: run 7 passed", body: "unit, lint passed after 412 ms." },
    { title: "shop: run 7 was interrupted", body: "The pipeline was interrupted.\nmain" },
  ]);
});

test("what waits for a person is told with the question, unless nothing is to be told", () => {
  const stage = { name: "ship", variant: "eu", approval: { question: "Ship it?" } } as StageRun;
  const rule = { notifyOn: "failure", isWindowFocused: false } as const;
  expect(waitingNotification(stage, "shop", rule)).toEqual({ title: "shop: ship eu waits for approval", body: "Ship it?" });
  expect(waitingNotification({ ...stage, approval: null }, "shop", rule)?.body).toBe("Run ship?");
  expect([
    waitingNotification(stage, "shop", { ...rule, notifyOn: "never" }),
    waitingNotification(stage, "shop", { ...rule, isWindowFocused: true }),
  ]).toEqual([null, null]);
});

test("following a notification does what was asked", () => {
  const onClick = vi.fn();
  notify({ title: "shop: run 7 failed", body: "The pipeline failed." }, onClick);
  expect(fake.notifications.map(({ title, body }) => ({ title, body }))).toEqual([
    { title: "shop: run 7 failed", body: "The pipeline failed." },
  ]);
  fake.notifications[0]?.click();
  expect(onClick).toHaveBeenCalledOnce();
});

test("where the system has no notifications, nothing happens", () => {
  vi.spyOn(fake.module.Notification, "isSupported").mockReturnValueOnce(false);
  notify({ title: "", body: "" }, () => {});
  expect(fake.notifications.length).toBe(1);
});
