import styles from "./spark-line.module.css";

interface SparkLineProps {
  /** The oldest first; `null` where nothing is known. */
  values: readonly (number | null)[];
  /** The value of full height, when it is more than the greatest of them. */
  fullValue?: number;
  /** Which of the chart colours, from 1. */
  series: 1 | 2 | 3 | 4 | 5 | 6;
  width?: number;
  height?: number;
}

/** A small chart beside a number, without words of its own. Its room is there before its values are. */
export function SparkLine({ values, fullValue = 0, series, width = 56, height = 20 }: SparkLineProps) {
  const max = Math.max(fullValue, 0.001, ...values.map((value) => value ?? 0));
  const step = width / Math.max(1, values.length - 1);
  const y = (value: number) => height - 1.5 - (value / max) * (height - 3);
  const color = `var(--series-${series})`;
  return (
    <svg width={width} height={height} aria-hidden="true" className={styles.spark}>
      {piecesOf(values).map((piece) => {
        const points = piece.map(([index, value]) => `${round(index * step)} ${round(y(value))}`);
        const [first, last] = [piece[0]?.[0] ?? 0, piece.at(-1)?.[0] ?? 0];
        return (
          <g key={first}>
            <path
              d={`M${round(first * step)} ${height}L${points.join("L")}L${round(last * step)} ${height}z`}
              fill={`color-mix(in oklab, ${color} 16%, transparent)`}
            />
            {/* One value alone is a dot. */}
            <path
              d={`M${points.join("L")}h0.1`}
              fill="none"
              stroke={color}
              strokeWidth="1.5"
              strokeLinejoin="round"
              strokeLinecap="round"
            />
          </g>
        );
      })}
    </svg>
  );
}

/** The stretches in which every value is known; one alone is a point as wide as a step. */
function piecesOf(values: readonly (number | null)[]): [index: number, value: number][][] {
  const pieces: [number, number][][] = [];
  let isOpen = false;
  for (const [index, value] of values.entries()) {
    if (value === null) isOpen = false;
    else if (isOpen) pieces.at(-1)?.push([index, value]);
    else {
      pieces.push([[index, value]]);
      isOpen = true;
    }
  }
  return pieces;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
