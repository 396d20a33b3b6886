import { Minus, TrendingDown, TrendingUp } from "lucide-react";
import type { Insights } from "../../../shared/contract/insights.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { formatDuration } from "../../../shared/time.ts";
import { type RouteQuery, screenAddress } from "../../state/route.ts";
import { classNames } from "../../ui/class-names.ts";
import { countOf } from "./days.ts";
import { type Change, countChange, durationChange, formatChange, formatPoints, formatRate, rateChange } from "./figures.ts";
import { endedRuns, measuredRuns } from "./runs-behind.ts";
import type { DaySeries } from "./series.ts";
import { sparkBars } from "./spark-bars.ts";
import styles from "./summary.module.css";

const figures = new Intl.NumberFormat("en");

/** Four figures of the period, each against the one before and with the rows behind it. */
export function Summary({ projectId, insights, series }: { projectId: ProjectId; insights: Insights; series: DaySeries }) {
  const { runs, previousRuns, passed, failed, measured, passRate, previousPassRate } = insights;
  const { medianMs, p90Ms, previousMedianMs, previousP90Ms } = insights;
  const other = runs - passed - failed;
  const counts = series.passed.map((count, index) => count + (series.failed[index] ?? 0) + (series.other[index] ?? 0));
  const rates = series.passed.map((count, index) => rateOf(count, series.failed[index] ?? 0));
  const activeDays = counts.filter((count) => count > 0).length;
  const link = (text: string, query: RouteQuery) => (
    <a className={styles.rows} href={screenAddress(projectId, "runs", query)}>
      {text}
    </a>
  );
  return (
    <div className={styles.summary}>
      <Figure
        title="Runs"
        value={figures.format(runs)}
        unit=""
        change={countChange(runs, previousRuns)}
        write={formatChange}
        bars={sparkBars(counts, "sum")}
      >
        <span>on {countOf(activeDays, "day")}</span>
        {link(countOf(runs, "run"), endedRuns(insights))}
      </Figure>
      <Figure
        title="Pass rate"
        value={passRate === null ? "–" : formatRate(passRate).replace(" %", "")}
        unit={passRate === null ? "" : "%"}
        change={rateChange(passRate, previousPassRate)}
        write={formatPoints}
        bars={sparkBars(rates, "mean")}
      >
        <span>{other === 0 ? "of passed and failed" : `${countOf(other, "other")} left out`}</span>
        {link(`${figures.format(failed)} failed`, endedRuns(insights, { status: "failed" }))}
      </Figure>
      <Figure
        title="Median duration"
        value={medianMs === null ? "–" : formatDuration(medianMs)}
        unit=""
        change={durationChange(medianMs, previousMedianMs)}
        write={formatChange}
        bars={sparkBars(series.medianMs, "mean")}
      >
        <span>{previousMedianMs === null ? "half of the runs take longer" : `before: ${formatDuration(previousMedianMs)}`}</span>
        {link(countOf(measured, "whole run"), measuredRuns(insights))}
      </Figure>
      <Figure
        title="P90 duration"
        value={p90Ms === null ? "–" : formatDuration(p90Ms)}
        unit=""
        change={durationChange(p90Ms, previousP90Ms)}
        write={formatChange}
        bars={sparkBars(series.p90Ms, "mean")}
      >
        <span>{previousP90Ms === null ? "one run of ten takes longer" : `before: ${formatDuration(previousP90Ms)}`}</span>
        {link(countOf(measured, "whole run"), measuredRuns(insights))}
      </Figure>
    </div>
  );
}

function rateOf(passed: number, failed: number): number | null {
  return passed + failed === 0 ? null : passed / (passed + failed);
}

interface FigureProps {
  title: string;
  value: string;
  unit: string;
  /** Against the period before; `null` without both. */
  change: Change | null;
  write: (amount: number) => string;
  bars: readonly number[];
  children: React.ReactNode;
}

function Figure({ title, value, unit, change, write, bars, children }: FigureProps) {
  return (
    <article className={styles.card} aria-label={title}>
      <h2 className={styles.title}>{title}</h2>
      <div className={styles.middle}>
        <p>
          <span className={styles.value}>{value}</span>
          {unit !== "" && <span className={styles.unit}>{unit}</span>}
        </p>
        <svg width={bars.length * 8 - 2} height="40" aria-hidden="true" className={styles.spark}>
          {bars.map((share, index) => {
            const height = Math.max(2, Math.round(share * 38));
            return (
              <rect
                // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place in time
                key={index}
                x={index * 8}
                y={40 - height}
                width="6"
                height={height}
                rx="1"
                data-last={index === bars.length - 1 ? "" : undefined}
              />
            );
          })}
        </svg>
      </div>
      <p className={styles.change}>
        {change === null ? (
          <span className={styles.quiet}>Too little before to compare with</span>
        ) : (
          <ChangeText change={change} write={write} />
        )}
      </p>
      <div className={styles.foot}>{children}</div>
    </article>
  );
}

function ChangeText({ change: { amount, verdict }, write }: { change: Change; write: (amount: number) => string }) {
  const Icon = verdict === "same" ? Minus : amount > 0 ? TrendingUp : TrendingDown;
  return (
    <span className={classNames(styles.trend, styles[verdict])}>
      <Icon size={14} strokeWidth={2} aria-hidden="true" />
      {write(amount)} <span className={styles.against}>against the period before</span>
    </span>
  );
}
