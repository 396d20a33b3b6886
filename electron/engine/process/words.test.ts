import fc from "fast-check";
import { expect, test } from "vitest";
import { splitWords } from "./words.ts";

test.each([
  ["bash -euo pipefail -c", ["bash", "-euo", "pipefail", "-c"]],
  ["  a \t b  ", ["a", "b"]],
  ["'/opt/my tools/sh' -c", ["/opt/my tools/sh", "-c"]],
  [`"C:\\Program Files\\sh.exe" -c`, ["C:\\Program Files\\sh.exe", "-c"]],
  [`"say \\"hi\\"" x`, ['say "hi"', "x"]],
  ["a\\ b c", ["a b", "c"]],
  ["a'b c'd", ["ab cd"]],
  ["'' x", ["", "x"]],
  ["'never closed", ["never closed"]],
  ["", []],
])("splits %j", (line, words) => {
  expect(splitWords(line)).toEqual(words);
});

test("gives back any words that were quoted", () => {
  const word = fc.string().filter((text) => !text.includes("'"));
  fc.assert(
    fc.property(fc.array(word), (words) => {
      expect(splitWords(words.map((text) => `'${text}'`).join(" "))).toEqual(words);
    }),
  );
});
