import { expect, test, vi } from "vitest";
import { fakeElectron } from "./testing/fake-electron.ts";

const fake = fakeElectron();
vi.doMock("electron", () => fake.module);
const { notify } = await import("./notifications.ts");

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
