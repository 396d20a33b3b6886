import fc from "fast-check";
import { expect, test } from "vitest";
import { compareRanks, placeInColumn, rankBetween } from "./rank.ts";

test("between any two ranks there is another, and it is short", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 60 }), (places) => {
      const ranks: string[] = [];
      for (const place of places) {
        const at = place % (ranks.length + 1);
        const rank = rankBetween(ranks[at - 1] ?? null, ranks[at] ?? null);
        if (rank === null) throw new Error("no room");
        ranks.splice(at, 0, rank);
      }
      expect(ranks.toSorted()).toEqual(ranks);
      expect(new Set(ranks).size).toBe(ranks.length);
    }),
  );
});

test("ten thousand items at an end of a column need no more than five signs", () => {
  for (const next of [(rank: string | null) => rankBetween(rank, null), (rank: string | null) => rankBetween(null, rank)]) {
    let rank: string | null = null;
    let longest = 0;
    for (let count = 0; count < 10_000; count += 1) {
      rank = next(rank);
      longest = Math.max(longest, rank?.length ?? 99);
    }
    expect(longest).toBeLessThanOrEqual(5);
  }
});

const column = fc
  .uniqueArray(
    fc.record({
      key: fc.stringMatching(/^[a-z]{3}$/),
      rank: fc.oneof(fc.stringMatching(/^[0-9a-z]{0,3}$/), fc.constantFrom("", "a", "A", "Z9", "b0", "i00i")),
    }),
    { selector: ({ key }) => key, maxLength: 12 },
  )
  .map((items) => items.toSorted(compareRanks));

test("an item stands where it was put, whatever the ranks of its neighbours", () => {
  fc.assert(
    fc.property(column, fc.nat(), (items, place) => {
      const index = place % (items.length + 1);
      const written = placeInColumn(items, index, "moved");
      const after = [...items, { key: "moved", rank: "" }].map((item) => ({ ...item, rank: written.get(item.key) ?? item.rank }));
      const expected = items.map(({ key }) => key).toSpliced(index, 0, "moved");
      expect(after.toSorted(compareRanks).map(({ key }) => key)).toEqual(expected);
    }),
    { numRuns: 1_000 },
  );
});

test("among ranks with room between them, a move writes one item", () => {
  const ranks = Array.from({ length: 20 }, () => "").reduce<string[]>((all) => [...all, rankBetween(all.at(-1) ?? null, null) ?? ""], []);
  const items = ranks.map((rank, index) => ({ key: `k${index}`, rank }));
  for (let index = 0; index <= items.length; index += 1) expect([...placeInColumn(items, index, "moved").keys()]).toEqual(["moved"]);
});
