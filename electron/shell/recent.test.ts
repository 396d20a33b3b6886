import { expect, test, vi } from "vitest";
import { fakeElectron } from "./testing/fake-electron.ts";
import { sampleProject } from "./testing/samples.ts";

const fake = fakeElectron();
vi.doMock("electron", () => fake.module);
const { createRecent, jumpList, recentFolders } = await import("./recent.ts");

function create(platform: NodeJS.Platform) {
  return createRecent(fake.module.app as never, { platform, isDeveloping: false, perform: () => {}, openFolder: () => {} });
}

test("folders that are gone are not offered", () => {
  expect(recentFolders([sampleProject(), sampleProject({ path: "/gone", exists: false })])).toEqual(["/home/ada/shop"]);
});

test("the dock lists the last opened first", () => {
  const show = create("darwin");
  show(["/a"]);
  show(["/b", "/a"]);
  expect(fake.module.app.recent).toEqual(["/b", "/a"]);
});

test("Windows gets a jump list, Linux only the menu", () => {
  create("linux")(["/a"]);
  expect(fake.module.app.calls).toEqual([]);
  create("win32")(["/a"]);
  expect(fake.module.app.calls).toEqual(["setJumpList"]);
});

test("nothing is built anew while the folders stay the same", () => {
  const show = create("linux");
  show(["/a"]);
  const menu = fake.applicationMenu();
  show(["/a"]);
  expect(fake.applicationMenu()).toBe(menu);
  show([]);
  expect(fake.applicationMenu()).not.toBe(menu);
});

test("a task of the jump list opens exactly its folder", () => {
  const items = jumpList(["C:\\Users\\ada\\my shop", "D:\\"])[0]?.items ?? [];
  expect(items.map(({ title, args, program }) => ({ title, args, program }))).toEqual([
    { title: "my shop", args: '"C:\\Users\\ada\\my shop"', program: process.execPath },
    { title: "D:", args: '"D:\\\\"', program: process.execPath },
  ]);
});
