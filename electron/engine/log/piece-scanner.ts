import { stripAnsi } from "../../../shared/log/ansi.ts";
import { mostRanges, type ShownMatch, showMatch, type TextRange } from "../../../shared/log/line-match.ts";
import { createTimeGuard } from "../time-guard.ts";
import { escapeByte, lineFeed } from "./line-feeds.ts";
import type { LineTester } from "./line-tester.ts";
import { finderOf } from "./literal-finder.ts";
import type { LogPiece } from "./log-pieces.ts";
import { type PreparedQuery, testerOf } from "./search-query.ts";

/** A line that matched, in the piece that holds it. */
export interface FoundLine {
  /** Where it begins in the piece; 0 also for one that began before. */
  readonly start: number;
  readonly shown: ShownMatch;
}

/** What a piece holds. */
export interface ScannedPiece {
  readonly kept: readonly FoundLine[];
  /** How many lines match that did not match in the piece before already. */
  readonly lines: number;
  readonly matches: number;
}

/** Counting the matches of a piece may take so long at once; a line that takes longer counts as one. */
const countLimitMs = 20;

/** On a busy machine a try or two may pass without any work. */
const triesPerLine = 5;

/** Of a long line so many bytes around its match are looked at more closely. */
const bytesBefore = 400;
const bytesAround = 4_000;

/** What the scanners of one query share, because it is made once for all logs. */
export interface ScanTools {
  readonly query: PreparedQuery;
  /** Says as well whether it has given up a line. */
  readonly tester: LineTester;
  readonly all: RegExp;
  readonly guard: (task: () => void) => boolean;
}

/** Prepares a query for any number of logs, which must be scanned one after the other. */
export function scanToolsOf(query: PreparedQuery): ScanTools {
  const all = new RegExp(query.pattern.source, `${query.pattern.flags}g`);
  return { query, tester: testerOf(query), all, guard: createTimeGuard(countLimitMs) };
}

/**
 * Finds every matching line of a log's pieces, which must come in order. A text is looked for in the bytes, and where
 * they hold escape sequences in what people see of them; a pattern is held against each line, or against the part of it
 * that is in a piece.
 */
export class PieceScanner {
  /** How many bytes of a line that is cut into pieces must be seen together. */
  readonly overlap: number;
  readonly #tools: ScanTools;
  /** Whether the last line of the piece before goes on in this one, and matched. */
  #goesOn = false;
  #lastMatched = false;

  constructor(tools: ScanTools) {
    this.#tools = tools;
    this.overlap = tools.query.needle === null ? 0 : tools.query.needle.length - 1;
  }

  /** Looks through the next piece and keeps up to `keep` lines of it. */
  async scan(piece: LogPiece, keep: number, signal?: AbortSignal): Promise<ScannedPiece> {
    const { needle } = this.#tools.query;
    const isFirstKnown = this.#goesOn && this.#lastMatched;
    const found = new FoundLines(keep, isFirstKnown);
    if (needle !== null && !piece.bytes.includes(escapeByte)) this.#scanBytes(needle, piece.bytes, found);
    else await this.#scanLines(piece.bytes, found, signal);
    this.#lastMatched = found.lastEnd >= piece.bytes.length || (isFirstKnown && !piece.bytes.includes(lineFeed));
    this.#goesOn = piece.bytes[piece.bytes.length - 1] !== lineFeed;
    return found;
  }

  #scanBytes(needle: Buffer, bytes: Buffer, found: FoundLines): void {
    const find = finderOf(needle, bytes, this.#tools.query.isCaseSensitive);
    for (let at = find(0); at !== -1; ) {
      const start = at === 0 ? 0 : bytes.lastIndexOf(lineFeed, at - 1) + 1;
      const feed = bytes.indexOf(lineFeed, at);
      const end = feed === -1 ? bytes.length : feed;
      const first = at;
      let matches = 0;
      while (at !== -1 && at < end) {
        matches += 1;
        at = find(at + needle.length);
      }
      found.add(start, end, matches, () => this.#showBytes(bytes, start, end, first));
    }
  }

  #showBytes(bytes: Buffer, start: number, end: number, match: number): ShownMatch {
    const from = end - start <= bytesAround ? start : Math.max(start, match - bytesBefore);
    const to = Math.min(end, from + bytesAround);
    const text = cleanEdges(bytes.toString("utf8", from, to), from > start, to < end);
    return showMatch(text, this.#rangesOf(text), from > start || to < end);
  }

  async #scanLines(bytes: Buffer, found: FoundLines, signal: AbortSignal | undefined): Promise<void> {
    const text = bytes.toString("utf8");
    const { places } = await this.#tools.tester.findLines(text, () => signal?.aborted === true);
    const lines = linesAt(text, bytes, places);
    let done = 0;
    /** Stopped anywhere, it goes on with the line in which it was. */
    const count = () => {
      for (; done < lines.length; done += 1) {
        const line = lines[done];
        if (line !== undefined) line.ranges = this.#rangesOf(line.shown);
      }
    };
    for (let stuckAt = 0, tries = 1; !this.#tools.guard(count); stuckAt = done) {
      tries = done === stuckAt ? tries + 1 : 1;
      if (tries < triesPerLine) continue;
      done += 1;
      tries = 0;
    }
    for (const { start, end, shown, ranges } of lines) found.add(start, end, ranges?.count ?? 1, () => showMatch(shown, ranges ?? []));
  }

  #rangesOf(text: string): CountedRanges {
    const { all } = this.#tools;
    const ranges: CountedRanges = [];
    let count = 0;
    all.lastIndex = 0;
    for (let match = all.exec(text); match !== null; match = all.exec(text)) {
      const [{ length }] = match;
      if (length === 0) all.lastIndex += 1;
      // A pattern that matches nothing as well, such as `.*`, does so between all characters: that counts for a line without more.
      if (length === 0 && count > 0) continue;
      count += 1;
      if (ranges.length < mostRanges) ranges.push([match.index, match.index + length]);
    }
    ranges.count = count;
    return ranges;
  }
}

type CountedRanges = TextRange[] & { count?: number };

class FoundLines implements ScannedPiece {
  readonly kept: FoundLine[] = [];
  lines = 0;
  matches = 0;
  /** Where the last line ends that was found. */
  lastEnd = -1;
  readonly #keep: number;
  /** The first line of the piece was found in the one before already. */
  readonly #isFirstKnown: boolean;

  constructor(keep: number, isFirstKnown: boolean) {
    this.#keep = keep;
    this.#isFirstKnown = isFirstKnown;
  }

  add(start: number, end: number, matches: number, show: () => ShownMatch): void {
    this.matches += matches;
    this.lastEnd = end;
    if (start === 0 && this.#isFirstKnown) return;
    this.lines += 1;
    if (this.kept.length < this.#keep) this.kept.push({ start, shown: show() });
  }
}

interface TextLine {
  /** In the piece's bytes. */
  readonly start: number;
  readonly end: number;
  readonly shown: string;
  ranges: CountedRanges | null;
}

/** The lines at `places`, from 0 and in order. */
function linesAt(text: string, bytes: Buffer, places: readonly number[]): TextLine[] {
  const lines: TextLine[] = [];
  let place = 0;
  let inText = 0;
  let inBytes = 0;
  for (const wanted of places) {
    for (; place < wanted; place += 1) {
      inText = text.indexOf("\n", inText) + 1;
      inBytes = bytes.indexOf(lineFeed, inBytes) + 1;
    }
    const textEnd = text.indexOf("\n", inText);
    const bytesEnd = bytes.indexOf(lineFeed, inBytes);
    const line = textEnd === -1 ? text.slice(inText) : text.slice(inText, textEnd);
    lines.push({ start: inBytes, end: bytesEnd === -1 ? bytes.length : bytesEnd, shown: shownText(line), ranges: null });
  }
  return lines;
}

function shownText(line: string): string {
  return stripAnsi(line.endsWith("\r") ? line.slice(0, -1) : line);
}

/** Leaves out what is left of a character that was cut. */
function cleanEdges(text: string, isCutBefore: boolean, isCutBehind: boolean): string {
  let clean = text.endsWith("\r") ? text.slice(0, -1) : text;
  if (isCutBefore) clean = clean.replace(/^\ufffd+/, "");
  if (isCutBehind) clean = clean.replace(/\ufffd+$/, "");
  return clean;
}
