import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";

/** One line of a chart; `token` is the name of its colour in the style sheet. */
export interface ChartLine {
  readonly values: readonly (number | null)[];
  readonly token: string;
  readonly isDashed?: boolean;
}

/** Everything that a chart over days is drawn from. */
export interface ChartSpec {
  readonly days: readonly number[];
  readonly lines: readonly ChartLine[];
  readonly scale: { readonly min: number; readonly max: number; readonly step: number };
  /** Days that are written below. */
  readonly ticks: readonly number[];
  readonly formatValue: (value: number) => string;
  readonly formatDay: (day: number) => string;
  /** Whether the room between the first line and the second, or below the only one, is tinted. */
  readonly isFilled: boolean;
}

/** Where the cursor of a chart is; `null` when it is nowhere. */
export interface ChartCursor {
  readonly index: number;
  readonly left: number;
  readonly top: number;
}

/** A drawn chart. */
export interface DrawnChart {
  resize(width: number, height: number): void;
  /** Puts the cursor on a day, by its place; `null` takes it away. */
  point(index: number | null): void;
  destroy(): void;
}

// Room for the values at the left; the card beside the cursor counts on it.
const axisPx = 58;
const axisFont = "500 11px 'Inter Variable', system-ui, sans-serif";

/** Draws a chart into an element. Colours are read now: a chart of another theme is another chart. */
export function drawChart(element: HTMLElement, spec: ChartSpec, onCursor: (cursor: ChartCursor | null) => void): DrawnChart {
  const style = getComputedStyle(element);
  const color = (token: string) => style.getPropertyValue(token).trim();
  const { days, lines, scale, ticks, isFilled } = spec;
  const first = days[0] ?? 0;
  const last = days[days.length - 1] ?? first;
  const tint = (token: string) => `color-mix(in oklab, ${color(token)} 12%, transparent)`;
  const axis = { font: axisFont, stroke: color("--text-3"), ticks: { show: false } };
  const plot = new UPlot(
    {
      width: Math.max(1, element.clientWidth),
      height: Math.max(1, element.clientHeight),
      padding: [8, 8, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false },
        points: { size: 9, width: 2, fill: (_, index) => color(lines[index - 1]?.token ?? "--accent"), stroke: () => color("--surface") },
      },
      scales: { x: { time: false, range: [first - 0.5, Math.max(first + 1, last) + 0.5] }, y: { range: [scale.min, scale.max] } },
      axes: [
        { ...axis, size: 24, gap: 8, grid: { show: false }, splits: () => [...ticks], values: (_, splits) => splits.map(spec.formatDay) },
        {
          ...axis,
          size: axisPx,
          gap: 8,
          grid: { stroke: color("--grid"), width: 1 },
          splits: () => stepsOf(scale),
          values: (_, splits) => splits.map(spec.formatValue),
        },
      ],
      series: [
        {},
        ...lines.map((line) => {
          const known = line.values.filter((value) => value !== null).length;
          return {
            stroke: color(line.token),
            width: line.isDashed === true ? 1.5 : 2,
            spanGaps: true,
            points: { show: known < 8, size: 6, fill: color(line.token) },
            ...(line.isDashed === true ? { dash: [5, 3] } : {}),
            ...(isFilled && lines.length === 1 ? { fill: tint(line.token) } : {}),
          };
        }),
      ],
      ...(isFilled && lines.length === 2
        ? { bands: [{ series: [2, 1] as [number, number], fill: tint(lines[0]?.token ?? "--accent") }] }
        : {}),
      hooks: {
        setCursor: [
          ({ cursor }) => {
            const { idx, left = -1, top = 0 } = cursor;
            onCursor(idx == null || left < 0 ? null : { index: idx, left, top });
          },
        ],
      },
    },
    [[...days], ...lines.map(({ values }) => [...values])],
    element,
  );
  return {
    resize: (width, height) => plot.setSize({ width, height }),
    point: (index) =>
      plot.setCursor(index === null ? { left: -10, top: -10 } : { left: plot.valToPos(days[index] ?? first, "x"), top: 24 }),
    destroy: () => plot.destroy(),
  };
}

function stepsOf({ min, max, step }: ChartSpec["scale"]): number[] {
  return Array.from({ length: Math.round((max - min) / step) + 1 }, (_, index) => min + index * step);
}
