/** Height of one line of text and of a step's head, in pixels. */
export const lineHeightPx = 18;
export const headHeightPx = 25;

/** The lines of one step. `lastLine` is `firstLine - 1` when the step wrote nothing. */
export interface LogSection {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly isFolded: boolean;
}

interface PlacedSection extends LogSection {
  readonly firstRow: number;
  readonly topPx: number;
}

/** What stands in a row of the log: the head of a step, or one of its lines. */
export type LogRowPlace = { readonly section: number; readonly line: number | null };

/**
 * The rows of a log: a head for each step and, unless it is folded, its lines below. Heights are those of unwrapped
 * lines, so every question is answered by arithmetic and a search over the few sections, however long the log is.
 */
export interface RowMap {
  readonly sections: readonly PlacedSection[];
  readonly rowCount: number;
  readonly heightPx: number;
}

export function mapRows(sections: readonly LogSection[]): RowMap {
  const placed: PlacedSection[] = [];
  let rowCount = 0;
  let heightPx = 0;
  for (const section of sections) {
    placed.push({ ...section, firstRow: rowCount, topPx: heightPx });
    const shown = shownLines(section);
    rowCount += 1 + shown;
    heightPx += headHeightPx + shown * lineHeightPx;
  }
  return { sections: placed, rowCount, heightPx };
}

/** What stands in row `row`, from 0; the nearest row when there is none. */
export function placeOfRow(map: RowMap, row: number): LogRowPlace {
  const clamped = Math.max(0, Math.min(row, map.rowCount - 1));
  const index = lastWhere(map.sections, (section) => section.firstRow <= clamped);
  const section = map.sections[index];
  if (section === undefined || clamped === section.firstRow) return { section: Math.max(0, index), line: null };
  return { section: index, line: section.firstLine + clamped - section.firstRow - 1 };
}

/** The row of a line; the head of its step when that is folded. */
export function rowOfLine(map: RowMap, line: number): number {
  const index = lastWhere(map.sections, (section) => section.firstLine <= line);
  const section = map.sections[Math.max(0, index)];
  if (section === undefined) return 0;
  if (section.isFolded || line < section.firstLine || shownLines(section) === 0) return section.firstRow;
  return section.firstRow + 1 + Math.min(line, section.lastLine) - section.firstLine;
}

/** The row of a step's head. */
export function rowOfSection(map: RowMap, section: number): number {
  return map.sections[section]?.firstRow ?? 0;
}

/** Where a row begins, in pixels from the top of the first. */
export function topOfRow(map: RowMap, row: number): number {
  if (row >= map.rowCount) return map.heightPx;
  const { section: index, line } = placeOfRow(map, row);
  const section = map.sections[index];
  if (section === undefined) return 0;
  return line === null ? section.topPx : section.topPx + headHeightPx + (line - section.firstLine) * lineHeightPx;
}

/** The row at a distance from the top, and how far the place is below that row's own top. */
export function rowAtPixel(map: RowMap, px: number): { row: number; offsetPx: number } {
  const clamped = Math.max(0, Math.min(px, map.heightPx));
  const index = lastWhere(map.sections, (section) => section.topPx <= clamped);
  const section = map.sections[index];
  if (section === undefined) return { row: 0, offsetPx: 0 };
  const below = clamped - section.topPx;
  if (below < headHeightPx || shownLines(section) === 0) {
    return { row: section.firstRow, offsetPx: Math.min(below, headHeightPx) };
  }
  const lines = Math.min(Math.floor((below - headHeightPx) / lineHeightPx), shownLines(section) - 1);
  return { row: section.firstRow + 1 + lines, offsetPx: below - headHeightPx - lines * lineHeightPx };
}

function shownLines(section: LogSection): number {
  return section.isFolded ? 0 : Math.max(0, section.lastLine - section.firstLine + 1);
}

/** The last of a sorted list for which `isBefore` holds; -1 when there is none. */
function lastWhere<Item>(items: readonly Item[], isBefore: (item: Item) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && isBefore(item)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
