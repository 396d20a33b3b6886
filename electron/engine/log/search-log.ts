import { setImmediate as nextTurn } from "node:timers/promises";
import { type Failure, ok, type Result } from "../../../shared/result.ts";
import type { Clock } from "../clock.ts";
import { LineCounter } from "./line-counter.ts";
import { escapeByte, lineFeed } from "./line-feeds.ts";
import type { LineTester } from "./line-tester.ts";
import { finderOf } from "./literal-finder.ts";
import { type LogPiece, readPieces } from "./log-pieces.ts";
import { openLogView } from "./log-view.ts";
import { prepareQuery, type SearchQuery, testerOf } from "./search-query.ts";

/** How far a search has come. */
export interface SearchPlace {
  /** Where in the log it goes on, and how many line feeds are before that. */
  readonly bytes: number;
  readonly lineFeeds: number;
  /** The last line that matched, which may go on there; 0 before the first. */
  readonly line: number;
}

/** The beginning of every search. */
export const searchStart: SearchPlace = { bytes: 0, lineFeeds: 0, line: 0 };

/** What to look for and where. */
export interface LogSearchRequest extends SearchQuery {
  readonly path: string;
  readonly indexPath: string;
  readonly isLive: boolean;
  /** Where the part before ended. */
  readonly from: SearchPlace;
  /** The part ends with so many matches; 0 to count only. */
  readonly limit: number;
  /** The part ends after about so long. */
  readonly budgetMs: number;
  readonly now: Clock;
  /** Ends the part at once. */
  readonly signal?: AbortSignal;
}

/** One part of a search. */
export interface LogSearchPart {
  /** The lines that match, in order, from 1; none when they are only counted. */
  readonly lineNumbers: number[];
  readonly count: number;
  /** Where the next part begins. */
  readonly next: SearchPlace;
  /** Whether all was looked at that is there. Of a live log the last line is looked at once it is whole. */
  readonly isAtEnd: boolean;
  /** Whether a line was passed over on which the pattern took too long. */
  readonly hasGivenUp: boolean;
}

/** Finds the matching lines of one piece, each with its number, in order. */
interface PieceSearch {
  /** Goes on until `onLine` says no more or, where lines take long, `isDue`; answers how many bytes of the piece are done. */
  search(piece: LogPiece, lines: LineCounter, onLine: (line: number) => boolean, isDue: () => boolean): Promise<number>;
  readonly hasGivenUp: boolean;
  /** How many bytes of a line that is cut into pieces must be seen together. */
  readonly overlap: number;
}

/**
 * Searches a part of a log of any length, a piece at a time, so that nobody else is kept from working and whoever asks
 * has the first matches at once. A text is looked for in the bytes, and where they hold escape sequences in what people
 * see of them. A pattern is held against at most 1 MiB of a line at once. Each part gets on, however short its time is.
 * The failure: the query is no regular expression.
 */
export async function searchLog(request: LogSearchRequest): Promise<Result<LogSearchPart, Failure<"bad-pattern">>> {
  const { from, limit, signal, now } = request;
  const deadline = now() + request.budgetMs;
  const prepared = prepareSearch(request);
  if (!prepared.ok) return prepared;
  const pieceSearch = prepared.value;
  const view = await openLogView(request.path, request.indexPath, request.isLive);
  if (view === null) return ok({ lineNumbers: [], count: 0, next: from, isAtEnd: true, hasGivenUp: false });
  const end = request.isLive ? view.end.lineStart : view.end.bytes;
  const lineNumbers: number[] = [];
  let count = 0;
  let { bytes: reached, line: lastLine } = from;
  let lineFeeds = from.lineFeeds;
  const isDue = () => signal?.aborted === true || now() >= deadline;
  const isFull = () => limit > 0 && count >= limit;
  // A log that was cut off while it was read ends where nothing more came.
  let isAtEnd = true;
  function onLine(line: number): boolean {
    // A line that is cut into pieces may be found in several.
    if (line === lastLine) return true;
    lastLine = line;
    count += 1;
    if (limit > 0) lineNumbers.push(line);
    return !isFull();
  }
  try {
    const lines = new LineCounter(view, from);
    for await (const piece of readPieces(view.source, from.bytes, end, pieceSearch.overlap)) {
      const done = await pieceSearch.search(piece, lines, onLine, isDue);
      reached = done < piece.bytes.length ? piece.start + done : piece.next;
      if (isFull() || isDue() || reached >= end) {
        lineFeeds = lines.lineAt(reached, piece) - 1;
        isAtEnd = reached >= end;
        break;
      }
      await nextTurn();
    }
  } finally {
    view.close();
  }
  const next = { bytes: reached, lineFeeds, line: lastLine };
  return ok({ lineNumbers, count, next, isAtEnd, hasGivenUp: pieceSearch.hasGivenUp });
}

function prepareSearch(request: LogSearchRequest): Result<PieceSearch, Failure<"bad-pattern">> {
  const prepared = prepareQuery(request);
  if (!prepared.ok) return prepared;
  const { needle, isCaseSensitive } = prepared.value;
  const tester = testerOf(prepared.value);
  return ok(needle === null ? patternSearch(tester) : textSearch(needle, isCaseSensitive, tester));
}

function textSearch(needle: Buffer, isCaseSensitive: boolean, tester: LineTester): PieceSearch {
  const search: PieceSearch["search"] = async (piece, lines, onLine, isDue) => {
    const { bytes, start } = piece;
    if (bytes.includes(escapeByte)) return testLines(piece, lines, tester, onLine, isDue);
    const find = finderOf(needle, bytes, isCaseSensitive);
    for (let at = find(0); at !== -1; ) {
      const isWanted = onLine(lines.lineAt(start + at, piece));
      const end = bytes.indexOf(lineFeed, at);
      if (end === -1) break;
      if (!isWanted) return end + 1;
      at = find(end + 1);
    }
    return bytes.length;
  };
  return { search, hasGivenUp: false, overlap: needle.length - 1 };
}

function patternSearch(tester: LineTester): PieceSearch {
  return {
    search: (piece, lines, onLine, isDue) => testLines(piece, lines, tester, onLine, isDue),
    get hasGivenUp() {
      return tester.hasGivenUp;
    },
    overlap: 0,
  };
}

async function testLines(
  piece: LogPiece,
  lines: LineCounter,
  tester: LineTester,
  onLine: (line: number) => boolean,
  isDue: () => boolean,
): Promise<number> {
  const { places, tested } = await tester.findLines(piece.bytes.toString("utf8"), isDue);
  const first = places.length === 0 ? 0 : lines.lineAt(piece.start, piece);
  for (const place of places) if (!onLine(first + place)) return behindLine(piece.bytes, place);
  return tested === null ? piece.bytes.length : behindLine(piece.bytes, tested - 1);
}

/** Where the line behind line `place`, from 0, begins. */
function behindLine(bytes: Buffer, place: number): number {
  let end = -1;
  for (let left = place; left >= 0; left -= 1) {
    end = bytes.indexOf(lineFeed, end + 1);
    if (end === -1) return bytes.length;
  }
  return end + 1;
}
