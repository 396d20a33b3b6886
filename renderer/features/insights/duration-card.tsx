import { useMemo } from "react";
import type { ProjectId } from "../../../shared/ids.ts";
import { formatDuration, secondMs } from "../../../shared/time.ts";
import { navigate, screenAddress } from "../../state/route.ts";
import { ChartCard, DayTable, LegendLine } from "./chart-card.tsx";
import { CardHead, CardLine } from "./day-card.tsx";
import { DayChart } from "./day-chart.tsx";
import { countOf, formatDay, formatFullDay } from "./days.ts";
import type { ChartSpec } from "./draw-chart.ts";
import styles from "./duration-card.module.css";
import { measuredRuns, onlyDay } from "./runs-behind.ts";
import { type DaySeries, durationScale } from "./series.ts";
import { dayTicks } from "./ticks.ts";

/** How long runs of the whole pipeline that passed took, day by day. */
export function DurationCard({
  projectId,
  series,
  className,
}: {
  projectId: ProjectId;
  series: DaySeries;
  className?: string | undefined;
}) {
  const { days, medianMs, p90Ms, measured } = series;
  const spec = useMemo(() => specOf(series), [series]);
  const latest = medianMs.findLastIndex((value) => value !== null);
  const fastest = medianMs.reduce<number>(
    (best, value, index) => (value !== null && value < (medianMs[best] ?? Number.POSITIVE_INFINITY) ? index : best),
    latest,
  );
  const runsOn = (index: number) => measured[index] ?? 0;
  const runsBehind = (index: number) => measuredRuns(onlyDay(days[index] ?? 0));
  const known = days.map((_, index) => index).filter((index) => medianMs[index] !== null);
  const open = (index: number) => navigate({ kind: "screen", projectId, screen: "runs", query: runsBehind(index) });
  return (
    <ChartCard
      title="Duration of a run"
      className={className}
      legend={
        <>
          <LegendLine token="--series-1">{series.drawnMedianMs === medianMs ? "Median" : "Median, over 7 days"}</LegendLine>
          <LegendLine token="--series-2" isDashed>
            P90
          </LegendLine>
        </>
      }
      figures={
        <dl className={styles.figures}>
          <Figure name="Median now" value={medianMs[latest]} />
          <Figure name="P90 now" value={p90Ms[latest]} />
          <Figure name={latest < 0 ? "Fastest day" : `Fastest day, ${formatDay(days[fastest] ?? 0)}`} value={medianMs[fastest]} />
        </dl>
      }
      chart={
        <DayChart
          label="Duration of a run by day"
          spec={spec}
          hasValue={(index) => medianMs[index] != null}
          describe={(index) =>
            `${formatFullDay(days[index] ?? 0)}: median ${formatDuration(medianMs[index] ?? 0)}, P90 ${formatDuration(p90Ms[index] ?? 0)}, ${countOf(runsOn(index), "run")}`
          }
          renderCard={(index) => (
            <>
              <CardHead day={days[index] ?? 0} runs={runsOn(index)} />
              <CardLine token="--series-2" name="P90" value={formatDuration(p90Ms[index] ?? 0)} />
              <CardLine token="--series-1" name="Median" value={formatDuration(medianMs[index] ?? 0)} />
            </>
          )}
          onOpen={open}
          nothing="No run of the whole pipeline has ended in this period."
        />
      }
      table={
        <DayTable
          label="Duration of a run by day"
          columns={["Day", "Runs", "Median", "P90"]}
          rows={known.toReversed().map((index) => [
            <a key="day" href={screenAddress(projectId, "runs", runsBehind(index))}>
              {formatFullDay(days[index] ?? 0)}
            </a>,
            runsOn(index),
            formatDuration(medianMs[index] ?? 0),
            formatDuration(p90Ms[index] ?? 0),
          ])}
        />
      }
    />
  );
}

function Figure({ name, value }: { name: string; value: number | null | undefined }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value == null ? "–" : formatDuration(value)}</dd>
    </div>
  );
}

function specOf({ days, drawnMedianMs, drawnP90Ms }: DaySeries): ChartSpec {
  return {
    days,
    lines: [
      { values: drawnMedianMs, token: "--series-1" },
      { values: drawnP90Ms, token: "--series-2", isDashed: true },
    ],
    scale: durationScale([...drawnMedianMs, ...drawnP90Ms], 6),
    ticks: dayTicks(days[0] ?? 0, days[days.length - 1] ?? 0),
    formatValue: formatScaleDuration,
    formatDay,
    isFilled: true,
  };
}

/** A round duration as short as it can be: `0`, `500 ms`, `40 s`, `2 m 30 s`, `2 h`. */
function formatScaleDuration(ms: number): string {
  if (ms === 0) return "0";
  if (ms < secondMs) return `${ms} ms`;
  const seconds = ms / secondMs;
  if (seconds < 60) return `${Math.round(seconds * 10) / 10} s`;
  const parts = [`${Math.floor(seconds / 3_600)} h`, `${Math.floor((seconds % 3_600) / 60)} m`, `${Math.round(seconds % 60)} s`];
  return parts.filter((part) => !part.startsWith("0 ")).join(" ");
}
