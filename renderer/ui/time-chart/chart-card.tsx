import styles from "./chart-card.module.css";
import { formatChartValue, lineToken, type TimeLine, type TimeMark } from "./chart-model.ts";
import { formatStep } from "./chart-times.ts";
import { axisPx, markToken } from "./chart-tokens.ts";
import type { TimeSpec } from "./draw-time-chart.ts";

interface ChartCardProps {
  spec: TimeSpec;
  lines: readonly TimeLine[];
  index: number;
  /** Of the cursor, in CSS pixels from the left of the drawing. */
  left: number;
  /** Of the drawing with its axis. */
  width: number;
}

const cardPx = 212;
const mostMarks = 3;

/** What is known of the step under the cursor, and what happened then. */
export function ChartCard({ spec, lines, index, left, width }: ChartCardProps) {
  const { data, stepMs, unit, marks } = spec;
  const at = data.at[index] ?? spec.from;
  const isKnown = data.lines.some((values) => values[index] != null);
  const then = marks.filter((mark) => isThen(mark, at, stepMs)).slice(0, mostMarks);
  const right = axisPx + left + 16;
  return (
    <div
      className={styles.card}
      aria-hidden="true"
      style={{ width: cardPx, left: right + cardPx > width ? axisPx + left - cardPx - 16 : right }}
    >
      <b>{formatStep(at, stepMs)}</b>
      {!isKnown && <span className={styles.quiet}>Nothing is known</span>}
      {isKnown &&
        lines.map(({ name }, place) => {
          const value = data.lines[place]?.[index];
          return (
            <span key={name} className={styles.line}>
              <i style={{ background: `var(${lineToken(place)})` }} />
              {name}
              <b>{value == null ? "–" : formatChartValue(value, unit)}</b>
            </span>
          );
        })}
      {then.map((mark) => (
        <span key={`${mark.kind} ${mark.at} ${mark.text}`} className={styles.mark}>
          <i style={{ background: `var(${markToken(mark)})` }} />
          <span>{mark.text}</span>
        </span>
      ))}
    </div>
  );
}

function isThen({ at, until, isOpen }: TimeMark, step: number, stepMs: number): boolean {
  return at < step + stepMs && (until ?? (isOpen ? Number.POSITIVE_INFINITY : at)) >= step;
}
