import fc from "fast-check";
import { expect, test } from "vitest";
import { BitReader, BitWriter } from "./series/bits.ts";
import { Column } from "./series/column.ts";
import { codeOf, largestQuantity, quantityOf } from "./series/digits.ts";

test("a column gives back what was written", () => {
  const value = fc.oneof(fc.nat(3), fc.nat(5000), fc.maxSafeNat());
  fc.assert(
    fc.property(fc.array(value), fc.nat(100), (values, expected) => {
      const bits = new BitWriter();
      const out = new Column(expected);
      for (const v of values) out.write(bits, v);
      const reader = new BitReader(bits.finish());
      const into = new Column(expected);
      expect(values.map(() => into.read(reader))).toEqual(values);
    }),
    { numRuns: 1000 },
  );
});
test("digits", () => {
  fc.assert(
    fc.property(fc.oneof(fc.nat(3000), fc.integer({ min: 0, max: largestQuantity })), (q) => {
      const kept = quantityOf(codeOf(q));
      expect(Math.abs(kept - q)).toBeLessThanOrEqual(q / 1024);
      expect(codeOf(kept)).toBe(codeOf(q));
    }),
    { numRuns: 1000 },
  );
});
