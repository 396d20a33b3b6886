import { hourMs, minuteMs } from "../../../shared/time.ts";
import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";

/** Whether it is time is one question of a few microseconds. */
const betweenMs = minuteMs / 2;

/** What is too old is seen for series that are measured; for all others so often. */
const betweenExpiriesMs = hourMs;

/**
 * Packs what has been measured, and removes what is too old, as long as this process lives. Every host that writes series
 * does it, and the engine: each step is a transaction of its own, so that two never do the same. What the store refuses
 * stays for the next time. The disposer ends it.
 */
export function keepPacked(store: Store, now: Clock): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let expiredAt = Number.NEGATIVE_INFINITY;

  async function tidy(): Promise<void> {
    await packDue(store, now, () => isClosed);
    if (isClosed || Math.abs(now() - expiredAt) < betweenExpiriesMs) return;
    expiredAt = now();
    await expireOld(store, now, () => isClosed);
  }
  function schedule(): void {
    if (isClosed) return;
    timer = setTimeout(() => void tidy().finally(schedule), betweenMs);
    timer.unref();
  }

  schedule();
  return () => {
    isClosed = true;
    clearTimeout(timer);
  };
}

/** Packs all that is due now, step by step. */
export async function packDue(store: Store, now: Clock, isOver: () => boolean = () => false): Promise<void> {
  const due = store.read(({ series }) => series.due(now()));
  if (!due.ok || due.value === null) return;
  const upTo = due.value;
  for (;;) {
    const left = store.write(({ series }) => series.pack(upTo, now()));
    if (!left.ok || !left.value || isOver()) return;
    await othersFirst();
  }
}

/** Removes all that is too old now, step by step. */
export async function expireOld(store: Store, now: Clock, isOver: () => boolean = () => false): Promise<void> {
  for (let after: number | null = 0; after !== null && !isOver(); ) {
    const place: number = after;
    const next = store.write(({ series }) => series.expire(place, now()));
    if (!next.ok) return;
    after = next.value;
    await othersFirst();
  }
}

function othersFirst(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
