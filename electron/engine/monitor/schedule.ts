import { secondMs } from "../../../shared/time.ts";

/** Monitors that are looked at rarely are looked at soon after the start, too. */
const mostSpreadMs = 10 * secondMs;

/** When a check is due, on a clock that is never put: at `firstMs` and every `everyMs` after it. */
export interface Turns {
  readonly firstMs: number;
  readonly everyMs: number;
}

/** The turns of a monitor from now on. Those of many are spread; each has the same place again after a restart. */
export function turnsFrom(nowMs: number, everyMs: number, key: string): Turns {
  return { firstMs: nowMs + Math.floor(shareOf(key) * Math.min(everyMs, mostSpreadMs)), everyMs };
}

/** The first turn after a moment. Turns that were missed are gone: nothing is caught up, and the others do not move. */
export function nextTurn({ firstMs, everyMs }: Turns, afterMs: number): number {
  return afterMs < firstMs ? firstMs : firstMs + (Math.floor((afterMs - firstMs) / everyMs) + 1) * everyMs;
}

/** A number from 0 up to 1 that looks random and is the same for the same text (FNV-1a). */
function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place += 1) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  // Its low bits are good only once they are mixed.
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}
