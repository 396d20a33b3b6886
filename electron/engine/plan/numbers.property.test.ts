import fc from "fast-check";
import { expect, test } from "vitest";
import { findNumberRepairs, type Numbered, nextNumber } from "./numbers.ts";

const item = fc.record({
  key: fc.stringMatching(/^[a-z]{4}$/),
  number: fc.option(fc.integer({ min: 1, max: 6 }), { nil: null }),
  formerly: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 2 }),
  createdAt: fc.option(fc.integer({ min: 0, max: 5 }), { nil: null }),
});
const items = fc.uniqueArray(item, { selector: ({ key }) => key, maxLength: 12 });

function mended(all: readonly Numbered[]): Numbered[] {
  const repairs = findNumberRepairs(all);
  return all.map((one) => {
    const repair = repairs.find(({ changes }) => changes === one.key);
    return repair === undefined ? one : { ...one, number: repair.becomes, formerly: [...one.formerly, repair.number] };
  });
}

test("after mending every number is one item's, and what was mended has a number that nobody ever had", () => {
  fc.assert(
    fc.property(items, (all) => {
      const after = mended(all);
      const numbers = after.flatMap(({ number }) => number ?? []);
      expect(new Set(numbers).size).toBe(numbers.length);
      expect(findNumberRepairs(after)).toEqual([]);
      for (const repair of findNumberRepairs(all)) {
        expect(repair.becomes).toBeGreaterThanOrEqual(nextNumber(all));
        const [keeps, changes] = [repair.keeps, repair.changes].map((key) => all.find((one) => one.key === key));
        expect(keeps?.number).toBe(changes?.number);
        const age = (one: Numbered | undefined) => one?.createdAt ?? Number.POSITIVE_INFINITY;
        expect(age(keeps)).toBeLessThanOrEqual(age(changes));
      }
    }),
  );
});

test("two people mend the same files alike, in whichever order they read them", () => {
  fc.assert(
    fc.property(items, (all) => {
      expect(findNumberRepairs(all.toReversed())).toEqual(findNumberRepairs(all));
    }),
  );
});
