import type { Delivery } from "../../../shared/contract/alerts.ts";
import type { PlannedChannel } from "../../../shared/pipeline/planned-monitor.ts";

/** What one attempt to tell somebody works with. */
export interface AttemptContext {
  readonly channel: PlannedChannel;
  /** JSON, see `AlertMessage`. */
  readonly message: string;
  readonly what: Delivery["what"];
  /** The same for every attempt. */
  readonly key: string;
  readonly secrets: ReadonlyMap<string, string>;
  /** The project's folder. */
  readonly folder: string;
  /** The complete environment of commands. */
  readonly environment: NodeJS.ProcessEnv;
  /** Aborted when its time is over, or nobody waits any more. */
  readonly signal: AbortSignal;
}

/** What became of it. Details may hold what the other side said, secrets included: they are taken out before it is kept. */
export type AttemptOutcome =
  | { readonly kind: "delivered"; readonly detail: string }
  /** `afterMs`: how long the other side asks to be left alone. */
  | { readonly kind: "try-again"; readonly detail: string; readonly afterMs: number }
  | { readonly kind: "refused"; readonly detail: string };

/** How long the first attempt's successor waits; each further one twice as long. */
const firstRetryMs = 5_000;
const mostRetryMs = 3_600_000;

/** How long an alert is worth telling. */
export const tellingMs = 24 * 3_600_000;

/** How long to wait after the attempt of this number, from 1. */
export function retryDelayMs(attempt: number): number {
  return Math.min(mostRetryMs, firstRetryMs * 2 ** Math.min(30, attempt - 1));
}

/** Whether it is time; also when the clock was put back since it was said when. */
export function isDue(nextAt: number, now: number): boolean {
  return nextAt <= now || nextAt > now + 2 * mostRetryMs;
}

/** A time that another side asks for, within reason. */
export function withinReason(ms: number): number {
  return Number.isFinite(ms) ? Math.min(mostRetryMs, Math.max(0, ms)) : 0;
}
