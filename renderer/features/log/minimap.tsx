import { type PointerEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { LogLine } from "../../../shared/contract/logs.ts";
import { useTheme } from "../../ui/use-theme.ts";
import styles from "./minimap.module.css";
import { drawMap, lineAtMapY, type MapStroke, mapYOf, matchHeights } from "./minimap-model.ts";
import type { LogMark } from "./use-log-marks.ts";

interface MinimapProps {
  totalLines: number;
  firstLine: number;
  lastLine: number;
  lineAt: (line: number) => LogLine | null;
  /** Grows whenever `lineAt` may answer differently. */
  version: number;
  marks: readonly LogMark[];
  matches: Uint32Array;
  isNarrow: boolean;
  onJump: (line: number) => void;
}

const weights: Record<MapStroke["kind"], number> = { mark: 1, line: 0.34, guess: 0.12 };
const tokens: Record<MapStroke["color"], string> = { text: "--text-3", red: "--ansi-red", green: "--ansi-green", yellow: "--ansi-yellow" };

// Lines that come in while a log is scrolled or followed must not be paid for with its smoothness.
const redrawMs = 160;

/** The whole log at the side: what stands out, what was found, and what is in sight. For the pointer; keys do the same in the log. */
export function Minimap({ totalLines, firstLine, lastLine, lineAt, version, marks, matches, isNarrow, onJump }: MinimapProps) {
  const frameRef = useRef<HTMLDivElement>(null);
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const [heightPx, setHeightPx] = useState(0);
  const theme = useTheme();
  const drawnAt = useRef(0);
  const widthPx = isNarrow ? 14 : 64;

  useLayoutEffect(() => {
    const frame = frameRef.current;
    if (frame === null) return;
    const observer = new ResizeObserver(() => setHeightPx(frame.clientHeight));
    observer.observe(frame);
    return () => observer.disconnect();
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` and `theme` say when the same calls draw something else
  useEffect(() => {
    const draw = () => {
      drawnAt.current = performance.now();
      if (canvasRef.current !== null)
        paint(canvasRef.current, {
          widthPx,
          heightPx,
          isNarrow,
          totalLines,
          matches,
          strokes: drawMap(totalLines, heightPx, lineAt, marks),
        });
    };
    const timer = setTimeout(draw, Math.max(0, drawnAt.current + redrawMs - performance.now()));
    return () => clearTimeout(timer);
  }, [totalLines, heightPx, widthPx, marks, matches, version, theme, isNarrow]);

  const top = mapYOf(firstLine, totalLines, heightPx);
  const bottom = mapYOf(lastLine + 1, totalLines, heightPx);
  const jump = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons !== 1) return;
    if (event.type === "pointerdown") event.currentTarget.setPointerCapture(event.pointerId);
    onJump(lineAtMapY(event.clientY - event.currentTarget.getBoundingClientRect().top, totalLines, heightPx));
  };
  return (
    <div ref={frameRef} className={styles.map} style={{ width: widthPx + 1 }} aria-hidden="true" onPointerDown={jump} onPointerMove={jump}>
      <canvas ref={canvasRef} className={styles.canvas} style={{ width: widthPx, height: heightPx }} />
      {totalLines > 0 && <div className={styles.sight} style={{ top, height: Math.max(8, bottom - top) }} />}
    </div>
  );
}

interface Painting {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly isNarrow: boolean;
  readonly totalLines: number;
  readonly matches: Uint32Array;
  readonly strokes: readonly MapStroke[];
}

function paint(canvas: HTMLCanvasElement, { widthPx, heightPx, isNarrow, totalLines, matches, strokes }: Painting): void {
  const context = canvas.getContext("2d");
  if (context === null || heightPx === 0) return;
  const scale = window.devicePixelRatio;
  canvas.width = widthPx * scale;
  canvas.height = heightPx * scale;
  context.scale(scale, scale);
  const style = getComputedStyle(canvas);
  const colors = Object.fromEntries(Object.entries(tokens).map(([name, token]) => [name, style.getPropertyValue(token)]));
  const [left, right] = isNarrow ? [3, 3] : [8, 10];
  const roomPx = widthPx - left - right;
  for (const stroke of strokes) {
    if (isNarrow && stroke.kind !== "mark") continue;
    context.fillStyle = colors[stroke.color] ?? "";
    context.globalAlpha = weights[stroke.kind];
    const from = isNarrow ? 0 : stroke.from * roomPx;
    const to = isNarrow ? roomPx : Math.max(from + 2, stroke.to * roomPx);
    context.fillRect(left + from, stroke.y, to - from, stroke.kind === "mark" ? 2 : 1.5);
  }
  context.globalAlpha = 1;
  context.fillStyle = style.getPropertyValue("--waiting-fill");
  for (const y of matchHeights(matches, totalLines, heightPx)) context.fillRect(widthPx - 4, y, 3, 2);
}
