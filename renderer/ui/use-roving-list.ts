import { type FocusEvent, type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";

/** What makes a list one stop for the Tab key. Rows carry `data-row` with their key, the part that takes the focus `data-item`. */
export interface RovingList {
  /** For the list. */
  readonly listProps: {
    ref: RefObject<HTMLUListElement | null>;
    onFocus: (event: FocusEvent<HTMLElement>) => void;
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  };
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
 * Arrows, Home and End move from there. `keys` are those of the rows that are drawn. When the row with the focus is taken
 * away, the one in its place gets it; not so where rows come and go with scrolling, which `isWhole` says.
 */
export function useRovingList(keys: readonly string[], preferred: string | null = null, isWhole = true): RovingList {
  const ref = useRef<HTMLUListElement>(null);
  const place = useRef(-1);
  const [last, setLast] = useState<string | null>(null);
  const active = [last, preferred].find((key) => key !== null && keys.includes(key)) ?? keys[0];
  useEffect(() => {
    if (!isWhole || last === null) return;
    const index = keys.indexOf(last);
    if (index >= 0) place.current = index;
    else if (document.activeElement === document.body) {
      setLast(null);
      const rows = ref.current?.querySelectorAll<HTMLElement>("[data-item]") ?? [];
      rows[Math.min(place.current, rows.length - 1)]?.focus();
    }
  }, [keys, last, isWhole]);
  return {
    listProps: {
      ref,
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
