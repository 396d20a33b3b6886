import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AnsiStyle, parseAnsi, stripAnsi } from "./ansi.ts";
import { plainStyle } from "./sgr.ts";

const esc = "\x1b";

const plainText = fc.string({ unit: "grapheme" }).filter((text) => !text.includes(esc) && !text.includes("\r"));

function styled(changes: Partial<AnsiStyle>): AnsiStyle {
  return { ...plainStyle, ...changes };
}

test.each<[string, Partial<AnsiStyle>]>([
  ["31", { foreground: 1 }],
  ["97", { foreground: 15 }],
  ["42", { background: 2 }],
  ["100", { background: 8 }],
  ["1;33", { bold: true, foreground: 3 }],
  ["2;3;4;7;9", { dim: true, italic: true, underline: true, inverse: true, strikethrough: true }],
  ["38;5;9", { foreground: 9 }],
  ["38;5;208", { foreground: "#ff8700" }],
  ["48;5;232", { background: "#080808" }],
  ["38;2;1;2;255", { foreground: "#0102ff" }],
  ["38:2::1:2:3", { foreground: "#010203" }],
  ["38:2:1:2:3", { foreground: "#010203" }],
  ["48:5:21", { background: "#0000ff" }],
  ["4:3", { underline: true }],
  ["4;4:0", {}],
  ["58;5;1;31", { foreground: 1 }],
  ["31;39", {}],
  ["1;2;22", {}],
  ["31;;1", { bold: true }],
  ["", {}],
  ["38;5", { foreground: 0 }],
  ["38;5;999", {}],
  ["999", {}],
  [">4;1", {}],
])("ESC[%sm", (parameters, changes) => {
  expect(parseAnsi(`${esc}[${parameters}mx`)).toEqual([{ text: "x", style: styled(changes) }]);
});

test("a line is split where its style changes", () => {
  expect(parseAnsi(`a${esc}[31mb${esc}[1mc${esc}[0md`)).toEqual([
    { text: "a", style: plainStyle },
    { text: "b", style: styled({ foreground: 1 }) },
    { text: "c", style: styled({ foreground: 1, bold: true }) },
    { text: "d", style: plainStyle },
  ]);
});

test.each([
  ["cursor movement and erasing", `a${esc}[2K${esc}[10;20Hb${esc}[?25lc`, "abc"],
  ["a title", `${esc}]0;the title\x07text`, "text"],
  ["the frame of a hyperlink", `see ${esc}]8;;https://example.org${esc}\\here${esc}]8;;${esc}\\.`, "see here."],
  ["character sets and other short sequences", `${esc}(Ba${esc}7b${esc}=c`, "abc"],
  ["a device control string", `${esc}Pq#0;2~${esc}\\x`, "x"],
])("%s leaves its text alone", (_name, line, text) => {
  expect(stripAnsi(line)).toBe(text);
});

test.each([
  ["cut off", `a${esc}`, "a"],
  ["cut off parameters", `a${esc}[1;3`, "a[1;3"],
  ["a title without end", `a${esc}]0;important`, "a]0;important"],
  ["no final character", `a${esc}[1é`, "a[1é"],
])("a broken sequence hides no text: %s", (_name, line, text) => {
  expect(stripAnsi(line)).toBe(text);
});

test.each([
  ["10 %\r50 %\r100 %", "100 %"],
  ["100 %\r", "100 %"],
  ["a\r\r", "a"],
  ["\rb", "b"],
  [`a\r${esc}[2K${esc}[32mb`, "b"],
])("of %j the last version is shown", (line, text) => {
  expect(stripAnsi(line)).toBe(text);
});

const piece = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom(esc, "[", "]", ";", ":", "1", "38", "m", "\x07", "\\", "\r", "K", " ", "x"), maxLength: 20 }),
);

describe("whatever a line holds", () => {
  test("both ways of reading it show the same text, and pieces are never empty", () => {
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const line = pieces.join("");
        const spans = parseAnsi(line);
        expect(spans.map((span) => span.text).join("")).toBe(stripAnsi(line));
        expect(spans.every((span) => span.text !== "")).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test("text without controls stays as it is", () => {
    fc.assert(
      fc.property(plainText, (value) => {
        expect(stripAnsi(value)).toBe(value);
      }),
    );
  });

  test("colouring pieces of a text does not change the text", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(110), plainText)), (parts) => {
        const line = parts.map(([code, value]) => `${esc}[${code}m${value}`).join("");
        expect(stripAnsi(line)).toBe(parts.map(([, value]) => value).join(""));
      }),
    );
  });

  test.each(["\x1b]", "\x1b[1;", "\x1b[", "\r", "a\r", "\x1bP", "\x1b[1m", "1;"])(
    "a great many of %j take no time that grows faster than the line",
    (unit) => {
      // Quadratic work would take minutes here; the runner's own limit of time is the assertion.
      parseAnsi(unit.repeat(200_000));
      parseAnsi(`\x1b[${unit.repeat(200_000)}`);
    },
  );
});
