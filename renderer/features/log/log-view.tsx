import { type CSSProperties, type KeyboardEvent, type ReactNode, type RefObject, useCallback, useEffect, useRef, useState } from "react";
import type { LogLine } from "../../../shared/contract/logs.ts";
import type { FileLink } from "../../../shared/log/links.ts";
import { LogHead } from "./log-head.tsx";
import { LogRow, type RowTone } from "./log-row.tsx";
import type { LogStep } from "./log-sections.ts";
import { type LogSelection, readSelection } from "./log-selection.ts";
import styles from "./log-view.module.css";
import { headHeightPx, placeOfRow, rowOfLine } from "./row-map.ts";
import type { LogScroll } from "./use-log-scroll.ts";

interface LogViewProps {
  scrollerRef: RefObject<HTMLDivElement | null>;
  scroll: LogScroll;
  steps: readonly LogStep[];
  lineAt: (line: number) => LogLine | null;
  toneOf: (line: number) => RowTone;
  pattern: RegExp | null;
  currentMatch: number | null;
  showsTime: boolean;
  isWrapped: boolean;
  gutterPx: number;
  viewWidthPx: number;
  now: number;
  label: string;
  onToggleStep: (step: number) => void;
  onChooseLine: (line: number) => void;
  onOpenFile: (link: FileLink) => void;
  onCopy: (selection: LogSelection, clipboard: DataTransfer) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  /** Stands over the lower right corner. */
  children?: ReactNode;
}

/** The rows in sight of a log, in a place that scrolls. */
export function LogView(props: LogViewProps) {
  const { scrollerRef, scroll, steps, lineAt, toneOf, pattern, currentMatch, showsTime, isWrapped, gutterPx, now } = props;
  const rowsRef = useRef<HTMLDivElement>(null);
  const selected = useSelection(rowsRef);
  const widthRef = useWidest(rowsRef, isWrapped);
  const { map, viewportPx } = scroll.frame;

  const rows: ReactNode[] = [];
  const drawLine = (line: number, isPinned: boolean) => (
    <LogRow
      key={line}
      number={line}
      line={lineAt(line)}
      tone={toneOf(line)}
      pattern={pattern}
      isCurrentMatch={line === currentMatch}
      showsTime={showsTime}
      isPinned={isPinned}
      onOpenFile={props.onOpenFile}
    />
  );
  const top = placeOfRow(map, scroll.first).section;
  const topStep = steps[top];
  const drawHead = (step: LogStep, section: number) => (
    <LogHead
      key={`step ${section}`}
      step={step}
      now={now}
      isFolded={map.sections[section]?.isFolded === true}
      onToggle={() => props.onToggleStep(section)}
      // The head that stays in sight covers the one of its step.
      isCovered={section === top}
    />
  );
  const inSight = (line: number) => {
    const row = rowOfLine(map, line);
    return row >= scroll.first && row <= scroll.last && placeOfRow(map, row).line === line;
  };
  const pinned = selected === null ? [] : [...new Set([selected.from.line, selected.to.line])].filter((line) => !inSight(line));
  for (const line of pinned) if (rowOfLine(map, line) < scroll.first) rows.push(drawLine(line, true));
  for (let row = scroll.first; row <= scroll.last; row += 1) {
    const place = placeOfRow(map, row);
    const step = steps[place.section];
    if (place.line !== null) rows.push(drawLine(place.line, false));
    else if (step !== undefined) rows.push(drawHead(step, place.section));
  }
  for (const line of pinned) if (rowOfLine(map, line) > scroll.last) rows.push(drawLine(line, true));

  const onClick = useCallback(
    (event: { target: EventTarget }) => {
      const gutter = event.target instanceof Element ? event.target.closest("[data-gutter]") : null;
      const line = Number(gutter?.closest("[data-line]")?.getAttribute("data-line"));
      if (line > 0) props.onChooseLine(line);
    },
    [props.onChooseLine],
  );
  return (
    <div className={styles.frame}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms */}
      <div
        ref={scrollerRef}
        className={styles.scroller}
        role="group"
        aria-label={props.label}
        data-log-lines=""
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
        tabIndex={0}
        onScroll={scroll.onScroll}
        onKeyDown={props.onKeyDown}
        onCopy={(event) => {
          const selection = rowsRef.current === null ? null : readSelection(rowsRef.current);
          if (selection === null) return;
          event.preventDefault();
          props.onCopy(selection, event.clipboardData);
        }}
        data-wrap={isWrapped ? "" : undefined}
      >
        <div
          className={styles.space}
          style={{ height: scroll.heightPx, "--gutter": `${gutterPx}px`, "--view": `${props.viewWidthPx}px` } as CSSProperties}
        >
          <div className={styles.layer} style={{ height: viewportPx }}>
            {topStep !== undefined && (
              <div className={styles.sticky} style={{ transform: `translateY(${-pushedUp(scroll, top)}px)` }}>
                <LogHead
                  step={topStep}
                  now={now}
                  isFolded={map.sections[top]?.isFolded === true}
                  onToggle={() => props.onToggleStep(top)}
                  isCovered={false}
                />
              </div>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the scroller */}
            {/* biome-ignore lint/a11y/noStaticElementInteractions: the numbers inside are what is clicked */}
            <div
              ref={rowsRef}
              className={styles.rows}
              style={{ transform: `translateY(${-scroll.anchor.offsetPx}px)`, minWidth: widthRef }}
              onClick={onClick}
            >
              {rows}
            </div>
          </div>
        </div>
      </div>
      {props.children}
    </div>
  );
}

/** How far the head of the step above is pushed out by the one that comes. */
function pushedUp(scroll: LogScroll, section: number): number {
  const { map } = scroll.frame;
  const next = map.sections[section + 1];
  if (next === undefined || next.firstRow > scroll.first + 3) return 0;
  let top = -scroll.anchor.offsetPx;
  for (let row = scroll.first; row < next.firstRow; row += 1) top += scroll.frame.heightOf(row);
  return Math.max(0, headHeightPx - Math.min(headHeightPx, top));
}

/** The ends of the selection, so that their rows stay while others come and go. */
function useSelection(rowsRef: RefObject<HTMLDivElement | null>): LogSelection | null {
  const [selection, setSelection] = useState<LogSelection | null>(null);
  useEffect(() => {
    const read = () => {
      const next = rowsRef.current === null ? null : readSelection(rowsRef.current);
      setSelection((before) => (before?.from.line === next?.from.line && before?.to.line === next?.to.line ? before : next));
    };
    document.addEventListener("selectionchange", read);
    return () => document.removeEventListener("selectionchange", read);
  }, [rowsRef]);
  return selection;
}

/** The widest that the rows have been: what scrolls sideways must not jump when a long line leaves. */
function useWidest(rowsRef: RefObject<HTMLDivElement | null>, isWrapped: boolean): number | undefined {
  const [widest, setWidest] = useState(0);
  useEffect(() => {
    const width = rowsRef.current?.scrollWidth ?? 0;
    if (!isWrapped && width > widest) setWidest(width);
  });
  return isWrapped || widest === 0 ? undefined : widest;
}
