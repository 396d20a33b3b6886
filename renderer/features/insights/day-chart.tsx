import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useTheme } from "../../ui/use-theme.ts";
import styles from "./day-chart.module.css";
import type { ChartCursor, ChartSpec, DrawnChart } from "./draw-chart.ts";

interface DayChartProps {
  /** Its accessible name. */
  label: string;
  spec: ChartSpec;
  /** Days on which something else happened, by their place; `isBad` when it was taken back. */
  marks?: readonly { readonly index: number; readonly isBad: boolean }[];
  /** What a day says, in words. */
  describe: (index: number) => string;
  /** What the card beside the cursor shows. */
  renderCard: (index: number) => ReactNode;
  /** Whether there is something to say of a day; others are stepped over. */
  hasValue: (index: number) => boolean;
  onOpen: (index: number) => void;
  /** Stands in the chart when no day has a value. */
  nothing: string;
}

const noMarks: NonNullable<DayChartProps["marks"]> = [];

const cardPx = 188;
// As in the drawing, which is not loaded yet when this is.
const axisPx = 58;

/** Lines over days. One tab stop: arrow keys go from day to day, Enter opens the day's runs; a pointer does the same. */
export function DayChart({ label, spec, marks = noMarks, describe, renderCard, hasValue, onOpen, nothing }: DayChartProps) {
  const hostRef = useRef<HTMLDivElement>(null);
  const chartRef = useRef<DrawnChart | null>(null);
  const [cursor, setCursor] = useState<ChartCursor | null>(null);
  const theme = useTheme();
  const { days } = spec;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme needs another drawing
  useEffect(() => {
    const host = hostRef.current;
    if (host === null) return;
    let isGone = false;
    let drawn: DrawnChart | null = null;
    const observer = new ResizeObserver(() => drawn?.resize(host.clientWidth, host.clientHeight));
    // Only this screen needs the library, so only this screen waits for it.
    void import("./draw-chart.ts").then(({ drawChart }) => {
      if (isGone) return;
      drawn = drawChart(host, spec, setCursor);
      chartRef.current = drawn;
      observer.observe(host);
    });
    return () => {
      isGone = true;
      observer.disconnect();
      drawn?.destroy();
      chartRef.current = null;
    };
  }, [spec, theme]);

  const last = lastWith(hasValue, days.length - 1, -1);
  const active = cursor?.index ?? last;
  const move = (from: number, step: 1 | -1) => {
    const next = lastWith(hasValue, from, step);
    if (next >= 0 && next < days.length) chartRef.current?.point(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowLeft") move(cursor === null ? active : active - 1, -1);
    else if (event.key === "ArrowRight") move(active + 1, 1);
    else if (event.key === "Home") move(0, 1);
    else if (event.key === "End") move(days.length - 1, -1);
    else if (event.key === "Enter" && cursor !== null) onOpen(cursor.index);
    else if (event.key === "Escape") chartRef.current?.point(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const isCardLeft = cursor !== null && cursor.left > cardPx + 24;
  return (
    <div className={styles.frame}>
      <div
        ref={hostRef}
        className={styles.host}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-orientation="horizontal"
        aria-valuemin={days[0] ?? 0}
        aria-valuemax={days[days.length - 1] ?? 0}
        aria-valuenow={days[Math.max(0, active)] ?? 0}
        aria-valuetext={active < 0 ? "No data" : describe(active)}
        onKeyDown={onKeyDown}
        onBlur={() => chartRef.current?.point(null)}
        onClick={() => cursor !== null && hasValue(cursor.index) && onOpen(cursor.index)}
      />
      {marks.length > 0 && (
        <div className={styles.marks} aria-hidden="true">
          {marks.map(({ index, isBad }) => (
            <i key={index} data-bad={isBad || undefined} style={{ left: `${((index + 0.5) / days.length) * 100}%` }} />
          ))}
        </div>
      )}
      {last < 0 && <p className={styles.none}>{nothing}</p>}
      {cursor !== null && hasValue(cursor.index) && (
        <div
          className={styles.card}
          aria-hidden="true"
          style={{ width: cardPx, left: axisPx + cursor.left + (isCardLeft ? -cardPx - 16 : 16) }}
        >
          {renderCard(cursor.index)}
        </div>
      )}
    </div>
  );
}

/** The nearest place from `from` on, in the direction of `step`, that has a value; outside of the days when there is none. */
function lastWith(hasValue: (index: number) => boolean, from: number, step: 1 | -1): number {
  for (let index = from; index >= 0 && index < 1_000; index += step) if (hasValue(index)) return index;
  return -1;
}
