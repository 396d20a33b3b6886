import { type FocusEvent, type KeyboardEvent, useState } from "react";

/** What makes a list one stop for the Tab key. Rows carry `data-row` with their key, the part that takes the focus `data-item`. */
export interface RovingList {
  /** For the list. */
  readonly listProps: { onFocus: (event: FocusEvent<HTMLElement>) => void; onKeyDown: (event: KeyboardEvent<HTMLElement>) => void };
  /** For whatever can take the focus in the row. */
  readonly tabIndexOf: (key: string) => 0 | -1;
}

const steps: Readonly<Record<string, (index: number, last: number) => number>> = {
  ArrowDown: (index, last) => Math.min(last, index + 1),
  ArrowUp: (index) => Math.max(0, index - 1),
  Home: () => 0,
  End: (_, last) => last,
};

/**
 * One row of a list can be reached with Tab: the one that had the focus last, else the preferred one, else the first.
 * Arrows, Home and End move from there. `keys` are those of the rows that are drawn.
 */
export function useRovingList(keys: readonly string[], preferred: string | null = null): RovingList {
  const [last, setLast] = useState<string | null>(null);
  const active = [last, preferred].find((key) => key !== null && keys.includes(key)) ?? keys[0];
  return {
    listProps: {
      onFocus: (event) => setLast(rowOf(event.target)?.dataset.row ?? null),
      onKeyDown: (event) => {
        const step = steps[event.key];
        const row = rowOf(event.target);
        if (step === undefined || row === null || event.altKey || event.ctrlKey || event.metaKey) return;
        const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-row]")];
        const next = rows[step(rows.indexOf(row), rows.length - 1)];
        const item = next?.matches("[data-item]") ? next : next?.querySelector<HTMLElement>("[data-item]");
        item?.focus();
        item?.scrollIntoView({ block: "nearest", inline: "nearest" });
        event.preventDefault();
      },
    },
    tabIndexOf: (key) => (key === active ? 0 : -1),
  };
}

function rowOf(target: EventTarget): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-row]") : null;
}
