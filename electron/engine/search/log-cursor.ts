import { isTerminal } from "../../../shared/status.ts";
import { smallBytes } from "../log/log.ts";
import type { LoggedRun } from "../store/store.ts";
import type { SearchItem } from "./batch.ts";
import type { SearchTally, TalliedLog } from "./tally.ts";

/** Some parts of logs, and whose they are. */
export interface CursorPart {
  readonly items: readonly SearchItem[];
  /** The log of each item. */
  readonly logs: readonly TalliedLog[];
}

/** How much is taken at once. */
export interface CursorStep {
  readonly bytes: number;
  readonly logs: number;
}

/** Where the logs of a run are. */
export type LogPlace = (stage: LoggedRun["stages"][number]) => Pick<SearchItem, "path" | "indexPath">;

/**
 * Goes through the logs of runs, in their order, a few or a part of one at a time; a log that is larger than a step is
 * cut. What cannot be searched is told to the tally. `nextRuns` answers an empty page at the end.
 */
export function createLogCursor(
  nextRuns: () => readonly LoggedRun[],
  placeOf: LogPlace,
  tally: SearchTally,
): (step: CursorStep) => CursorPart | null {
  const logs = logsOf(nextRuns, tally);
  let current: TalliedLog | null = null;
  let reached = 0;

  function next(): TalliedLog | null {
    if (current !== null) return current;
    const found = logs.next();
    reached = 0;
    current = found.done ? null : found.value;
    return current;
  }

  return (step) => {
    const items: SearchItem[] = [];
    const owners: TalliedLog[] = [];
    let bytes = 0;
    for (let log = next(); log !== null && bytes < step.bytes && items.length < step.logs; log = next()) {
      const isLive = !isTerminal(log.stage.status);
      const left = log.stage.logBytes - reached;
      // Cut only what is much larger than what is wanted: a small rest is not worth a part of its own.
      const isLast = left <= 2 * step.bytes;
      const to = isLast ? Number.POSITIVE_INFINITY : reached + step.bytes;
      if (!isLast && items.length > 0) break;
      items.push({ ...placeOf(log.stage), isLive, from: reached, to, isSmall: isLast && reached === 0 && left <= smallBytes });
      owners.push(log);
      bytes += isLast ? left : step.bytes;
      if (isLast) current = null;
      else reached = to;
    }
    return items.length === 0 ? null : { items, logs: owners };
  };
}

function* logsOf(nextRuns: () => readonly LoggedRun[], tally: SearchTally): Generator<TalliedLog, void> {
  let order = 0;
  for (let runs = nextRuns(); runs.length > 0; runs = nextRuns()) {
    for (const { stages, ...run } of runs) {
      if (stages.length === 0) continue;
      if (run.areLogsRemoved) {
        tally.removedRuns += 1;
        continue;
      }
      tally.searchedRuns += 1;
      const tallied = { ...run, isCounted: false };
      for (const stage of stages) {
        tally.searchedLogs += 1;
        yield { run: tallied, stage, order, lines: 0, matches: 0, kept: 0, isFaulty: false };
        order += 1;
      }
    }
  }
}
