import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from "react";
import { createPortal } from "react-dom";
import type { Look } from "../../shared/stage-groups.ts";
import styles from "./bars.module.css";
import { classNames } from "./class-names.ts";
import { StatusIcon } from "./status-icon.tsx";
import { StatusWord, statusWord } from "./status-word.tsx";

/** One bar: its colour is the status, its height the value. */
export interface Bar {
  readonly key: string;
  readonly status: Look;
  /** `null` draws the least height. */
  readonly value: number | null;
  /** What the tip says after the status, such as `after 2.3 s`. */
  readonly fact: string;
  /** The tip's second line, in words. */
  readonly detail: string;
  /** The top of the bar in another colour, such as what failed among all: never too thin to be seen. Its status is the bar's in words. */
  readonly cap?: { readonly status: Look; readonly value: number };
}

interface BarsProps {
  /** Its accessible name, such as `Last 20 runs of unit`. */
  label: string;
  /** The oldest first. */
  bars: readonly Bar[];
  /** How many bars there is room for; the oldest go first. */
  capacity?: number;
  /** CSS pixels of one bar; the gap stays. */
  barWidth?: number;
  height?: number;
  /** The value of a bar of full height; the greatest of those that are shown when left out. */
  fullValue?: number;
  /** Where the Tab key stops; -1 for bars that are reached in another way. */
  tabIndex?: number;
  onOpen?: (bar: Bar) => void;
}

const defaultWidth = 6;
const gap = 2;
const leastHeight = 3;

/** Past results as a row of bars. One tab stop: arrow keys move along, Enter opens; a pointer does the same. */
export function Bars({ label, bars, capacity = 20, barWidth = defaultWidth, height = 24, fullValue = 0, tabIndex = 0, onOpen }: BarsProps) {
  const shown = bars.slice(-capacity);
  const [active, setActive] = useState<number | null>(null);
  const element = useRef<HTMLDivElement>(null);
  const bar = active === null ? undefined : shown[active];

  function onKeyDown(event: KeyboardEvent): void {
    const from = active ?? shown.length - 1;
    const next = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: shown.length - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      setActive(Math.min(shown.length - 1, Math.max(0, next)));
    } else if (event.key === "Enter" && bar !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      onOpen?.(bar);
    }
  }
  const under = (event: PointerEvent) => {
    const index = Math.floor((event.clientX - event.currentTarget.getBoundingClientRect().left) / (barWidth + gap));
    return index >= 0 && index < shown.length ? index : null;
  };

  if (shown.length === 0) return <div className={styles.none} style={{ height }} />;
  return (
    <div
      ref={element}
      role="slider"
      tabIndex={tabIndex}
      aria-label={label}
      aria-valuemin={1}
      aria-valuemax={shown.length}
      aria-valuenow={(active ?? shown.length - 1) + 1}
      aria-valuetext={describe(shown[active ?? shown.length - 1])}
      aria-orientation="horizontal"
      className={classNames(styles.bars, onOpen !== undefined && styles.open)}
      onKeyDown={onKeyDown}
      onFocus={(event) => event.currentTarget.matches(":focus-visible") && setActive(shown.length - 1)}
      onBlur={() => setActive(null)}
      onPointerMove={(event) => setActive(under(event))}
      onPointerLeave={() => setActive(null)}
      onClick={() => bar !== undefined && onOpen?.(bar)}
    >
      <svg width={shown.length * (barWidth + gap) - gap} height={height} aria-hidden="true">
        {active !== null && (
          <rect x={active * (barWidth + gap) - 1} width={barWidth + 2} height={height} rx="2" className={styles.column} />
        )}
        {[...pathsOf(shown, { barWidth, height, fullValue })].map(([status, path]) => (
          <path key={status} d={path} className={styles[status]} />
        ))}
      </svg>
      {bar !== undefined && active !== null && <Tip anchor={element.current} left={active * (barWidth + gap)} bar={bar} />}
    </div>
  );
}

function describe(bar: Bar | undefined): string {
  return bar === undefined ? "" : `${statusWord(saidStatus(bar))} ${bar.fact}, ${bar.detail}`;
}

function saidStatus(bar: Bar): Look {
  return bar.cap?.status ?? bar.status;
}

/** One path per status instead of one element per bar: a board may hold thousands of bars. */
function pathsOf(bars: readonly Bar[], size: { barWidth: number; height: number; fullValue: number }): Map<Look, string> {
  const { barWidth, height } = size;
  const max = Math.max(1, size.fullValue, ...bars.map((bar) => bar.value ?? 0));
  const paths = new Map<Look, string>();
  for (const [index, bar] of bars.entries()) {
    const barHeight = Math.max(leastHeight, Math.round(((bar.value ?? 0) / max) * height));
    const x = index * (barWidth + gap);
    const add = (status: Look, path: string) => paths.set(status, (paths.get(status) ?? "") + path);
    if (bar.cap === undefined) {
      add(bar.status, `M${x} ${height}v${1 - barHeight}q0-1 1-1h${barWidth - 2}q1 0 1 1v${barHeight - 1}z`);
      continue;
    }
    const capHeight = Math.min(barHeight, Math.max(leastHeight, Math.round((bar.cap.value / max) * height)));
    const rest = barHeight - capHeight;
    if (rest > 0) add(bar.status, `M${x} ${height}v${-rest}h${barWidth}v${rest}z`);
    add(bar.cap.status, `M${x} ${height - rest}v${1 - capHeight}q0-1 1-1h${barWidth - 2}q1 0 1 1v${capHeight - 1}z`);
  }
  return paths;
}

function Tip({ anchor, left, bar }: { anchor: HTMLElement | null; left: number; bar: Bar }): ReactNode {
  const box = anchor?.getBoundingClientRect();
  if (box === undefined) return null;
  return createPortal(
    <div
      className={styles.tip}
      aria-hidden="true"
      style={{ left: Math.max(8, Math.min(box.left + left - 24, window.innerWidth - 250)), top: box.bottom + 8 }}
    >
      <span className={styles.tipHead}>
        <StatusIcon status={saidStatus(bar)} size={14} />
        <StatusWord status={saidStatus(bar)} />
        <span>{bar.fact}</span>
      </span>
      <span>{bar.detail}</span>
    </div>,
    document.body,
  );
}
