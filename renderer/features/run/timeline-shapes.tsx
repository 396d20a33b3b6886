import type { StageRunId } from "../../../shared/ids.ts";
import { lookOf } from "../../../shared/stage-groups.ts";
import { formatDuration } from "../../../shared/time.ts";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { statusWord } from "../../ui/status-word.tsx";
import type { Span, TimelineLink, TimelineRow } from "./timeline.ts";
import styles from "./timeline-view.module.css";

type Scale = (ms: number) => number;

const barTop = 4;
const barHeight = 10;
const leastBar = 3;

interface RowShapeProps {
  row: TimelineRow;
  top: number;
  x: Scale;
  onSelect: (stageRunId: StageRunId) => void;
}

/** One stage: dotted while it waited, a bar for each attempt, the duration of the last behind. */
export function RowShape({ row, top, x, onSelect }: RowShapeProps) {
  const { wait, bar, look, isCritical } = row;
  const isQuiet = !isCritical && (look === "passed" || look === "skipped");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the same stage is chosen by its name, with the keyboard, too
    <g className={styles.row} onClick={() => onSelect(row.stage.id)}>
      <rect x={0} y={top} width="100%" height={18} className={styles.hit} />
      {wait !== null && (
        <line
          x1={x(wait.fromMs) + 1}
          x2={x(wait.toMs)}
          y1={top + 9}
          y2={top + 9}
          className={styles.wait}
          data-person={row.isWaitForPerson ? "" : undefined}
        />
      )}
      {row.earlier.map(({ stage, fromMs, toMs }) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: the same attempt is chosen in the list of stages, with the keyboard, too
        <rect
          key={stage.id}
          x={x(fromMs)}
          y={top + barTop + 2}
          width={Math.max(leastBar, x(toMs) - x(fromMs))}
          height={barHeight - 4}
          rx={2}
          className={styles.bar}
          data-status={lookOf(stage)}
          data-quiet=""
          onClick={(event) => {
            event.stopPropagation();
            onSelect(stage.id);
          }}
        >
          <title>{`Try ${stage.attempt}: ${statusWord(lookOf(stage))} after ${formatDuration(toMs - fromMs)}`}</title>
        </rect>
      ))}
      {bar === null ? <Note row={row} top={top} x={x} /> : <Bar bar={bar} row={row} top={top} x={x} isQuiet={isQuiet} />}
    </g>
  );
}

function Bar({ bar, row, top, x, isQuiet }: { bar: Span; row: TimelineRow; top: number; x: Scale; isQuiet: boolean }) {
  const left = x(bar.fromMs);
  const width = Math.max(leastBar, x(bar.toMs) - left);
  const isFault = row.look === "failed" || row.look === "errored" || row.look === "interrupted";
  return (
    <>
      <rect
        x={left}
        y={top + barTop}
        width={width}
        height={barHeight}
        rx={2}
        className={styles.bar}
        data-status={row.look}
        data-quiet={isQuiet ? "" : undefined}
      />
      {row.isCritical && (
        <rect x={left - 0.5} y={top + barTop - 0.5} width={width + 1} height={barHeight + 1} rx={2.5} className={styles.outline} />
      )}
      <text
        x={left + width + 8}
        y={top + 13}
        className={styles.duration}
        data-critical={row.isCritical ? "" : undefined}
        data-status={isFault ? row.look : undefined}
      >
        {formatDuration(bar.toMs - bar.fromMs)}
      </text>
    </>
  );
}

function Note({ row, top, x }: { row: TimelineRow; top: number; x: Scale }) {
  const left = x(row.noteMs);
  const isPending = row.look === "queued" || row.look === "waiting";
  // What has not happened yet has no place in time; what did not run stands at the run's end, inside of it.
  if (isPending) return null;
  return (
    <g transform={`translate(${Math.max(0, left - 76)} ${top + 2})`}>
      <StatusIcon status={row.look} size={14} />
      <text x={19} y={11} className={styles.duration}>
        {noteWord(row)}
      </text>
    </g>
  );
}

/** Why a stage has no bar. */
function noteWord({ stage, look }: TimelineRow): string {
  return stage.reason === "kept" ? "Kept" : statusWord(look);
}

/** From the end of one stage down, or up, to the start of the next. */
export function LinkShape({ link, x, rowPx }: { link: TimelineLink; x: Scale; rowPx: number }) {
  const from = Math.round(x(link.atMs)) - 0.5;
  const middle = (row: number) => row * rowPx + 9;
  return <path d={`M${from} ${middle(link.fromRow)}V${middle(link.toRow)}H${Math.max(from, x(link.toMs))}`} className={styles.link} />;
}
