import { useCallback, useEffect, useMemo, useState } from "react";
import type { LineCache } from "./line-cache.ts";
import type { LogStep } from "./log-sections.ts";
import { sectionsOf } from "./log-sections.ts";
import { headHeightPx, lineHeightPx, mapRows, placeOfRow, type RowMap } from "./row-map.ts";
import { cellsOf, styleLine } from "./styled-line.ts";

/** How the lines of a log lie in the width that they have. */
export interface LogLayout {
  readonly map: RowMap;
  readonly heightOf: (row: number) => number;
  /** Width of the column of line numbers. */
  readonly gutterPx: number;
}

interface LayoutInput {
  readonly cache: LineCache | null;
  readonly steps: readonly LogStep[];
  readonly folded: ReadonlySet<number>;
  readonly widthPx: number;
  readonly isWrapped: boolean;
  readonly showsTime: boolean;
}

// The column of times, and the room that a line keeps at its right: as in the style sheet.
const timePx = 100;
const rightPx = 12;
const numberPx = 6.6;

export function useLogLayout({ cache, steps, folded, widthPx, isWrapped, showsTime }: LayoutInput): LogLayout {
  const totalLines = cache?.extent.totalLines ?? 0;
  const map = useMemo(() => mapRows(sectionsOf(steps, totalLines, folded)), [steps, totalLines, folded]);
  const characterPx = useCharacterWidth();
  const gutterPx = Math.max(52, Math.ceil(String(totalLines).length * numberPx) + 28);
  const columns = Math.max(8, Math.floor((widthPx - gutterPx - rightPx - (showsTime ? timePx : 0)) / characterPx));

  const heightOf = useCallback(
    (row: number) => {
      const { line: number } = placeOfRow(map, row);
      if (number === null) return headHeightPx;
      const line = isWrapped ? (cache?.lineAt(number) ?? null) : null;
      return line === null ? lineHeightPx : Math.max(1, Math.ceil(cellsOf(styleLine(line).plain) / columns)) * lineHeightPx;
    },
    [map, cache, isWrapped, columns],
  );
  return { map, heightOf, gutterPx };
}

/** The width of one character of the log's font; measured again when the font has come. */
function useCharacterWidth(): number {
  const [width, setWidth] = useState(7.2);
  useEffect(() => {
    let isGone = false;
    const measure = () => {
      const context = document.createElement("canvas").getContext("2d");
      if (isGone || context === null) return;
      const style = getComputedStyle(document.documentElement);
      context.font = `400 ${style.getPropertyValue("--log-size")} ${style.getPropertyValue("--font-mono")}`;
      setWidth(context.measureText("0".repeat(100)).width / 100);
    };
    void document.fonts.ready.then(measure);
    return () => {
      isGone = true;
    };
  }, []);
  return width;
}
