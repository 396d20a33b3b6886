import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withLock } from "./lock.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("two at once come one after the other", async () => {
  const file = join(folder, "lock");
  const order: string[] = [];
  const slow = withLock(async () => {
    order.push("first in");
    await new Promise((resolve) => setTimeout(resolve, 300));
    order.push("first out");
  }, file);
  await withLock(async () => order.push("second in"), file);
  await slow;
  expect(order).toEqual(["first in", "first out", "second in"]);
  expect(existsSync(file)).toBe(false);
});

test("the lock of a process that is gone holds nobody up", async () => {
  const gone = spawnSync(process.execPath, ["-e", "0"]).pid;
  const file = join(folder, "lock");
  writeFileSync(file, String(gone));
  expect(await withLock(async () => "worked", file)).toBe("worked");
});

test("work that fails lets the lock go", async () => {
  const file = join(folder, "lock");
  await expect(withLock(() => Promise.reject(new Error("broken")), file)).rejects.toThrow("broken");
  expect(existsSync(file)).toBe(false);
});
