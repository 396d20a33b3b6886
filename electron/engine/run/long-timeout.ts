/** A timer of Node's that is set for longer fires at once. */
const maxTimerMs = 2 ** 31 - 1;

/** Calls `action` once after any time, also after more than the 24.8 days that a timer can hold. The disposer stops it. */
export function afterLong(delayMs: number, action: () => void): () => void {
  let timer: NodeJS.Timeout;
  function wait(leftMs: number): void {
    timer = setTimeout(() => (leftMs > maxTimerMs ? wait(leftMs - maxTimerMs) : action()), Math.min(leftMs, maxTimerMs));
  }
  wait(delayMs);
  return () => clearTimeout(timer);
}
