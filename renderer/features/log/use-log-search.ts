import { useEffect, useMemo, useState } from "react";
import type { StageRunId } from "../../../shared/ids.ts";
import { call } from "../../link/call.ts";
import { patternOf, type SearchQuery } from "./search-pattern.ts";

/** What a search found. */
export interface LogMatches {
  /** Lines with matches, in order; the first thousands when there are more. */
  readonly lineNumbers: readonly number[];
  readonly total: number;
  /** False when the search gave up before the end of the log. */
  readonly isComplete: boolean;
}

/** A search within one log. */
export interface LogSearch {
  readonly query: SearchQuery;
  readonly setQuery: (query: SearchQuery) => void;
  /** `null` while nothing was searched for or no answer has come yet. */
  readonly matches: LogMatches | null;
  /** What is wrong with the query; empty when nothing is. */
  readonly problem: string;
  /** Marks the places within a line. */
  readonly pattern: RegExp | null;
}

const noQuery: SearchQuery = { text: "", isRegularExpression: false, isCaseSensitive: false };
const typingPauseMs = 120;
// A log that grows is searched again at most this often.
const growthPauseMs = 1_500;
const mostLines = 10_000;

/** Searches a log as its query is typed, and again as the log grows. `totalBytes` says how far it has come. */
export function useLogSearch(stageRunId: StageRunId, totalBytes: number): LogSearch {
  const [query, setQuery] = useState(noQuery);
  const [found, setFound] = useState<{ readonly query: SearchQuery; readonly matches: LogMatches; readonly bytes: number } | null>(null);
  const [problem, setProblem] = useState("");
  const isNewQuery = found?.query !== query;
  const isGrown = found !== null && found.bytes !== totalBytes;
  const isDue = query.text !== "" && (isNewQuery || isGrown);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a log that grows all the time must not put its search off again and again
  useEffect(() => {
    if (!isDue) return;
    const stop = new AbortController();
    const timer = setTimeout(
      async () => {
        const answer = await call((engine) =>
          engine.logs.search(
            {
              stageRunId,
              query: query.text,
              isRegularExpression: query.isRegularExpression,
              isCaseSensitive: query.isCaseSensitive,
              limit: mostLines,
            },
            { signal: stop.signal },
          ),
        );
        if (stop.signal.aborted) return;
        setProblem(answer.ok ? "" : answer.failure.message);
        const matches = answer.ok ? answer.value : { lineNumbers: [], total: 0, isComplete: true };
        setFound({ query, matches, bytes: totalBytes });
      },
      isNewQuery ? typingPauseMs : growthPauseMs,
    );
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [stageRunId, query, isDue, found]);

  const pattern = useMemo(() => patternOf(query), [query]);
  const matches = query.text !== "" && found?.query === query ? found.matches : null;
  return { query, setQuery, matches, problem: query.text === "" ? "" : problem, pattern };
}

/** The place in `lineNumbers` of the first line at or after `line`; past the end it wraps to 0, -1 without any. */
export function matchFrom(lineNumbers: readonly number[], line: number): number {
  if (lineNumbers.length === 0) return -1;
  let low = 0;
  let high = lineNumbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lineNumbers[middle] ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  return low === lineNumbers.length ? 0 : low;
}
