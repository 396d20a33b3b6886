import type { LogLine } from "../../../shared/contract/logs.ts";
import { type AnsiSpan, type AnsiStyle, parseAnsi } from "../../../shared/log/ansi.ts";
import { findLinks, type LogLink } from "../../../shared/log/links.ts";

/** A line as it is drawn. */
export interface StyledLine {
  /** Its characters without escape sequences. */
  readonly plain: string;
  readonly spans: readonly AnsiSpan[];
  readonly links: readonly LogLink[];
}

/** A piece of a line that looks the same from end to end. */
export interface Segment {
  /** Where it begins in the line. */
  readonly from: number;
  readonly text: string;
  readonly style: AnsiStyle;
  readonly link: LogLink | null;
  readonly isMatch: boolean;
}

/** A stretch of a line, `to` not included. */
export interface TextRange {
  readonly from: number;
  readonly to: number;
}

// Colour noise, as in binary output, would otherwise make thousands of elements of one line.
const maxSegments = 300;

// Cells of a tab stop, as terminals have it.
const tabCells = 8;

const known = new WeakMap<LogLine, StyledLine>();

/** Reads a line's colours and links; remembered for as long as the line is. */
export function styleLine(line: LogLine): StyledLine {
  const before = known.get(line);
  if (before !== undefined) return before;
  const spans = parseAnsi(line.text);
  const plain = spans.map(({ text }) => text).join("");
  const styled = { plain, spans, links: findLinks(plain) };
  known.set(line, styled);
  return styled;
}

/** Cuts a line where its style, a link or a match begins or ends. */
export function segmentLine({ plain, spans, links }: StyledLine, matches: readonly TextRange[]): Segment[] {
  const cuts = new Set<number>([plain.length]);
  for (const { start, end } of links) cuts.add(start).add(end);
  for (const { from, to } of matches) cuts.add(from).add(to);
  const sorted = [...cuts].sort((one, other) => one - other);
  const segments: Segment[] = [];
  let at = 0;
  let cut = 0;
  for (const span of spans) {
    const end = at + span.text.length;
    while (at < end) {
      while ((sorted[cut] ?? plain.length) <= at) cut += 1;
      const isLast = segments.length === maxSegments - 1;
      const to = isLast ? plain.length : Math.min(end, sorted[cut] ?? end);
      const link = links.find((candidate) => candidate.start <= at && at < candidate.end) ?? null;
      const isMatch = matches.some((match) => match.from <= at && at < match.to);
      segments.push({ from: at, text: plain.slice(at, to), style: span.style, link, isMatch });
      if (isLast) return segments;
      at = to;
    }
  }
  return segments;
}

/** Where a pattern is found in a line; at most a few hundred places, matches of nothing left out. */
export function findMatches(plain: string, pattern: RegExp | null): TextRange[] {
  if (pattern === null) return [];
  const ranges: TextRange[] = [];
  for (const match of plain.matchAll(pattern)) {
    if (match[0] !== "") ranges.push({ from: match.index, to: match.index + match[0].length });
    if (ranges.length >= maxSegments) break;
  }
  return ranges;
}

/** How many character cells a text takes on one line that begins at a tab stop. */
export function cellsOf(plain: string): number {
  if (isPlainAscii(plain)) return plain.length;
  let cells = 0;
  for (const character of plain) {
    if (character === "\t") cells += tabCells - (cells % tabCells);
    else cells += isWide(character.codePointAt(0) ?? 0) ? 2 : 1;
  }
  return cells;
}

function isPlainAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 126 || code === 9) return false;
  }
  return true;
}

/** East Asian wide characters and pictographs, roughly: only the height of a wrapped line hangs on it. */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}
