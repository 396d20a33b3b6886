import fc from "fast-check";
import { expect, test } from "vitest";
import { failure, ok } from "../../../shared/result.ts";
import { type AskForPart, matchFrom, mostLines, nothingFound, pullSearch, type SearchProgress } from "./pull-search.ts";

/** A log in which every line matches, `bytesPerMs` of which are looked at in a millisecond. */
function logOf(lines: number, bytesPerMs: number, asked: Parameters<AskForPart>[0][] = []): AskForPart {
  return async (part) => {
    asked.push(part);
    const { from, limit, budgetMs } = part;
    const count = Math.min(lines - from.bytes, Math.max(1, budgetMs * bytesPerMs), limit === 0 ? Number.POSITIVE_INFINITY : limit);
    const place = from.bytes + count;
    return ok({
      ...{ lineNumbers: limit === 0 ? [] : Array.from({ length: count }, (_, index) => from.bytes + index + 1), count },
      ...{ next: { bytes: place, lineFeeds: place, line: place }, isAtEnd: place === lines, isLive: false, hasGivenUp: false },
    });
  };
}

async function all(ask: AskForPart, from = nothingFound, now = () => 0): Promise<SearchProgress[]> {
  const seen: SearchProgress[] = [];
  for await (const step of pullSearch(ask, from, now)) if (step.ok) seen.push(step.value);
  return seen;
}

test("the first part is short, later ones are longer, and the count only grows", async () => {
  const asked: Parameters<AskForPart>[0][] = [];
  const seen = await all(logOf(400, 1, asked));
  expect(asked.map(({ budgetMs }) => budgetMs)).toEqual([4, 8, 16, 32, 64, 128, 128, 128]);
  expect(seen.map(({ total }) => total)).toEqual([4, 12, 28, 60, 124, 252, 380, 400]);
  expect(seen.map(({ isCounting }) => isCounting)).toEqual([true, true, true, true, true, true, true, false]);
});

test("all matches are counted, and the first of them are kept without a gap", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 2 * mostLines }), fc.integer({ min: 1_000, max: 50_000 }), async (lines, speed) => {
      const last = (await all(logOf(lines, speed))).at(-1);
      expect([last?.total, last?.lineNumbers.length, last?.isCounting, last?.isComplete]).toEqual([
        ...[lines, Math.min(lines, mostLines)],
        ...[false, true],
      ]);
      expect(last?.lineNumbers.every((line, index) => line === index + 1)).toBe(true);
    }),
    { numRuns: 10 },
  );
});

test("a log that grew is searched from where the search had come", async () => {
  const first = (await all(logOf(10, 100))).at(-1);
  const asked: Parameters<AskForPart>[0][] = [];
  const second = await all(logOf(13, 100, asked), first);
  expect([asked[0]?.from.bytes, second.at(-1)?.total, second.at(-1)?.lineNumbers.length]).toEqual([10, 13, 13]);
});

test("a failure ends it, and lines that take too long end it after a while", async () => {
  const steps = [];
  for await (const step of pullSearch(async () => ({ ok: false, failure: failure("BAD_PATTERN", "no") }), nothingFound))
    steps.push(step.ok);
  expect(steps).toEqual([false]);
  let now = 0;
  const slow: AskForPart = async ({ from }) =>
    ok({
      ...{ lineNumbers: [], count: 0, next: { ...from, bytes: from.bytes + 1 } },
      ...{ isAtEnd: false, isLive: false, hasGivenUp: true },
    });
  const last = (await all(slow, nothingFound, () => (now += 1_000))).at(-1);
  expect([last?.isCounting, last?.isComplete]).toEqual([false, false]);
});

test("finds the next match below a line", () => {
  const lines = Uint32Array.of(3, 7, 9);
  expect([1, 3, 4, 9, 10].map((line) => matchFrom(lines, line))).toEqual([0, 0, 1, 2, -1]);
});
