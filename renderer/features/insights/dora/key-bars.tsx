import { useBarChoice } from "../use-bar-choice.ts";
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
  const { active, slider } = useBarChoice({
    ...{ label, count: bars.length, describe: (index) => bars[index]?.words ?? "" },
    placeUnder: ({ clientX, currentTarget }) => Math.floor((clientX - currentTarget.getBoundingClientRect().left) / stepPx),
    onOpen: (index) => bars[index] !== undefined && onOpen(bars[index]),
  });
  const last = bars.length - 1;
  if (last < 0) return null;
  return (
    <div className={styles.bars} {...slider}>
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
          {bars[active]?.words}
        </span>
      )}
    </div>
  );
}
