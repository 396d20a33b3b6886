import { maxCharactersPerRead, maxLineCharacters, maxLinesPerRead } from "../../../shared/log-limits.ts";
import type { Clock } from "../clock.ts";
import { countLineFeeds, lineFeed } from "./line-feeds.ts";
import { lineCount } from "./log-follower.ts";
import { pointDistance } from "./log-index.ts";
import { type LogView, openLogView } from "./log-view.ts";

/** Which lines of which log. */
export interface LogReadRequest {
  readonly path: string;
  readonly indexPath: string;
  /** From 1. */
  readonly fromLine: number;
  /** At most `maxLinesPerRead` are answered. */
  readonly limit: number;
  /** Whether somebody may still write to it; then its last line may be unfinished, in the middle of a character too. */
  readonly isLive: boolean;
  /** Gives lines of a live log that are too new for the index their time. */
  readonly now?: Clock;
}

/** One line of a log, as `logs.read` of the contract describes it. */
export interface LogLine {
  readonly number: number;
  readonly text: string;
  readonly bytes: number;
  readonly at: number | null;
}

/** Some lines and how far the log has come. */
export interface LogPart {
  readonly lines: LogLine[];
  readonly totalLines: number;
  readonly totalBytes: number;
}

/** A line's shown part is within this many bytes: at most three make one UTF-16 unit, and one more may be cut. */
const maxShownBytes = 3 * maxLineCharacters + 3;

const windowBytes = 4 * pointDistance;

/**
 * Reads lines. The answer has fewer than `limit` when the log ends or the text becomes too much for one message; it
 * has at least one when `fromLine` is there. A missing log is an empty one. Cost depends neither on the log's length
 * nor on the place, once there is an index.
 */
export async function readLog(request: LogReadRequest): Promise<LogPart> {
  const view = await openLogView(request.path, request.indexPath, request.isLive);
  if (view === null) return { lines: [], totalLines: 0, totalBytes: 0 };
  try {
    const totalLines = lineCount(view.end);
    const lines = request.fromLine > totalLines ? [] : readLines(view, request, totalLines);
    return { lines, totalLines, totalBytes: view.end.bytes };
  } finally {
    view.close();
  }
}

function readLines(view: LogView, request: LogReadRequest, totalLines: number): LogLine[] {
  const lastLine = Math.min(totalLines, request.fromLine + Math.min(request.limit, maxLinesPerRead) - 1);
  const bytes = new LogWindow(view);
  const timeOf = lineTimes(view, request);
  const lines: LogLine[] = [];
  let characters = 0;
  let start = findLine(view, bytes, request.fromLine);
  for (let number = request.fromLine; number <= lastLine && characters < maxCharactersPerRead; number += 1) {
    const end = bytes.findLineEnd(start, number);
    const text = decodeLine(bytes, start, end, request.isLive && end === view.end.bytes);
    lines.push({ number, text, bytes: end - start, at: timeOf(start) });
    characters += text.length;
    start = end + 1;
  }
  return lines;
}

/** Where a line begins. */
function findLine(view: LogView, bytes: LogWindow, line: number): number {
  const point = view.index.pointBefore(line);
  if (point.lineFeeds === line - 1) return point.lineStart;
  let missing = line - 1 - point.lineFeeds;
  let position = point.bytes;
  for (;;) {
    const block = bytes.at(position, pointDistance);
    const count = countLineFeeds(block, 0, block.length);
    // A log that somebody cut off while we read it: what is asked for is at its end.
    if (block.length === 0) return view.end.bytes;
    if (count >= missing) {
      let found = -1;
      for (; missing > 0; missing -= 1) found = block.indexOf(lineFeed, found + 1);
      return position + found + 1;
    }
    missing -= count;
    position += block.length;
  }
}

function decodeLine(bytes: LogWindow, start: number, end: number, isUnfinished: boolean): string {
  const shown = bytes.at(start, Math.min(end - start, maxShownBytes));
  const isWhole = shown.length === end - start;
  // Of a character that is not whole yet nothing is shown, instead of a sign that changes a moment later.
  let text =
    isUnfinished && isWhole ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(shown, { stream: true }) : shown.toString("utf8");
  if (isWhole && !isUnfinished && text.endsWith("\r")) text = text.slice(0, -1);
  return text.length <= maxLineCharacters ? text : text.slice(0, maxLineCharacters).replace(/[\ud800-\udbff]$/, "");
}

/** Gives the time of lines by their start; starts must be given in order. */
function lineTimes(view: LogView, request: LogReadRequest): (start: number) => number | null {
  let place = -1;
  return (start) => {
    if (place === -1) place = view.times.search((point) => point.bytes > start);
    while (place < view.times.count && view.times.point(place).bytes <= start) place += 1;
    if (place < view.times.count) return view.times.point(place).at || null;
    return request.isLive && request.now !== undefined ? request.now() : null;
  };
}

/** A piece of the log in memory that follows the reader. */
class LogWindow {
  readonly #view: LogView;
  readonly #buffer = Buffer.allocUnsafe(windowBytes);
  #start = 0;
  #length = 0;

  constructor(view: LogView) {
    this.#view = view;
  }

  /** `length` bytes from `position` on, fewer at the log's end. At most as many as the window has; valid until the next call. */
  at(position: number, length: number): Buffer {
    const wanted = Math.max(0, Math.min(length, this.#view.end.bytes - position));
    if (position < this.#start || position + wanted > this.#start + this.#length) {
      this.#start = position;
      this.#length = this.#view.source.readNow(this.#buffer, 0, windowBytes, position);
    }
    return this.#buffer.subarray(position - this.#start, Math.min(position - this.#start + wanted, this.#length));
  }

  /** Where the line feed of line `number`, which begins at `start`, stands; the log's end when it has none. */
  findLineEnd(start: number, number: number): number {
    const end = this.#view.end.bytes;
    let position = start;
    // Most lines are short and in the window already, where nothing is to be read.
    const near = this.at(start, Math.min(maxShownBytes + 1, end - start));
    const found = near.indexOf(lineFeed);
    if (found !== -1) return start + found;
    position = Math.max(start + near.length, this.#view.index.pointBefore(number).bytes);
    while (position < end) {
      const block = this.at(position, pointDistance);
      if (block.length === 0) break;
      const place = block.indexOf(lineFeed);
      if (place !== -1) return position + place;
      position += block.length;
    }
    return end;
  }
}
