import type { KeyboardEvent, RefObject } from "react";
import { lineHeightPx } from "./row-map.ts";
import type { LogScroll, Viewport } from "./use-log-scroll.ts";
import type { MatchNavigation } from "./use-match-navigation.ts";

interface LogKeys {
  readonly scroll: LogScroll;
  readonly viewport: Viewport;
  readonly matching: MatchNavigation;
  readonly moveToMark: (direction: 1 | -1) => void;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  readonly copyLink: () => void;
}

/** The keys of a log that has the focus. The rest is left to the window. */
export function onLogKey(event: KeyboardEvent, keys: LogKeys): void {
  const perform = actionOf(event, keys);
  if (perform === null) return;
  event.preventDefault();
  event.stopPropagation();
  perform();
}

function actionOf(event: KeyboardEvent, { scroll, viewport, matching, moveToMark, searchRef, copyLink }: LogKeys): (() => void) | null {
  if (event.altKey) return null;
  const isMod = event.ctrlKey || event.metaKey;
  // Two lines stay in sight from one page to the next.
  const pagePx = Math.max(lineHeightPx, viewport.heightPx - 3 * lineHeightPx);
  switch (event.key) {
    case "Home":
      return scroll.toStart;
    case "End":
      return () => scroll.setFollowing(true);
    case "PageDown":
      return () => scroll.moveBy(pagePx);
    case "PageUp":
      return () => scroll.moveBy(-pagePx);
    case "ArrowDown":
      return () => scroll.moveBy(lineHeightPx);
    case "ArrowUp":
      return () => scroll.moveBy(-lineHeightPx);
  }
  if (isMod) return event.key.toLowerCase() === "f" ? () => focusSearch(searchRef) : null;
  switch (event.key) {
    case " ":
      return event.target === event.currentTarget ? () => scroll.moveBy(event.shiftKey ? -pagePx : pagePx) : null;
    case "G":
      return () => scroll.setFollowing(true);
    case "/":
      return () => focusSearch(searchRef);
    case "n":
      return () => matching.move(1);
    case "N":
      return () => matching.move(-1);
    case "e":
      return () => moveToMark(1);
    case "E":
      return () => moveToMark(-1);
    case "y":
      return copyLink;
    default:
      return null;
  }
}

function focusSearch(searchRef: RefObject<HTMLInputElement | null>): void {
  searchRef.current?.focus();
  searchRef.current?.select();
}
