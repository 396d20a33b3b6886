import { type KeyboardEvent, type MouseEvent, useState } from "react";
import type { KeyBar } from "./dora-figures.ts";
import styles from "./key-bars.module.css";

interface KeyBarsProps {
  /** Its accessible name. */
  label: string;
  bars: readonly KeyBar[];
  onOpen: (bar: KeyBar) => void;
}

const stepPx = 8;
const heightPx = 40;

/** Small bars of weeks. One tab stop: arrow keys go from bar to bar, Enter opens its rows; a pointer does the same. */
export function KeyBars({ label, bars, onOpen }: KeyBarsProps) {
  const [active, setActive] = useState<number | null>(null);
  const last = bars.length - 1;
  const shown = bars[active ?? last];
  if (shown === undefined) return null;
  const onKeyDown = (event: KeyboardEvent) => {
    const from = active ?? last;
    const next = { ArrowLeft: active === null ? from : from - 1, ArrowRight: from + 1, Home: 0, End: last }[event.key];
    if (next !== undefined) setActive(Math.max(0, Math.min(last, next)));
    else if (event.key === "Enter") onOpen(shown);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const placeUnder = ({ clientX, currentTarget }: MouseEvent) =>
    Math.max(0, Math.min(last, Math.floor((clientX - currentTarget.getBoundingClientRect().left) / stepPx)));
  return (
    <div
      className={styles.bars}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={active ?? last}
      aria-valuetext={shown.words}
      onKeyDown={onKeyDown}
      onFocus={(event) => event.currentTarget.matches(":focus-visible") && setActive(last)}
      onBlur={() => setActive(null)}
      onPointerMove={(event) => setActive(placeUnder(event))}
      onPointerLeave={() => setActive(null)}
      onClick={(event) => onOpen(bars[placeUnder(event)] ?? shown)}
    >
      <svg width={bars.length * stepPx - 2} height={heightPx} aria-hidden="true">
        {bars.map(({ share, fromDay }, index) => {
          const height = Math.max(2, Math.round(share * (heightPx - 2)));
          return (
            <rect
              key={fromDay}
              x={index * stepPx}
              y={heightPx - height}
              width={stepPx - 2}
              height={height}
              rx="1"
              data-last={index === (active ?? last) ? "" : undefined}
            />
          );
        })}
      </svg>
      {active !== null && (
        <span className={styles.words} aria-hidden="true">
          {shown.words}
        </span>
      )}
    </div>
  );
}
