/** A stretch of a text, in UTF-16 units; `end` is behind it. */
export type TextRange = readonly [start: number, end: number];

/** A line that matched, as much of it as is worth showing. */
export interface ShownMatch {
  readonly text: string;
  /** What matched within `text`, in order; the first {@link mostRanges}. */
  readonly ranges: readonly TextRange[];
  /** Whether something before or behind `text` was left out. */
  readonly isCut: boolean;
}

/** So much of a line is shown. */
export const shownCharacters = 400;

/** So many places of one line are told. */
export const mostRanges = 20;

/** What stands before the first match when a line is cut. */
const charactersBefore = 80;

/**
 * Cuts `line` to what is worth showing around its first match. `ranges` are all in `line`, in order; `wasCut` says that
 * `line` itself is a part only.
 */
export function showMatch(line: string, ranges: readonly TextRange[], wasCut = false): ShownMatch {
  if (line.length <= shownCharacters) return { text: line, ranges: ranges.slice(0, mostRanges), isCut: wasCut };
  const first = ranges[0]?.[0] ?? 0;
  const wanted = Math.max(0, Math.min(first - charactersBefore, line.length - shownCharacters));
  // A character of two units is not cut into halves.
  const from = isSecondHalf(line, wanted) ? wanted - 1 : wanted;
  const end = from + shownCharacters;
  const to = isSecondHalf(line, end) ? end - 1 : end;
  const inside = ranges.filter(([start]) => start >= from && start < to).slice(0, mostRanges);
  return {
    text: line.slice(from, to),
    ranges: inside.map(([start, behind]) => [start - from, Math.min(behind, to) - from] as const),
    isCut: true,
  };
}

function isSecondHalf(text: string, place: number): boolean {
  const code = text.charCodeAt(place);
  return code >= 0xdc00 && code <= 0xdfff;
}
