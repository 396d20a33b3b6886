import { type PointerEvent as ReactPointerEvent, type RefObject, useCallback, useEffect, useRef, useState } from "react";
import type { PlanItem } from "../../../../shared/contract/plan.ts";
import { gapAt } from "./place.ts";

/** What is being dragged, and where it would be dropped. */
export interface CardDrag {
  readonly item: PlanItem;
  readonly width: number;
  /** `null` while it is over no column. */
  readonly target: { readonly column: string; readonly gap: number } | null;
}

interface Grip {
  readonly item: PlanItem;
  readonly width: number;
  /** Where the card was grabbed, from its corner. */
  readonly grabX: number;
  readonly grabY: number;
  readonly fromX: number;
  readonly fromY: number;
  x: number;
  y: number;
  isLifted: boolean;
  target: CardDrag["target"];
}

// A hand that presses a button moves a little.
const slackPx = 5;
// Near an edge the board scrolls by itself, the faster the nearer.
const edgePx = 56;
const mostPxPerFrame = 22;

/**
 * Drags cards with a mouse or a pen; a finger scrolls. What follows the pointer is moved past React: drawing the board again
 * is needed only when the gap below it changes.
 */
export function useCardDrag(board: RefObject<HTMLElement | null>, onDrop: (item: PlanItem, column: string, gap: number) => void) {
  const [drag, setDrag] = useState<CardDrag | null>(null);
  const ghost = useRef<HTMLDivElement>(null);
  const drop = useRef(onDrop);
  drop.current = onDrop;
  const stop = useRef<(() => void) | null>(null);
  useEffect(() => () => stop.current?.(), []);

  const onGrab = useCallback(
    (event: ReactPointerEvent<HTMLElement>, item: PlanItem) => {
      if (event.button !== 0 || event.pointerType === "touch" || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const rect = event.currentTarget.getBoundingClientRect();
      const { clientX: fromX, clientY: fromY } = event;
      const grip: Grip = {
        item,
        width: rect.width,
        grabX: fromX - rect.left,
        grabY: fromY - rect.top,
        fromX,
        fromY,
        x: fromX,
        y: fromY,
        isLifted: false,
        target: null,
      };
      let frame = 0;

      function show(): void {
        const next = targetAt(board.current, grip);
        if (grip.isLifted && next?.column === grip.target?.column && next?.gap === grip.target?.gap) return;
        grip.isLifted = true;
        grip.target = next;
        setDrag({ item, width: grip.width, target: next });
      }

      function onFrame(): void {
        frame = requestAnimationFrame(onFrame);
        placeGhost(ghost.current, grip);
        if (scrollNearEdge(board.current, grip)) show();
      }

      function onMove(move: PointerEvent): void {
        grip.x = move.clientX;
        grip.y = move.clientY;
        if (!grip.isLifted) {
          if (Math.hypot(grip.x - grip.fromX, grip.y - grip.fromY) < slackPx) return;
          frame = requestAnimationFrame(onFrame);
        }
        show();
      }

      function end(isDropped: boolean, isReleased = true): void {
        cancelAnimationFrame(frame);
        removeEventListener("pointermove", onMove);
        removeEventListener("pointerup", onUp);
        removeEventListener("pointercancel", onCancel);
        removeEventListener("keydown", onKeyDown, true);
        stop.current = null;
        if (!grip.isLifted) return;
        setDrag(null);
        if (isReleased) swallowClick();
        else addEventListener("pointerup", swallowClick, { once: true });
        if (isDropped && grip.target !== null) drop.current(item, grip.target.column, grip.target.gap);
      }

      const onUp = () => end(true);
      const onCancel = () => end(false);
      function onKeyDown(key: KeyboardEvent): void {
        if (key.key !== "Escape") return;
        key.preventDefault();
        key.stopPropagation();
        end(false, false);
      }

      addEventListener("pointermove", onMove);
      addEventListener("pointerup", onUp);
      addEventListener("pointercancel", onCancel);
      addEventListener("keydown", onKeyDown, true);
      stop.current = onCancel;
    },
    [board],
  );

  return { drag, ghost, onGrab };
}

function placeGhost(ghost: HTMLElement | null, { x, y, grabX, grabY }: Grip): void {
  if (ghost === null) return;
  ghost.style.transform = `translate(${x - grabX}px, ${y - grabY}px)`;
  ghost.style.visibility = "visible";
}

/** The column below the pointer, and the gap that the middle of the card is nearest to. */
function targetAt(board: HTMLElement | null, grip: Grip): CardDrag["target"] {
  for (const column of board?.querySelectorAll<HTMLElement>("[data-column]") ?? []) {
    const { left, right } = column.getBoundingClientRect();
    if (grip.x < left || grip.x > right) continue;
    const list = column.querySelector("ul");
    const name = column.dataset.column;
    if (list === null || name === undefined) return null;
    const count = Number(list.dataset.count);
    return { column: name, gap: gapAt(grip.y - grip.grabY - list.getBoundingClientRect().top, count) };
  }
  return null;
}

/** Scrolls what the pointer is at the edge of. Answers whether anything moved. */
function scrollNearEdge(board: HTMLElement | null, { x, y }: Grip): boolean {
  if (board === null) return false;
  const across = speedAt(x, board.getBoundingClientRect(), "left", "right");
  const column = [...board.querySelectorAll<HTMLElement>("[data-column]")].find((one) => {
    const { left, right } = one.getBoundingClientRect();
    return x >= left && x <= right;
  });
  const list = column?.querySelector<HTMLElement>("[data-scroller]") ?? null;
  const down = list === null ? 0 : speedAt(y, list.getBoundingClientRect(), "top", "bottom");
  const before = [board.scrollLeft, list?.scrollTop ?? 0];
  if (across !== 0) board.scrollLeft += across;
  if (list !== null && down !== 0) list.scrollTop += down;
  return board.scrollLeft !== before[0] || (list?.scrollTop ?? 0) !== before[1];
}

function speedAt(at: number, rect: DOMRect, start: "left" | "top", end: "right" | "bottom"): number {
  const fromStart = at - rect[start];
  const fromEnd = rect[end] - at;
  if (rect[end] - rect[start] < 3 * edgePx) return 0;
  if (fromStart < edgePx) return -speedFor(fromStart);
  return fromEnd < edgePx ? speedFor(fromEnd) : 0;
}

function speedFor(distancePx: number): number {
  return Math.ceil(mostPxPerFrame * Math.min(1, (edgePx - distancePx) / edgePx));
}

/** The click that a browser makes of a press and a release would open the card. */
function swallowClick(): void {
  const swallow = (event: MouseEvent) => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }));
}
