/** How the columns of the board share a width. All lengths in CSS pixels. */
export interface ColumnLayout {
  /** Of a column with stages. */
  readonly columnWidth: number;
  readonly barCount: number;
  readonly barWidth: number;
  /** Between columns; takes up what the widest fitting columns leave, so that the board ends where the ribbon ends. */
  readonly gap: number;
}

const emptyColumnWidth = 40;
const leastGap = 8;
/** Columns further apart than this no longer look like one board. */
const mostGap = 18;
const boardPadding = 12;
/** What a card keeps beside its bars: padding and border on both sides. */
const cardChrome = 26;
const barGap = 2;
const fullBarCount = 20;

/** Narrow first, then as designed, then with wider bars; a card is always exactly as wide as its bars. */
const choices = [layoutOf(19, 6), ...[6, 7, 8, 9, 10, 11, 12, 13, 14].map((barWidth) => layoutOf(fullBarCount, barWidth))];

function layoutOf(barCount: number, barWidth: number): ColumnLayout {
  return { columnWidth: barCount * (barWidth + barGap) - barGap + cardChrome, barCount, barWidth, gap: leastGap };
}

/**
 * The widest columns with which `fullCount` phases that have stages and `emptyCount` that have none fit into `width`.
 * When even the narrow ones do not fit, the board scrolls and has the designed width.
 */
export function layoutColumns(width: number, fullCount: number, emptyCount: number): ColumnLayout {
  const gapCount = Math.max(1, fullCount + emptyCount - 1);
  const room = width - 2 * boardPadding - gapCount * leastGap - emptyCount * emptyColumnWidth;
  const widest = choices.findLast((choice) => choice.columnWidth * fullCount <= room);
  if (widest === undefined) return layoutOf(fullBarCount, 6);
  const rest = (room - widest.columnWidth * fullCount) / gapCount;
  return { ...widest, gap: leastGap + Math.min(mostGap - leastGap, Math.floor(rest)) };
}
