import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import { secondMs } from "../../../shared/time.ts";
import { useTheme } from "../use-theme.ts";
import { ChartCard } from "./chart-card.tsx";
import { ChartMarks } from "./chart-marks.tsx";
import { formatChartValue, narrowed, type TimeLine } from "./chart-model.ts";
import styles from "./chart-plot.module.css";
import { formatStep } from "./chart-times.ts";
import type { DrawnTimeChart, TimeCursor, TimeSpec } from "./draw-time-chart.ts";

interface ChartPlotProps {
  title: string;
  spec: TimeSpec;
  lines: readonly TimeLine[];
  syncKey: string | null;
  nothing: string | null;
  isZoomed: boolean;
  onZoom: (range: { from: number; to: number } | null) => void;
  canvasRef: RefObject<HTMLCanvasElement | null>;
}

interface Shown {
  readonly positionOf: (at: number) => number;
}

// Nothing is kept finer than a second; ten of them make a line.
const leastRangeMs = 10 * secondMs;

/** The drawing: one tab stop that arrow keys move in, and one for what happened below it. */
export function ChartPlot({ title, spec, lines, syncKey, nothing, isZoomed, onZoom, canvasRef }: ChartPlotProps) {
  const hostRef = useRef<HTMLDivElement>(null);
  const chartRef = useRef<DrawnTimeChart | null>(null);
  const specRef = useRef(spec);
  specRef.current = spec;
  const onZoomRef = useRef(onZoom);
  onZoomRef.current = onZoom;
  const [cursor, setCursor] = useState<TimeCursor | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const [isHere, setHere] = useState(false);
  const theme = useTheme();
  const dashed = lines.map((line) => (line.isDashed === true ? "d" : "s")).join("");

  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme needs another drawing
  useEffect(() => {
    const host = hostRef.current;
    if (host === null) return;
    let isGone = false;
    let drawn: DrawnTimeChart | null = null;
    const observer = new ResizeObserver(() => drawn?.resize(host.clientWidth, host.clientHeight));
    // Only pages with charts need the library, so only these wait for it.
    void import("./draw-time-chart.ts").then(({ drawTimeChart }) => {
      if (isGone) return;
      const look = { dashed: [...dashed].map((letter) => letter === "d"), syncKey };
      drawn = drawTimeChart(host, specRef.current, look, {
        onCursor: setCursor,
        onDraw: (positionOf) => setShown({ positionOf }),
        onSelect: (from, to) => {
          const { from: least, to: most } = specRef.current;
          onZoomRef.current(narrowed({ from, to }, { from: least, to: most }, leastRangeMs));
        },
      });
      chartRef.current = drawn;
      canvasRef.current = drawn.canvas;
      observer.observe(host);
    });
    return () => {
      isGone = true;
      observer.disconnect();
      drawn?.destroy();
      chartRef.current = null;
      canvasRef.current = null;
    };
  }, [dashed, syncKey, theme, canvasRef]);

  const { data, from, to, stepMs, unit, marks } = spec;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the parts of the specification, which is made anew each time
  useEffect(() => chartRef.current?.update(spec), [data, from, to, stepMs, unit, marks]);

  const isKnown = (index: number) => data.lines.some((values) => values[index] != null);
  const last = data.at.findLastIndex((_, index) => isKnown(index));
  const active = Math.min(cursor?.index ?? last, data.at.length - 1);
  const activeAt = data.at[Math.max(0, active)] ?? from;

  function zoomAround(factor: number): void {
    const length = (to - from) * factor;
    const middle = cursor === null ? (from + to) / 2 : activeAt;
    const range = { from: middle - length / 2, to: middle + length / 2 };
    onZoom(narrowed(range, factor < 1 ? { from, to } : { from: range.from, to: Math.max(to, Date.now()) }, leastRangeMs));
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const move = (index: number) => chartRef.current?.point(Math.max(0, Math.min(data.at.length - 1, index)));
    const stride = event.shiftKey ? 10 : 1;
    if (event.key === "ArrowLeft") move(cursor === null ? active : active - stride);
    else if (event.key === "ArrowRight") move(cursor === null ? active : active + stride);
    else if (event.key === "Home") move(0);
    else if (event.key === "End") move(last);
    else if (event.key === "Enter" || event.key === "+" || event.key === "=") zoomAround(0.5);
    else if (event.key === "-") zoomAround(2);
    else if (event.key === "0" && isZoomed) onZoom(null);
    else if (event.key === "Escape" && cursor !== null) chartRef.current?.point(null);
    else if (event.key === "Escape" && isZoomed) onZoom(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  const isCardShown = cursor !== null && isHere && data.at.length > 0;
  return (
    <>
      <div className={styles.frame}>
        <div
          ref={hostRef}
          className={styles.host}
          role="slider"
          tabIndex={0}
          aria-label={`${title}: arrow keys read it, plus and minus zoom`}
          aria-orientation="horizontal"
          aria-valuemin={from}
          aria-valuemax={to}
          aria-valuenow={activeAt}
          aria-valuetext={last < 0 ? "Nothing is known" : describe(spec, lines, active)}
          onKeyDown={onKeyDown}
          onPointerEnter={() => setHere(true)}
          onPointerLeave={() => setHere(document.activeElement === hostRef.current)}
          onFocus={() => setHere(true)}
          onBlur={() => {
            setHere(false);
            chartRef.current?.point(null);
          }}
          onDoubleClick={() => isZoomed && onZoom(null)}
        />
        {last < 0 && nothing !== null && <p className={styles.none}>{nothing}</p>}
        {isCardShown && <ChartCard spec={spec} lines={lines} index={active} left={cursor.left} width={hostRef.current?.clientWidth ?? 0} />}
      </div>
      <ChartMarks title={title} marks={marks} from={from} to={to} positionOf={shown?.positionOf ?? null} onZoom={onZoom} />
    </>
  );
}

function describe({ data, stepMs, unit }: TimeSpec, lines: readonly TimeLine[], index: number): string {
  const values = lines.map(({ name }, place) => {
    const value = data.lines[place]?.[index];
    return `${name} ${value == null ? "not known" : formatChartValue(value, unit)}`;
  });
  return `${formatStep(data.at[index] ?? 0, stepMs)}: ${values.join(", ")}`;
}
