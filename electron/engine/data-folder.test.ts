import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, expect, test } from "vitest";
import { dataFolder } from "./data-folder.ts";

const home = process.env.HOME;
afterEach(() => {
  if (home === undefined) delete process.env.HOME;
  else process.env.HOME = home;
});

test("the chosen folder is absolute, because run hosts and other folders' commands use it too", () => {
  expect(dataFolder({ MILLRACE_HOME: "history" })).toBe(resolve("history"));
});

test.skipIf(process.platform === "win32")("an empty HOME or a relative XDG_DATA_HOME puts no history into the working folder", () => {
  expect(dataFolder({ XDG_DATA_HOME: "share" }, "linux")).toBe(join(homedir(), ".local/share/millrace"));
  expect(dataFolder({ XDG_DATA_HOME: "/data" }, "linux")).toBe("/data/millrace");
  process.env.HOME = "";
  expect(dataFolder({}, "linux")).toMatch(/^\/.*\.local\/share\/millrace$/);
});
