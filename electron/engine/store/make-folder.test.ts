import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFolder } from "./make-folder.ts";

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "millrace-folder-"));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

test("makes what is missing for this person alone, and leaves what is there", () => {
  mkdirSync(join(place, "a"), { mode: 0o755 });
  makeFolder(join(place, "a/b/c"));
  makeFolder(join(place, "a/b/c"));
  expect(["a", "a/b", "a/b/c"].map((name) => statSync(join(place, name)).mode & 0o777)).toEqual([0o755, 0o700, 0o700]);
});

test("says why it cannot, and never tries for ever", () => {
  writeFileSync(join(place, "file"), "");
  symlinkSync(join(place, "nowhere"), join(place, "link"));
  expect(() => makeFolder(join(place, "file"))).toThrow("EEXIST");
  expect(() => makeFolder(join(place, "file/b"))).toThrow("ENOTDIR");
  expect(() => makeFolder(join(place, "link/b"))).toThrow("EEXIST");
});

test.skipIf(!existsSync("/proc/self"))("a place in which nothing can be made is given up (skipped without /proc)", () => {
  expect(() => makeFolder("/proc/millrace")).toThrow("ENOENT");
});
