import { setImmediate as nextTurn } from "node:timers/promises";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import type { Clock } from "../clock.ts";
import { LineCounter } from "./line-counter.ts";
import { lineFeed } from "./line-feeds.ts";
import { createLineTester, type LineTester } from "./line-tester.ts";
import { caselessFinder, escapePattern, literalFinder } from "./literal-finder.ts";
import { type LogPiece, readPieces } from "./log-pieces.ts";
import { openLogView } from "./log-view.ts";

/** What to look for and where. */
export interface LogSearchRequest {
  readonly path: string;
  readonly indexPath: string;
  readonly isLive: boolean;
  /** A text, or the source of a regular expression, which is held against each line by itself. */
  readonly query: string;
  readonly isRegularExpression: boolean;
  readonly isCaseSensitive: boolean;
  /** Lines before it (from 1) are counted only. */
  readonly fromLine: number;
  readonly limit: number;
  /** The search stops after this long, with what it has found. */
  readonly timeLimitMs: number;
  readonly now: Clock;
  /** Stops the search like its limit of time. */
  readonly signal?: AbortSignal;
}

/** What was found. */
export interface LogSearchAnswer {
  /** From `fromLine` on, in order, at most `limit`. */
  readonly lineNumbers: number[];
  /** Of all lines that match, as far as they were looked at. */
  readonly total: number;
  /** `false` when the search was stopped, or a line was given up on which the pattern took too long. */
  readonly isComplete: boolean;
}

/** Finds the matching lines of one piece, each with its number, in order. */
interface PieceSearch {
  search(piece: LogPiece, lines: LineCounter, onLine: (line: number) => void): Promise<void>;
  readonly hasGivenUp: boolean;
  /** How many bytes of a line that is cut into pieces must be seen together. */
  readonly overlap: number;
}

/**
 * Searches a log of any length, a piece at a time, so that nobody else is kept from working. A text is looked for in
 * the bytes, and where they hold escape sequences in what people see of them. A pattern is held against at most 1 MiB
 * of a line at once. The failure: the query is no regular expression.
 */
export async function searchLog(request: LogSearchRequest): Promise<Result<LogSearchAnswer, Failure<"bad-pattern">>> {
  const prepared = prepareSearch(request);
  if (!prepared.ok) return prepared;
  const pieceSearch = prepared.value;
  const view = await openLogView(request.path, request.indexPath, request.isLive);
  if (view === null) return ok({ lineNumbers: [], total: 0, isComplete: true });
  const deadline = request.now() + request.timeLimitMs;
  const lineNumbers: number[] = [];
  let total = 0;
  let lastLine = 0;
  let isStopped = false;
  function onLine(line: number): void {
    // A line that is cut into pieces may be found in several.
    if (line === lastLine) return;
    lastLine = line;
    total += 1;
    if (line >= request.fromLine && lineNumbers.length < request.limit) lineNumbers.push(line);
  }
  try {
    const lines = new LineCounter(view);
    for await (const piece of readPieces(view.source, view.end.bytes, pieceSearch.overlap)) {
      isStopped = request.signal?.aborted === true || request.now() > deadline;
      if (isStopped) break;
      await pieceSearch.search(piece, lines, onLine);
      await nextTurn();
    }
  } finally {
    view.close();
  }
  return ok({ lineNumbers, total, isComplete: !isStopped && !pieceSearch.hasGivenUp });
}

function prepareSearch(request: LogSearchRequest): Result<PieceSearch, Failure<"bad-pattern">> {
  const { query, isRegularExpression, isCaseSensitive } = request;
  const source = isRegularExpression ? query : escapePattern(query);
  let pattern: RegExp;
  try {
    pattern = new RegExp(source, isCaseSensitive ? "" : "i");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return err(failure("bad-pattern", `This is no regular expression: ${reason}.`, "Correct it, or search for it as plain text."));
  }
  const anywhere = new RegExp(source, `${pattern.flags}m`);
  // Only what looks around may be kept from matching by the line feed that a single line does not have.
  const looksAround = /\(\?<?[=!]/.test(source);
  const tester = createLineTester(
    (line) => pattern.test(line),
    (text) => looksAround || anywhere.test(text),
  );
  // Folding the case of other scripts is the pattern's business.
  const isForBytes = !isRegularExpression && (isCaseSensitive || isAscii(query));
  return ok(isForBytes ? textSearch(Buffer.from(query), isCaseSensitive, tester) : patternSearch(tester));
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}

const escapeByte = 0x1b;

function textSearch(needle: Buffer, isCaseSensitive: boolean, tester: LineTester): PieceSearch {
  async function search(piece: LogPiece, lines: LineCounter, onLine: (line: number) => void): Promise<void> {
    const { bytes, start } = piece;
    if (bytes.includes(escapeByte)) return testLines(piece, lines, tester, onLine);
    const find = isCaseSensitive ? literalFinder(needle, bytes) : caselessFinder(needle, bytes);
    for (let at = find(0); at !== -1; ) {
      onLine(lines.lineAt(start + at, piece));
      const end = bytes.indexOf(lineFeed, at);
      at = end === -1 ? -1 : find(end + 1);
    }
  }
  return { search, hasGivenUp: false, overlap: needle.length - 1 };
}

function patternSearch(tester: LineTester): PieceSearch {
  return {
    search: (piece, lines, onLine) => testLines(piece, lines, tester, onLine),
    get hasGivenUp() {
      return tester.hasGivenUp;
    },
    overlap: 0,
  };
}

async function testLines(piece: LogPiece, lines: LineCounter, tester: LineTester, onLine: (line: number) => void): Promise<void> {
  const places = await tester.findLines(piece.bytes.toString("utf8"));
  if (places.length === 0) return;
  const first = lines.lineAt(piece.start, piece);
  for (const place of places) onLine(first + place);
}
