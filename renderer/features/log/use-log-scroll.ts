import { type RefObject, useCallback, useEffect, useLayoutEffect, useReducer, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { RowMap } from "./row-map.ts";
import {
  type Anchor,
  anchorAfterScroll,
  anchorAtEnd,
  anchorShowing,
  clampAnchor,
  isAtEnd,
  moveAnchor,
  rowsInSight,
  type ScrollFrame,
  scrollHeight,
  scrollTopOf,
} from "./scroll-anchor.ts";

/** The size of the visible part, in pixels. */
export interface Viewport {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Everything that a view of a log needs to know about where it stands, and ways to stand elsewhere. */
export interface LogScroll {
  readonly frame: ScrollFrame;
  readonly anchor: Anchor;
  readonly first: number;
  readonly last: number;
  readonly heightPx: number;
  readonly isFollowing: boolean;
  readonly onScroll: () => void;
  readonly moveBy: (deltaPx: number) => void;
  readonly showRow: (row: number, abovePx: number) => void;
  readonly toStart: () => void;
  readonly setFollowing: (isFollowing: boolean) => void;
}

interface ScrollInput {
  readonly scrollerRef: RefObject<HTMLDivElement | null>;
  readonly map: RowMap;
  readonly viewport: Viewport;
  readonly heightOf: (row: number) => number;
  readonly isWrapped: boolean;
  /** Room to leave below the last line. */
  readonly endPx: number;
}

// After this long without a scroll event the scrollbar may be put where it belongs without disturbing anyone.
const restMs = 140;

/**
 * Keeps the place of a view and its scrollbar together. The place is a row and an offset, so lines that arrive, grow or
 * wrap never move what is being read.
 */
export function useLogScroll({ scrollerRef, map, viewport, heightOf, isWrapped, endPx }: ScrollInput): LogScroll {
  const anchorRef = useRef<Anchor>({ row: 0, offsetPx: 0 });
  const knownTop = useRef(0);
  const lastScrollAt = useRef(0);
  const restTimer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [isFollowing, setFollowing] = useState(false);
  const [, redraw] = useReducer((count: number) => count + 1, 0);

  const frame: ScrollFrame = { map, viewportPx: viewport.heightPx, endPx, heightOf, isWrapped };
  const frameRef = useRef(frame);
  frameRef.current = frame;
  anchorRef.current = isFollowing ? anchorAtEnd(frame) : clampAnchor(frame, anchorRef.current);

  const putScrollbar = useCallback(() => {
    const scroller = scrollerRef.current;
    if (scroller === null) return;
    const wanted = scrollTopOf(frameRef.current, anchorRef.current);
    if (Math.abs(scroller.scrollTop - wanted) > 1) scroller.scrollTop = wanted;
    knownTop.current = scroller.scrollTop;
  }, [scrollerRef]);

  useLayoutEffect(() => {
    const isResting = performance.now() - lastScrollAt.current > restMs;
    if (isFollowing || isResting) putScrollbar();
  });
  useEffect(() => () => clearTimeout(restTimer.current), []);

  const goTo = useCallback((anchor: Anchor) => {
    anchorRef.current = anchor;
    lastScrollAt.current = 0;
    setFollowing(false);
    redraw();
  }, []);

  const onScroll = useCallback(() => {
    const scroller = scrollerRef.current;
    if (scroller === null) return;
    const before = knownTop.current;
    const after = scroller.scrollTop;
    if (Math.abs(after - before) < 1) return;
    const now = frameRef.current;
    const anchor = anchorAfterScroll(now, anchorRef.current, before, after);
    knownTop.current = after;
    lastScrollAt.current = performance.now();
    anchorRef.current = anchor;
    clearTimeout(restTimer.current);
    restTimer.current = setTimeout(putScrollbar, restMs);
    // Drawn before the browser paints: the lines never lag behind the scrollbar.
    flushSync(() => {
      setFollowing(isAtEnd(now, anchor) && after >= before);
      redraw();
    });
  }, [scrollerRef, putScrollbar]);

  const moveBy = useCallback(
    (deltaPx: number) => {
      const anchor = moveAnchor(frameRef.current, anchorRef.current, deltaPx);
      goTo(anchor);
      if (deltaPx > 0 && isAtEnd(frameRef.current, anchor)) setFollowing(true);
    },
    [goTo],
  );
  const showRow = useCallback((row: number, abovePx: number) => goTo(anchorShowing(frameRef.current, row, abovePx)), [goTo]);
  const toStart = useCallback(() => goTo({ row: 0, offsetPx: 0 }), [goTo]);

  const anchor = anchorRef.current;
  const { first, last } = rowsInSight(frame, anchor);
  const heightPx = Math.max(viewport.heightPx, scrollHeight(frame));
  return { frame, anchor, first, last, heightPx, isFollowing, onScroll, moveBy, showRow, toStart, setFollowing };
}

/** Measures an element's inside, without its scrollbars, for as long as it is shown. */
export function useViewport(ref: RefObject<HTMLElement | null>): Viewport {
  const [viewport, setViewport] = useState<Viewport>({ widthPx: 0, heightPx: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = () => setViewport({ widthPx: element.clientWidth, heightPx: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return viewport;
}
