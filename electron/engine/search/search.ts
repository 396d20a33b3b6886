import { setImmediate as nextTurn } from "node:timers/promises";
import type { SearchNews, SearchRequest } from "../../../shared/contract/search.ts";
import type { Failure, Result } from "../../../shared/result.ts";
import type { Clock } from "../clock.ts";
import type { LoggedRun } from "../store/store.ts";
import { SearchCrew } from "./crew.ts";
import { createLogCursor, type LogPlace } from "./log-cursor.ts";
import { SearchOutbox } from "./outbox.ts";
import { SearchTally } from "./tally.ts";
import type { SearchWorkers } from "./workers.ts";

export { answerSearches, createSearchWorkers, noWorkers, type SearchWorkers } from "./workers.ts";

/** What a search needs from around it. */
export interface SearchSurroundings {
  /** The next runs, newest first; an empty page is the end. A failure ends the search with what was found. */
  readonly nextRuns: () => Result<readonly LoggedRun[], Failure>;
  readonly placeOf: LogPlace;
  readonly workers: SearchWorkers;
  readonly now: Clock;
  /** Ends the search. */
  readonly signal: AbortSignal;
}

/** How a search stands is told at most so often. */
const progressMs = 100;

/**
 * Searches logs, the newest runs first, and tells what it finds as it goes: hits as they come, how it stands now and then,
 * and at last what it came to. The query must be one that `prepareQuery` takes. The first logs are searched at once, in
 * this thread; as soon as others are ready they do the work. Memory is bounded by what is kept.
 */
export async function* searchLogs(
  request: Omit<SearchRequest, "filter">,
  { nextRuns, placeOf, workers, now, signal }: SearchSurroundings,
): AsyncGenerator<SearchNews> {
  const tally = new SearchTally();
  const outbox = new SearchOutbox(request, tally);
  let failure: Failure | null = null;
  const runs = () => {
    const page = nextRuns();
    if (!page.ok) failure = page.failure;
    return page.ok ? page.value : [];
  };
  let wake = () => {};
  const stop = new AbortController();
  const abort = () => {
    stop.abort();
    wake();
  };
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  const crew = new SearchCrew({
    ...{ query: queryOf(request), keepPerLog: request.maxHitsPerLog, take: createLogCursor(runs, placeOf, tally) },
    ...{ outbox, tally, workers, signal: stop.signal, wake: () => wake() },
  });
  try {
    let toldAt = now();
    while (!stop.signal.aborted) {
      yield* outbox.flush();
      if (crew.isOver) break;
      if (now() - toldAt >= progressMs) {
        toldAt = now();
        yield { type: "progress", summary: tally.summary() };
      }
      if (!outbox.isEmpty || crew.isOver) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      // Many pieces of news in one turn are told together.
      await nextTurn();
    }
    if (!signal.aborted) yield { type: "done", summary: tally.summary(), failure: failure ?? crew.failure };
  } finally {
    signal.removeEventListener("abort", abort);
    stop.abort();
    crew.close();
  }
}

function queryOf({ query, isRegularExpression, isCaseSensitive }: Omit<SearchRequest, "filter">) {
  return { query, isRegularExpression, isCaseSensitive };
}
