import { expect, test, vi } from "vitest";
import { fakeElectron } from "./testing/fake-electron.ts";
import { sampleProject } from "./testing/samples.ts";

const fake = fakeElectron();
vi.doMock("electron", () => fake.module);
const { jumpList, recentFolders, showRecent } = await import("./recent.ts");

const context = (platform: NodeJS.Platform) => ({
  platform,
  isDeveloping: false,
  recentFolders: ["/a", "/b"],
  perform: () => {},
  openFolder: () => {},
});

test("folders that are gone are not offered", () => {
  expect(recentFolders([sampleProject(), sampleProject({ path: "/gone", exists: false })])).toEqual(["/home/ada/shop"]);
});

test("the dock lists the last opened first", () => {
  showRecent(fake.module.app as never, context("darwin"));
  showRecent(fake.module.app as never, context("darwin"));
  expect(fake.module.app.recent).toEqual(["/a", "/b"]);
});

test("Windows gets a jump list, Linux only the menu", () => {
  showRecent(fake.module.app as never, context("linux"));
  expect(fake.module.app.calls).toEqual([]);
  showRecent(fake.module.app as never, context("win32"));
  expect(fake.module.app.calls).toEqual(["setJumpList"]);
});

test("a task of the jump list opens exactly its folder", () => {
  const items = jumpList(["C:\\Users\\ada\\my shop", "D:\\"])[0]?.items ?? [];
  expect(items.map(({ title, args, program }) => ({ title, args, program }))).toEqual([
    { title: "my shop", args: '"C:\\Users\\ada\\my shop"', program: process.execPath },
    { title: "D:", args: '"D:\\\\"', program: process.execPath },
  ]);
});
