import type { Series } from "../../../../shared/contract/metrics.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { RangePicker } from "../../../charts/range-picker.tsx";
import { SeriesChart, type SeriesLine } from "../../../charts/series-chart.tsx";
import { type RangePreset, readRange } from "../../../charts/time-range.ts";
import { useSeries } from "../../../charts/use-series.ts";
import type { RouteQuery } from "../../../state/route.ts";
import { FailureNote } from "../../../ui/list-states.tsx";
import styles from "./machine-view.module.css";

interface MachineChart {
  readonly title: string;
  readonly unit: Series["unit"];
  readonly lines: readonly SeriesLine[];
}

const charts: readonly MachineChart[] = [
  {
    title: "CPU",
    unit: "percent",
    lines: [
      { name: "Average", series: "host/cpu" },
      { name: "Highest", series: "host/cpu", column: "max", isDashed: true },
    ],
  },
  { title: "Memory", unit: "bytes", lines: [{ name: "In use", series: "host/memory" }] },
  {
    title: "Load",
    unit: "number",
    lines: [{ name: "Processes that want to run", series: "host/load" }],
  },
  { title: "Disk", unit: "bytes", lines: [{ name: "In use", series: "host/disk" }] },
  {
    title: "Network",
    unit: "bytes-per-second",
    lines: [
      { name: "In", series: "host/network-in" },
      { name: "Out", series: "host/network-out" },
    ],
  },
];
const names = [...new Set(charts.flatMap(({ lines }) => lines.map(({ series }) => series)))];
const presets: readonly RangePreset[] = ["15m", "1h", "6h", "24h", "7d", "30d", "90d", "1y"];

/** What this machine was busy with, on one time and with one cursor. */
export function MachineView({ projectId, query }: { projectId: ProjectId; query: RouteQuery }) {
  const range = readRange(query, "1h");
  const { read, failure } = useSeries(projectId, names, range);
  return (
    <div className={styles.view}>
      <div className={styles.bar}>
        <p className={styles.note}>Measured while monitors are watched, and kept for years.</p>
        <RangePicker range={range} presets={presets} />
      </div>
      <FailureNote failure={failure} />
      <div className={styles.charts}>
        {charts.map(({ title, unit, lines }) => (
          <SeriesChart
            key={title}
            projectId={projectId}
            title={title}
            className={styles.chart}
            unit={unit}
            lines={lines}
            read={read}
            range={range}
            nothing="Nothing was measured in this time."
          />
        ))}
      </div>
    </div>
  );
}
