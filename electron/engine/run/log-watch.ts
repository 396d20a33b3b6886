import { utimesSync } from "node:fs";
import type { StageRunId } from "../../../shared/ids.ts";
import { secondMs } from "../../../shared/time.ts";
import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import type { StageLog } from "./stage-log.ts";

/** How often the logs of running stages are looked at. Stages that end sooner cost nothing. */
const tickMs = 100;

/** How often the history learns how far they have come, and the run's folder that the host lives. */
const ticksPerNote = secondMs / tickMs;

/** Looks at the logs of a run's stages while they run. */
export interface LogWatch {
  add(id: StageRunId, log: StageLog): void;
  remove(id: StageRunId): void;
  close(): void;
}

interface Watched {
  readonly log: StageLog;
  notedBytes: number;
}

/**
 * Starts looking. Once a second the time of `folder` is set to now: should the host vanish, that is when it was last
 * alive.
 */
export function watchLogs(store: Store, now: Clock, folder: string): LogWatch {
  const watched = new Map<StageRunId, Watched>();
  let ticks = 0;

  function tick(): void {
    ticks += 1;
    for (const { log } of watched.values()) log.look();
    if (ticks % ticksPerNote === 0) note();
  }
  function note(): void {
    markAlive(folder, now() / secondMs);
    const grown = [...watched].filter(([, entry]) => entry.log.bytes !== entry.notedBytes);
    if (grown.length === 0) return;
    const noted = store.write(({ stageRuns }) => {
      for (const [id, { log }] of grown) stageRuns.noteLog(id, log.bytes, log.lines);
    });
    // Otherwise it is tried again in a second; what matters is recorded at the stage's end.
    if (noted.ok) for (const [, entry] of grown) entry.notedBytes = entry.log.bytes;
  }

  const timer = setInterval(tick, tickMs);
  return {
    add: (id, log) => void watched.set(id, { log, notedBytes: 0 }),
    remove: (id) => void watched.delete(id),
    close: () => clearInterval(timer),
  };
}

function markAlive(folder: string, atSeconds: number): void {
  try {
    utimesSync(folder, atSeconds, atSeconds);
  } catch {
    // Only the exactness of a vanished run's end is lost.
  }
}
