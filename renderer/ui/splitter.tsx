import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { classNames } from "./class-names.ts";
import styles from "./splitter.module.css";

interface SplitterProps {
  /** Its accessible name: what it resizes. */
  label: string;
  /** Which way the line runs. */
  orientation: "horizontal" | "vertical";
  /** The size of the panel it belongs to, in CSS pixels. */
  size: number;
  min: number;
  max: number;
  /** Whether the panel lies before the line (left of it or above it) or after it. */
  panel: "before" | "after";
  onResize: (size: number) => void;
  /** What a double click goes back to. */
  defaultSize: number;
}

const step = 16;

/** A line between two panels that can be dragged, or moved with the arrow keys. */
export function Splitter({ label, orientation, size, min, max, panel, onResize, defaultSize }: SplitterProps) {
  const start = useRef<{ at: number; size: number } | null>(null);
  const resize = (next: number) => onResize(Math.round(Math.min(Math.max(min, max), Math.max(min, next))));
  const at = (event: PointerEvent) => (orientation === "vertical" ? event.clientX : event.clientY);
  const grow = panel === "before" ? 1 : -1;

  function onKeyDown(event: KeyboardEvent): void {
    const back = orientation === "vertical" ? "ArrowLeft" : "ArrowUp";
    const forth = orientation === "vertical" ? "ArrowRight" : "ArrowDown";
    const next = { [back]: size - step * grow, [forth]: size + step * grow, Home: min, End: max }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    resize(next);
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr cannot be moved; this is the pattern of a window splitter
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={Math.max(min, max)}
      className={classNames(styles.splitter, styles[orientation])}
      onKeyDown={onKeyDown}
      onDoubleClick={() => resize(defaultSize)}
      onPointerDown={(event) => {
        start.current = { at: at(event), size };
        event.currentTarget.setPointerCapture(event.pointerId);
        event.preventDefault();
      }}
      onPointerMove={(event) => {
        if (start.current !== null) resize(start.current.size + (at(event) - start.current.at) * grow);
      }}
      onPointerUp={() => {
        start.current = null;
      }}
    />
  );
}
