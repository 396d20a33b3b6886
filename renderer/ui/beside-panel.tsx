import { type ReactNode, useRef } from "react";
import styles from "./beside-panel.module.css";
import { Splitter } from "./splitter.tsx";
import { useElementSize } from "./use-element-size.ts";

interface BesidePanelProps {
  /** What is shown anyway: a list, a board. */
  children: ReactNode;
  /** What is open beside it; `false` for nothing. */
  detail: ReactNode | false;
  /** The accessible name of the line between them. */
  label: string;
  /** How wide the detail was made; `null` before. */
  size: number | null;
  defaultPx: number;
  /** The least that the detail and what is beside it need. */
  leastPx: number;
  leastOtherPx: number;
  onResize: (px: number) => void;
}

/** Something with what is open of it beside it; where there is no room for both, what is open takes its place until it is closed. */
export function BesidePanel({ children, detail, label, size, defaultPx, leastPx, leastOtherPx, onResize }: BesidePanelProps) {
  const ref = useRef<HTMLDivElement>(null);
  const { width } = useElementSize(ref);
  const most = Math.max(leastPx, width - leastOtherPx);
  const detailPx = Math.min(size ?? Math.min(defaultPx, Math.round(width / 2)), most);
  const isAlone = detail !== false && width > 0 && width < leastPx + leastOtherPx;
  return (
    <div ref={ref} className={styles.body}>
      {!isAlone && <div className={styles.list}>{children}</div>}
      {detail !== false && !isAlone && (
        <Splitter
          label={label}
          orientation="vertical"
          size={detailPx}
          min={leastPx}
          max={most}
          panel="after"
          defaultSize={defaultPx}
          onResize={onResize}
        />
      )}
      {detail !== false && (
        <div className={styles.detail} style={isAlone ? { flex: 1 } : { width: detailPx }}>
          {detail}
        </div>
      )}
    </div>
  );
}
