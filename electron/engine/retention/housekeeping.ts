import type { DiskUse, Freed } from "../../../shared/contract/app.ts";
import type { Result } from "../../../shared/result.ts";
import { isTerminal } from "../../../shared/status.ts";
import { hourMs, secondMs } from "../../../shared/time.ts";
import type { Clock } from "../clock.ts";
import type { Store, StoreFailure } from "../store/store.ts";
import type { Limits } from "./choose-removals.ts";
import { cleanUp } from "./clean-up.ts";
import { countRuns } from "./count-runs.ts";
import { readDiskUse } from "./disk-use.ts";

/** The engine's background work on what runs have left behind. */
export interface Housekeeping {
  /** Does everything that is due now, and answers what that freed. */
  cleanUp(): Promise<Result<Freed, StoreFailure>>;
  diskUse(): Promise<Result<DiskUse, StoreFailure>>;
  /** Stops at the next whole step. */
  close(): void;
}

/** A window that opens has everything to itself first. */
const firstMs = 20 * secondMs;

/** A run that has ended is looked at soon, but one that is started directly after it goes first. */
const afterRunMs = 3 * secondMs;

/** Limits of age are reached without anything happening. */
const regularMs = hourMs;

/**
 * Starts it: a while after the start, after each run and once an hour, ended runs are looked at and what the rules no
 * longer keep is taken away. `readLimits` is asked each time; what fails is tried again the next time.
 */
export function createHousekeeping(store: Store, readLimits: () => Result<Limits, StoreFailure>, now: Clock): Housekeeping {
  const stop = new AbortController();
  const { signal } = stop;
  let timer: NodeJS.Timeout | undefined;
  let isSoon = false;
  let work: Promise<unknown> = Promise.resolve();

  /** One after the other: two would only get in each other's way. */
  function inTurn<T>(action: () => Promise<T>): Promise<T> {
    const done = work.then(action);
    work = done.catch(() => {});
    return done;
  }
  async function tidy(): Promise<Result<Freed, StoreFailure>> {
    const counted = await countRuns(store, now(), signal);
    if (!counted.ok) return counted;
    const limits = readLimits();
    return limits.ok ? cleanUp(store, limits.value, now, signal) : limits;
  }
  function schedule(delayMs: number): void {
    clearTimeout(timer);
    if (signal.aborted) return;
    timer = setTimeout(() => {
      isSoon = false;
      void inTurn(tidy).finally(() => !isSoon && schedule(regularMs));
    }, delayMs);
    timer.unref();
  }

  schedule(firstMs);
  const stopWatching = store.watch((events) => {
    // One run after the other must not put it off for ever.
    if (isSoon || !events.some((event) => event.type === "run" && isTerminal(event.status))) return;
    isSoon = true;
    schedule(afterRunMs);
  });
  return {
    cleanUp: () => inTurn(tidy),
    diskUse: async () => {
      const limits = readLimits();
      const use = limits.ok ? await readDiskUse(store, limits.value, now, signal) : limits;
      // Somebody looks: what was not added up yet is added up now, and told at the next look.
      if (use.ok && use.value.uncountedRuns > 0) void inTurn(() => countRuns(store, now(), signal));
      return use;
    },
    close: () => {
      stop.abort();
      clearTimeout(timer);
      stopWatching();
    },
  };
}
