import { ChartLine, Table } from "lucide-react";
import { type ReactNode, useState } from "react";
import { type SavedTable, saveTable } from "../../actions/save-table.ts";
import { IconButton } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import styles from "./chart-card.module.css";

interface ChartCardProps<Row> {
  title: string;
  /** Stands after the title: what the lines mean. */
  legend: ReactNode;
  /** Figures between head and chart. */
  figures?: ReactNode;
  className?: string | undefined;
  chart: ReactNode;
  table: ReactNode;
  /** What it is drawn of, to be saved as a file. */
  saved: SavedTable<Row>;
}

/** A chart in a frame; the same data as a table is one press away. */
export function ChartCard<Row>({ title, legend, figures, className, chart, table, saved }: ChartCardProps<Row>) {
  const [isTable, setTable] = useState(false);
  const Icon = isTable ? ChartLine : Table;
  return (
    <section className={classNames(styles.card, className)} aria-label={title}>
      <div className={styles.head}>
        <h2 className={styles.title}>{title}</h2>
        <div className={styles.legend}>{legend}</div>
        <div className={styles.actions}>
          <IconButton
            size="small"
            label={isTable ? `Show ${title} as a chart` : `Show ${title} as a table`}
            isPressed={isTable}
            onClick={() => setTable(!isTable)}
          >
            <Icon size={14} strokeWidth={2} aria-hidden="true" />
          </IconButton>
          <ExportMenu what={title} size="small" onSave={(format) => void saveTable(format, saved)} />
        </div>
      </div>
      {figures}
      {isTable ? table : chart}
    </section>
  );
}

/** One line of a legend. */
export function LegendLine({ token, isDashed = false, children }: { token: string; isDashed?: boolean; children: ReactNode }) {
  return (
    <span className={styles.line}>
      <svg width="18" height="4" aria-hidden="true">
        <path d="M0 2h18" stroke={`var(${token})`} strokeWidth="2" strokeDasharray={isDashed ? "5 3" : undefined} />
      </svg>
      {children}
    </span>
  );
}

/** A mark below the lines, in a legend. */
export function LegendMark({ isBad = false, children }: { isBad?: boolean; children: ReactNode }) {
  return (
    <span className={styles.line}>
      <i className={styles.mark} data-bad={isBad || undefined} />
      {children}
    </span>
  );
}

/** A table in place of a chart: the first column names the day. */
export function DayTable({ label, columns, rows }: { label: string; columns: readonly string[]; rows: readonly (readonly ReactNode[])[] }) {
  return (
    <ScrollArea label={label} className={styles.scroller}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column}>{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are days in their order
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={columns[column]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}
