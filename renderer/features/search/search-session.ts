import type { FoundLog, SearchRequest, SearchSummary } from "../../../shared/contract/search.ts";
import { call } from "../../link/call.ts";
import { type FoundList, nothingFound, withNews } from "./found-list.ts";

/** How a search stands. */
export type SearchStanding = "idle" | "searching" | "done" | "stopped" | "failed";

/** A search and what it found. */
export interface SearchState {
  /** The question, as JSON; empty when nothing is searched for. */
  readonly key: string;
  readonly standing: SearchStanding;
  readonly found: FoundList;
  readonly summary: SearchSummary | null;
  /** What went wrong, or what is wrong with the pattern. */
  readonly failure: { readonly code: string; readonly message: string; readonly hint: string } | null;
}

const idle: SearchState = { key: "", standing: "idle", found: nothingFound, summary: null, failure: null };

// Drawn so often at most, however fast hits come in.
const pauseMs = 50;

/*
 * The one search of this window. It outlives the screen, so that who has opened a hit comes back to the list as it was.
 */
let state = idle;
let stop: AbortController | null = null;
const listeners = new Set<() => void>();

function set(change: Partial<SearchState>): void {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
}

/** What is known now. */
export function searchState(): SearchState {
  return state;
}

/** Tells of every change; the answer ends it. */
export function onSearchChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Searches for something else than before; for the same again only when `isForced`. `null` forgets all. */
export function startSearch(request: SearchRequest | null, isForced = false): void {
  const key = request === null ? "" : JSON.stringify(request);
  if (key === state.key && !isForced) return;
  stop?.abort();
  stop = null;
  if (request === null) {
    set(idle);
    return;
  }
  stop = new AbortController();
  set({ ...idle, key, standing: "searching" });
  void follow(request, stop.signal);
}

/** Ends the search; what was found stays. */
export function stopSearch(): void {
  if (state.standing !== "searching") return;
  stop?.abort();
  set({ standing: "stopped" });
}

async function follow(request: SearchRequest, signal: AbortSignal): Promise<void> {
  const answer = await call((engine) => engine.search.logs(request, { signal }));
  if (signal.aborted) return;
  if (!answer.ok) {
    set({ standing: "failed", failure: answer.failure });
    return;
  }
  let waiting: FoundLog[] = [];
  let summary: SearchSummary | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  function show(change: Partial<SearchState> = {}): void {
    clearTimeout(timer);
    timer = undefined;
    if (signal.aborted) return;
    const news = waiting;
    waiting = [];
    set({ found: withNews(state.found, news), summary: summary ?? state.summary, ...change });
  }
  try {
    for await (const news of answer.value) {
      if (signal.aborted) return;
      if (news.type === "found") waiting.push(news.log);
      else summary = news.summary;
      if (news.type === "done") {
        const failure = news.failure === null ? null : { code: "STORE", ...news.failure };
        return show({ standing: failure === null ? "done" : "failed", failure });
      }
      // The first hits are shown at once.
      if (state.found.logs.length === 0 && waiting.length > 0) show();
      else timer ??= setTimeout(show, pauseMs);
    }
    show({ standing: "stopped" });
  } catch {
    const failure = { code: "ENGINE_LOST", message: "The engine was lost while it searched.", hint: "Search again when it is back." };
    show({ standing: "failed", failure });
  }
}
