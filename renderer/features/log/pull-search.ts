import type { SearchPart, SearchPlace } from "../../../shared/contract/logs.ts";
import type { Failure, Result } from "../../../shared/result.ts";

/** What a search has found so far. */
export interface LogMatches {
  /** Lines with matches, in order; the first {@link mostLines} when there are more. */
  readonly lineNumbers: Uint32Array;
  readonly total: number;
  /** Whether more is being looked at. */
  readonly isCounting: boolean;
  /** False when lines were passed over. */
  readonly isComplete: boolean;
}

/** A search that can go on. */
export interface SearchProgress extends LogMatches {
  readonly next: SearchPlace;
  /** Whether the log may still grow behind it. */
  readonly isLive: boolean;
}

/** Asks for one part. */
export type AskForPart = (part: { from: SearchPlace; limit: number; budgetMs: number }) => Promise<Result<SearchPart, Failure>>;

/** The lines that next and previous lead to, 4 MiB; beyond, matches are only counted. */
export const mostLines = 1_000_000;
const mostLinesAtOnce = 50_000;

// The first answer comes at once, and any first match after at most twice the time that it takes to find.
const shortestBudgetMs = 4;
const longestBudgetMs = 128;

// A pattern that explodes on one line does so on others; nobody waits for all of them.
const patienceMs = 10_000;

/** Before anything was looked at. */
export const nothingFound: SearchProgress = {
  ...{ lineNumbers: new Uint32Array(0), total: 0, isCounting: true, isComplete: true, isLive: true },
  next: { bytes: 0, lineFeeds: 0, line: 0 },
};

/** Goes on with a search to the end of the log, and answers after each part. Ends after a failure. */
export async function* pullSearch(
  ask: AskForPart,
  progress: SearchProgress,
  now: () => number = () => performance.now(),
): AsyncGenerator<Result<SearchProgress, Failure>> {
  const startedAt = now();
  let { lineNumbers, total, isComplete, next } = progress;
  for (let budgetMs = shortestBudgetMs; ; budgetMs = Math.min(longestBudgetMs, budgetMs * 2)) {
    const answer = await ask({ from: next, limit: Math.min(mostLinesAtOnce, mostLines - lineNumbers.length), budgetMs });
    if (!answer.ok) {
      yield answer;
      return;
    }
    const part = answer.value;
    next = part.next;
    total += part.count;
    isComplete &&= !part.hasGivenUp;
    lineNumbers = appended(lineNumbers, part.lineNumbers);
    const isCounting = !part.isAtEnd && (isComplete || now() - startedAt < patienceMs);
    yield { ok: true, value: { lineNumbers, total, isCounting, isComplete, next, isLive: part.isLive } };
    if (!isCounting) return;
  }
}

/** All of them; those that were there before stay where they are in memory while there is room behind them. */
function appended(before: Uint32Array, more: readonly number[]): Uint32Array {
  if (more.length === 0) return before;
  const length = before.length + more.length;
  let buffer = before.buffer;
  if (buffer.byteLength < length * before.BYTES_PER_ELEMENT) {
    const grown = new Uint32Array(Math.min(mostLines, Math.max(1_024, 2 * length)));
    grown.set(before);
    buffer = grown.buffer;
  }
  const all = new Uint32Array(buffer, 0, length);
  all.set(more, before.length);
  return all;
}

/** The place in `lineNumbers` of the first line at or after `line`; -1 when there is none. */
export function matchFrom(lineNumbers: Uint32Array, line: number): number {
  let low = 0;
  let high = lineNumbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lineNumbers[middle] ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  return low === lineNumbers.length ? -1 : low;
}
