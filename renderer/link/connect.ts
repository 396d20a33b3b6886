import type { LinkOpener, OpenLink } from "./client.ts";

/** How the window stands with its engine. `lost` keeps trying, too; it only says that it went on for a while. */
export type LinkState = "connecting" | "connected" | "lost";

/** What {@link keepConnected} reports and needs. */
export interface ConnectOptions {
  readonly open: LinkOpener;
  /** `link` is set exactly while the state is `connected`. */
  readonly onChange: (state: LinkState, link: OpenLink | null) => void;
  /** Waits that long, or until `signal` fires. */
  readonly pause?: (durationMs: number, signal: AbortSignal) => Promise<void>;
}

/** The running attempt to stay connected. */
export interface Connector {
  /** Tries at once instead of waiting for the next turn. */
  retryNow(): void;
  /** Closes the link and stops trying. */
  close(): void;
}

// A restarted engine answers within a second; a missing one must not cost a busy loop.
const pausesMs = [200, 400, 800, 1_500, 3_000, 5_000];

// Below this many failed attempts in a row nobody needs to be told.
const quietAttempts = 2;

/**
 * Keeps one link open: a new one after each that ends, ever slower while there is none. It never sends anything again:
 * calls under way fail with their link, and whoever holds state reads it anew from the next.
 */
export function keepConnected({ open, onChange, pause = sleep }: ConnectOptions): Connector {
  const stop = new AbortController();
  let wake = new AbortController();
  let link: OpenLink | null = null;

  async function run(): Promise<void> {
    let failures = 0;
    onChange("connecting", null);
    while (!stop.signal.aborted) {
      link = await open(stop.signal).catch(() => null);
      if (stop.signal.aborted) break;
      if (link !== null) {
        failures = 0;
        onChange("connected", link);
        await link.closed;
        link = null;
        if (stop.signal.aborted) break;
        onChange("lost", null);
      } else {
        failures += 1;
        if (failures > quietAttempts) onChange("lost", null);
      }
      wake = new AbortController();
      const pauseMs = pausesMs[Math.min(failures, pausesMs.length - 1)] ?? 5_000;
      await pause(pauseMs, AbortSignal.any([wake.signal, stop.signal]));
    }
  }

  void run();
  return {
    retryNow: () => wake.abort(),
    close: () => {
      stop.abort();
      link?.close();
    },
  };
}

function sleep(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, durationMs);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
