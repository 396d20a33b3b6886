import fc from "fast-check";
import { expect, test } from "vitest";
import { countLineFeeds } from "./line-feeds.ts";

/** Bytes of which many are, or are next to, a line feed. */
const bytes = fc
  .array(fc.oneof(fc.constant(0x0a), fc.constantFrom(0x09, 0x0b, 0x8a, 0x00, 0xff), fc.nat(255)), { maxLength: 3_000 })
  .map((values) => Buffer.from(values));

test("counts like a loop over bytes does, from any place to any other", () => {
  fc.assert(
    fc.property(bytes, fc.nat(), fc.nat(), (buffer, first, second) => {
      const from = first % (buffer.length + 1);
      const to = from + (second % (buffer.length - from + 1));
      const expected = buffer.subarray(from, to).filter((byte) => byte === 0x0a).length;
      expect(countLineFeeds(buffer, from, to)).toBe(expected);
    }),
  );
});

test("counts nothing but line feeds", () => {
  expect(countLineFeeds(Buffer.alloc(100_003, 0x0a), 1, 100_002)).toBe(100_001);
});
