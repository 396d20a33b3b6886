import { ChartLine, Ellipsis, FileImage, FileSpreadsheet, Table, ZoomOut } from "lucide-react";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { chartCsv } from "../../shared/chart-csv.ts";
import { Button, IconButton } from "./button.tsx";
import { classNames } from "./class-names.ts";
import { Menu, MenuItem } from "./menu.tsx";
import { chartPicture, download, type ExportedChart, exportName } from "./time-chart/chart-export.ts";
import {
  type ChartUnit,
  formatChartValue,
  lineToken,
  mostLines,
  type TimeLine,
  type TimeMark,
  withGaps,
} from "./time-chart/chart-model.ts";
import { ChartPlot } from "./time-chart/chart-plot.tsx";
import { ChartTable } from "./time-chart/chart-table.tsx";
import styles from "./time-chart.module.css";

interface TimeChartProps {
  /** Its heading, its accessible name, and the name of its exports. */
  title: string;
  level?: 2 | 3;
  /** Stands after the title in a low voice. */
  aside?: ReactNode;
  className?: string | undefined;
  from: number;
  to: number;
  /** The beginning of each step; empty until it was read. */
  at: readonly number[];
  stepMs: number;
  unit: ChartUnit;
  /** At most six; more are left out. */
  lines: readonly TimeLine[];
  marks: readonly TimeMark[];
  /** Stands in the chart when nothing is known in the whole time; `null` while it is not known whether. */
  nothing: string | null;
  /** Charts with the same key have one cursor. */
  syncKey?: string | undefined;
  isZoomed: boolean;
  /** A time was chosen, by pointer or keys; `null` goes back to the whole time. */
  onZoom: (range: { from: number; to: number } | null) => void;
}

/** Values over time: hover or arrow keys read them, dragging or `+` looks closer, and a table and files are one press away. */
export function TimeChart(props: TimeChartProps) {
  const { title, level = 2, aside, className, from, to, at, stepMs, unit, marks, nothing, syncKey = null, isZoomed, onZoom } = props;
  const Title = `h${level}` as const;
  const lines = useMemo(() => props.lines.slice(0, mostLines), [props.lines]);
  const data = useMemo(() => withGaps(at, lines, stepMs), [at, lines, stepMs]);
  const [isTable, setTable] = useState(false);
  const canvasRef = useRef<HTMLCanvasElement | null>(null);
  const exported: ExportedChart = { title, at, stepMs, unit, lines, marks };
  const saveCsv = () => download(exportName(title, from, "csv"), new Blob([chartCsv(exported)], { type: "text/csv;charset=utf-8" }));
  const savePicture = async () => {
    const picture = canvasRef.current === null ? null : await chartPicture(canvasRef.current, exported, from, to);
    if (picture !== null) download(exportName(title, from, "png"), picture);
  };
  return (
    <section aria-label={title} className={classNames(styles.card, className)}>
      <header className={styles.head}>
        <Title className={styles.title}>{title}</Title>
        {aside !== undefined && <span className={styles.aside}>{aside}</span>}
        <ul className={styles.legend} aria-label={`Lines of ${title}`}>
          {lines.map((line, index) => (
            <li key={line.name}>
              <Swatch index={index} isDashed={line.isDashed === true} />
              {line.name} <b>{latestOf(line, unit)}</b>
            </li>
          ))}
        </ul>
        {isZoomed && (
          <Button size="small" kind="quiet" onClick={() => onZoom(null)}>
            <ZoomOut size={14} strokeWidth={2} aria-hidden="true" />
            Whole time
          </Button>
        )}
        <Menu
          align="end"
          trigger={
            <IconButton size="small" label={`More of ${title}`}>
              <Ellipsis size={14} strokeWidth={2} aria-hidden="true" />
            </IconButton>
          }
        >
          <MenuItem
            icon={isTable ? <ChartLine size={14} /> : <Table size={14} />}
            label={isTable ? "Show as a chart" : "Show as a table"}
            onSelect={() => setTable(!isTable)}
          />
          <MenuItem icon={<FileImage size={14} />} label="Save as PNG" isDisabled={isTable} onSelect={() => void savePicture()} />
          <MenuItem icon={<FileSpreadsheet size={14} />} label="Save as CSV" onSelect={saveCsv} />
        </Menu>
      </header>
      {isTable ? (
        <ChartTable title={title} at={at} stepMs={stepMs} unit={unit} lines={lines} marks={marks} />
      ) : (
        <ChartPlot
          title={title}
          spec={{ data, from, to, stepMs, unit, marks }}
          lines={lines}
          syncKey={syncKey}
          nothing={nothing}
          isZoomed={isZoomed}
          onZoom={onZoom}
          canvasRef={canvasRef}
        />
      )}
    </section>
  );
}

function latestOf({ values }: TimeLine, unit: ChartUnit): string {
  const value = values.findLast((candidate) => candidate !== null);
  return value == null ? "–" : formatChartValue(value, unit);
}

function Swatch({ index, isDashed }: { index: number; isDashed: boolean }) {
  return (
    <svg width="14" height="4" aria-hidden="true">
      <path d="M0 2h14" stroke={`var(${lineToken(index)})`} strokeWidth="2" strokeDasharray={isDashed ? "4 2" : undefined} />
    </svg>
  );
}
