import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { copyLog } from "./copy-log.ts";
import { waitForGrowth } from "./wait-for-growth.ts";

let folder: string;
let path: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-copy-"));
  path = join(folder, "1.log");
});
beforeEach(() => rmSync(path, { force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

/** Longer than any test may take: who waits so long has failed. */
const forEver = 1_000_000;

describe("waiting for growth", () => {
  test("ends at once when there is more already, nothing to wait for, or no time to wait", async () => {
    writeFileSync(path, "four");
    await waitForGrowth(path, 3, forEver, () => true);
    await waitForGrowth(path, 4, forEver, () => false);
    await waitForGrowth(path, 4, 0, () => true);
    await waitForGrowth(path, 4, forEver, () => true, AbortSignal.abort());
  });

  test("ends when the log grows, also from nothing", async () => {
    const fromNothing = waitForGrowth(path, 0, forEver, () => true);
    writeFileSync(path, "first");
    await fromNothing;
    const more = waitForGrowth(path, 5, forEver, () => true);
    appendFileSync(path, "second");
    await more;
  });

  test("ends when the log is not live any more, when it is told to, and after its time", async () => {
    let isLive = true;
    const live = waitForGrowth(path, 0, forEver, () => isLive);
    isLive = false;
    await live;
    const stop = new AbortController();
    const stopped = waitForGrowth(path, 0, forEver, () => true, stop.signal);
    stop.abort();
    await stopped;
    await waitForGrowth(path, 0, 5, () => true);
  });

  test("leaves nothing behind that keeps the process alive", async () => {
    writeFileSync(path, "x");
    const before = process.getActiveResourcesInfo().filter((name) => name === "FSEventWrap" || name === "Timeout").length;
    await Promise.all(Array.from({ length: 20 }, () => waitForGrowth(path, 1, 20, () => true)));
    // A closed watch is listed until the event loop has gone round.
    await sleep(20);
    const after = process.getActiveResourcesInfo().filter((name) => name === "FSEventWrap" || name === "Timeout").length;
    expect(after).toBeLessThanOrEqual(before);
  });
});

/** Takes its time for each chunk, and remembers the most that was ever waiting in it. */
class SlowReader extends Writable {
  readonly chunks: Buffer[] = [];
  most = 0;
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.most = Math.max(this.most, this.writableLength);
    this.chunks.push(chunk);
    setImmediate(done);
  }
}

describe("copying", () => {
  test("gives every byte, and never more than the reader takes", async () => {
    const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, place) => (place * 7_919) % 256));
    writeFileSync(path, bytes);
    const reader = new SlowReader();
    expect(await copyLog(path, reader)).toEqual({ bytes: bytes.length, damage: [], isMissing: false });
    expect(Buffer.concat(reader.chunks).equals(bytes)).toBe(true);
    expect(reader.most).toBeLessThan(600_000);
  });

  test("tells of a missing log", async () => {
    expect(await copyLog(path, new SlowReader())).toEqual({ bytes: 0, damage: [], isMissing: true });
  });

  test("goes on while the log is live, and misses nothing that was written before its end", async () => {
    let isLive = true;
    const reader = new SlowReader();
    const copied = copyLog(path, reader, { isLive: () => isLive });
    await sleep(20);
    writeFileSync(path, "one\n");
    await sleep(150);
    appendFileSync(path, "two\n");
    isLive = false;
    expect((await copied).bytes).toBe(8);
    expect(Buffer.concat(reader.chunks).toString()).toBe("one\ntwo\n");
  });

  test("ends when its reader goes away", async () => {
    writeFileSync(path, Buffer.alloc(5_000_000));
    const reader = new SlowReader();
    reader.on("error", () => {});
    const copied = copyLog(path, reader, { isLive: () => true });
    await sleep(1);
    reader.destroy();
    expect((await copied).bytes).toBeLessThanOrEqual(5_000_000);
  });

  test.skipIf(process.platform === "win32")("waits for a descriptor without holding everything else up", () => {
    writeFileSync(path, "one\n");
    const program = `
      import { closeSync, openSync } from "node:fs";
      import { copyLog } from ${JSON.stringify(join(import.meta.dirname, "copy-log.ts"))};
      const held = [];
      try { while (true) held.push(openSync("/dev/null")); } catch {}
      let isLive = true;
      setTimeout(() => held.forEach((descriptor) => closeSync(descriptor)), 50);
      setTimeout(() => { isLive = false; }, 200);
      await copyLog(process.argv[1], process.stdout, { isLive: () => isLive });
    `;
    const args = ["-c", 'ulimit -n 100; exec "$0" --input-type=module -e "$1" "$2"', process.execPath, program, path];
    expect(execFileSync("sh", args, { encoding: "utf8", timeout: 50_000, killSignal: "SIGKILL" })).toBe("one\n");
  });
});
