import { setImmediate as nextTurn } from "node:timers/promises";
import { findInLog, type LogNews, PieceBuffers, prepareQuery, type ScanTools, type SearchQuery, scanToolsOf } from "../log/log.ts";

/** A part of a log that is to be searched. */
export interface SearchItem {
  readonly path: string;
  readonly indexPath: string;
  readonly isLive: boolean;
  /** Lines that begin in `[from, to)`, in bytes. */
  readonly from: number;
  readonly to: number;
  /** Whether all of it is meant, and it had little when it was last counted. */
  readonly isSmall: boolean;
}

/** Some parts of logs, to be searched one after the other. */
export interface SearchBatch {
  readonly query: SearchQuery;
  readonly items: readonly SearchItem[];
  /** So many lines are kept, in all and of one item; all others are only counted. */
  readonly keep: number;
  readonly keepPerItem: number;
}

/** Hears of what was found in the item at `place`. */
export type TellFound = (place: number, news: LogNews) => void;

/** What became of a batch besides what was found. */
export interface BatchEnd {
  readonly bytes: number;
  /** Places of items whose logs are not there, or are damaged in part. */
  readonly missing: readonly number[];
  readonly damaged: readonly number[];
  readonly hasGivenUp: boolean;
  /** The pattern takes so long on so many lines that the rest was left. */
  readonly isAbandoned: boolean;
}

/** Searches one batch; an aborted one ends early. */
export type SearchLane = (batch: SearchBatch, tell: TellFound, signal: AbortSignal) => Promise<BatchEnd>;

/** A pattern that explodes on one line does so on others: nobody waits for all of them. */
const patienceMs = 10_000;

/** Small logs take no time, but many of them do: the event loop is let go after so many bytes or items. */
const bytesPerTurn = 1024 * 1024;
const itemsPerTurn = 16;

/** Makes a lane that works in this thread, in small turns of its event loop. */
export function createLane(buffers: PieceBuffers = new PieceBuffers()): SearchLane {
  const toolsFor = lastMade();
  return async (batch, tell, signal) => {
    const tools = toolsFor(batch.query);
    const stop = new AbortController();
    const abort = () => stop.abort();
    signal.addEventListener("abort", abort, { once: true });
    let isAbandoned = false;
    const patience = setTimeout(() => {
      isAbandoned = tools.tester.hasGivenUp;
      if (isAbandoned) abort();
    }, patienceMs);
    const end = { bytes: 0, missing: [] as number[], damaged: [] as number[] };
    let kept = 0;
    let sinceTurn = 0;
    for (const [place, item] of batch.items.entries()) {
      if (signal.aborted || stop.signal.aborted) break;
      const { isMissing, isDamaged, bytes } = await findInLog({
        ...item,
        tools,
        buffers,
        keep: Math.min(batch.keepPerItem, batch.keep - kept),
        signal: stop.signal,
        onFound: (news) => {
          kept += news.hits.length;
          tell(place, news);
        },
      });
      if (isMissing) end.missing.push(place);
      if (isDamaged) end.damaged.push(place);
      end.bytes += bytes;
      sinceTurn += bytes + bytesPerTurn / itemsPerTurn;
      if (sinceTurn < bytesPerTurn) continue;
      sinceTurn = 0;
      await nextTurn();
    }
    clearTimeout(patience);
    signal.removeEventListener("abort", abort);
    return { ...end, hasGivenUp: tools.tester.hasGivenUp, isAbandoned };
  };
}

/** Batches of one search come one after the other: what is made of its query is kept for the next. */
function lastMade(): (query: SearchQuery) => ScanTools {
  let last: { readonly key: string; readonly tools: ScanTools } | null = null;
  return (query) => {
    const key = JSON.stringify([query.query, query.isRegularExpression, query.isCaseSensitive]);
    if (last?.key === key) return last.tools;
    const prepared = prepareQuery(query);
    if (!prepared.ok) throw new Error(prepared.failure.message);
    last = { key, tools: scanToolsOf(prepared.value) };
    return last.tools;
  };
}
