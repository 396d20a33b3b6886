import { type FocusEvent, type KeyboardEvent, type MouseEvent, useState } from "react";

interface BarChoiceProps {
  /** Its accessible name. */
  label: string;
  count: number;
  /** What a bar says, in words. */
  describe: (index: number) => string;
  /** The bar below a pointer, of all that the drawing is wide; may lie beyond the ends. */
  placeUnder: (event: MouseEvent) => number;
  /** Absent where there are no rows. */
  onOpen?: ((index: number) => void) | undefined;
}

/**
 * What bars need to be walked over with one tab stop: arrow keys go from bar to bar, Enter opens one, Escape lets go; a pointer
 * does the same. Answers the bar that is looked at, `null` without one, and what the element round the bars is given.
 */
export function useBarChoice({ label, count, describe, placeUnder, onOpen }: BarChoiceProps) {
  const [active, setActive] = useState<number | null>(null);
  const last = count - 1;
  const within = (index: number) => Math.max(0, Math.min(last, index));
  const onKeyDown = (event: KeyboardEvent) => {
    const from = active ?? last;
    const next = { ArrowLeft: active === null ? from : from - 1, ArrowRight: from + 1, Home: 0, End: last }[event.key];
    if (next !== undefined) setActive(within(next));
    else if (event.key === "Enter" && onOpen !== undefined) onOpen(from);
    else if (event.key === "Escape" && active !== null) setActive(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const slider = {
    role: "slider",
    tabIndex: 0,
    "aria-label": label,
    "aria-orientation": "horizontal",
    "aria-valuemin": 0,
    "aria-valuemax": last,
    "aria-valuenow": active ?? last,
    "aria-valuetext": describe(active ?? last),
    onKeyDown,
    onFocus: (event: FocusEvent) => event.currentTarget.matches(":focus-visible") && setActive(last),
    onBlur: () => setActive(null),
    onPointerMove: (event: MouseEvent) => setActive(within(placeUnder(event))),
    onPointerLeave: () => setActive(null),
    onClick: (event: MouseEvent) => onOpen?.(within(placeUnder(event))),
  } as const;
  return { active, slider };
}
