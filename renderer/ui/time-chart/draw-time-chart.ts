import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import {
  type ChartUnit,
  formatScaleValue,
  lineToken,
  lonelyPoints,
  scaleSplits,
  type TimeData,
  type TimeMark,
  unknownTimes,
  valueScale,
} from "./chart-model.ts";
import { timeLabels } from "./chart-times.ts";
import { axisPx, markToken } from "./chart-tokens.ts";
import { bandsOf } from "./time-bands.ts";

/** Everything that a chart is drawn from. */
export interface TimeSpec {
  readonly data: TimeData;
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
  readonly unit: ChartUnit;
  readonly marks: readonly TimeMark[];
}

/** What does not change while a chart stands. */
export interface TimeLook {
  readonly dashed: readonly boolean[];
  /** Charts with the same key have one cursor. */
  readonly syncKey: string | null;
}

/** Where the cursor is: the place of the step, and CSS pixels from the left of the drawing. */
export interface TimeCursor {
  readonly index: number;
  readonly left: number;
}

/** Told by a drawing. */
export interface TimeEvents {
  onCursor(cursor: TimeCursor | null): void;
  onSelect(from: number, to: number): void;
  /** Drawn for another time or size: what stands over it has to move. */
  onDraw(positionOf: (at: number) => number): void;
}

/** A drawn chart. */
export interface DrawnTimeChart {
  readonly canvas: HTMLCanvasElement;
  update(spec: TimeSpec): void;
  resize(width: number, height: number): void;
  point(index: number | null): void;
  destroy(): void;
}

const axisFont = "500 11px 'Inter Variable', system-ui, sans-serif";
const mostScaleSteps = 4;
// Less than this is a click that slipped.
const leastDragPx = 6;

/** Draws a chart into an element. Colours are read now: a chart of another theme is another chart. */
export function drawTimeChart(element: HTMLElement, first: TimeSpec, look: TimeLook, events: TimeEvents): DrawnTimeChart {
  const style = getComputedStyle(element);
  const color = (token: string) => style.getPropertyValue(token).trim();
  let spec = first;
  let scale = valueScale(spec.data.lines, spec.unit, mostScaleSteps);
  const axis = { font: axisFont, stroke: color("--text-3"), ticks: { show: false } };
  const plot = new UPlot(
    {
      width: Math.max(1, element.clientWidth),
      height: Math.max(1, element.clientHeight),
      ms: 1,
      // The last label of the time may stand at the very end, and is wider than a half of it on each side.
      padding: [8, 18, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: true, y: false, setScale: false, dist: leastDragPx },
        points: { size: 8, width: 2, fill: (_, index) => color(lineToken(index - 1)), stroke: () => color("--surface") },
        ...(look.syncKey === null ? {} : { sync: { key: look.syncKey, setSeries: false } }),
      },
      scales: { x: { time: true, range: () => [spec.from, spec.to] }, y: { range: () => [0, scale.max] } },
      axes: [
        { ...axis, size: 24, gap: 8, space: 76, grid: { show: false }, values: (_, splits, __, ___, step) => timeLabels(splits, step) },
        {
          ...axis,
          size: axisPx,
          gap: 8,
          grid: { stroke: color("--grid"), width: 1 },
          splits: () => scaleSplits(scale),
          values: (_, splits) => splits.map((value) => formatScaleValue(value, spec.unit)),
        },
      ],
      series: [
        {},
        ...look.dashed.map((isDashed, index) => ({
          stroke: color(lineToken(index)),
          width: isDashed ? 1.5 : 2,
          spanGaps: false,
          points: {
            show: true,
            size: 5,
            width: 0,
            fill: color(lineToken(index)),
            filter: (of: UPlot, series: number) => lonelyPoints(of.data[series] as (number | null)[]),
          },
          ...(isDashed ? { dash: [5, 3] } : {}),
          ...(look.dashed.length === 1 ? { fill: `color-mix(in oklab, ${color(lineToken(index))} 12%, transparent)` } : {}),
        })),
      ],
      hooks: {
        drawClear: [(of) => drawGround(of, spec, color)],
        draw: [
          (of) => {
            drawMarks(of, spec, color);
            events.onDraw((at) => of.valToPos(at, "x"));
          },
        ],
        setCursor: [
          ({ cursor }) => {
            const { idx, left = -1 } = cursor;
            events.onCursor(idx == null || left < 0 ? null : { index: idx, left });
          },
        ],
        setSelect: [
          (of) => {
            const { left, width } = of.select;
            if (width < leastDragPx) return;
            events.onSelect(of.posToVal(left, "x"), of.posToVal(left + width, "x"));
            of.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
          },
        ],
      },
    },
    columnsOf(spec.data),
    element,
  );
  return {
    canvas: plot.ctx.canvas,
    update: (next) => {
      spec = next;
      scale = valueScale(spec.data.lines, spec.unit, mostScaleSteps);
      plot.setData(columnsOf(spec.data), true);
    },
    resize: (width, height) => plot.setSize({ width: Math.max(1, width), height: Math.max(1, height) }),
    point: (index) => {
      const at = index === null ? undefined : spec.data.at[index];
      plot.setCursor(at === undefined ? { left: -10, top: -10 } : { left: plot.valToPos(at, "x"), top: 24 });
    },
    destroy: () => plot.destroy(),
  };
}

function columnsOf({ at, lines }: TimeData): UPlot.AlignedData {
  return [at as number[], ...(lines as (number | null)[][])];
}

/** What nobody knows is hatched, so that it looks neither good nor bad. */
function drawGround(plot: UPlot, { data, from, to, stepMs }: TimeSpec, color: (token: string) => string): void {
  const { ctx, bbox } = plot;
  const gap = 6 * devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = color("--grid");
  ctx.lineWidth = devicePixelRatio;
  for (const unknown of unknownTimes(data, from, to, stepMs)) {
    const left = plot.valToPos(unknown.from, "x", true);
    const right = plot.valToPos(unknown.to, "x", true);
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, bbox.top, right - left, bbox.height);
    ctx.clip();
    ctx.beginPath();
    for (let x = left - bbox.height; x < right; x += gap) {
      ctx.moveTo(x, bbox.top + bbox.height);
      ctx.lineTo(x + bbox.height, bbox.top);
    }
    ctx.stroke();
    ctx.restore();
  }
  ctx.restore();
}

function drawMarks(plot: UPlot, { marks, from, to }: TimeSpec, color: (token: string) => string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.globalAlpha = 0.1;
  for (const band of bandsOf(marks, to)) {
    const left = plot.valToPos(band.from, "x", true);
    ctx.fillStyle = color(band.token);
    ctx.fillRect(left, bbox.top, plot.valToPos(band.to, "x", true) - left, bbox.height);
  }
  ctx.globalAlpha = 0.9;
  for (const mark of marks) {
    if (mark.at < from || mark.at > to) continue;
    const left = plot.valToPos(mark.at, "x", true);
    ctx.strokeStyle = color(markToken(mark));
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash(mark.kind === "deployment" ? [3 * devicePixelRatio, 3 * devicePixelRatio] : []);
    ctx.beginPath();
    ctx.moveTo(left, bbox.top);
    ctx.lineTo(left, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}
