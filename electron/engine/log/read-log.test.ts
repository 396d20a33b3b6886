import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { maxCharactersPerRead, maxLineCharacters, maxLinesPerRead } from "../../../shared/log-limits.ts";
import { createLogFollower } from "./log-follower.ts";
import { type LogPart, readLog } from "./read-log.ts";

let folder: string;
let path: string;
let indexPath: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-log-"));
});
beforeEach(() => {
  path = join(folder, "1.log");
  indexPath = join(folder, "1.idx");
  rmSync(path, { force: true });
  rmSync(indexPath, { force: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Some distance above what fits into one distance of points, so that logs of tests have several. */
const long = 200_000;

function read(fromLine: number, limit = 200, isLive = false): Promise<LogPart> {
  return readLog({ path, indexPath, fromLine, limit, isLive });
}

function follow(content: Buffer | string, at = 1_000): { bytes: number; lines: number } {
  writeFileSync(path, content);
  return createLogFollower(path, indexPath, () => at).finish();
}

/** What a reader should see, computed the simple way. */
function expectedLines(content: Buffer): { number: number; text: string; bytes: number }[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = content.indexOf(10); end !== -1; end = content.indexOf(10, start)) {
    lines.push(content.subarray(start, end));
    start = end + 1;
  }
  if (start < content.length) lines.push(content.subarray(start));
  return lines.map((line, place) => ({
    number: place + 1,
    text: line
      .toString("utf8")
      .replace(/\r$/, "")
      .slice(0, maxLineCharacters)
      .replace(/[\ud800-\udbff]$/, ""),
    bytes: line.length,
  }));
}

function withoutTimes(part: LogPart): { number: number; text: string; bytes: number }[] {
  return part.lines.map(({ number, text, bytes }) => ({ number, text, bytes }));
}

/** Logs of all sorts: short and very long lines, text in many scripts, noise, no end of line at the end. */
const content = fc
  .array(
    fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 60 }).map((text) => Buffer.from(`${text}\n`)),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.constant(Buffer.from("\r\n")),
      fc.tuple(fc.constantFrom("a", "é", "€", "🚀"), fc.nat(long)).map(([text, count]) => Buffer.from(text.repeat(count % 100_000))),
      fc.nat(9_000).map((count) => Buffer.from("line\n".repeat(count))),
    ),
    { maxLength: 12 },
  )
  .map((parts) => Buffer.concat(parts));

describe("reading", () => {
  test("a missing log is an empty one", async () => {
    expect(await read(1)).toEqual({ lines: [], totalLines: 0, totalBytes: 0 });
  });

  test("gives any lines of any log, with or without a whole, short or damaged index", async () => {
    await fc.assert(
      fc.asyncProperty(
        content,
        fc.nat(),
        fc.constantFrom("whole", "none", "cut", "damaged", "foreign", "live"),
        async (bytes, place, index) => {
          rmSync(indexPath, { force: true });
          const expected = expectedLines(bytes);
          expect(follow(bytes)).toEqual({ bytes: bytes.length, lines: expected.length });
          if (index !== "whole" && index !== "live") spoilIndex(index, place);
          const fromLine = 1 + (place % (expected.length + 1));
          const part = await read(fromLine, 50, index === "live");
          const want = expected.slice(fromLine - 1, fromLine + 49);
          if (index === "live" && want.at(-1)?.number === expected.length) {
            // Its last character may be unfinished, and is left out then.
            expect(withoutTimes(part).slice(0, -1)).toEqual(want.slice(0, -1));
          } else {
            const got = withoutTimes(part);
            expect(got).toEqual(want.slice(0, got.length));
            // Fewer than asked for only when it was too much text.
            if (got.length < want.length) expect(got.reduce((sum, line) => sum + line.text.length, 0)).toBeGreaterThan(400_000);
          }
          expect([part.totalLines, part.totalBytes]).toEqual([expected.length, bytes.length]);
        },
      ),
      { numRuns: 150 },
    );
  });

  function spoilIndex(how: "none" | "cut" | "damaged" | "foreign", place: number): void {
    if (!existsSync(indexPath)) return;
    const index = readFileSync(indexPath);
    if (how === "none") rmSync(indexPath);
    if (how === "cut") truncateSync(indexPath, place % index.length);
    if (how === "damaged") {
      const at = place % index.length;
      index[at] = (index[at] ?? 0) ^ 0xff;
      writeFileSync(indexPath, index);
    }
    if (how === "foreign") {
      const otherPath = join(folder, "other.log");
      writeFileSync(otherPath, "x".repeat(statSync(path).size + 1));
      createLogFollower(otherPath, indexPath, () => 1).finish();
      rmSync(otherPath);
    }
  }

  test("an end of line of Windows is none of the text", async () => {
    follow("a\r\nb\rc\r\n\r\n");
    expect(withoutTimes(await read(1)).map((line) => line.text)).toEqual(["a", "b\rc", ""]);
  });

  test("bytes that are no UTF-8 become replacement characters", async () => {
    follow(Buffer.from([0x61, 0xff, 0x62, 0x0a, 0xe2, 0x82, 0x0a]));
    expect(withoutTimes(await read(1)).map((line) => line.text)).toEqual(["a\ufffdb", "\ufffd"]);
  });

  test("of a live log's last character nothing is shown before it is whole", async () => {
    writeFileSync(path, Buffer.from("price: €").subarray(0, -1));
    expect((await read(1, 10, true)).lines).toEqual([{ number: 1, text: "price: ", bytes: 9, at: null }]);
    appendFileSync(path, Buffer.from("€").subarray(-1));
    expect((await read(1, 10, true)).lines[0]?.text).toBe("price: €");
  });

  test("a long line is cut between characters, and what comes after it is found", async () => {
    follow(`x${"🚀".repeat(5_000_000)}\nafter\n`);
    const part = await read(1);
    expect(part.lines[0]).toMatchObject({ number: 1, bytes: 20_000_001 });
    expect(part.lines[0]?.text).toBe(`x${"🚀".repeat(4_095)}`);
    expect(part.lines[1]).toMatchObject({ number: 2, text: "after", bytes: 5 });
  });

  test("an answer is never too much for a message", async () => {
    follow(`${"y".repeat(8_000)}\n`.repeat(1_000));
    const { lines } = await read(500, 2_000);
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.reduce((sum, line) => sum + line.text.length, 0)).toBeLessThan(maxCharactersPerRead + 8_192);
    follow("z\n".repeat(10_000));
    expect((await read(1, 1_000_000)).lines).toHaveLength(maxLinesPerRead);
  });

  test("a finished log whose index is missing gets one", async () => {
    writeFileSync(path, "line\n".repeat(1_000_000));
    expect((await read(900_000, 1)).lines[0]?.text).toBe("line");
    expect(statSync(indexPath).size).toBeGreaterThan(1_000);
  });

  test("an index that cannot be written is done without", async () => {
    indexPath = join(folder, "missing-folder", "1.idx");
    expect(follow("line\n".repeat(1_000_000))).toEqual({ bytes: 5_000_000, lines: 1_000_000 });
    expect((await read(900_000, 1)).lines[0]).toMatchObject({ number: 900_000, text: "line" });
  });

  test("lines carry the time at which they were seen", async () => {
    let now = 10_000;
    writeFileSync(path, "one\n");
    const follower = createLogFollower(path, indexPath, () => now);
    follower.poll();
    appendFileSync(path, "two\nthr");
    now = 11_000;
    follower.poll();
    appendFileSync(path, "ee\nfour\n");
    now = 12_000;
    follower.poll();
    appendFileSync(path, "five\n");
    const clock = () => 13_000;
    const part = await readLog({ path, indexPath, fromLine: 1, limit: 10, isLive: true, now: clock });
    expect(part.lines.map((line) => line.at)).toEqual([10_000, 11_000, 11_000, 12_000, 13_000]);
    follower.finish();
  });
});

describe("following", () => {
  test("a log without output has no index, and costs nothing to finish", () => {
    const follower = createLogFollower(path, indexPath, () => 1);
    expect(follower.poll()).toBe(false);
    expect(follower.finish()).toEqual({ bytes: 0, lines: 0 });
    expect(existsSync(indexPath)).toBe(false);
  });

  test("much is looked at in bounded portions", () => {
    writeFileSync(path, Buffer.alloc(20 * 1024 * 1024, "0123456789\n"));
    const follower = createLogFollower(path, indexPath, () => 1);
    expect(follower.poll()).toBe(true);
    expect(follower.bytes).toBeLessThanOrEqual(8 * 1024 * 1024);
    while (follower.poll());
    expect(follower.bytes).toBe(20 * 1024 * 1024);
    expect(follower.finish().lines).toBe(follower.lines);
  });

  test("however a log grows, the counts are those of the whole", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom("a", "\n", "é"), maxLength: 30 }), { maxLength: 30 }), (chunks) => {
        rmSync(path, { force: true });
        let now = 0;
        const follower = createLogFollower(path, indexPath, () => now);
        for (const chunk of chunks) {
          appendFileSync(path, chunk);
          now += 100;
          follower.poll();
        }
        const text = chunks.join("");
        expect(follower.finish()).toEqual({
          bytes: Buffer.byteLength(text),
          lines: text === "" ? 0 : text.split("\n").length - (text.endsWith("\n") ? 1 : 0),
        });
      }),
      { numRuns: 100 },
    );
  });

  test("a log that grows a little at a time keeps a small index", () => {
    let now = 0;
    writeFileSync(path, "");
    const follower = createLogFollower(path, indexPath, () => now);
    for (let count = 0; count < 1_000; count += 1) {
      appendFileSync(path, "tick\n");
      now += 10;
      follower.poll();
    }
    follower.finish();
    expect(statSync(indexPath).size).toBeLessThan(16 + 28 * 50);
  });
});
