import { type KeyboardEvent, type MouseEvent, type ReactNode, useRef, useState } from "react";
import styles from "./week-bars.module.css";

interface WeekBarsProps {
  /** Its accessible name. */
  label: string;
  /** One a week, the oldest first. */
  values: readonly number[];
  /** Stands lighter behind each, such as a higher percentile. */
  behind?: readonly number[];
  /** The highest value in words. */
  formatTop: (value: number) => string;
  /** What a week says, in words. */
  describe: (index: number) => string;
  /** What the card above the bar shows. */
  renderCard: (index: number) => ReactNode;
  /** The days of the first and the last bar. */
  ends: readonly [string, string];
  /** Absent where there are no rows. */
  onOpen?: (index: number) => void;
}

const cardPx = 204;

/** A bar for each week. One tab stop: arrow keys go from week to week, Enter opens the week's rows; a pointer does the same. */
export function WeekBars({ label, values, behind = values, formatTop, describe, renderCard, ends, onOpen }: WeekBarsProps) {
  const ref = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<number | null>(null);
  const last = values.length - 1;
  const top = Math.max(...values, ...behind);
  const height = (value: number | undefined) => `${top === 0 ? 0 : ((value ?? 0) / top) * 100}%`;
  const onKeyDown = (event: KeyboardEvent) => {
    const from = active ?? last;
    const next = { ArrowLeft: active === null ? from : from - 1, ArrowRight: from + 1, Home: 0, End: last }[event.key];
    if (next !== undefined) setActive(Math.max(0, Math.min(last, next)));
    else if (event.key === "Enter" && active !== null && onOpen !== undefined) onOpen(active);
    else if (event.key === "Escape" && active !== null) setActive(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const under = (event: MouseEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.max(0, Math.min(last, Math.floor(((event.clientX - box.left) / box.width) * values.length)));
  };
  const middle = active === null ? 0 : ((active + 0.5) / values.length) * (ref.current?.clientWidth ?? 0);
  return (
    <div className={styles.frame}>
      <p className={styles.top} aria-hidden="true">
        {formatTop(top)}
      </p>
      <div
        ref={ref}
        className={styles.bars}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={active ?? last}
        aria-valuetext={describe(active ?? last)}
        data-opens={onOpen === undefined ? undefined : ""}
        onKeyDown={onKeyDown}
        onFocus={(event) => event.currentTarget.matches(":focus-visible") && setActive(last)}
        onBlur={() => setActive(null)}
        onPointerMove={(event) => setActive(under(event))}
        onPointerLeave={() => setActive(null)}
        onClick={(event) => onOpen?.(under(event))}
      >
        {values.map((value, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place in time
          <span key={index} className={styles.slot} data-active={index === active ? "" : undefined}>
            <i className={styles.behind} style={{ height: height(behind[index]) }} />
            <i className={styles.bar} style={{ height: height(value) }} />
          </span>
        ))}
        {active !== null && (
          <div
            className={styles.card}
            aria-hidden="true"
            style={{ left: Math.max(0, Math.min(middle - cardPx / 2, (ref.current?.clientWidth ?? cardPx) - cardPx)) }}
          >
            {renderCard(active)}
          </div>
        )}
      </div>
      <p className={styles.ends} aria-hidden="true">
        <span>{ends[0]}</span>
        <span>{ends[1]}</span>
      </p>
    </div>
  );
}
