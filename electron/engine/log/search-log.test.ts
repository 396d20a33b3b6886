import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stripAnsi } from "../../../shared/log/ansi.ts";
import { findMarks } from "./find-marks.ts";
import { caselessFinder, literalFinder } from "./literal-finder.ts";
import { createLogFollower } from "./log-follower.ts";
import { type LogSearchPart, type LogSearchRequest, type SearchPlace, searchLog, searchStart } from "./search-log.ts";

let folder: string;
let path: string;
let indexPath: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-search-"));
  path = join(folder, "1.log");
  indexPath = join(folder, "1.idx");
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(content: string | Buffer): void {
  writeFileSync(path, content);
  createLogFollower(path, indexPath, () => 1).finish();
}

async function searchPart(query: string, changes: Partial<LogSearchRequest> = {}): Promise<LogSearchPart> {
  const answer = await searchLog({
    ...{ path, indexPath, isLive: false, query, isRegularExpression: false, isCaseSensitive: true, from: searchStart },
    ...{ limit: 100_000, budgetMs: 60_000, now: () => 0, ...changes },
  });
  if (!answer.ok) throw new Error(answer.failure.message);
  return answer.value;
}

interface Found {
  readonly lineNumbers: readonly number[];
  readonly total: number;
  /** Whether every line was looked at. */
  readonly isComplete: boolean;
}

/** Pulls part after part to the end. */
async function search(query: string, changes: Partial<LogSearchRequest> = {}): Promise<Found> {
  const lineNumbers: number[] = [];
  let total = 0;
  let hasGivenUp = false;
  for (let from: SearchPlace = searchStart; ; ) {
    const part = await searchPart(query, { ...changes, from });
    lineNumbers.push(...part.lineNumbers);
    total += part.count;
    hasGivenUp ||= part.hasGivenUp;
    if (part.isAtEnd) return { lineNumbers, total, isComplete: !hasGivenUp };
    expect(part.next.bytes).toBeGreaterThan(from.bytes);
    from = part.next;
  }
}

test("a missing log holds nothing", async () => {
  rmSync(path, { force: true });
  expect(await search("x")).toEqual({ lineNumbers: [], total: 0, isComplete: true });
});

const line = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "b", "B", "é", " ", "x"), maxLength: 20 }),
  fc.string({ unit: fc.constantFrom("a", "b", "\x1b[31m", "\x1b[0m"), maxLength: 8 }),
  fc.constant("x".repeat(3_000)),
  fc.constant("needle ab"),
);

test("finds exactly the lines that hold the text as people see it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 200 }),
      fc.constantFrom("ab", "B", "é", "needle ab", "xxxxxx", "b a", "É"),
      fc.boolean(),
      fc.nat(900),
      fc.record({ limit: fc.constantFrom(40, 100_000), budgetMs: fc.constantFrom(0, 60_000) }),
      async (lines, query, isCaseSensitive, repeats, part) => {
        const many = lines.flatMap((text) => (text === "needle ab" ? Array.from({ length: repeats }, () => text) : [text]));
        write(many.join("\n"));
        const fold = (text: string) => (isCaseSensitive ? text : text.toLowerCase());
        const expected = many.flatMap((text, place) => (fold(stripAnsi(text)).includes(fold(query)) ? [place + 1] : []));
        const answer = await search(query, { isCaseSensitive, ...part });
        expect(answer).toEqual({ lineNumbers: expected, total: expected.length, isComplete: true });
        const pattern = await search(query.replace("n", "[n]"), { isCaseSensitive, isRegularExpression: true, ...part });
        expect(pattern).toEqual(answer);
      },
    ),
    { numRuns: 60 },
  );
});

test("finds a text wherever it lies in a log of many pieces", async () => {
  const filler = `${"the quick brown fox jumps over the lazy dog ".repeat(2)}\n`;
  const lines = Array.from({ length: 60_000 }, (_, place) => (place % 7_919 === 0 ? `here is Quartz ${place}\n` : filler));
  write(lines.join(""));
  const expected = lines.flatMap((text, place) => (text.startsWith("here") ? [place + 1] : []));
  expect((await search("Quartz")).lineNumbers).toEqual(expected);
  expect((await search("qUARTZ", { isCaseSensitive: false })).lineNumbers).toEqual(expected);
  expect((await search("^here .*\\d$", { isRegularExpression: true })).lineNumbers).toEqual(expected);
  expect((await search("fox")).total).toBe(60_000 - expected.length);
  expect(await search("Quartz", { budgetMs: 0 })).toMatchObject({ lineNumbers: expected });
  expect(await search("Quartz", { limit: 0 })).toEqual({ lineNumbers: [], total: expected.length, isComplete: true });
});

test("a text in a line that is longer than any piece is found once, at the border of two as well", async () => {
  for (const before of [1_048_570, 1_048_576, 2_097_140, 3_000_000]) {
    write(`first\n${"x".repeat(before - 6)}needle${"x".repeat(2_000_000)}needle\nlast needle`);
    for (const part of [{}, { limit: 1 }, { budgetMs: 0 }])
      expect(await search("needle", part)).toEqual({ lineNumbers: [2, 3], total: 2, isComplete: true });
    expect((await search("NEEDLE", { isCaseSensitive: false })).lineNumbers).toEqual([2, 3]);
  }
});

test("a pattern is held against each line by itself", async () => {
  write("a\nb\r\n  c\nfoo");
  expect((await search("a\\sb", { isRegularExpression: true })).lineNumbers).toEqual([]);
  expect((await search("b$", { isRegularExpression: true })).lineNumbers).toEqual([2]);
  expect((await search("^\\s+c$", { isRegularExpression: true })).lineNumbers).toEqual([3]);
  expect((await search("^$|a(?!\\s)", { isRegularExpression: true })).lineNumbers).toEqual([1]);
});

test("a text is no pattern", async () => {
  write("a.c\nabc\n[x](y)*\n");
  expect((await search("a.c")).lineNumbers).toEqual([1]);
  expect((await search("[X](y)*", { isCaseSensitive: false })).lineNumbers).toEqual([3]);
});

test("what is no regular expression is refused", async () => {
  const answer = await searchLog({
    ...{ path, indexPath, isLive: false, query: "(", isRegularExpression: true, isCaseSensitive: true, from: searchStart },
    ...{ limit: 1, budgetMs: 1, now: () => 0 },
  });
  expect(answer).toMatchObject({ ok: false, failure: { code: "bad-pattern" } });
});

test("a pattern that explodes costs its line, not the search", async () => {
  write(`ab\n${"a".repeat(50)}\naaaaab!\n`);
  const answer = await search("^(a+)+b", { isRegularExpression: true });
  expect(answer).toEqual({ lineNumbers: [1, 3], total: 2, isComplete: false });
});

test("a pattern that explodes on every line still ends its part in time, and the next one goes on behind it", async () => {
  write(`${"a".repeat(50)}\n`.repeat(200));
  const query = { isRegularExpression: true, budgetMs: 20, now: Date.now };
  const first = await searchPart("^(a+)+b", query);
  expect([first.isAtEnd, first.hasGivenUp, first.next.bytes % 51, first.next.lineFeeds]).toEqual([
    ...[false, true, 0],
    first.next.bytes / 51,
  ]);
  expect(first.next.lineFeeds).toBeLessThan(100);
  const second = await searchPart("^(a+)+b", { ...query, from: first.next });
  expect(second.next.lineFeeds).toBeGreaterThan(first.next.lineFeeds);
});

test("a part ends when it is told to, with what it has", async () => {
  write("needle\n".repeat(1_000_000));
  const part = await searchPart("needle", { signal: AbortSignal.abort() });
  expect([part.isAtEnd, part.count > 0, part.count === part.next.lineFeeds]).toEqual([false, true, true]);
});

test("a log that grows is searched from where the search had come, a line of it once that is whole", async () => {
  const live = { isLive: true } as const;
  writeFileSync(path, "needle one\nnothing\nneed");
  rmSync(indexPath, { force: true });
  const first = await searchPart("needle", live);
  expect(first).toMatchObject({ lineNumbers: [1], isAtEnd: true, next: { bytes: 19, lineFeeds: 2 } });
  writeFileSync(path, "needle one\nnothing\nneedle\nand more needle");
  const second = await searchPart("needle", { ...live, from: first.next });
  expect(second).toMatchObject({ lineNumbers: [3], isAtEnd: true });
  const third = await searchPart("needle", { from: second.next });
  expect(third).toMatchObject({ lineNumbers: [4], isAtEnd: true });
  expect(await searchPart("needle", { from: third.next })).toEqual({ ...third, lineNumbers: [], count: 0 });
});

test("both ways of finding bytes agree with the plain one", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "A", "q", "1"), maxLength: 400 });
  const rare = fc.string({ unit: fc.constantFrom("a", "b", "A", "q", "1"), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(text, rare, fc.nat(100), (hay, needle, from) => {
      expect(literalFinder(Buffer.from(needle), Buffer.from(hay))(from)).toBe(hay.indexOf(needle, from));
      expect(caselessFinder(Buffer.from(needle), Buffer.from(hay))(from)).toBe(hay.toLowerCase().indexOf(needle.toLowerCase(), from));
    }),
  );
});

test("marks say where to look", async () => {
  write(
    [
      "compiling",
      "src/a.ts:3:7 - \x1b[33mwarning\x1b[0m: unused",
      "src/error-handling.ts ok",
      "0 errors, 0 warnings",
      "\x1b[31m\u2717 turns the wheel\x1b[0m",
      "src/a.ts:12:5 - error TS2304: Cannot find name",
      "done",
    ].join("\n"),
  );
  const request = { path, indexPath, isLive: false, limit: 10, timeLimitMs: 60_000, now: () => 0 };
  expect(await findMarks(request)).toEqual({
    marks: [
      { line: 2, kind: "warning" },
      { line: 5, kind: "error" },
      { line: 6, kind: "error" },
    ],
    firstFailure: 5,
  });
  expect(await findMarks({ ...request, limit: 1 })).toEqual({ marks: [{ line: 2, kind: "warning" }], firstFailure: 5 });
});
