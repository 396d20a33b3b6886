// A hidden page gets no frames at all; its stores may lag by this much without anyone seeing it.
const hiddenDelayMs = 250;

/** Calls back before the next frame is drawn, or soon when nothing is drawn. Returns a way to take it back. */
export function onNextFrame(callback: () => void): () => void {
  if (typeof requestAnimationFrame === "function" && !document.hidden) {
    const frame = requestAnimationFrame(callback);
    return () => cancelAnimationFrame(frame);
  }
  const timer = setTimeout(callback, typeof document === "undefined" ? 0 : hiddenDelayMs);
  return () => clearTimeout(timer);
}
