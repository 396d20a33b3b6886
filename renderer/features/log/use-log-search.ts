import { useEffect, useMemo, useState } from "react";
import type { LogId } from "../../../shared/ids.ts";
import { call } from "../../link/call.ts";
import { type AskForPart, type LogMatches, nothingFound, pullSearch, type SearchProgress } from "./pull-search.ts";
import { patternOf, type SearchQuery } from "./search-pattern.ts";

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
// A log that grows, or an engine that is lost, is asked again at most this often.
const pauseMs = 250;

/** Searches a log as its query is typed, and what it grows by. `totalBytes` and `isLive` say how far it has come. */
export function useLogSearch(logId: LogId, totalBytes: number, isLive: boolean): LogSearch {
  const [query, setQuery] = useState(noQuery);
  const [found, setFound] = useState<{ readonly query: SearchQuery; readonly matches: LogMatches; readonly problem: string } | null>(null);
  const growth = useGrowth(`${totalBytes} ${isLive}`);

  useEffect(() => {
    if (query.text === "") return;
    // Another query, or another log, ends the search where it is.
    const stop = new AbortController();
    const { signal } = stop;
    const { text, ...how } = query;
    const ask: AskForPart = (part) => call((engine) => engine.logs.search({ logId, query: text, ...how, ...part }, { signal }));
    void search();
    return () => stop.abort();

    async function search(): Promise<void> {
      let progress: SearchProgress = nothingFound;
      while (!signal.aborted && progress.isLive) {
        const seen = growth.now();
        for await (const step of pullSearch(ask, progress)) {
          if (signal.aborted) return;
          if (step.ok) progress = step.value;
          else if (step.failure.code !== "ENGINE_LOST")
            return setFound({ query, matches: { ...progress, isCounting: false }, problem: step.failure.message });
          if (step.ok) setFound({ query, matches: progress, problem: "" });
        }
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        if (!progress.isCounting) await growth.since(seen, signal);
      }
    }
  }, [logId, query, growth]);

  const pattern = useMemo(() => patternOf(query), [query]);
  const current = query.text !== "" && found?.query === query ? found : null;
  return { query, setQuery, matches: current?.matches ?? null, problem: current?.problem ?? "", pattern };
}

/** Lets a search that runs beside the drawing wait until `state` is another one. */
function useGrowth(state: string) {
  const [growth] = useState(() => {
    let latest = state;
    let wake = () => {};
    return {
      now: () => latest,
      set: (next: string) => {
        latest = next;
        wake();
      },
      since: async (seen: string, signal: AbortSignal) => {
        while (latest === seen && !signal.aborted)
          await new Promise<void>((resolve) => {
            wake = resolve;
            signal.addEventListener("abort", () => resolve(), { once: true });
          });
      },
    };
  });
  useEffect(() => growth.set(state), [growth, state]);
  return growth;
}
