import { memo } from "react";
import type { LaneRow, Segment } from "../../../../shared/graph/lanes.ts";
import styles from "./lane-picture.module.css";

const lanePx = 14;
const mostLanes = 12;

/** How wide the lines of some rows are, in CSS pixels. */
export function lanesWidthPx(rows: readonly LaneRow[]): number {
  return Math.min(mostLanes, Math.max(1, ...rows.map(({ width }) => width))) * lanePx + 8;
}

/** The lines and the commit of one row. Lanes that there is no room for are cut at the right. */
export const LanePicture = memo(function LanePicture({ row, heightPx, isMerge }: { row: LaneRow; heightPx: number; isMerge: boolean }) {
  const middle = heightPx / 2;
  return (
    <svg className={styles.picture} width="100%" height={heightPx} aria-hidden="true">
      {row.above.map((segment) => (
        <path key={`a${segment.from} ${segment.to}`} d={pathOf(segment, 0, middle)} data-color={segment.color} />
      ))}
      {row.below.map((segment) => (
        <path key={`b${segment.from} ${segment.to}`} d={pathOf(segment, middle, heightPx)} data-color={segment.color} />
      ))}
      <circle cx={x(row.lane)} cy={middle} r={isMerge ? 3 : 4} data-color={row.color} data-merge={isMerge ? "" : undefined} />
    </svg>
  );
});

function x(lane: number): number {
  return lane * lanePx + 11;
}

/** Straight down, or leaning over in an even curve. */
function pathOf({ from, to }: Segment, top: number, bottom: number): string {
  if (from === to) return `M${x(from)} ${top}V${bottom}`;
  const middle = (top + bottom) / 2;
  return `M${x(from)} ${top}C${x(from)} ${middle} ${x(to)} ${middle} ${x(to)} ${bottom}`;
}
