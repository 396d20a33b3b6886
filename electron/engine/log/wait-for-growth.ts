import { type FSWatcher, statSync, watch } from "node:fs";

/** Looked at this often where the file cannot be watched or does not exist yet. */
const lookMs = 100;

/** After the first sign of growth so much is waited for more: a talkative stage is read once a frame, not once a line. */
const gatherMs = 16;

/**
 * Waits until a log is longer than `knownBytes`, until it is not live any more, until `waitMs` are over or until
 * `signal` says so: whichever is first. Watches the file, and looks now and then in case watching misses something
 * (network folders). Holds no timer and no watch once it has answered.
 */
export function waitForGrowth(
  path: string,
  knownBytes: number,
  waitMs: number,
  isLive: () => boolean,
  signal?: AbortSignal,
): Promise<void> {
  if (waitMs <= 0 || signal?.aborted || hasGrown() || !isLive()) return Promise.resolve();
  return new Promise((resolve) => {
    let watcher: FSWatcher | null = null;
    let gathering: NodeJS.Timeout | undefined;
    const deadline = setTimeout(done, waitMs);
    const looks = setInterval(look, lookMs);
    signal?.addEventListener("abort", done, { once: true });
    startWatching();

    function startWatching(): void {
      if (watcher !== null || size() === undefined) return;
      try {
        watcher = watch(path, gather);
        // Watches run out on some systems; looking now and then is enough.
        watcher.on("error", () => {});
      } catch {
        watcher = null;
      }
    }

    function look(): void {
      if (!isLive()) done();
      else if (hasGrown()) gather();
      else startWatching();
    }

    // A flood calls this for every write; only the first one costs anything.
    function gather(): void {
      if (gathering === undefined && hasGrown()) gathering = setTimeout(done, gatherMs);
    }

    function done(): void {
      clearTimeout(deadline);
      clearTimeout(gathering);
      clearInterval(looks);
      signal?.removeEventListener("abort", done);
      watcher?.close();
      resolve();
    }
  });

  function size(): number | undefined {
    return statSync(path, { throwIfNoEntry: false })?.size;
  }

  function hasGrown(): boolean {
    return (size() ?? 0) > knownBytes;
  }
}
