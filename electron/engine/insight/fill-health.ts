import type { Store } from "../store/store.ts";

/** So many runs are counted within some hundredths of a second: others have their turn in between. */
const runsAtOnce = 500;

/** Nobody waits for it, and a window may. */
const betweenMs = 50;

/**
 * Counts the runs that had ended before their health was counted by day, from the newest back, until all are or the disposer
 * is called. Where it stopped it goes on the next time. What the store refuses stays for the next time, too.
 */
export function fillHealth(store: Store): () => void {
  let timer: NodeJS.Timeout | undefined;
  const step = () => {
    const counted = store.write(({ health }) => health.fill(runsAtOnce));
    if (counted.ok && counted.value) schedule();
  };
  const schedule = () => {
    timer = setTimeout(step, betweenMs);
    timer.unref();
  };
  const uncounted = store.read(({ health }) => health.uncountedTo());
  if (uncounted.ok && uncounted.value !== null) schedule();
  return () => clearTimeout(timer);
}

/** The same at once, as far back as `day` (days since 1970, UTC): for a command, behind which nobody goes on counting. */
export function fillHealthSince(store: Store, day: number): void {
  for (;;) {
    const uncounted = store.read(({ health }) => health.uncountedTo());
    if (!uncounted.ok || uncounted.value === null || uncounted.value < day) return;
    const counted = store.write(({ health }) => health.fill(runsAtOnce));
    if (!counted.ok) return;
  }
}
