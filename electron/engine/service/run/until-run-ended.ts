import type { RunId } from "../../../../shared/ids.ts";
import { isTerminal } from "../../../../shared/status.ts";
import { secondMs } from "../../../../shared/time.ts";
import type { Store } from "../../store/store.ts";

/** Waits until a run has ended, or is gone, or `signal` says that nobody waits any more. */
export function untilRunEnded(store: Store, id: RunId, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let stop = () => {};
    const finish = () => {
      stop();
      clearInterval(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const look = () => {
      const read = store.read(({ runs }) => runs.get(id));
      // What cannot be read just now is looked at again.
      if (read.ok && (read.value === null || isTerminal(read.value.status))) finish();
    };
    if (signal.aborted) {
      resolve();
      return;
    }
    // What could not be read when it was told is read a little later.
    const timer = setInterval(look, secondMs);
    signal.addEventListener("abort", finish);
    stop = store.watch((events) => {
      if (events.some((event) => event.type === "run" && event.runId === id)) look();
    });
    look();
  });
}
