import fc from "fast-check";
import { expect, test } from "vitest";
import type { LogLine } from "../../../shared/contract/logs.ts";
import { cellsOf, findMatches, segmentLine, styleLine } from "./styled-line.ts";

function lineOf(text: string): LogLine {
  return { number: 1, text, bytes: text.length, at: null };
}

test("cuts a line where colours, links and matches begin and end", () => {
  const styled = styleLine(lineOf("\u001b[31mfailed\u001b[0m at src/a.ts:3:7 now"));
  const segments = segmentLine(styled, findMatches(styled.plain, /at src/g));
  expect(segments.map(({ text, link, isMatch, style }) => [text, link?.kind ?? null, isMatch, style.foreground])).toEqual([
    ["failed", null, false, 1],
    [" ", null, false, null],
    ["at ", null, true, null],
    ["src", "file", true, null],
    ["/a.ts:3:7", "file", false, null],
    [" now", null, false, null],
  ]);
});

test("pieces put together are the line, whatever is in it", () => {
  const part = fc.oneof(
    fc.stringMatching(/^[a-c:/.0-9 ]{0,10}$/),
    fc.constantFrom("\u001b[31m", "\u001b[0m", "\u001b[1;42m", "https://a.example/b", "src/a.ts:3"),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), fc.constantFrom(/a/g, /\d+/g, /x*/g, /./g), (parts, pattern) => {
      const styled = styleLine(lineOf(parts.join("")));
      const segments = segmentLine(styled, findMatches(styled.plain, pattern));
      expect(segments.map(({ text }) => text).join("")).toBe(styled.plain);
    }),
  );
});

test("colour noise makes a bounded number of pieces and loses nothing", () => {
  const noise = Array.from({ length: 3_000 }, (_, index) => `\u001b[3${index % 8}m${index % 10}`).join("");
  const styled = styleLine(lineOf(noise));
  const segments = segmentLine(styled, []);
  expect(segments.length).toBeLessThanOrEqual(300);
  expect(segments.map(({ text }) => text).join("")).toBe(styled.plain);
});

test("counts cells as a terminal does", () => {
  expect([cellsOf("abc"), cellsOf("a\tb"), cellsOf("\t"), cellsOf("日本"), cellsOf("é"), cellsOf("")]).toEqual([3, 9, 8, 4, 1, 0]);
});
