import { secondMs } from "../../../shared/time.ts";

/** Something that was broken, and what was seen of it. */
export interface Outage {
  readonly way: string;
  readonly brokenAtMs: number;
  mendedAtMs: number | null;
  /** When the history said that it is down; `null` before. */
  seenAtMs: number | null;
}

/** How often things are looked at in these benchmarks, and how long that may take. */
export const everyMs = 5 * secondMs;
export const timeoutMs = 2 * secondMs;
export const retries = 1;

/** Within this an outage is promised to be known: the turn, the check, and each retry; and a second to keep it. */
export const promisedMs = everyMs + timeoutMs + retries * (secondMs + timeoutMs) + secondMs;

/** How many outages were not seen in time. */
export function missedOf(outages: readonly Outage[]): Outage[] {
  return outages.filter(({ brokenAtMs, seenAtMs }) => seenAtMs === null || seenAtMs - brokenAtMs > promisedMs);
}
