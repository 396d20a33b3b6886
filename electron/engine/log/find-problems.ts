import { setImmediate as nextTurn } from "node:timers/promises";
import { type FoundProblem, ProblemFinder } from "../../../shared/log/problem-finder.ts";
import type { Clock } from "../clock.ts";
import { lineFeed } from "./line-feeds.ts";
import { type LogPiece, readPieces } from "./log-pieces.ts";
import { openLogSource } from "./open-log.ts";

/** Which log to look through. */
export interface LogProblemsRequest {
  readonly path: string;
  readonly indexPath: string;
  /** The most distinct problems that are answered. */
  readonly limit: number;
  /** Looking stops after this long, with what was found. */
  readonly timeLimitMs: number;
  readonly now: Clock;
  readonly signal?: AbortSignal;
}

/** A problem, and how often the log says it. */
export interface LogProblem extends FoundProblem {
  readonly count: number;
}

/** The problems of a log. */
export interface LogProblems {
  /** In the order in which the log says them first; the first ones when there are too many. */
  readonly problems: readonly LogProblem[];
  /** How many distinct ones there are. */
  readonly total: number;
  /** Whether the whole log was looked at, and every distinct problem counted. */
  readonly isComplete: boolean;
}

/** A turn of the event loop gets no more than about this. */
const turnMs = 4;
/** So many lines take well under a millisecond. */
const linesPerLook = 128;

/** Beyond so many distinct problems they are not told from each other any more. */
const mostDistinct = 100_000;

/** Finds the places in files that a log complains about, each once. See {@link ProblemFinder}. */
export async function findProblems(request: LogProblemsRequest): Promise<LogProblems> {
  const { limit, timeLimitMs, now, signal } = request;
  const source = openLogSource(request.path, request.indexPath);
  if (source === null) return { problems: [], total: 0, isComplete: true };
  const distinct = new Map<string, { problem: FoundProblem; count: number } | null>();
  let isComplete = true;
  const finder = new ProblemFinder((problem) => {
    const key = JSON.stringify([problem.path, problem.line, problem.column, problem.severity, problem.message]);
    const known = distinct.get(key);
    if (known !== undefined && known !== null) known.count += 1;
    else if (known === undefined && distinct.size < mostDistinct) distinct.set(key, distinct.size < limit ? { problem, count: 1 } : null);
    else if (known === undefined) isComplete = false;
  });
  const startedAt = now();
  let turnAt = startedAt;
  let looked = 0;
  try {
    for await (const text of linesOf(readPieces(source, 0, source.size(), 0))) {
      looked += 1;
      finder.line(text, looked);
      if (looked % linesPerLook !== 0) continue;
      const at = now();
      if (at - turnAt < turnMs) continue;
      if (signal?.aborted || at - startedAt > timeLimitMs) {
        isComplete = false;
        break;
      }
      await nextTurn();
      turnAt = now();
    }
    finder.end();
  } finally {
    source.close();
  }
  const problems = [...distinct.values()].flatMap((found) => (found === null ? [] : { ...found.problem, count: found.count }));
  return { problems, total: distinct.size, isComplete };
}

/** A line says what it is about in its beginning; in UTF-8 a character has at most so many bytes. */
const shownBytes = 4 * 4_000;

/** The beginnings of a log's lines. */
async function* linesOf(pieces: AsyncGenerator<LogPiece>): AsyncGenerator<string> {
  let isInLine = false;
  for await (const { bytes } of pieces) {
    for (let start = 0; start < bytes.length; ) {
      const found = bytes.indexOf(lineFeed, start);
      const end = found === -1 ? bytes.length : found;
      // What a line has beyond a piece is of no interest.
      if (!isInLine) yield bytes.toString("utf8", start, Math.min(end, start + shownBytes));
      isInLine = found === -1;
      start = end + 1;
    }
  }
}
