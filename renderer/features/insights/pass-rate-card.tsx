import { useMemo } from "react";
import type { Insights } from "../../../shared/contract/insights.ts";
import { countOf } from "../../../shared/counts.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { navigate, screenAddress } from "../../state/route.ts";
import { ChartCard, DayTable, LegendLine } from "./chart-card.tsx";
import { CardHead, CardLine } from "./day-card.tsx";
import { DayChart } from "./day-chart.tsx";
import { formatDay, formatFullDay } from "./days.ts";
import type { ChartSpec } from "./draw-chart.ts";
import { formatRate } from "./figures.ts";
import { daysTable } from "./figures-table.ts";
import { endedRuns, onlyDay } from "./runs-behind.ts";
import type { DaySeries } from "./series.ts";
import { dayTicks } from "./ticks.ts";

/** How many of the runs passed, over the days before each day. */
export function PassRateCard({
  projectId,
  insights,
  series,
  className,
}: {
  projectId: ProjectId;
  insights: Insights;
  series: DaySeries;
  className?: string | undefined;
}) {
  const { days, passed, failed, other, passRate, windowDays } = series;
  const spec = useMemo(() => specOf(series), [series]);
  const countAt = (index: number) => (passed[index] ?? 0) + (failed[index] ?? 0);
  const runsBehind = (index: number) => endedRuns(onlyDay(days[index] ?? 0));
  const open = (index: number) => navigate({ kind: "screen", projectId, screen: "runs", query: runsBehind(index) });
  const known = days.map((_, index) => index).filter((index) => countAt(index) > 0);
  return (
    <ChartCard
      title="Pass rate"
      className={className}
      saved={daysTable(insights)}
      legend={<LegendLine token="--series-1">over {windowDays} days</LegendLine>}
      chart={
        <DayChart
          label={`Pass rate over ${windowDays} days, by day`}
          spec={spec}
          hasValue={(index) => passRate[index] != null}
          describe={(index) =>
            `${formatFullDay(days[index] ?? 0)}: ${formatRate(passRate[index] ?? 0)} over ${windowDays} days; ${countOf(failed[index] ?? 0, "run")} failed that day`
          }
          renderCard={(index) => (
            <>
              <CardHead day={days[index] ?? 0} runs={countAt(index) + (other[index] ?? 0)} />
              <CardLine token="--series-1" name={`Over ${windowDays} days`} value={formatRate(passRate[index] ?? 0)} />
              <CardLine token="--passed-fill" name="Passed that day" value={String(passed[index] ?? 0)} />
              <CardLine token="--failed-fill" name="Failed that day" value={String(failed[index] ?? 0)} />
              {(other[index] ?? 0) > 0 && <CardLine token="--skipped-fill" name="Other" value={String(other[index] ?? 0)} />}
            </>
          )}
          onOpen={open}
          nothing="Nothing has passed or failed in this period."
        />
      }
      table={
        <DayTable
          label="Pass rate by day"
          columns={["Day", "Passed", "Failed", "Other", `${windowDays} days`]}
          rows={known.toReversed().map((index) => [
            <a key="day" href={screenAddress(projectId, "runs", runsBehind(index))}>
              {formatFullDay(days[index] ?? 0)}
            </a>,
            passed[index] ?? 0,
            failed[index] ?? 0,
            other[index] ?? 0,
            formatRate(passRate[index] ?? 0),
          ])}
        />
      }
    />
  );
}

function specOf({ days, passRate }: DaySeries): ChartSpec {
  const lowest = Math.min(1, ...passRate.filter((rate) => rate !== null));
  // Half or a quarter of the scale is enough for a good project, and shows where it is not.
  const min = lowest >= 0.8 ? 0.75 : lowest >= 0.5 ? 0.5 : 0;
  return {
    days,
    lines: [{ values: passRate, token: "--series-1" }],
    scale: { min, max: 1, step: (1 - min) / 5 === 0.1 ? 0.1 : min === 0.75 ? 0.05 : 0.2 },
    ticks: dayTicks(days[0] ?? 0, days[days.length - 1] ?? 0),
    formatValue: (rate) => `${Math.round(rate * 100)} %`,
    formatDay,
    isFilled: true,
  };
}
