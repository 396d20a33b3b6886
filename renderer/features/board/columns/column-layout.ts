/** How the columns of the board share a width. All lengths in CSS pixels. */
export interface ColumnLayout {
  /** Of a column with stages. */
  readonly columnWidth: number;
  readonly barCount: number;
  readonly barWidth: number;
}

const emptyColumnWidth = 40;
const columnGap = 8;
const boardPadding = 12;
/** What a card keeps beside its bars: padding and border on both sides. */
const cardChrome = 26;
const barGap = 2;
const fullBarCount = 20;

/** Narrow first, then as designed, then with wider bars; a card is always exactly as wide as its bars. */
const choices: readonly ColumnLayout[] = [
  layoutOf(19, 6),
  layoutOf(fullBarCount, 6),
  layoutOf(fullBarCount, 7),
  layoutOf(fullBarCount, 8),
  layoutOf(fullBarCount, 9),
  layoutOf(fullBarCount, 10),
  layoutOf(fullBarCount, 11),
];

function layoutOf(barCount: number, barWidth: number): ColumnLayout {
  return { columnWidth: barCount * (barWidth + barGap) - barGap + cardChrome, barCount, barWidth };
}

/**
 * The widest columns with which `fullCount` phases that have stages and `emptyCount` that have none fit into `width`.
 * When even the narrow ones do not fit, the board scrolls and has the designed width.
 */
export function layoutColumns(width: number, fullCount: number, emptyCount: number): ColumnLayout {
  const gaps = Math.max(0, fullCount + emptyCount - 1) * columnGap;
  const room = width - 2 * boardPadding - gaps - emptyCount * emptyColumnWidth;
  const fitting = choices.filter((choice) => choice.columnWidth * fullCount <= room);
  return fitting.at(-1) ?? choices[1] ?? layoutOf(fullBarCount, 6);
}
