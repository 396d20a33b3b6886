import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stripAnsi } from "../../../shared/log/ansi.ts";
import { findInLog, type LogFindRequest, type LogHit } from "./find-in-log.ts";
import { createLogFollower } from "./log-follower.ts";
import { PieceBuffers, smallBytes } from "./log-pieces.ts";
import { packLog } from "./pack-log.ts";
import { scanToolsOf } from "./piece-scanner.ts";
import { prepareQuery, type SearchQuery } from "./search-query.ts";

let folder: string;
let path: string;
let indexPath: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-find-"));
  path = join(folder, "1.log");
  indexPath = join(folder, "1.idx");
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(content: string | Buffer): void {
  rmSync(`${path}.zst`, { force: true });
  writeFileSync(path, content);
  createLogFollower(path, indexPath, () => 7).finish();
}

function toolsOf(query: string, changes: Partial<SearchQuery> = {}) {
  const prepared = prepareQuery({ query, isRegularExpression: false, isCaseSensitive: true, ...changes });
  if (!prepared.ok) throw new Error(prepared.failure.message);
  return scanToolsOf(prepared.value);
}

async function find(query: string, changes: Partial<SearchQuery & LogFindRequest> = {}) {
  const hits: LogHit[] = [];
  const count = { lines: 0, matches: 0 };
  const tools = toolsOf(query, changes);
  const end = await findInLog({
    ...{
      path,
      indexPath,
      isLive: false,
      tools,
      buffers: new PieceBuffers(),
      from: 0,
      to: Number.POSITIVE_INFINITY,
      keep: 1_000_000,
      ...changes,
    },
    onFound: (news) => {
      hits.push(...news.hits);
      count.lines += news.lines;
      count.matches += news.matches;
    },
  });
  return { hits, ...count, ...end, hasGivenUp: tools.tester.hasGivenUp };
}

const line = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "b", "B", "é", " ", "x", "😀"), maxLength: 20 }),
  fc.string({ unit: fc.constantFrom("a", "b", "\x1b[31m", "\x1b[0m"), maxLength: 8 }),
  fc.constant("x".repeat(3_000)),
  fc.constant("needle ab"),
);

/** What a reader without any cleverness finds. */
function expectedIn(lines: readonly string[], query: string, isCaseSensitive: boolean) {
  const fold = (text: string) => (isCaseSensitive ? text : text.toLowerCase());
  const counts = lines.map((text) => fold(stripAnsi(text.replace(/\r$/, ""))).split(fold(query)).length - 1);
  const numbers = counts.flatMap((count, place) => (count > 0 ? [place + 1] : []));
  return { numbers, lines: numbers.length, matches: counts.reduce((sum, count) => sum + count, 0) };
}

test("finds every line with its number and count, whole and in any parts, as text and as a pattern, packed and plain", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 120 }),
      fc.constantFrom("ab", "B", "é", "needle ab", "xxxxxx", "😀", "b a"),
      fc.boolean(),
      fc.array(fc.nat(40_000), { maxLength: 4 }),
      fc.boolean(),
      async (some, query, isCaseSensitive, cuts, isPacked) => {
        const lines = isPacked ? Array.from({ length: 600 }, () => ["padding of a log", ...some]).flat() : some;
        write(lines.join("\n"));
        if (isPacked) await packLog(path, indexPath);
        const expected = expectedIn(lines, query, isCaseSensitive);
        const whole = await find(query, { isCaseSensitive });
        expect({ numbers: whole.hits.map((hit) => hit.line), lines: whole.lines, matches: whole.matches }).toEqual(expected);
        const pattern = await find(query.replace("n", "[n]"), { isCaseSensitive, isRegularExpression: true });
        expect(pattern.hits).toEqual(whole.hits);
        const places = [0, ...cuts.sort((a, b) => a - b), Number.POSITIVE_INFINITY];
        const parts = [];
        for (const [index, from] of places.slice(0, -1).entries())
          parts.push(await find(query, { isCaseSensitive, from, to: places[index + 1] as number }));
        expect(parts.flatMap(({ hits }) => hits)).toEqual(whole.hits);
        expect(parts.reduce((sum, part) => sum + part.matches, 0)).toBe(expected.matches);
      },
    ),
    { numRuns: 20 },
  );
});

test("a hit shows the line as people see it, and where in it the match is", async () => {
  write(`plain\n\x1b[31merror\x1b[0m: no water\r\n${"-".repeat(900)}error${"é".repeat(900)}\n`);
  const { hits } = await find("error");
  expect(hits[0]).toEqual({ line: 2, at: 7, text: "error: no water", ranges: [[0, 5]], isCut: false });
  expect(hits[1]).toMatchObject({ line: 3, isCut: true });
  expect(hits[1]?.text).toHaveLength(400);
  const [[from, to] = [0, 0]] = hits[1]?.ranges ?? [];
  expect(hits[1]?.text.slice(from, to)).toBe("error");
});

test("what is not kept is counted all the same", async () => {
  write("x x\n".repeat(5_000));
  const { hits, lines, matches } = await find("x", { keep: 3 });
  expect(hits.map((hit) => hit.line)).toEqual([1, 2, 3]);
  expect({ lines, matches }).toEqual({ lines: 5_000, matches: 10_000 });
});

test("a line of many pieces is one line, and its matches are counted at every border", async () => {
  for (const before of [1_048_570, 1_048_576, 3_000_000]) {
    write(`first\n${"y".repeat(before - 6)}needle${"y".repeat(2_000_000)}needle\nlast needle`);
    for (const changes of [{}, { isCaseSensitive: false }]) {
      const { hits, lines, matches } = await find("needle", changes);
      expect({ numbers: hits.map((hit) => hit.line), lines, matches }).toEqual({ numbers: [2, 3], lines: 2, matches: 3 });
    }
  }
});

test("a missing log says so, a live one is searched to its unfinished end, and an ended search stops", async () => {
  rmSync(path, { force: true });
  rmSync(`${path}.zst`, { force: true });
  expect(await find("x")).toMatchObject({ isMissing: true, lines: 0 });
  write("one\ntwo x");
  expect(await find("x", { isLive: true })).toMatchObject({ lines: 1, isMissing: false });
  write("x\n".repeat(2_000_000));
  const stop = new AbortController();
  stop.abort();
  expect(await find("x", { signal: stop.signal })).toMatchObject({ lines: 0 });
});

test("a pattern that explodes gives up its line and finds the others", async () => {
  write(`${"a".repeat(40)}!\naaa\n${"a".repeat(50)}!\nb`);
  const { hits, hasGivenUp } = await find("^(a+)+$", { isRegularExpression: true });
  expect(hits.map((hit) => hit.line)).toEqual([2]);
  expect(hasGivenUp).toBe(true);
});

test("what was written over is not there for a pattern, as for people", async () => {
  write("10 %\r20 %\rdone\r\n30 %\n");
  expect(await find("0 %", { isRegularExpression: true })).toMatchObject({ lines: 1, matches: 1, hits: [{ line: 2 }] });
  expect(await find("^done$", { isRegularExpression: true })).toMatchObject({ lines: 1, matches: 1 });
});

test("a pattern that matches nothing as well counts what it finds, or the line", async () => {
  write("axxa\n\nb\n");
  expect(await find(".*", { isRegularExpression: true })).toMatchObject({ lines: 3, matches: 3 });
  expect(await find("^$", { isRegularExpression: true })).toMatchObject({ lines: 1, matches: 1 });
});

test("characters can be named by their property", async () => {
  write("Straße\np{L}\n");
  expect(await find("\\p{Ll}ße", { isRegularExpression: true })).toMatchObject({ lines: 1, hits: [{ line: 1 }] });
  expect(await find("a\\-b|\\p\\{L", { isRegularExpression: true })).toMatchObject({ lines: 1, hits: [{ line: 2 }] });
});

test.each([0, 1, 1_000, smallBytes, smallBytes + 1, 3 * smallBytes])(
  "a log of %d bytes that was taken for a small one is found whole",
  async (bytes) => {
    write("needle\n".padEnd(64, "x\n").repeat(bytes).slice(0, bytes));
    const { hits, ...told } = await find("needle", { isSmall: true });
    const { hits: expected, ...others } = await find("needle");
    expect([hits, told]).toEqual([expected, { ...others, bytes }]);
  },
);
