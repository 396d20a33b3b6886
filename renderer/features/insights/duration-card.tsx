import { useMemo } from "react";
import type { DoraDeployment } from "../../../shared/contract/dora.ts";
import type { Health } from "../../../shared/contract/health.ts";
import type { Insights } from "../../../shared/contract/insights.ts";
import { countOf } from "../../../shared/counts.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { formatDuration, secondMs } from "../../../shared/time.ts";
import { navigate, screenAddress } from "../../state/route.ts";
import { ChartCard, DayTable, LegendLine, LegendMark } from "./chart-card.tsx";
import { CardHead, CardLine } from "./day-card.tsx";
import { DayChart } from "./day-chart.tsx";
import { formatDay, formatFullDay } from "./days.ts";
import { deploymentsByDay, deploymentWords, isFailed } from "./deployments-by-day.ts";
import type { ChartSpec } from "./draw-chart.ts";
import styles from "./duration-card.module.css";
import { daysTable } from "./figures-table.ts";
import { RunFigures } from "./run-figures.tsx";
import { measuredRuns, onlyDay } from "./runs-behind.ts";
import { type DaySeries, durationScale } from "./series.ts";
import { dayTicks } from "./ticks.ts";

interface DurationCardProps {
  projectId: ProjectId;
  insights: Insights;
  /** `null` until it is here. */
  health: Health | null;
  series: DaySeries;
  deployments: readonly DoraDeployment[];
  className?: string | undefined;
}

/** A card beside the cursor holds few lines. */
const mostTold = 3;

/** How long runs of the whole pipeline that passed took, day by day. */
export function DurationCard({ projectId, insights, health, series, deployments, className }: DurationCardProps) {
  const { days, medianMs, p90Ms, measured } = series;
  const spec = useMemo(() => specOf(series), [series]);
  const deployed = useMemo(() => deploymentsByDay(deployments), [deployments]);
  const marks = days.flatMap((day, index) => {
    const onDay = deployed.get(day);
    return onDay === undefined ? [] : [{ index, isBad: onDay.hasFailed }];
  });
  const deploymentsOn = (index: number) => deployed.get(days[index] ?? 0)?.deployments ?? [];
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
          {marks.length > 0 && <LegendMark>Deployment</LegendMark>}
          {marks.some(({ isBad }) => isBad) && <LegendMark isBad>Failed</LegendMark>}
        </>
      }
      saved={daysTable(insights)}
      figures={<RunFigures projectId={projectId} insights={insights} health={health} />}
      chart={
        <DayChart
          label="Duration of a run by day"
          spec={spec}
          marks={marks}
          hasValue={(index) => medianMs[index] != null}
          describe={(index) =>
            `${formatFullDay(days[index] ?? 0)}: median ${formatDuration(medianMs[index] ?? 0)}, P90 ${formatDuration(p90Ms[index] ?? 0)}, ${countOf(runsOn(index), "run")}${deploymentsOn(
              index,
            )
              .map((deployment) => `, ${deploymentWords(deployment)}`)
              .join("")}`
          }
          renderCard={(index) => (
            <>
              <CardHead day={days[index] ?? 0} runs={runsOn(index)} />
              <CardLine token="--series-2" name="P90" value={formatDuration(p90Ms[index] ?? 0)} />
              <CardLine token="--series-1" name="Median" value={formatDuration(medianMs[index] ?? 0)} />
              {deploymentsOn(index)
                .slice(-mostTold)
                .map((deployment) => (
                  <p
                    key={deployment.deploymentId ?? deployment.name}
                    className={styles.deployment}
                    data-bad={isFailed(deployment) || undefined}
                  >
                    {deploymentWords(deployment)}
                  </p>
                ))}
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
