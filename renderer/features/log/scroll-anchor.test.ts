import fc from "fast-check";
import { expect, test } from "vitest";
import { headHeightPx, lineHeightPx, mapRows, placeOfRow, rowOfLine } from "./row-map.ts";
import {
  anchorAfterScroll,
  anchorAtEnd,
  anchorOfScrollTop,
  anchorShowing,
  isAtEnd,
  moveAnchor,
  rowsInSight,
  type ScrollFrame,
  scrollHeight,
  scrollTopOf,
} from "./scroll-anchor.ts";

function frameOf(lines: number, wraps: (line: number) => number = () => 1, viewportPx = 500, endPx = 0): ScrollFrame {
  const map = mapRows([{ firstLine: 1, lastLine: lines, isFolded: false }]);
  const heightOf = (row: number) => {
    const { line } = placeOfRow(map, row);
    return line === null ? headHeightPx : wraps(line) * lineHeightPx;
  };
  return { map, viewportPx, endPx, heightOf, isWrapped: wraps(1) !== 1 || wraps(2) !== 1 };
}

test("a short log scrolls pixel for pixel", () => {
  const frame = frameOf(1_000);
  expect(scrollHeight(frame)).toBe(headHeightPx + 1_000 * lineHeightPx);
  const anchor = anchorAfterScroll(frame, { row: 0, offsetPx: 0 }, 0, 5_003);
  expect(anchor).toEqual({ row: 1 + Math.floor((5_003 - 25) / 18), offsetPx: (5_003 - 25) % 18 });
  expect(scrollTopOf(frame, anchor)).toBeCloseTo(5_003, 6);
});

test("a log that is longer than a browser can lay out still reaches every line", () => {
  const frame = frameOf(100_000_000);
  expect(scrollHeight(frame)).toBeLessThan(17_000_000);
  expect(isAtEnd(frame, anchorOfScrollTop(frame, scrollHeight(frame) - frame.viewportPx))).toBe(true);
  const wheel = anchorAfterScroll(frame, { row: 70_000_000, offsetPx: 0 }, 8_000_000, 8_000_100);
  expect(wheel).toEqual({ row: 70_000_005, offsetPx: 10 });
});

test("everything fits: nothing scrolls", () => {
  const frame = frameOf(5);
  expect([anchorAtEnd(frame), scrollTopOf(frame, { row: 0, offsetPx: 0 }), isAtEnd(frame, { row: 0, offsetPx: 0 })]).toEqual([
    { row: 0, offsetPx: 0 },
    0,
    true,
  ]);
});

const frames = fc
  .record({
    lines: fc.integer({ min: 1, max: 4_000 }),
    tall: fc.integer({ min: 1, max: 60 }),
    viewportPx: fc.integer({ min: 60, max: 900 }),
    endPx: fc.constantFrom(0, 48),
  })
  .map(({ lines, tall, viewportPx, endPx }) => frameOf(lines, (line) => (line % 7 === 0 ? tall : 1), viewportPx, endPx));

test("steps add up: moving there and back ends where it began, and no step leaves the log", () => {
  fc.assert(
    fc.property(frames, fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 700 }), (frame, share, stepPx) => {
      const start = anchorOfScrollTop(frame, share * Math.max(0, scrollHeight(frame) - frame.viewportPx));
      const there = moveAnchor(frame, start, stepPx);
      const { first, last } = rowsInSight(frame, there);
      expect(first).toBeGreaterThanOrEqual(0);
      expect(last).toBeLessThan(frame.map.rowCount);
      if (isAtEnd(frame, there)) return;
      const back = moveAnchor(frame, there, -stepPx);
      expect(back.row).toBe(start.row);
      expect(back.offsetPx).toBeCloseTo(start.offsetPx, 6);
    }),
  );
});

test("the scrollbar and the place agree, wrapped or not", () => {
  fc.assert(
    fc.property(frames, fc.double({ min: 0, max: 1, noNaN: true }), (frame, share) => {
      const scrollTop = share * Math.max(0, scrollHeight(frame) - frame.viewportPx);
      expect(scrollTopOf(frame, anchorOfScrollTop(frame, scrollTop))).toBeCloseTo(scrollTop, 3);
    }),
  );
});

test("shows a line where it is asked to, as far as the ends allow", () => {
  const frame = frameOf(10_000);
  const row = rowOfLine(frame.map, 5_000);
  expect(anchorShowing(frame, row, 180)).toEqual({ row: row - 10, offsetPx: 0 });
  expect(anchorShowing(frame, 0, 180)).toEqual({ row: 0, offsetPx: 0 });
  expect(anchorShowing(frame, 10_000, 0)).toEqual(anchorAtEnd(frame));
});

test("leaves room below the last row where something stands over it", () => {
  const frame = frameOf(100, undefined, 500, 48);
  const { row, offsetPx } = anchorAtEnd(frame);
  const belowPx = frame.viewportPx - ((101 - row) * lineHeightPx - offsetPx);
  expect([belowPx, scrollTopOf(frame, { row, offsetPx })]).toEqual([48, scrollHeight(frame) - 500]);
});
