import type { ShownMatch } from "../../../shared/log/line-match.ts";
import { LineCounter } from "./line-counter.ts";
import { lineFeed } from "./line-feeds.ts";
import { type LogPiece, type PieceBuffers, readPieces, readSmallLog } from "./log-pieces.ts";
import type { LogSource } from "./log-source.ts";
import { type LogView, viewOf } from "./log-view.ts";
import { openLogSource } from "./open-log.ts";
import { type FoundLine, PieceScanner, type ScanTools } from "./piece-scanner.ts";

/** A line that matched. */
export interface LogHit extends ShownMatch {
  /** From 1. */
  readonly line: number;
  /** When it was seen, as exactly as the sparse index knows; `null` when it knows nothing. */
  readonly at: number | null;
}

/** What to look for in which part of which log. */
export interface LogFindRequest {
  readonly path: string;
  readonly indexPath: string;
  readonly isLive: boolean;
  /** Made of the query, once for all logs. */
  readonly tools: ScanTools;
  readonly buffers: PieceBuffers;
  /** Lines that begin in `[from, to)`, in bytes, are looked at. */
  readonly from: number;
  readonly to: number;
  /** Whether all of it is meant, and it seems to have no more than `smallBytes`. */
  readonly isSmall?: boolean;
  /** So many lines are kept; all others are only counted. */
  readonly keep: number;
  /** Hears of what was found since it was last told, at least after each piece that had something. */
  readonly onFound: (news: LogNews) => void;
  readonly signal?: AbortSignal;
}

/** What was found since the last news. */
export interface LogNews {
  readonly hits: readonly LogHit[];
  readonly lines: number;
  /** Places in those lines, without overlap. */
  readonly matches: number;
}

/** How a look through a log ended. */
export interface LogFindEnd {
  /** Neither form of the log is there. */
  readonly isMissing: boolean;
  /** A part of it cannot be read any more. */
  readonly isDamaged: boolean;
  /** How much was looked at. */
  readonly bytes: number;
}

/**
 * Looks through a part of a log for all that matches, and tells of it piece by piece, so that the first hits are there at
 * once and memory does not grow with the log. Only a kept line costs more than being found. Of a live log what is there
 * now is looked at, an unfinished last line included.
 */
export async function findInLog(request: LogFindRequest): Promise<LogFindEnd> {
  const { path, tools, keep, onFound, signal } = request;
  const source = openLogSource(path, request.indexPath);
  if (source === null) return { isMissing: true, isDamaged: false, bytes: 0 };
  const scanner = new PieceScanner(tools);
  const places = linePlaces(source, request);
  let kept = 0;
  let bytes = 0;
  async function look(piece: LogPiece): Promise<void> {
    const found = await scanner.scan(piece, keep - kept, signal);
    bytes += piece.next - piece.start;
    if (found.lines === 0) return;
    kept += found.kept.length;
    const hits = found.kept.length === 0 ? [] : await places.locate(piece, found.kept);
    onFound({ hits, lines: found.lines, matches: found.matches });
  }
  try {
    if (!(request.isSmall === true && (await readSmallLog(source, request.buffers, look)))) {
      const size = source.size();
      const from = lineStart(source, request.from, size);
      const to = lineStart(source, request.to, size);
      for await (const piece of readPieces(source, from, to, scanner.overlap, request.buffers)) {
        if (signal?.aborted) break;
        await look(piece);
      }
    }
    return { isMissing: false, isDamaged: source.damage.length > 0, bytes };
  } finally {
    places.close();
  }
}

const blockBytes = 64 * 1024;

/** The first place at or behind `position` where a line begins; the log's end when there is none. */
function lineStart(source: LogSource, position: number, size: number): number {
  if (position <= 0) return 0;
  const block = Buffer.allocUnsafe(position < size ? blockBytes : 0);
  for (let at = position - 1; at < size; ) {
    const length = source.readNow(block, 0, block.length, at);
    if (length === 0) return size;
    const place = block.subarray(0, length).indexOf(lineFeed);
    if (place !== -1) return at + place + 1;
    at += length;
  }
  return size;
}

interface LinePlaces {
  locate(piece: LogPiece, found: readonly FoundLine[]): Promise<LogHit[]>;
  close(): void;
}

/** Gives found lines their number and their time. The index is opened when the first line asks: most logs have none. */
function linePlaces(source: LogSource, { path, indexPath, isLive }: LogFindRequest): LinePlaces {
  let view: LogView | null = null;
  let counter: LineCounter | null = null;
  return {
    locate: async (piece, found) => {
      view ??= await viewOf(source, path, indexPath, isLive);
      counter ??= new LineCounter(view);
      const hits: LogHit[] = [];
      for (const { start, shown } of found) {
        // A line that began in an earlier piece is the one that this piece begins in.
        const position = piece.start + start;
        hits.push({ ...shown, line: counter.lineAt(position, piece), at: timeAt(view, position) });
      }
      return hits;
    },
    close: () => (view ?? source).close(),
  };
}

function timeAt({ times }: LogView, position: number): number | null {
  const place = times.search((point) => point.bytes > position);
  return place < times.count ? times.point(place).at || null : null;
}
