/** How often in a minute something may stop before it is left stopped: a fault that comes back at once stays. */
const restartsPerMinute = 5;
const minuteMs = 60_000;
const firstDelayMs = 200;

/**
 * How long to wait before starting something again that stopped at `now` (epoch milliseconds), given when it stopped
 * before: 200 ms, doubling with every stop in the last minute. `null` when it stopped too often.
 */
export function restartDelayMs(stoppedAtMs: readonly number[], now: number): number | null {
  const recent = stoppedAtMs.filter((at) => at > now - minuteMs && at <= now).length;
  return recent < restartsPerMinute ? firstDelayMs * 2 ** recent : null;
}
