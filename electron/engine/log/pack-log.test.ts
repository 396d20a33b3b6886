import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { zstdDecompressSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type CopyOutcome, copyLog } from "./copy-log.ts";
import { findMarks } from "./find-marks.ts";
import { createLogFollower } from "./log-follower.ts";
import { packLog } from "./pack-log.ts";
import { frameBytes, packedLogFile, readTable } from "./packed-format.ts";
import { type LogPart, readLog } from "./read-log.ts";
import { searchLog, searchStart } from "./search-log.ts";

let folder: string;
let path: string;
let indexPath: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-pack-"));
  path = join(folder, "1.log");
  indexPath = join(folder, "1.idx");
});
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
});
afterAll(() => rmSync(folder, { recursive: true }));

const packed = () => packedLogFile(path);
const files = () => readdirSync(folder).sort();

function read(fromLine: number, limit = 200): Promise<LogPart> {
  return readLog({ path, indexPath, fromLine, limit, isLive: false });
}

async function copy(): Promise<CopyOutcome & { text: Buffer }> {
  const chunks: Buffer[] = [];
  const target = new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  const outcome = await copyLog(path, target);
  return { ...outcome, text: Buffer.concat(chunks) };
}

function search(query: string) {
  const how = { isRegularExpression: false, isCaseSensitive: true, from: searchStart, limit: 1_000, budgetMs: 60_000, now: Date.now };
  return searchLog({ path, indexPath, isLive: false, query, ...how });
}

/** Some lines of different lengths, a few of them errors. */
function someText(lines: number): string {
  return Array.from({ length: lines }, (_, place) =>
    place % 997 === 996 ? `error: line ${place + 1} went wrong\n` : `line ${place + 1} ${"grain ".repeat(place % 23)}\n`,
  ).join("");
}

function writeFollowed(content: string | Buffer, at = 1_000): void {
  writeFileSync(path, content);
  createLogFollower(path, indexPath, () => at).finish();
}

/** Everything that can be asked of a log. */
async function allAnswers(lines: readonly number[]): Promise<unknown> {
  const parts = [];
  for (const line of lines) parts.push(await read(line, 50));
  const found = await search("went wrong");
  const marks = await findMarks({ path, indexPath, isLive: false, limit: 10_000, timeLimitMs: 60_000, now: Date.now });
  return { parts, found, marks, copy: await copy() };
}

describe("a packed log", () => {
  test("answers everything as the plain one did, and is much smaller", async () => {
    const lineCount = 30_000;
    writeFollowed(someText(lineCount));
    const size = readFileSync(path).length;
    const lines = [1, 2, 4_999, 15_000, lineCount - 10, lineCount, lineCount + 1];
    const before = await allAnswers(lines);
    const outcome = await packLog(path, indexPath);
    expect(outcome).toMatchObject({ kind: "packed", bytes: size });
    expect(files()).toEqual(["1.log.zst"]);
    expect(readFileSync(packed()).length).toBeLessThan(size / 5);
    expect(await allAnswers(lines)).toEqual(before);
  });

  test("is read back line by line, whatever was written", async () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
      fc.integer({ min: 1, max: 300_000 }).map((length) => Buffer.alloc(length, "w")),
      fc.integer({ min: 1, max: 300_000 }).map((length) => Buffer.alloc(length, "\n")),
    );
    const log = fc
      .array(fc.tuple(piece, fc.boolean()), { minLength: 1, maxLength: 12 })
      .map((pieces) =>
        Buffer.concat([...pieces.flatMap(([bytes, ends]) => (ends ? [bytes, Buffer.from("\n")] : [bytes])), Buffer.alloc(40_000, "x\n")]),
      );
    await fc.assert(
      fc.asyncProperty(log, fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), fc.boolean(), async (content, places, isFollowed) => {
        for (const name of readdirSync(folder)) rmSync(join(folder, name));
        writeFileSync(path, content);
        if (isFollowed) createLogFollower(path, indexPath, () => 7).finish();
        const { totalLines } = await read(1, 1);
        const lines = places.map((place) => (place % totalLines) + 1);
        const before = [];
        for (const line of lines) before.push(await read(line, 5));
        expect((await packLog(path, indexPath)).kind).toBe("packed");
        const after = [];
        for (const line of lines) after.push(await read(line, 5));
        expect(after.map(({ lines: text, totalBytes }) => ({ text, totalBytes }))).toEqual(
          before.map(({ lines: text, totalBytes }) => ({ text, totalBytes })),
        );
        expect((await copy()).text.equals(content)).toBe(true);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  test("knows when each line was written, as exactly as before", async () => {
    let at = 1_000;
    writeFileSync(path, "");
    const follower = createLogFollower(path, indexPath, () => at);
    for (let round = 0; round < 3_000; round += 1) {
      appendFileSync(path, `round ${round} ${"x".repeat(20)}\n`);
      at += 300;
      follower.poll();
    }
    follower.finish();
    const before = await read(1_400, 200);
    expect(new Set(before.lines.map((line) => line.at)).size).toBe(200);
    await packLog(path, indexPath);
    expect(await read(1_400, 200)).toEqual(before);
  });

  test("is given back by any tool that knows zstd", async () => {
    const text = someText(20_000);
    writeFollowed(text);
    await packLog(path, indexPath);
    expect(zstdDecompressSync(readFileSync(packed())).equals(Buffer.from(text))).toBe(true);
  });

  test("stays plain when it is small, or when it would hardly shrink", async () => {
    writeFollowed("short\n");
    expect(await packLog(path, indexPath)).toEqual({ kind: "left", bytes: 6 });
    let state = 1;
    const noise = Buffer.alloc(400_000);
    for (const place of noise.keys()) {
      state = (state * 48_271) % 2_147_483_647;
      noise[place] = state & 255;
    }
    writeFileSync(path, noise);
    expect(await packLog(path, indexPath)).toEqual({ kind: "left", bytes: noise.length });
    expect(existsSync(packed())).toBe(false);
    expect(files().some((name) => name.endsWith(".draft"))).toBe(false);
  });
});

describe("packing", () => {
  test("does not disturb who has the plain log open", async () => {
    const text = Buffer.from(someText(30_000));
    writeFollowed(text);
    const reader = openSync(path, "r");
    await packLog(path, indexPath);
    const bytes = Buffer.alloc(text.length);
    expect(readSync(reader, bytes, 0, bytes.length, 0)).toBe(text.length);
    closeSync(reader);
    expect(bytes.equals(text)).toBe(true);
  });

  test("goes on while others read, copy and search", async () => {
    const text = Buffer.from(someText(60_000));
    writeFollowed(text);
    let isPacking = true;
    const readers = Array.from({ length: 4 }, async (_, number) => {
      const answers = [];
      for (let line = 1 + number; isPacking; line += 977)
        answers.push([line, (await read(line % 60_000, 3)).lines[0]?.number], await sleep(0));
      return answers;
    });
    const copied = copy();
    await packLog(path, indexPath);
    isPacking = false;
    for (const answers of await Promise.all(readers))
      for (const answer of answers) if (answer !== undefined) expect(answer[1]).toBe((answer[0] ?? 0) % 60_000);
    expect((await copied).text.equals(text)).toBe(true);
    expect(files()).toEqual(["1.log.zst"]);
  });

  test("keeps what somebody still writes", async () => {
    writeFollowed(someText(30_000));
    const packing = packLog(path, indexPath);
    appendFileSync(path, "one more\n");
    await packing;
    expect((await copy()).text.toString().endsWith("one more\n")).toBe(true);
  });

  test("that is broken off leaves the log as it was", async () => {
    const text = someText(30_000);
    writeFollowed(text);
    await expect(packLog(path, indexPath, AbortSignal.abort())).rejects.toThrow();
    expect(files()).toEqual(["1.idx", "1.log"]);
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  test("by two at once gives one packed log", async () => {
    const text = Buffer.from(someText(30_000));
    writeFollowed(text);
    const other = packer();
    await Promise.all([packLog(path, indexPath), once(other, "exit")]);
    expect((await copy()).text.equals(text)).toBe(true);
    expect(files()).toEqual(["1.log.zst"]);
  });

  test("killed at any moment leaves the whole log in one form", async () => {
    const text = Buffer.from(someText(60_000));
    const kills = 15;
    let packedOnes = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      for (const name of files()) rmSync(join(folder, name));
      writeFollowed(text);
      const child = packer();
      await once(child.stdout ?? child, "data");
      // From before the first byte to behind the last.
      await sleep((kill * 60) / kills);
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      const { text: left, damage } = await copy();
      expect(damage).toEqual([]);
      expect(left.equals(text)).toBe(true);
      expect((await read(50_000, 1)).lines[0]?.text).toContain("line 50000 ");
      if (existsSync(packed())) packedOnes += 1;
      // The next one makes good whatever was left.
      await packLog(path, indexPath);
      expect((await copy()).text.equals(text)).toBe(true);
      expect(existsSync(path)).toBe(false);
    }
    expect(packedOnes).toBeLessThan(kills);
  }, 120_000);
});

/** Packs the log in a process of its own, which says so directly before it begins. */
function packer(): ChildProcess {
  const module = new URL("./pack-log.ts", import.meta.url).href;
  const script = `const { packLog } = await import(${JSON.stringify(module)}); process.stdout.write("go"); await packLog(${JSON.stringify(path)}, ${JSON.stringify(indexPath)});`;
  return spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
}

describe("damage", () => {
  const lineCount = 60_000;

  async function packedWith(change: (bytes: Buffer) => Buffer): Promise<{ text: Buffer; before: LogPart }> {
    const text = Buffer.from(someText(lineCount));
    writeFollowed(text);
    const before = await read(lineCount - 5, 5);
    await packLog(path, indexPath);
    writeFileSync(packed(), change(readFileSync(packed())));
    return { text, before };
  }

  function tableOf(bytes: Buffer) {
    const probe = join(folder, "probe");
    writeFileSync(probe, bytes);
    const descriptor = openSync(probe, "r");
    const table = readTable(descriptor);
    closeSync(descriptor);
    rmSync(probe);
    if (table === null) throw new Error("no table");
    return table;
  }

  test("of a frame costs that frame only, and is told where it stood", async () => {
    const { text, before } = await packedWith((bytes) => {
      const { offset, length } = tableOf(bytes).frame(2);
      bytes.writeUInt8(bytes.readUInt8(offset + (length >> 1)) ^ 255, offset + (length >> 1));
      return bytes;
    });
    expect(await read(lineCount - 5, 5)).toEqual(before);
    const { text: copied, damage } = await copy();
    expect(damage).toEqual([{ from: 2 * frameBytes, to: 3 * frameBytes }]);
    expect(copied.equals(Buffer.concat([text.subarray(0, 2 * frameBytes), text.subarray(3 * frameBytes)]))).toBe(true);
    const told = await search("a part of this log cannot be read");
    const line = told.ok ? told.value.lineNumbers[0] : undefined;
    expect(line).toBe(
      text
        .subarray(0, 2 * frameBytes)
        .toString()
        .split("\n").length,
    );
    expect((await read(line ?? 1, 1)).lines[0]?.text).toContain("1.log.zst is damaged");
    expect((await read(1, 1)).totalLines).toBe(lineCount);
  });

  test("of the table costs the times only", async () => {
    const { text, before } = await packedWith((bytes) => {
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 40) ^ 1, bytes.length - 40);
      return bytes;
    });
    expect((await copy()).text.equals(text)).toBe(true);
    const after = await read(lineCount - 5, 5);
    expect(after.lines.map(({ text: line }) => line)).toEqual(before.lines.map(({ text: line }) => line));
    expect(after.lines.every(({ at }) => at === null)).toBe(true);
  });

  test("of the times leaves every line where it was", async () => {
    const { before } = await packedWith((bytes) => {
      const { offset } = tableOf(bytes).page(0);
      bytes.fill(0, offset, offset + 12);
      return bytes;
    });
    const after = await read(lineCount - 5, 5);
    expect(after).toEqual({ ...before, lines: before.lines.map((line) => ({ ...line, at: null })) });
  });

  test("that cut the file off leaves what stands before, and says that more was there", async () => {
    const { text } = await packedWith((bytes) => bytes.subarray(0, tableOf(bytes).frame(3).offset + 10));
    const { text: copied, damage } = await copy();
    expect(copied.equals(text.subarray(0, 3 * frameBytes))).toBe(true);
    expect(damage).toHaveLength(1);
    const { totalLines } = await read(1, 1);
    expect((await read(totalLines, 1)).lines[0]?.text).toContain("a part of this log cannot be read");
  });

  test("anywhere never ends in an exception or an endless search", async () => {
    writeFollowed(someText(lineCount));
    await packLog(path, indexPath);
    const whole = readFileSync(packed());
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 400 }),
        fc.uint8Array({ minLength: 1, maxLength: 400 }),
        async (place, cut, noise) => {
          const bytes = Buffer.from(whole);
          bytes.set(noise.subarray(0, whole.length - place), place);
          writeFileSync(packed(), place % 3 === 0 ? bytes.subarray(0, bytes.length - cut) : bytes);
          const part = await read(30_000, 5);
          expect(part.totalLines).toBeLessThanOrEqual(lineCount + 1);
          const { text, damage } = await copy();
          if (damage.length === 0) expect(text.length).toBe(Buffer.byteLength(someText(lineCount)));
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);
});

test.skipIf(spawnSync("zstd", ["--version"]).status !== 0)("the program zstd reads it", async () => {
  const text = someText(20_000);
  writeFollowed(text);
  await packLog(path, indexPath);
  expect(spawnSync("zstd", ["-dc", packed()], { maxBuffer: 1e9 }).stdout.toString()).toBe(text);
});
