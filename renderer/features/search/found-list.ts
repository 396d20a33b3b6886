import type { FoundHit, FoundLog } from "../../../shared/contract/search.ts";

/** What was found so far, in the order of telling. */
export interface FoundList {
  readonly logs: readonly FoundLog[];
  readonly places: ReadonlyMap<string, number>;
}

/** Before anything was found. */
export const nothingFound: FoundList = { logs: [], places: new Map() };

/** Takes in news: a log that is known gets its new hits and counts, others come behind. */
export function withNews(list: FoundList, news: readonly FoundLog[]): FoundList {
  if (news.length === 0) return list;
  const logs = [...list.logs];
  const places = new Map(list.places);
  for (const log of news) {
    const place = places.get(log.stageRunId);
    const known = place === undefined ? undefined : logs[place];
    if (place === undefined || known === undefined) {
      places.set(log.stageRunId, logs.length);
      logs.push(log);
    } else logs[place] = { ...log, hits: [...known.hits, ...log.hits] };
  }
  return { logs, places };
}

/** A row of the list: a log's head, one of its lines, or how many lines are not shown. */
export type FoundRow =
  | { readonly kind: "log"; readonly log: FoundLog; readonly startsRun: boolean }
  | { readonly kind: "hit"; readonly log: FoundLog; readonly hit: FoundHit }
  | { readonly kind: "rest"; readonly log: FoundLog; readonly count: number };

/** The list as rows from top to bottom. */
export function rowsOf({ logs }: FoundList): FoundRow[] {
  return logs.flatMap((log, place): FoundRow[] => {
    const rest = log.lines - log.hits.length;
    return [
      { kind: "log", log, startsRun: logs[place - 1]?.runId !== log.runId },
      ...log.hits.map((hit): FoundRow => ({ kind: "hit", log, hit })),
      ...(rest > 0 ? [{ kind: "rest" as const, log, count: rest }] : []),
    ];
  });
}

/** The parts of a hit's text, in order; those that match are marked. */
export function partsOf({ text, ranges }: FoundHit): { readonly from: number; readonly text: string; readonly isMatch: boolean }[] {
  const parts = [];
  let reached = 0;
  for (const [start, end] of ranges) {
    if (start > reached) parts.push({ from: reached, text: text.slice(reached, start), isMatch: false });
    if (end > start) parts.push({ from: start, text: text.slice(start, end), isMatch: true });
    reached = end;
  }
  if (reached < text.length) parts.push({ from: reached, text: text.slice(reached), isMatch: false });
  return parts;
}
