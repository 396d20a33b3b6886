import { type KeyboardEvent, type RefObject, useCallback } from "react";
import type { Phase } from "../../../../shared/pipeline/phases.ts";
import type { Column } from "../board-model.ts";
import { type Move, moveFrom } from "./card-navigation.ts";
import { cardPitch } from "./visible-rows.ts";

const moves: Readonly<Record<string, Move>> = {
  j: "down",
  J: "down",
  ArrowDown: "down",
  k: "up",
  K: "up",
  ArrowUp: "up",
  ArrowLeft: "left",
  ArrowRight: "right",
  Home: "first",
  End: "last",
};

/** Moves the focus from card to card, also to those that are not drawn yet. */
export function useCardKeys(scroller: RefObject<HTMLElement | null>, columns: readonly Column[]) {
  const focusStage = useCallback(
    (stage: string) => {
      const element = scroller.current;
      if (element === null) return;
      const row = columns.map(({ cards }) => cards.findIndex((card) => card.stage.name === stage)).find((index) => index >= 0) ?? 0;
      bringRowNear(element, row);
      // A card far away is drawn only after the scroll has been seen.
      requestAnimationFrame(() => requestAnimationFrame(() => focusOn(element, `[data-stage="${CSS.escape(stage)}"]`)));
    },
    [scroller, columns],
  );

  function onKeyDown(event: KeyboardEvent): void {
    const move = moves[event.key];
    if (move === undefined || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const from = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-stage]") : null;
    const next = moveFrom(columns, from?.dataset.stage ?? null, move);
    if (from === null || next === null) return;
    event.preventDefault();
    const drawn = scroller.current?.querySelector<HTMLElement>(`[data-stage="${CSS.escape(next)}"]`);
    if (drawn == null) focusStage(next);
    else focusCard(drawn);
  }

  const focusPhase = useCallback(
    (phase: Phase) => {
      const element = scroller.current;
      if (element === null) return;
      element.scrollTop = 0;
      const within = `[data-phase="${phase}"]`;
      requestAnimationFrame(() => requestAnimationFrame(() => focusOn(element, `${within} [data-stage], ${within} button, ${within} a`)));
    },
    [scroller],
  );
  return { onKeyDown, focusPhase };
}

function bringRowNear(element: HTMLElement, row: number): void {
  const top = row * cardPitch;
  if (top < element.scrollTop || top > element.scrollTop + element.clientHeight)
    element.scrollTop = Math.max(0, top - element.clientHeight / 2);
}

function focusOn(within: HTMLElement, selector: string): void {
  const element = within.querySelector<HTMLElement>(selector);
  if (element !== null) focusCard(element);
}

/** Sideways as far as needed; up and down so that the sticky head never covers the card. */
function focusCard(element: HTMLElement): void {
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "auto" });
}
