/** Lines from one number to another, both included; the first line is 1. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** How many lines of one log a page shows at most. */
export interface LineBudget {
  /** The first ones: what it was about to do. */
  readonly head: number;
  /** The last ones: what became of it. */
  readonly tail: number;
  /** Before and after each place that went wrong. */
  readonly around: number;
}

/**
 * Which lines of a log are worth showing: all when they are few, else the first, the last, and those around the places that went
 * wrong. In order; none twice; at least one line lies between two ranges.
 */
export function shownLines(totalLines: number, places: readonly number[], { head, tail, around }: LineBudget): LineRange[] {
  const wanted = [
    { from: 1, to: head },
    ...places.map((place) => ({ from: place - around, to: place + around })),
    { from: totalLines - tail + 1, to: totalLines },
  ];
  const inside = wanted
    .map(({ from, to }) => ({ from: Math.max(1, from), to: Math.min(totalLines, to) }))
    .filter(({ from, to }) => from <= to)
    .sort((one, other) => one.from - other.from);
  const ranges: LineRange[] = [];
  for (const range of inside) {
    const last = ranges.at(-1);
    // A gap of one line would take as much room as the line.
    if (last !== undefined && range.from <= last.to + 2) ranges[ranges.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else ranges.push(range);
  }
  return ranges;
}
