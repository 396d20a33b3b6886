import { type FSWatcher, watch } from "node:fs";
import type { Result } from "../../../shared/result.ts";
import type { StoredEvent } from "./events.ts";
import type { StoreFailure } from "./store-failure.ts";

/** Batches come no closer together than this: a window draws no faster, and a run of 2,000 stages changes 1,000 rows a second. */
const batchMs = 50;

/** Watching a file may miss a change on some file systems; looking costs a few microseconds. */
const pollMs = 1_000;

/** The most that one batch carries; what is left follows in the next. */
const maxBatch = 5_000;

/** What is watched. */
interface Watched {
  readonly file: string;
  newestId(): Result<number, StoreFailure>;
  eventsAfter(id: number, limit: number): Result<StoredEvent[], StoreFailure>;
  /** Changes whenever another connection has written. */
  version(): Result<number, StoreFailure>;
}

/** See `Store.watch`. A history that cannot be read just now is looked at again later. */
export function watchEvents(store: Watched, listener: (events: readonly StoredEvent[]) => void): () => void {
  let lastId = 0;
  let lastVersion = -1;
  let isReady = false;
  let lastBatchAt = Number.NEGATIVE_INFINITY;
  let batchTimer: NodeJS.Timeout | null = null;

  function look(): void {
    batchTimer = null;
    const version = store.version();
    const found = isReady ? store.eventsAfter(lastId, maxBatch) : store.newestId();
    if (!version.ok || !found.ok) return;
    if (typeof found.value === "number") {
      lastId = found.value;
      isReady = true;
    } else if (found.value.length > 0 || version.value !== lastVersion) {
      lastId = found.value.at(-1)?.id ?? lastId;
      lastBatchAt = performance.now();
      listener(found.value);
      if (found.value.length === maxBatch) schedule();
    }
    lastVersion = version.value;
  }
  function schedule(): void {
    if (batchTimer !== null) return;
    batchTimer = setTimeout(look, Math.max(0, lastBatchAt + batchMs - performance.now()));
  }

  look();
  const watcher = watchLog(store.file, schedule);
  const pollTimer = setInterval(schedule, pollMs);
  return () => {
    watcher?.close();
    clearInterval(pollTimer);
    if (batchTimer !== null) clearTimeout(batchTimer);
  };
}

/** `null` where files cannot be watched: then the slow look is all there is. */
function watchLog(file: string, onChange: () => void): FSWatcher | null {
  try {
    const watcher = watch(`${file}-wal`, { persistent: false }, onChange);
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return null;
  }
}
