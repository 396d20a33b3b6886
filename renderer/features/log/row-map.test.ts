import fc from "fast-check";
import { expect, test } from "vitest";
import { headHeightPx, lineHeightPx, mapRows, placeOfRow, rowAtPixel, rowOfLine, topOfRow } from "./row-map.ts";

const sectionsOf = fc.array(fc.record({ lines: fc.nat(30), isFolded: fc.boolean() }), { minLength: 1, maxLength: 6 }).map((parts) => {
  let next = 1;
  return parts.map(({ lines, isFolded }) => {
    const firstLine = next;
    next += lines;
    return { firstLine, lastLine: next - 1, isFolded };
  });
});

test("rows, lines and pixels agree, whatever is folded", () => {
  fc.assert(
    fc.property(sectionsOf, (sections) => {
      const map = mapRows(sections);
      let topPx = 0;
      let row = 0;
      for (const [section, { firstLine, lastLine, isFolded }] of sections.entries()) {
        expect(placeOfRow(map, row)).toEqual({ section, line: null });
        expect(topOfRow(map, row)).toBe(topPx);
        expect(rowAtPixel(map, topPx + 3)).toEqual({ row, offsetPx: 3 });
        const head = row;
        row += 1;
        topPx += headHeightPx;
        for (let line = firstLine; line <= lastLine; line += 1) {
          if (isFolded) {
            expect(rowOfLine(map, line)).toBe(head);
            continue;
          }
          expect(placeOfRow(map, row)).toEqual({ section, line });
          expect(rowOfLine(map, line)).toBe(row);
          expect(topOfRow(map, row)).toBe(topPx);
          expect(rowAtPixel(map, topPx + 5)).toEqual({ row, offsetPx: 5 });
          row += 1;
          topPx += lineHeightPx;
        }
      }
      expect([map.rowCount, map.heightPx, topOfRow(map, row)]).toEqual([row, topPx, topPx]);
    }),
  );
});

test("answers for a log of a hundred million lines without walking it", () => {
  const map = mapRows([{ firstLine: 1, lastLine: 100_000_000, isFolded: false }]);
  const row = rowOfLine(map, 73_123_456);
  expect(placeOfRow(map, row)).toEqual({ section: 0, line: 73_123_456 });
  expect(rowAtPixel(map, topOfRow(map, row))).toEqual({ row, offsetPx: 0 });
});
