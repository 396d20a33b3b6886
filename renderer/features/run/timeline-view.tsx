import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import type { RunDetail } from "../../../shared/contract/runs.ts";
import type { StageRunId } from "../../../shared/ids.ts";
import { titleOf } from "../../../shared/stage-groups.ts";
import { formatDuration } from "../../../shared/time.ts";
import { saveTable } from "../../actions/save-table.ts";
import { preferencesStore, setChoice } from "../../state/preferences.ts";
import { classNames } from "../../ui/class-names.ts";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { showIndex } from "./show-index.ts";
import { stagesTable } from "./stages-table.ts";
import { formatTick, layOutTimeline, type Timeline, ticksFor } from "./timeline.ts";
import { LinkShape, RowShape } from "./timeline-shapes.tsx";
import styles from "./timeline-view.module.css";

interface TimelineViewProps {
  detail: RunDetail;
  now: number;
  selectedId: StageRunId | null;
  onSelectStage: (stageRunId: StageRunId) => void;
}

const rowPx = 18;
const axisPx = 18;
// Room for the durations behind the last bars.
const labelPx = 76;
const pxPerTick = 120;

/** When each stage waited and ran, and which of them decided how long it took. */
export function TimelineView({ detail, now, selectedId, onSelectStage }: TimelineViewProps) {
  const isOpen = useStore(preferencesStore, (state) => state.choices["run.timeline"] !== "closed");
  const { run, stages, usualMs, usualP90Ms } = detail;
  const clock = run.finishedAt === null ? now : 0;
  const timeline = useMemo(
    () => layOutTimeline({ run, stages, usualMs, usualP90Ms, now: clock }),
    [run, stages, usualMs, usualP90Ms, clock],
  );
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <section className={styles.timeline} aria-label="Timeline">
      <div className={styles.head}>
        <button
          type="button"
          className={styles.toggle}
          aria-expanded={isOpen}
          onClick={() => setChoice("run.timeline", isOpen ? "closed" : "open")}
        >
          <h2 className={styles.title}>Timeline</h2>
          <Chevron size={14} strokeWidth={2} aria-hidden="true" />
        </button>
        {timeline.criticalPath !== null && (
          <span className={styles.legend} title={timeline.criticalPath.stages.map(titleOf).join(" → ")}>
            <i className={styles.critical} />
            Critical path <b>{formatDuration(timeline.criticalPath.durationMs)}</b>
          </span>
        )}
        {timeline.rows.some(({ wait, isWaitForPerson }) => wait !== null && isWaitForPerson) && (
          <span className={styles.legend}>
            <i className={styles.waiting} data-person="" />
            Waiting for approval
          </span>
        )}
        {timeline.rows.some(({ wait, isWaitForPerson }) => wait !== null && !isWaitForPerson) && (
          <span className={styles.legend}>
            <i className={styles.waiting} />
            Waiting for a worker
          </span>
        )}
        {timeline.usualFinish !== null && (
          <span className={styles.legend}>
            <i className={styles.usual} />
            Usual finish
          </span>
        )}
        <span className={styles.save}>
          <ExportMenu what="the stages" size="small" onSave={(format) => void saveTable(format, stagesTable(run.number, stages, now))} />
        </span>
      </div>
      {isOpen && <Waterfall timeline={timeline} selectedId={selectedId} onSelectStage={onSelectStage} />}
    </section>
  );
}

function Waterfall({
  timeline,
  selectedId,
  onSelectStage,
}: { timeline: Timeline } & Pick<TimelineViewProps, "selectedId" | "onSelectStage">) {
  const scrollerRef = useRef<HTMLDivElement>(null);
  const chartRef = useRef<HTMLDivElement>(null);
  const [widthPx, setWidthPx] = useState(0);
  const { rows, links, usualFinish, endMs } = timeline;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollerRef.current,
    estimateSize: () => rowPx,
    overscan: 12,
    scrollMargin: axisPx,
    scrollPaddingStart: axisPx,
  });

  useLayoutEffect(() => {
    const chart = chartRef.current;
    if (chart === null) return;
    const observer = new ResizeObserver(() => setWidthPx(chart.clientWidth));
    observer.observe(chart);
    return () => observer.disconnect();
  }, []);
  const selectedRow = rows.findIndex(
    ({ stage, earlier }) => stage.id === selectedId || earlier.some((attempt) => attempt.stage.id === selectedId),
  );
  useEffect(() => {
    if (selectedRow >= 0) showIndex(virtual, selectedRow);
  }, [selectedRow, virtual]);

  const x = (ms: number) => (ms / endMs) * Math.max(0, widthPx - labelPx);
  const ticks = ticksFor(endMs * (widthPx / Math.max(1, widthPx - labelPx)), Math.max(2, Math.floor(widthPx / pxPerTick)));
  const stepMs = ticks[1] ?? endMs;
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items[items.length - 1]?.index ?? -1;
  const heightPx = rows.length * rowPx;
  return (
    <ScrollArea ref={scrollerRef} label="Stages on a line of time" className={styles.scroller}>
      <div className={styles.axis}>
        <svg className={styles.ticks} aria-hidden="true">
          {ticks.map((at) => (
            <text key={at} x={x(at) + 4} y={11} className={styles.tick}>
              {formatTick(at, stepMs)}
            </text>
          ))}
        </svg>
      </div>
      <div className={styles.rows} style={{ height: heightPx }}>
        <ul className={styles.names} aria-label="Stages">
          {items.map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const { stage, earlier } = row;
            const isSelected = stage.id === selectedId || earlier.some((attempt) => attempt.stage.id === selectedId);
            return (
              <li
                key={stage.id}
                className={classNames(styles.name, isSelected && styles.selected)}
                style={{ transform: `translateY(${start - axisPx}px)` }}
              >
                <button type="button" tabIndex={-1} onClick={() => onSelectStage(stage.id)} title={titleOf(stage)}>
                  <StatusIcon status={row.look} size={14} />
                  <span className={styles.nameText}>
                    {stage.name} {stage.variant !== "" && <span className={styles.variant}>{stage.variant}</span>}
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
        <div ref={chartRef} className={styles.chart}>
          <svg width="100%" height={heightPx} className={styles.svg} aria-hidden="true">
            {ticks.map((at) => (
              <line key={at} x1={Math.round(x(at)) + 0.5} x2={Math.round(x(at)) + 0.5} y1={0} y2={heightPx} className={styles.grid} />
            ))}
            {usualFinish !== null && (
              <rect
                x={x(usualFinish.fromMs)}
                y={0}
                width={Math.max(3, x(usualFinish.toMs) - x(usualFinish.fromMs))}
                height={heightPx}
                className={styles.band}
              />
            )}
            {links.map((link) => {
              const isNear = Math.max(link.fromRow, link.toRow) >= first && Math.min(link.fromRow, link.toRow) <= last;
              return isNear && <LinkShape key={`${link.fromRow} ${link.toRow}`} link={link} x={x} rowPx={rowPx} />;
            })}
            {items.map(({ index }) => {
              const row = rows[index];
              return row === undefined ? null : (
                <RowShape key={row.stage.id} row={row} top={index * rowPx} x={x} onSelect={onSelectStage} />
              );
            })}
          </svg>
        </div>
      </div>
    </ScrollArea>
  );
}
