import { useMemo } from "react";
import type { Service } from "../../../../shared/contract/services.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { minuteMs } from "../../../../shared/time.ts";
import { SeriesChart, type SeriesLine } from "../../../charts/series-chart.tsx";
import type { ChartRange } from "../../../charts/time-range.ts";
import { useSeries } from "../../../charts/use-series.ts";
import { Banner } from "../../../ui/banner.tsx";
import styles from "./service-charts.module.css";

interface ServiceChartsProps {
  projectId: ProjectId;
  service: Service;
  range: ChartRange;
  wasStarted: boolean;
}

/** What a service uses: CPU and memory, with the deployments and incidents of that time. */
export function ServiceCharts({ projectId, service: { id }, range, wasStarted }: ServiceChartsProps) {
  const { read, failure } = useSeries(projectId, [`service/${id}/cpu`, `service/${id}/memory`], range);
  const isCoarse = (read?.stepMs ?? 0) >= minuteMs;
  const { cpu, memory } = useMemo(
    () => ({ cpu: linesOf(`service/${id}/cpu`, isCoarse), memory: linesOf(`service/${id}/memory`, isCoarse) }),
    [id, isCoarse],
  );
  const nothing = wasStarted ? "Nothing was measured in this time." : "It was never started.";
  if (failure !== null && read === null) {
    return (
      <div className={styles.note}>
        <Banner kind="problem">
          {failure.message} {failure.hint}
        </Banner>
      </div>
    );
  }
  const shared = { projectId, read, range, nothing, className: styles.chart };
  return (
    <div className={styles.charts}>
      <SeriesChart title="CPU" aside="of one core" unit="percent" lines={cpu} {...shared} />
      <SeriesChart title="Memory" unit="bytes" lines={memory} {...shared} />
    </div>
  );
}

/** A step of a minute or more holds many values, and what is highest is more than what is usual. */
function linesOf(series: string, isCoarse: boolean): readonly SeriesLine[] {
  if (!isCoarse) return [{ name: "Used", series }];
  return [
    { name: "Average", series },
    { name: "Highest", series, column: "max", isDashed: true },
  ];
}
