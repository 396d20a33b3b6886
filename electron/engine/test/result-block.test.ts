import fc from "fast-check";
import { expect, test } from "vitest";
import { blockOf, decodeBlockNumbers, decodeResults, encodeBlockNumbers, encodeResults, type KeptResult } from "./result-block.ts";

const result = fc.record<KeptResult>({
  testRow: fc.nat(20_000_000),
  status: fc.constantFrom("passed", "failed", "errored", "skipped"),
  durationMs: fc.option(
    fc
      .oneof(
        fc.nat(1_000_000),
        fc.maxSafeNat().map((units) => Math.floor(units / 1_000)),
      )
      .map((units) => units / 100),
  ),
  failedAttempts: fc.constantFrom(0, 0, 0, 1, 7, 300),
});

const results = fc
  .uniqueArray(result, { selector: ({ testRow }) => testRow, maxLength: 300 })
  .map((all) => all.sort((one, other) => one.testRow - other.testRow));

test("results come back as they were, from the blocks that their tests are in", () => {
  fc.assert(
    fc.property(results, (all) => {
      const blocks = encodeResults(all);
      expect([...blocks.keys()]).toEqual([...new Set(all.map(({ testRow }) => blockOf(testRow)))]);
      expect([...blocks].flatMap(([block, data]) => decodeResults(block, data))).toEqual(all);
      expect(decodeBlockNumbers(encodeBlockNumbers(blocks.keys()))).toEqual([...blocks.keys()]);
    }),
  );
});

test("ten thousand results of neighbouring tests take five bytes each", () => {
  const all = Array.from({ length: 10_000 }, (_, index): KeptResult => {
    return { testRow: index + 1, status: "passed", durationMs: (index % 500) / 3, failedAttempts: 0 };
  });
  const bytes = [...encodeResults(all).values()].reduce((sum, data) => sum + data.length, 0);
  expect(bytes / all.length).toBeLessThan(5);
});
