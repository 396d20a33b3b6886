import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { classNames } from "./class-names.ts";
import styles from "./row-table.module.css";

interface RowTableProps<Row> {
  label: string;
  /** Says how wide the columns are (`--columns`), and which of them go where there is little room. */
  className: string | undefined;
  columns: readonly string[];
  rows: readonly Row[];
  rowPx: number;
  hasMore: boolean;
  /** More rows are wanted when so few are left below what is drawn. */
  rowsAhead: number;
  onEnd: () => void;
  /** Called when the first rows are drawn. */
  onRows?: () => void;
  /** An arrow key was pressed: down is 1. */
  onMove: (step: 1 | -1) => void;
  /** Draws one row with a {@link TableRow}, which needs `top`. */
  children: (row: Row, top: number) => ReactNode;
}

/** A table of any length: as many rows as are in sight are drawn, and more are asked for on the way down. */
export function RowTable<Row>({
  label,
  className,
  columns,
  rows,
  rowPx,
  hasMore,
  rowsAhead,
  onEnd,
  onRows,
  onMove,
  children,
}: RowTableProps<Row>) {
  const scrollerRef = useRef<HTMLTableSectionElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollerRef.current,
    estimateSize: () => rowPx,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const last = items[items.length - 1]?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= rows.length - rowsAhead) onEnd();
  }, [last, rows.length, rowsAhead, hasMore, onEnd]);
  const hasRows = items.length > 0;
  useEffect(() => {
    if (hasRows) onRows?.();
  }, [hasRows, onRows]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    onMove(event.key === "ArrowDown" ? 1 : -1);
  }

  return (
    <table
      aria-label={label}
      aria-rowcount={hasMore ? -1 : rows.length + 1}
      className={classNames(styles.table, className)}
      style={{ "--row-height": `${rowPx}px` } as CSSProperties}
    >
      <thead>
        <tr className={styles.columns}>
          {columns.map((name) => (
            <th key={name} scope="col" data-name={name}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody
        ref={scrollerRef}
        className={styles.scroller}
        style={{ "--space": `${virtual.getTotalSize()}px` } as CSSProperties}
        onKeyDown={onKeyDown}
      >
        {items.map(({ index, start }) => {
          const row = rows[index];
          return row === undefined ? null : children(row, start);
        })}
      </tbody>
    </table>
  );
}

/** One row of a {@link RowTable}. Its one link covers all of it. */
export function TableRow({ top, isOpen = false, children }: { top: number; isOpen?: boolean; children: ReactNode }) {
  return (
    <tr className={styles.row} style={{ transform: `translateY(${top}px)` }} data-open={isOpen ? "" : undefined}>
      {children}
    </tr>
  );
}
