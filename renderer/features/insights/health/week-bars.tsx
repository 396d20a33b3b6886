import { type ReactNode, useRef } from "react";
import { useBarChoice } from "../use-bar-choice.ts";
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
  const top = Math.max(...values, ...behind);
  const height = (value: number | undefined) => `${top === 0 ? 0 : ((value ?? 0) / top) * 100}%`;
  const { active, slider } = useBarChoice({
    ...{ label, count: values.length, describe, onOpen },
    placeUnder: ({ clientX, currentTarget }) => {
      const { left, width } = currentTarget.getBoundingClientRect();
      return Math.floor(((clientX - left) / width) * values.length);
    },
  });
  const middle = active === null ? 0 : ((active + 0.5) / values.length) * (ref.current?.clientWidth ?? 0);
  return (
    <div className={styles.frame}>
      <p className={styles.top} aria-hidden="true">
        {formatTop(top)}
      </p>
      <div ref={ref} className={styles.bars} data-opens={onOpen === undefined ? undefined : ""} {...slider}>
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
