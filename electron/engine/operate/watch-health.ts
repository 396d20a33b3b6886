import { setTimeout as sleep } from "node:timers/promises";
import type { PlannedLive, PlannedReady } from "../../../shared/pipeline/planned-service.ts";
import { mostTimerMs } from "../../../shared/time.ts";
import type { Clock } from "../clock.ts";
import { searchLog, searchStart } from "../log/log.ts";
import type { LifeEvent } from "./life.ts";
import { askProbe, type ProbePlace } from "./probe.ts";

/** What there is to be asked of a process. */
export interface Watched extends ProbePlace {
  /** Its log, and where in it begins what it writes. */
  readonly log: { readonly path: string; readonly indexPath: string; readonly offset: number };
  /** When it was started. */
  readonly startedAt: number;
}

/** The first looks come soon, and then further and further apart: most programs are ready in no time. */
const firstPauseMs = 20;
const logPauseMs = 100;
/** How long one look into the log may take. */
const lookMs = 50;

/** Asks until it is ready, or it is too late, and tells that once; nothing when `signal` ends it first. */
export async function watchReady(
  { probe, everyMs, timeoutMs, withinMs }: PlannedReady,
  watched: Watched,
  now: Clock,
  signal: AbortSignal,
  tell: (event: LifeEvent) => void,
): Promise<void> {
  const ask = probe.kind === "log" ? lineFinder(probe.pattern, watched.log, now) : null;
  const mostPauseMs = ask === null ? everyMs : logPauseMs;
  // From now on by a clock that nobody puts.
  const deadline = performance.now() + Math.min(withinMs, watched.startedAt + withinMs - now());
  for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(pauseMs * 2, mostPauseMs)) {
    const isReady = probe.kind === "log" ? await ask?.() : (await askProbe(probe, timeoutMs, watched, signal)).isGood;
    if (signal.aborted) return;
    if (isReady === true) return tell({ type: "ready" });
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) return tell({ type: "late" });
    await pause(Math.min(pauseMs, mostPauseMs, leftMs), signal);
  }
}

/** Asks again and again whether it is still well, and tells each answer, until `signal` ends it. */
export async function watchLive(
  { probe, everyMs, timeoutMs }: PlannedLive,
  watched: Watched,
  signal: AbortSignal,
  tell: (event: LifeEvent) => void,
): Promise<void> {
  for (;;) {
    await pause(everyMs, signal);
    if (signal.aborted) return;
    const answer = await askProbe(probe, timeoutMs, watched, signal);
    if (signal.aborted) return;
    tell({ type: "answer", ...answer });
  }
}

/** Looks into what was written since the last look; whole lines only. */
function lineFinder(pattern: string, { path, indexPath, offset }: Watched["log"], now: Clock): () => Promise<boolean> {
  let from = { ...searchStart, bytes: offset };
  return async () => {
    const request = { path, indexPath, query: pattern, isRegularExpression: true, isCaseSensitive: true };
    const part = await searchLog({ ...request, isLive: true, from, limit: 1, budgetMs: lookMs, now });
    if (!part.ok) return false;
    from = part.value.next;
    return part.value.count > 0;
  };
}

async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(Math.min(durationMs, mostTimerMs), undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
