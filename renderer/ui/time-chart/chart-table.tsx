import { ScrollArea } from "../scroll-area.tsx";
import { type ChartUnit, formatChartValue, type TimeLine, type TimeMark } from "./chart-model.ts";
import styles from "./chart-table.module.css";
import { formatStep, formatStepLength } from "./chart-times.ts";

interface ChartTableProps {
  title: string;
  at: readonly number[];
  stepMs: number;
  unit: ChartUnit;
  lines: readonly TimeLine[];
  marks: readonly TimeMark[];
}

/** What a chart shows, as a table: the newest step first. */
export function ChartTable({ title, at, stepMs, unit, lines, marks }: ChartTableProps) {
  const rows = at.map((moment, index) => ({ moment, index })).toReversed();
  return (
    <ScrollArea label={`${title} as a table`} className={styles.scroller}>
      <table className={styles.table} aria-label={title}>
        <thead>
          <tr>
            <th scope="col">Time, each {formatStepLength(stepMs)}</th>
            {lines.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            <th scope="col">What happened</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ moment, index }) => (
            <tr key={moment}>
              <th scope="row">{formatStep(moment, stepMs)}</th>
              {lines.map(({ name, values }) => {
                const value = values[index];
                return <td key={name}>{value == null ? "not known" : formatChartValue(value, unit)}</td>;
              })}
              <td>
                {marks
                  .filter((mark) => mark.at >= moment && mark.at < moment + stepMs)
                  .map(({ text }) => text)
                  .join("; ")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}
