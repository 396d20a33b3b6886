import type { LogLine } from "../../../shared/contract/logs.ts";
import { styleLine } from "./styled-line.ts";
import type { LogMark } from "./use-log-marks.ts";

/** How far apart the lines of the overview are, in pixels, when there is room for all of them. */
export const slotPx = 3;

/** One stroke of the overview, which stands for one line or for many. */
export interface MapStroke {
  readonly y: number;
  /** Where it begins and ends, as shares of the width. */
  readonly from: number;
  readonly to: number;
  readonly color: "text" | "red" | "green" | "yellow";
  /** `mark` stands for an error or a warning, `guess` for lines that were not read yet. */
  readonly kind: "line" | "mark" | "guess";
}

// Longer lines look all the same in an overview.
const fullWidthCells = 110;
const guessedWidth = 0.4;

/** The strokes of an overview that is `heightPx` high: lines that are at hand, and every mark. */
export function drawMap(
  totalLines: number,
  heightPx: number,
  lineAt: (line: number) => LogLine | null,
  marks: readonly LogMark[],
): MapStroke[] {
  const slots = Math.max(1, Math.floor(heightPx / slotPx));
  const linesPerSlot = Math.max(1, totalLines / slots);
  const strokes: MapStroke[] = [];
  const marked = new Map<number, LogMark>();
  for (const mark of marks) {
    const slot = Math.floor((mark.line - 1) / linesPerSlot);
    if (marked.get(slot)?.kind !== "error") marked.set(slot, mark);
  }
  for (let slot = 0; slot < Math.min(slots, totalLines); slot += 1) {
    const mark = marked.get(slot);
    const line = lineAt(mark?.line ?? Math.floor(slot * linesPerSlot) + 1);
    const shape = line === null ? null : shapeOf(line);
    if (mark !== undefined) {
      strokes.push({
        y: slot * slotPx,
        from: shape?.from ?? 0,
        to: shape?.to ?? 0.7,
        color: mark.kind === "error" ? "red" : "yellow",
        kind: "mark",
      });
    } else if (shape === null) strokes.push({ y: slot * slotPx, from: 0, to: guessedWidth, color: "text", kind: "guess" });
    else if (shape.to > shape.from) strokes.push({ y: slot * slotPx, ...shape, kind: "line" });
  }
  return strokes;
}

/** Where a line stands in the overview, in pixels. */
export function mapYOf(line: number, totalLines: number, heightPx: number): number {
  const slots = Math.max(1, Math.floor(heightPx / slotPx));
  return ((line - 1) / Math.max(slots, totalLines)) * slots * slotPx;
}

/** The heights, in whole pixels, at which there are matches. Looks at as many of a million as there are pixels. */
export function matchHeights(lineNumbers: Uint32Array, totalLines: number, heightPx: number): number[] {
  const heights: number[] = [];
  const yOf = (line: number | undefined) => Math.round(mapYOf(line ?? 0, totalLines, heightPx));
  for (let place = 0; place < lineNumbers.length; ) {
    const y = yOf(lineNumbers[place]);
    heights.push(y);
    let high = lineNumbers.length;
    for (place += 1; place < high; ) {
      const middle = (place + high) >> 1;
      if (yOf(lineNumbers[middle]) > y) high = middle;
      else place = middle + 1;
    }
  }
  return heights;
}

/** The line at a height of the overview. */
export function lineAtMapY(y: number, totalLines: number, heightPx: number): number {
  const slots = Math.max(1, Math.floor(heightPx / slotPx));
  return Math.max(1, Math.min(totalLines, 1 + Math.round((y / (slots * slotPx)) * Math.max(slots, totalLines))));
}

const shapes = new WeakMap<LogLine, Pick<MapStroke, "from" | "to" | "color">>();

function shapeOf(line: LogLine): Pick<MapStroke, "from" | "to" | "color"> {
  const before = shapes.get(line);
  if (before !== undefined) return before;
  const { plain, spans } = styleLine(line);
  const start = plain.length - plain.trimStart().length;
  const colors = ["text", "red", "green", "yellow"] as const;
  const colored = spans.find(({ style }) => typeof style.foreground === "number" && style.foreground % 8 > 0 && style.foreground % 8 < 4);
  const index = typeof colored?.style.foreground === "number" ? colored.style.foreground % 8 : 0;
  const shape = {
    from: Math.min(0.9, start / fullWidthCells),
    to: Math.min(1, plain.trimEnd().length / fullWidthCells),
    color: colors[index] ?? "text",
  };
  shapes.set(line, shape);
  return shape;
}
