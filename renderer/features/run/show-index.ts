import type { Virtualizer } from "@tanstack/react-virtual";

/** Brings a row into sight: in the middle when it was out of sight, not at all when it was in. */
export function showIndex<Scroller extends Element>(virtual: Virtualizer<Scroller, Element>, index: number): void {
  const { range } = virtual;
  // The first and the last row in sight may be half a row.
  if (range !== null && index > range.startIndex && index < range.endIndex) return;
  virtual.scrollToIndex(index, { align: range !== null && (index === range.startIndex || index === range.endIndex) ? "auto" : "center" });
}
