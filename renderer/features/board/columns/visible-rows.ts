/** From one card's top to the next one's, in CSS pixels. */
export const cardPitch = 116;

/** A column with more cards than this draws only those near the window: a thousand cards cost as much as forty. */
const longColumn = 40;
/** Rows above and below that are kept ready, so that scrolling and the arrow keys never meet a gap. */
const spareRows = 3;

/** The rows of a column that are drawn, in order: all of a short one; of a long one what is near, and the row in use. */
export function visibleRows(count: number, scrollTop: number, height: number, rowInUse: number | null): number[] {
  if (count <= longColumn) return range(0, count - 1);
  const first = Math.max(0, Math.floor(scrollTop / cardPitch) - spareRows);
  const last = Math.min(count - 1, Math.ceil((scrollTop + height) / cardPitch) + spareRows);
  const rows = range(first, last);
  if (rowInUse === null || rowInUse < 0 || rowInUse >= count) return rows;
  if (rowInUse < first) return [rowInUse, ...rows];
  return rowInUse > last ? [...rows, rowInUse] : rows;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/** The step in which scrolling is followed: what is drawn changes only every few rows. */
export function scrollStep(scrollTop: number): number {
  const step = (spareRows / 3) * cardPitch;
  return Math.floor(scrollTop / step) * step;
}
