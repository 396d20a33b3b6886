import { useCallback, useEffect, useState } from "react";
import type { LogId } from "../../../shared/ids.ts";
import { matchFrom, nothingFound } from "./pull-search.ts";
import { type LogSearch, useLogSearch } from "./use-log-search.ts";

/** A search and the place in what it found. */
export interface MatchNavigation {
  readonly search: LogSearch;
  /** Place of the match that is shown, from 0; -1 before one was. */
  readonly index: number;
  /** Its line; `null` before one was shown. */
  readonly line: number | null;
  readonly move: (step: 1 | -1) => void;
  readonly clear: () => void;
}

interface NavigationInput {
  readonly logId: LogId;
  readonly totalBytes: number;
  readonly isLive: boolean;
  readonly firstLine: number;
  readonly showLine: (line: number) => void;
}

/** Leads from match to match; the first one is the next below what is in sight. */
export function useMatchNavigation({ logId, totalBytes, isLive, firstLine, showLine }: NavigationInput): MatchNavigation {
  const search = useLogSearch(logId, totalBytes, isLive);
  const [line, setLine] = useState<number | null>(null);
  const { query, setQuery, matches } = search;
  const lineNumbers = matches?.lineNumbers ?? nothingFound.lineNumbers;
  const isCounting = matches?.isCounting ?? false;
  const place = line === null ? -1 : matchFrom(lineNumbers, line);
  const index = lineNumbers[place] === line ? place : -1;

  const show = useCallback(
    (next: number | undefined) => {
      if (next === undefined) return;
      setLine(next);
      showLine(next);
    },
    [showLine],
  );
  // A new query shows its first match at once, as one types; growth alone must not move what is being read.
  const [shownFor, setShownFor] = useState(query);
  useEffect(() => {
    if (matches === null || shownFor === query) return;
    const below = matchFrom(matches.lineNumbers, firstLine);
    // What is in sight may be far down in a log that is looked at from its top.
    if (below === -1 && matches.isCounting) return;
    setShownFor(query);
    setLine(null);
    // One that is too far down to be known by its line: what is in sight stays.
    if (below === -1 && matches.lineNumbers.length < matches.total) return;
    show(matches.lineNumbers[Math.max(0, below)]);
  }, [matches, query, shownFor, firstLine, show]);

  const move = useCallback(
    (step: 1 | -1) => {
      const { length } = lineNumbers;
      if (length === 0) return;
      const next = index >= 0 ? index + step : Math.max(0, matchFrom(lineNumbers, firstLine));
      // Where the first and the last meet is not known before all are.
      show(lineNumbers[isCounting ? Math.max(0, Math.min(next, length - 1)) : (next + length) % length]);
    },
    [lineNumbers, index, isCounting, firstLine, show],
  );
  const clear = useCallback(() => {
    setQuery({ ...query, text: "" });
    setLine(null);
  }, [query, setQuery]);
  return { search, index, line, move, clear };
}
