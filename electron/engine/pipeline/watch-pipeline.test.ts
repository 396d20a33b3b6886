import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { watchPipeline } from "./watch-pipeline.ts";

let base: string;
let folder: string;
let calls = 0;
let stop: () => void = () => {};

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), "millrace-watch-"));
  folder = join(base, "shop");
  mkdirSync(join(folder, "src"), { recursive: true });
  calls = 0;
});

afterEach(() => {
  stop();
  rmSync(base, { recursive: true, force: true });
});

async function start(): Promise<void> {
  stop = watchPipeline(folder, () => {
    calls += 1;
  });
  // Until the system's watches stand; the watch itself answers for what happens before.
  await sleep(300);
}

/** Waits until the listener was called since `before`. */
async function noticed(change: () => void): Promise<void> {
  const before = calls;
  change();
  for (let waitedMs = 0; calls === before && waitedMs < 30_000; waitedMs += 20) await sleep(20);
  expect(calls).toBeGreaterThan(before);
  // Let the rest of the same change settle.
  await sleep(400);
}

describe("watchPipeline", () => {
  it("tells that the file was made, edited, renamed over, deleted and made again", async () => {
    const file = join(folder, "millrace.yml");
    await start();
    await noticed(() => writeFileSync(file, "a"));
    await noticed(() => writeFileSync(file, "b"));
    await noticed(() => {
      writeFileSync(`${file}~`, "c");
      renameSync(`${file}~`, file);
    });
    await noticed(() => rmSync(file));
    await noticed(() => writeFileSync(file, "d"));
  });

  it("tells that a file changed that detection reads", async () => {
    await start();
    await noticed(() => writeFileSync(join(folder, "package.json"), "{}"));
    await noticed(() => writeFileSync(join(folder, "Makefile"), "all:\n"));
    await noticed(() => writeFileSync(join(folder, "Procfile"), "web: node server.js\n"));
    await noticed(() => writeFileSync(join(folder, ".env"), "PORT=5000\n"));
  });

  it("tells that a part of the project changed when the root has nothing", async () => {
    await start();
    await noticed(() => writeFileSync(join(folder, "src", "go.mod"), "module a\n"));
    await noticed(() => mkdirSync(join(folder, "web")));
    await noticed(() => writeFileSync(join(folder, "web", "package.json"), "{}"));
  });

  it("goes on when the folder vanishes and comes back", async () => {
    await start();
    await noticed(() => renameSync(folder, `${folder}-away`));
    await noticed(() => mkdirSync(folder));
    await noticed(() => writeFileSync(join(folder, "millrace.yml"), "a"));
  });

  it("waits for a folder that is not there yet", async () => {
    rmSync(folder, { recursive: true });
    await start();
    await noticed(() => mkdirSync(folder));
    await noticed(() => writeFileSync(join(folder, "millrace.yml"), "a"));
  });

  it("makes one notice of many writes", async () => {
    await start();
    await noticed(() => {
      for (let index = 0; index < 100; index += 1) writeFileSync(join(folder, "millrace.yml"), `a${index}`);
    });
    expect(calls).toBeLessThanOrEqual(3);
  });

  it("says nothing after it was stopped", async () => {
    await start();
    writeFileSync(join(folder, "millrace.yml"), "a");
    stop();
    await sleep(500);
    expect(calls).toBe(0);
  });
});
