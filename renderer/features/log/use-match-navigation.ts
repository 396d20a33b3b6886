import { useCallback, useEffect, useState } from "react";
import type { StageRunId } from "../../../shared/ids.ts";
import { type LogSearch, matchFrom, useLogSearch } from "./use-log-search.ts";

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
  readonly stageRunId: StageRunId;
  readonly totalBytes: number;
  readonly firstLine: number;
  readonly showLine: (line: number) => void;
}

/** Leads from match to match; the first one is the next below what is in sight. */
export function useMatchNavigation({ stageRunId, totalBytes, firstLine, showLine }: NavigationInput): MatchNavigation {
  const search = useLogSearch(stageRunId, totalBytes);
  const [line, setLine] = useState<number | null>(null);
  const { query, setQuery, matches } = search;
  const lineNumbers = matches?.lineNumbers ?? [];
  const index = line === null ? -1 : lineNumbers.indexOf(line);

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
    setShownFor(query);
    setLine(null);
    show(matches.lineNumbers[matchFrom(matches.lineNumbers, firstLine)]);
  }, [matches, query, shownFor, firstLine, show]);

  const move = useCallback(
    (step: 1 | -1) => {
      const { length } = lineNumbers;
      if (length === 0) return;
      const from = index >= 0 ? index + step : matchFrom(lineNumbers, firstLine);
      show(lineNumbers[(from + length) % length]);
    },
    [lineNumbers, index, firstLine, show],
  );
  const clear = useCallback(() => {
    setQuery({ ...query, text: "" });
    setLine(null);
  }, [query, setQuery]);
  return { search, index, line, move, clear };
}
