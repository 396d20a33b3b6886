import { type RowMap, rowAtPixel, topOfRow } from "./row-map.ts";

/** Where a view of the log begins: a row, and how much of it is above the upper edge. */
export interface Anchor {
  readonly row: number;
  readonly offsetPx: number;
}

/** How a log lies in its viewport. */
export interface ScrollFrame {
  readonly map: RowMap;
  readonly viewportPx: number;
  /** Room below the last row, so that what stands over the lower edge never covers it. */
  readonly endPx: number;
  /** The real height of a row: more than that of the map where a long line is wrapped. */
  readonly heightOf: (row: number) => number;
  /** Whether rows may be higher than in the map. */
  readonly isWrapped: boolean;
}

// Browsers stop laying out somewhere between 17 and 33 million pixels. Longer logs are scrolled in scale.
const maxScrollHeightPx = 12_000_000;

// Up to here the real height of a wrapped log is worth adding up; beyond, a scrollbar that is a little off goes unseen.
const maxRowsToMeasure = 2_000;

// A turn of the wheel, an arrow, a page: moved by what was asked for. Anything further is a jump of the scrollbar.
const screensOfOneStep = 1.6;

/** How high the element that gives the scrollbar its length has to be. */
export function scrollHeight({ map, heightOf, isWrapped, endPx }: ScrollFrame): number {
  if (!isWrapped || map.rowCount > maxRowsToMeasure) return Math.min(map.heightPx + endPx, maxScrollHeightPx);
  let height = endPx;
  for (let row = 0; row < map.rowCount; row += 1) height += heightOf(row);
  return Math.min(height, maxScrollHeightPx);
}

/** The place at which the last row stands at the lower edge; the top when everything fits. */
export function anchorAtEnd({ map, viewportPx, heightOf, endPx }: ScrollFrame): Anchor {
  let left = Math.max(0, viewportPx - endPx);
  for (let row = map.rowCount - 1; row >= 0; row -= 1) {
    const height = heightOf(row);
    if (height >= left) return { row, offsetPx: height - left };
    left -= height;
  }
  return { row: 0, offsetPx: 0 };
}

/** Moves by real pixels; never above the first row nor past the end. */
export function moveAnchor(frame: ScrollFrame, anchor: Anchor, deltaPx: number): Anchor {
  let { row, offsetPx } = anchor;
  offsetPx += deltaPx;
  while (offsetPx < 0 && row > 0) {
    row -= 1;
    offsetPx += frame.heightOf(row);
  }
  while (row < frame.map.rowCount - 1 && offsetPx >= frame.heightOf(row)) {
    offsetPx -= frame.heightOf(row);
    row += 1;
  }
  return clampAnchor(frame, { row, offsetPx: Math.max(0, offsetPx) });
}

/** The nearest place that shows no void below the last row. */
export function clampAnchor(frame: ScrollFrame, anchor: Anchor): Anchor {
  const end = anchorAtEnd(frame);
  const isPast = anchor.row > end.row || (anchor.row === end.row && anchor.offsetPx > end.offsetPx);
  if (isPast) return end;
  return { row: Math.max(0, anchor.row), offsetPx: Math.max(0, anchor.offsetPx) };
}

/** Whether a place is the end of the log. */
export function isAtEnd(frame: ScrollFrame, anchor: Anchor): boolean {
  const end = anchorAtEnd(frame);
  return anchor.row > end.row || (anchor.row === end.row && anchor.offsetPx >= end.offsetPx - 1);
}

/** Where the scrollbar stands for a place. */
export function scrollTopOf(frame: ScrollFrame, anchor: Anchor): number {
  const rangePx = scrollHeight(frame) - frame.viewportPx;
  const end = positionOf(frame, anchorAtEnd(frame));
  if (rangePx <= 0 || end <= 0) return 0;
  return Math.min(1, positionOf(frame, anchor) / end) * rangePx;
}

/** The place for where the scrollbar stands. */
export function anchorOfScrollTop(frame: ScrollFrame, scrollTop: number): Anchor {
  const rangePx = scrollHeight(frame) - frame.viewportPx;
  const end = positionOf(frame, anchorAtEnd(frame));
  if (rangePx <= 0) return { row: 0, offsetPx: 0 };
  const share = Math.max(0, Math.min(1, scrollTop / rangePx));
  const { row, offsetPx } = rowAtPixel(frame.map, share * end);
  const base = topOfRow(frame.map, row + 1) - topOfRow(frame.map, row);
  return clampAnchor(frame, { row, offsetPx: (offsetPx / Math.max(1, base)) * frame.heightOf(row) });
}

/** The place after the scrollbar went from `before` to `after`. */
export function anchorAfterScroll(frame: ScrollFrame, anchor: Anchor, before: number, after: number): Anchor {
  const isExact = !frame.isWrapped && frame.map.heightPx + frame.endPx <= maxScrollHeightPx;
  const isStep = Math.abs(after - before) <= frame.viewportPx * screensOfOneStep;
  if (isExact || !isStep) return anchorOfScrollTop(frame, after);
  return moveAnchor(frame, anchor, after - before);
}

/** The rows in sight from a place on. */
export function rowsInSight({ map, viewportPx, heightOf }: ScrollFrame, anchor: Anchor): { first: number; last: number } {
  let last = anchor.row;
  let px = heightOf(anchor.row) - anchor.offsetPx;
  while (px < viewportPx && last < map.rowCount - 1) {
    last += 1;
    px += heightOf(last);
  }
  return { first: anchor.row, last };
}

/** The place that shows a row with `abovePx` of others above it, as far as the ends of the log allow. */
export function anchorShowing(frame: ScrollFrame, row: number, abovePx: number): Anchor {
  return moveAnchor(frame, { row, offsetPx: 0 }, -abovePx);
}

/** A place in unwrapped pixels, which are known for rows that were never loaded, too. */
function positionOf({ map, heightOf }: ScrollFrame, anchor: Anchor): number {
  const top = topOfRow(map, anchor.row);
  const base = topOfRow(map, anchor.row + 1) - top;
  return top + (anchor.offsetPx / Math.max(1, heightOf(anchor.row))) * base;
}
